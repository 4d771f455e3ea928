//! What comes into the app from others: held to the two locks, to deny.toml and to the page that lists it; and written as
//! CycloneDX, for whoever must know what is in an installer.

use std::fs;
use std::path::{Path, PathBuf};

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
    let packages = folder()?.join("npm.cdx.json");
    of_npm(&packages)?;
    holds_all(&purls(&json(&packages)?), |purl| purl.starts_with("pkg:npm/"))?;
    DENY.ensure()?;
    run(&mut cargo(&["deny", "--offline", "--log-level", "warn", "check", "bans", "licenses", "sources"]))
}

/// Known weaknesses: their list lies on the network, so this is asked for by name.
pub fn advisories(offline: bool) -> Outcome {
    DENY.ensure()?;
    let offline: &[&str] = if offline { &["--offline"] } else { &[] };
    run(cargo(&["deny"]).args(offline).args(["--log-level", "warn", "check", "advisories"]))
}

/// Writes target/sbom: what is in an installer, for both sides.
pub fn sbom() -> Outcome {
    CYCLONEDX.ensure()?;
    let (crates, packages) = (folder()?.join("crates.cdx.json"), folder()?.join("npm.cdx.json"));
    of_crates(&crates)?;
    of_npm(&packages)?;
    holds_all(&[purls(&json(&crates)?), purls(&json(&packages)?)].concat(), |_| true)?;
    println!("{} and {} are written.", crates.display(), packages.display());
    Ok(())
}

fn folder() -> Outcome<PathBuf> {
    let folder = target().join("sbom");
    fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    Ok(folder)
}

/// Fails where a package that is shipped, of those asked for, is not among the listed.
fn holds_all(listed: &[String], asked_for: impl Fn(&str) -> bool) -> Outcome {
    let shipped = third_party::purls()?.into_iter().filter(|purl| asked_for(purl));
    let missing: Vec<String> = shipped.filter(|purl| !listed.contains(purl)).collect();
    if missing.is_empty() { Ok(()) } else { Err(format!("The SBOM lacks {}.", missing.join(", "))) }
}

fn of_crates(to: &Path) -> Outcome {
    let name = "voltdeck.cdx";
    let format = ["cyclonedx", "--format", "json", "--spec-version", "1.5", "--no-build-deps", "--target", "all"];
    let written = run(cargo(&format).args(["--override-filename", name]));
    // It writes one beside the manifest of each crate of ours; the one of the app has them all.
    let whole = root().join(format!("{name}.json"));
    for folder in third_party::own_folders()? {
        let one = folder.join(format!("{name}.json"));
        if one != whole {
            let _ = fs::remove_file(one);
        }
    }
    written?;
    fs::rename(&whole, to).map_err(|error| format!("{}: {error}", whole.display()))
}

fn of_npm(to: &Path) -> Outcome {
    // Not with `--omit dev`, which leaves out what a package for tests wants beside it, such as React: see
    // findings/npm-sbom-omits.sh.
    let printed = output(&mut npm(&["sbom", "--sbom-format", "cyclonedx"])).unwrap_or_default();
    let mut bom: Value = serde_json::from_str(&printed).map_err(|error| format!("npm sbom: {error}"))?;
    let shipped = third_party::purls()?;
    let mut kept = Vec::new();
    if let Some(components) = bom["components"].as_array_mut() {
        components.retain(|one| one["purl"].as_str().is_some_and(|purl| shipped.iter().any(|it| it == purl)));
        kept = components.iter().filter_map(|one| one["bom-ref"].as_str()).map(str::to_owned).collect();
    }
    kept.extend(bom["metadata"]["component"]["bom-ref"].as_str().map(str::to_owned));
    let is_kept = |reference: &Value| reference.as_str().is_some_and(|one| kept.iter().any(|it| it == one));
    if let Some(dependencies) = bom["dependencies"].as_array_mut() {
        dependencies.retain(|one| is_kept(&one["ref"]));
        for list in dependencies.iter_mut().filter_map(|one| one["dependsOn"].as_array_mut()) {
            list.retain(is_kept);
        }
    }
    fs::write(to, bom.to_string()).map_err(|error| format!("{}: {error}", to.display()))
}

fn json(path: &Path) -> Outcome<Value> {
    let text = fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    serde_json::from_str(&text).map_err(|error| format!("{}: {error}", path.display()))
}

/// The package URLs of a list, without what says where the package was got from.
fn purls(bom: &Value) -> Vec<String> {
    let purls = bom["components"].as_array().into_iter().flatten().filter_map(|one| one["purl"].as_str());
    purls.map(|purl| purl.split(['?', '#']).next().unwrap_or(purl).to_owned()).collect()
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
