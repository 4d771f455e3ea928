//! The crates and what each may use, as Cargo knows it and as docs/architecture.md draws it.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use super::repository;

type Arrows = BTreeMap<String, BTreeSet<String>>;

/// Crates of ours, each with those of ours that it is built with; what only its tests use is no arrow.
fn as_built() -> Arrows {
    let mut metadata = Command::new(env!("CARGO"));
    metadata.args(["metadata", "--no-deps", "--format-version", "1", "--offline"]).current_dir(repository());
    let metadata: serde_json::Value = serde_json::from_slice(&metadata.output().unwrap().stdout).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    let name = |value: &serde_json::Value| value["name"].as_str().unwrap().to_owned();
    let ours: BTreeSet<String> = packages.iter().map(name).collect();
    let uses = |package: &serde_json::Value| {
        let built_with = |one: &&serde_json::Value| one["kind"] != "dev";
        package["dependencies"]
            .as_array()
            .unwrap()
            .iter()
            .filter(built_with)
            .map(name)
            .filter(|one| ours.contains(one))
            .collect()
    };
    packages.iter().map(|package| (name(package), uses(package))).collect()
}

/// The same as the table of docs/architecture.md has it.
fn as_drawn() -> Arrows {
    let text = std::fs::read_to_string(repository().join("docs/architecture.md")).unwrap();
    let (_, table) = text.split_once("| crate | may use |").expect("the table of crates");
    let words = |cell: &str| cell.split('`').skip(1).step_by(2).map(str::to_owned).collect::<Vec<_>>();
    table
        .lines()
        .skip(2)
        .take_while(|line| line.starts_with('|'))
        .map(|line| {
            let mut cells = line.trim_matches('|').split('|');
            let name = words(cells.next().unwrap()).remove(0);
            (name, words(cells.next().unwrap()).into_iter().collect())
        })
        .collect()
}

#[test]
fn crates_use_each_other_only_as_they_are_drawn() {
    let (built, drawn) = (as_built(), as_drawn());
    for (name, uses) in &built {
        assert_eq!(Some(uses), drawn.get(name), "{name}: docs/architecture.md draws something else");
    }
    assert_eq!(built.len(), drawn.len(), "the drawing has crates that there are not");
}

#[test]
fn nothing_that_is_shipped_is_built_with_the_web_host() {
    let mut tree = Command::new(env!("CARGO"));
    tree.args(["tree", "--offline", "--package", "voltdeck", "--edges", "normal,build", "--target", "all"])
        .args(["--all-features", "--prefix", "none"])
        .current_dir(repository());
    let tree = String::from_utf8(tree.output().unwrap().stdout).unwrap();
    let crates: BTreeSet<&str> = tree.lines().filter_map(|line| line.split(' ').next()).collect();
    assert!(crates.contains("voltdeck-core"), "the tree is not read: {tree}");
    for dev in ["voltdeck-web-host", "voltdeck-sim", "voltdeck-fuzz"] {
        assert!(!crates.contains(dev), "the desktop program is built with {dev}");
    }
}
