//! Python: other programs read what Voltdeck exports, and most of them come as its packages.

use std::path::{Path, PathBuf};

use crate::Outcome;
use crate::packages::{self, Purpose};
use crate::process::{command, output, run, succeeds, target};
use crate::versions::Version;

/// What the packages need.
const LEAST: Version = Version(3, 10, 0);
/// What the tests read exports with. Pinned, so that a test that fails tells of us.
const READERS: &[&str] = &["duckdb==2.0.1", "openpyxl==3.1.5"];
const GET: &str = "Get it from https://www.python.org, or with your package manager.";

/// An environment of its own, with packages in it.
pub struct Environment {
    folder: PathBuf,
}

impl Environment {
    /// Its Python.
    pub fn python(&self) -> PathBuf {
        self.program("python")
    }

    /// One of its programs.
    pub fn program(&self, name: &str) -> PathBuf {
        let (folder, end) = if cfg!(windows) { ("Scripts", ".exe") } else { ("bin", "") };
        self.folder.join(folder).join(format!("{name}{end}"))
    }
}

/// Sees to it that the tests have a Python with which to read exports: `target/python`.
pub fn readers() -> Outcome {
    let folder = target().join("python");
    if is_made(&folder, READERS) {
        return Ok(());
    }
    let python = find()?;
    environment(&python, &folder, READERS)?;
    Ok(())
}

/// Makes an environment, or takes it as it is where it has these packages.
pub fn environment(python: &Path, folder: &Path, wanted: &[&str]) -> Outcome<Environment> {
    let made = Environment { folder: folder.to_owned() };
    if is_made(folder, wanted) {
        return Ok(made);
    }
    // One that was broken off, or has other versions, is made anew.
    if folder.exists() {
        std::fs::remove_dir_all(folder).map_err(|error| format!("{} stands in the way: {error}", folder.display()))?;
    }
    run(command(python).args(["-m", "venv"]).arg(folder))?;
    let mut pip = command(made.python());
    pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]).args(wanted);
    run(&mut pip).map_err(|why| format!("{why}\nThese packages of PyPI are needed: {}.", wanted.join(", ")))?;
    std::fs::write(stamp(folder), wanted.join("\n")).map_err(|error| format!("{}: {error}", folder.display()))?;
    Ok(made)
}

/// The stamp is written last, so it also tells of an installation that was broken off.
fn is_made(folder: &Path, wanted: &[&str]) -> bool {
    std::fs::read_to_string(stamp(folder)).is_ok_and(|has| has == wanted.join("\n"))
}

fn stamp(folder: &Path) -> PathBuf {
    folder.join("voltdeck-packages.txt")
}

/// A Python that can make environments. Debian has that part in a package of its own.
fn find() -> Outcome<PathBuf> {
    if let Some(python) = usable() {
        return Ok(python);
    }
    packages::ensure(&[Purpose::Python])?;
    usable().ok_or_else(|| {
        format!(
            "Python {LEAST} or newer with its modules venv and pip is missing: the tests read exports with it. {GET}"
        )
    })
}

fn usable() -> Option<PathBuf> {
    let names = ["python3", "python", "/usr/bin/python3"];
    names
        .into_iter()
        .find(|name| version(Path::new(name)).is_some_and(|is| is >= LEAST) && has_venv(name))
        .map(PathBuf::from)
}

/// What the program says it is; none where it is a shim for something that is not installed.
pub fn version(python: &Path) -> Option<Version> {
    Version::find(&output(command(python).arg("--version"))?)
}

fn has_venv(python: &str) -> bool {
    succeeds(command(python).args(["-c", "import venv, ensurepip"]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_environment_is_made_only_when_its_stamp_has_all_packages() {
        let folder = std::env::temp_dir().join(format!("voltdeck-xtask-{}-python", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        assert!(!is_made(&folder, &["a==1"]), "broken off");
        std::fs::write(stamp(&folder), "a==1\nb==2").unwrap();
        assert!(is_made(&folder, &["a==1", "b==2"]));
        assert!(!is_made(&folder, &["a==1", "b==3"]));
        let _ = std::fs::remove_dir_all(&folder);
    }
}
