//! What others wrote and the app ships: each crate and npm package with its license and its text, for the page About. Only
//! what can be in an installer is listed; what builds or tests it is not.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::Outcome;
use crate::process::{cargo, root};

/// Where the page reads it.
const LIST: &str = "ui/src/features/about/third-party.json";
/// The systems that installers are made for; each ships crates that the others do not.
const SYSTEMS: &[&str] = &["x86_64-unknown-linux-gnu", "x86_64-pc-windows-msvc", "aarch64-apple-darwin"];
/// How the names of files begin in which a package says its terms.
const TERMS: &[&str] = &["license", "license", "copying", "unlicense", "notice", "copyright"];

/// A package that is shipped.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Package {
    name: String,
    version: String,
    /// As an SPDX expression.
    license: String,
    /// `crate` or `npm`.
    kind: &'static str,
    authors: String,
    folder: PathBuf,
}

/// Writes the list anew.
pub fn write() -> Outcome {
    let path = root().join(LIST);
    fs::write(&path, fresh()?).map_err(|error| format!("{}: {error}", path.display()))?;
    println!("{LIST} is written.");
    Ok(())
}

/// Fails where the list says something else than the two locks.
pub fn check() -> Outcome {
    let kept = fs::read_to_string(root().join(LIST)).unwrap_or_default();
    if kept.replace("\r\n", "\n") == fresh()? {
        return Ok(());
    }
    Err(format!("{LIST} is stale. `cargo xtask third-party` writes it; look at it and commit it."))
}

/// Names and versions of the crates that are shipped, by what `cargo tree` says for each system.
pub fn crates() -> Outcome<BTreeSet<(String, String)>> {
    let mut all = BTreeSet::new();
    for system in SYSTEMS {
        // A procedural macro runs while the app is built, and is in no installer.
        let args = ["tree", "--locked", "-p", "voltdeck", "-e", "normal,no-proc-macro", "--prefix", "none", "--target"];
        let printed = said(cargo(&args).arg(system))?;
        all.extend(printed.lines().filter_map(shipped));
    }
    Ok(all)
}

/// The packages that are shipped, as package URLs name them.
pub fn purls() -> Outcome<Vec<String>> {
    let of_cargo = crates()?.into_iter().map(|(name, version)| format!("pkg:cargo/{name}@{version}"));
    let of_npm =
        of_npm(&lock()?).into_iter().map(|one| format!("pkg:npm/{}@{}", one.name.replace('@', "%40"), one.version));
    Ok(of_cargo.chain(of_npm).collect())
}

/// `serde v1.0.228` as name and version; `None` for a crate of ours, whose folder stands behind it.
fn shipped(line: &str) -> Option<(String, String)> {
    let mut words = line.split_whitespace().take_while(|word| *word != "(*)");
    let (name, version, none) = (words.next()?, words.next()?, words.next());
    none.is_none().then(|| (name.to_owned(), version.trim_start_matches('v').to_owned()))
}

fn fresh() -> Outcome<String> {
    let mut packages = of_cargo()?;
    packages.extend(of_npm(&lock()?));
    packages.sort();
    let mut texts = Texts::default();
    let mut listed = Vec::new();
    let mut without = Vec::new();
    for package in &packages {
        let found = texts.of(package);
        if found.is_empty() {
            without.push(format!("{} {} ({})", package.name, package.version, package.license));
        }
        let Package { name, version, license, kind, .. } = package;
        listed.push(json!({"name": name, "version": version, "license": license, "kind": kind, "texts": found}));
    }
    if !without.is_empty() {
        return Err(format!("No terms are known of: {}.", without.join(", ")));
    }
    let list = json!({"packages": listed, "texts": texts.all});
    serde_json::to_string_pretty(&list).map(|text| text + "\n").map_err(|error| error.to_string())
}

/// The folder of each crate of ours.
pub fn own_folders() -> Outcome<Vec<PathBuf>> {
    let packages = metadata(&["--no-deps"])?;
    Ok(packages["packages"].as_array().into_iter().flatten().map(folder).collect())
}

fn metadata(more: &[&str]) -> Outcome<Value> {
    let printed = said(cargo(&["metadata", "--format-version", "1", "--locked"]).args(more))?;
    serde_json::from_str(&printed).map_err(|error| format!("cargo metadata: {error}"))
}

fn folder(package: &Value) -> PathBuf {
    Path::new(word(package, "manifest_path")).parent().unwrap_or(Path::new("")).to_owned()
}

