//! What comes into the app from others: held to the two locks, to deny.toml and to the page that lists it; and written as
//! CycloneDX, for whoever must know what is in an installer.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::Outcome;
use crate::process::{cargo, npm, output, root, run, target};
use crate::third_party;
use crate::versions::Version;

/// The tool that reads deny.toml. Pinned, so that a run that fails tells of us.
const DENY: Tool = Tool { name: "cargo-deny", ask: "deny", least: Version(0, 20, 2) };
/// The tool that writes CycloneDX for crates; npm writes it for its packages.
const CYCLONEDX: Tool = Tool { name: "cargo-cyclonedx", ask: "cyclonedx", least: Version(0, 5, 9) };

struct Tool {
    name: &'static str,
    /// What cargo calls it.
    ask: &'static str,
    least: Version,
}

impl Tool {
    /// Installs it where it is missing or older.
    fn ensure(&self) -> Outcome {
        let found = output(cargo(&[self.ask]).arg("--version")).as_deref().and_then(Version::find);
        if found.is_some_and(|found| found >= self.least) {
            return Ok(());
        }
        let version = self.least.to_string();
        // The default features of cargo-deny are another TLS, which has no use here.
        let features: &[&str] = if self.name == DENY.name { &["--no-default-features"] } else { &[] };
        run(cargo(&["install", "--locked", "--version", &version, self.name]).args(features))
    }
}

/// Everything that needs no network but the registries.
pub fn check() -> Outcome {
    lock_is_whole(&third_party::lock()?)?;
    third_party::check()?;
    DENY.ensure()?;
    run(&mut cargo(&["deny", "--offline", "--log-level", "warn", "check", "bans", "licenses", "sources"]))
}

/// Known weaknesses: their list lies on the network, so this is asked for by name.
pub fn advisories(offline: bool) -> Outcome {
    DENY.ensure()?;
    let offline: &[&str] = if offline { &["--disable-fetch"] } else { &[] };
    run(cargo(&["deny", "--log-level", "warn", "check", "advisories"]).args(offline))
}

/// Writes target/sbom: what is in an installer, for both sides.
pub fn sbom() -> Outcome {
    CYCLONEDX.ensure()?;
    let folder = target().join("sbom");
    fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let written = root().join("voltdeck.cdx.json");
    run(&mut cargo(&[
        "cyclonedx",
        "--format",
        "json",
        "--spec-version",
        "1.5",
        "--no-build-deps",
        "--override-filename",
        "voltdeck.cdx",
        "--manifest-path",
        "Cargo.toml",
    ]))?;
    let crates = folder.join("crates.cdx.json");
    fs::rename(&written, &crates).map_err(|error| format!("{}: {error}", written.display()))?;
    let printed = output(&mut npm(&["sbom", "--sbom-format", "cyclonedx", "--omit", "dev"]));
    let packages = folder.join("npm.cdx.json");
    fs::write(&packages, printed.unwrap_or_default()).map_err(|error| format!("{}: {error}", packages.display()))?;
    holds_all(&crates, &packages)?;
    println!("{} and {} are written.", crates.display(), packages.display());
    Ok(())
}

/// Fails where a package that is shipped is in neither.
fn holds_all(crates: &Path, packages: &Path) -> Outcome {
    let names = |path: &Path| -> Outcome<Vec<String>> {
        let text = fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
        let bom: Value = serde_json::from_str(&text).map_err(|error| format!("{}: {error}", path.display()))?;
        let purls = bom["components"].as_array().into_iter().flatten().filter_map(|one| one["purl"].as_str());
        Ok(purls.map(|purl| purl.split(['?', '#']).next().unwrap_or(purl).to_owned()).collect())
    };
    let known = [names(crates)?, names(packages)?].concat();
    let missing: Vec<String> = third_party::purls()?.into_iter().filter(|purl| !known.contains(purl)).collect();
    if missing.is_empty() { Ok(()) } else { Err(format!("The SBOM lacks {}.", missing.join(", "))) }
}

/// Every package of the UI's lock has its checksum, so that nobody gets another one by its name.
fn lock_is_whole(lock: &Value) -> Outcome {
    let all = lock["packages"].as_object().into_iter().flatten();
    let without: Vec<&str> = all
        .filter(|(path, package)| !path.is_empty() && !package["integrity"].is_string())
        .map(|(path, _)| path.as_str())
        .collect();
    if without.is_empty() {
        return Ok(());
    }
    Err(format!("ui/package-lock.json has no checksum of {}.", without.join(", ")))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_lock_without_a_checksum_is_not_whole() {
        let lock = |package: Value| json!({"packages": {"": {"version": "0.0.0"}, "node_modules/a": package}});
        assert_eq!(lock_is_whole(&lock(json!({"version": "1.0.0", "integrity": "sha512-x"}))), Ok(()));
        let fault = lock_is_whole(&lock(json!({"version": "1.0.0"}))).unwrap_err();
        assert!(fault.contains("node_modules/a"), "{fault}");
    }
}