fn of_cargo() -> Outcome<Vec<Package>> {
    let metadata = metadata(&[])?;
    let known: BTreeMap<(&str, &str), &Value> = metadata["packages"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|package| ((word(package, "name"), word(package, "version")), package))
        .collect();
    let shipped = crates()?;
    let of = |(name, version): &(String, String)| {
        let package =
            known.get(&(name.as_str(), version.as_str())).ok_or_else(|| format!("cargo knows no {name} {version}"))?;
        let authors: Vec<&str> =
            package["authors"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        Ok(Package {
            name: name.clone(),
            version: version.clone(),
            license: word(package, "license").replace(" / ", "/").replace('/', " OR "),
            kind: "crate",
            authors: authors.join(", "),
            folder: folder(package),
        })
    };
    shipped.iter().map(of).collect()
}

/// The lock of the UI.
pub fn lock() -> Outcome<Value> {
    let path = root().join("ui/package-lock.json");
    let text = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    serde_json::from_str(&text).map_err(|error| format!("{}: {error}", path.display()))
}

fn of_npm(lock: &Value) -> Vec<Package> {
    let all = lock["packages"].as_object().into_iter().flatten();
    all.filter(|(path, package)| !path.is_empty() && package["dev"] != true && package["devOptional"] != true)
        .map(|(path, package)| Package {
            name: path.rsplit("node_modules/").next().unwrap_or(path).to_owned(),
            version: word(package, "version").to_owned(),
            license: word(package, "license").to_owned(),
            kind: "npm",
            authors: String::new(),
            folder: root().join("ui").join(path),
        })
        .collect()
}

/// The terms, each text once.
#[derive(Default)]
struct Texts {
    all: Vec<String>,
    places: BTreeMap<String, usize>,
}

impl Texts {
    /// The places of a package's terms: as its files say them, or else the standard text of its license, which many
    /// packages name and do not carry.
    fn of(&mut self, package: &Package) -> Vec<usize> {
        let mut texts = files(&package.folder);
        if texts.is_empty() {
            texts = standard(package);
        }
        texts.into_iter().map(|text| self.place(text)).collect::<BTreeSet<_>>().into_iter().collect()
    }

    fn place(&mut self, text: String) -> usize {
        // The same text is broken into lines in many ways.
        let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let all = &mut self.all;
        *self.places.entry(words).or_insert_with(|| {
            all.push(text);
            all.len() - 1
        })
    }
}

fn files(folder: &Path) -> Vec<String> {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder).into_iter().flatten().flatten().map(|one| one.path()).collect();
    paths.sort();
    let says_terms = |path: &&PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
        let source = ["rs", "js", "ts", "json", "toml"].iter().any(|end| path.extension().is_some_and(|is| is == *end));
        path.is_file() && !source && TERMS.iter().any(|start| name.starts_with(start))
    };
    let text = |path: &PathBuf| fs::read(path).ok().map(|bytes| String::from_utf8_lossy(&bytes).replace("\r\n", "\n"));
    paths
        .iter()
        .filter(says_terms)
        .filter_map(text)
        .map(|text| text.trim().to_owned())
        .filter(|t| !t.is_empty())
        .collect()
}

/// The standard texts of the licenses under which we take a package that carries none.
fn standard(package: &Package) -> Vec<String> {
    let Ok(expression) = spdx::Expression::parse(&package.license) else { return Vec::new() };
    // In the order in which we would choose among several.
    let chosen =
        ["MIT", "Apache-2.0", "BSD-3-Clause", "BSD-2-Clause", "ISC", "Zlib", "Unicode-3.0", "MPL-2.0", "BSL-1.0"];
    let accepted: Vec<spdx::Licensee> = chosen.iter().filter_map(|one| spdx::Licensee::parse(one).ok()).collect();
    let Ok(least) = expression.minimized_requirements(&accepted) else { return Vec::new() };
    let by = if package.authors.is_empty() { String::new() } else { format!("By {}\n\n", package.authors) };
    let text = |license: spdx::LicenseReq| Some(format!("{by}{}", license.license.id()?.text().trim()));
    least.into_iter().filter_map(text).collect()
}

fn word<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap_or_default()
}

fn said(command: &mut std::process::Command) -> Outcome<String> {
    let output = command.output().map_err(|error| error.to_string())?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    Err(String::from_utf8_lossy(&output.stderr).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_the_tree_is_a_crate_of_others_or_none() {
        let serde = Some(("serde".to_owned(), "1.0.228".to_owned()));
        assert_eq!(shipped("serde v1.0.228"), serde);
        assert_eq!(shipped("serde v1.0.228 (*)"), serde);
        assert_eq!(shipped("voltdeck-base v0.1.0 (/somewhere/base)"), None);
        assert_eq!(shipped(""), None);
    }

    #[test]
    fn what_only_builds_or_tests_the_ui_is_not_shipped() {
        let lock = json!({"packages": {
            "": {"version": "0.0.0"},
            "node_modules/react": {"version": "19.3.1", "license": "MIT"},
            "node_modules/a/node_modules/@b/c": {"version": "1.0.0", "license": "ISC"},
            "node_modules/vite": {"version": "8.0.0", "license": "MIT", "dev": true},
        }});
        let names: Vec<String> = of_npm(&lock).into_iter().map(|one| one.name).collect();
        assert_eq!(names, ["@b/c", "react"]);
    }

    #[test]
    fn a_package_that_carries_no_text_gets_the_one_of_its_license_and_an_unknown_one_none() {
        let package = |license: &str| Package {
            name: "a".into(),
            version: "1".into(),
            license: license.into(),
            kind: "crate",
            authors: "A. Author".into(),
            folder: PathBuf::from("/no/such/folder"),
        };
        let mit = standard(&package("MIT OR Apache-2.0"));
        assert!(
            matches!(mit.as_slice(), [text] if text.starts_with("By A. Author") && text.contains("MERCHANTABILITY"))
        );
        assert_eq!(standard(&package("MIT AND ISC")).len(), 2);
        assert_eq!(standard(&package("No-Such-1.0")), Vec::<String>::new());
    }
}
