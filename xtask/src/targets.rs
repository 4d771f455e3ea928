//! The integration tests of the workspace, as cargo's `--test NAME` wants them named.

use std::fs;
use std::path::Path;

use crate::process::root;

/// Those of the crates, which open no window.
pub fn of_crates() -> Vec<String> {
    let crates = fs::read_dir(root().join("src-tauri/crates")).into_iter().flatten().flatten();
    let mut names: Vec<String> = crates.flat_map(|folder| below(&folder.path().join("tests"))).collect();
    names.sort();
    names.dedup();
    flags(names)
}

/// Those of the desktop, which do: their names alone.
pub fn of_the_desktop() -> Vec<String> {
    below(&root().join("tests"))
}

/// The tests cargo finds in a folder: each file, and each folder with a main.rs.
fn below(tests: &Path) -> Vec<String> {
    let entries = fs::read_dir(tests).into_iter().flatten().flatten().map(|entry| entry.path());
    let mut names: Vec<String> = entries
        .filter(|path| path.extension().is_some_and(|is| is == "rs") || path.join("main.rs").exists())
        .filter_map(|path| Some(path.file_stem()?.to_str()?.to_owned()))
        .collect();
    names.sort();
    names
}

fn flags(names: Vec<String>) -> Vec<String> {
    names.into_iter().flat_map(|name| ["--test".to_owned(), name]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_test_is_a_file_or_a_folder_with_a_main() {
        let crates = root().join("src-tauri/crates");
        assert!(below(&crates.join("sandbox/tests")).contains(&"behaviour".to_owned()));
        assert_eq!(below(&crates.join("rules/src")), ["bare_metal", "lib", "vm"]);
        assert!(below(Path::new("/no/such/folder")).is_empty());
    }

    #[test]
    fn no_name_stands_for_a_test_with_a_window_and_for_one_without() {
        let without = of_crates();
        assert!(of_the_desktop().iter().all(|name| !without.contains(name)));
    }
}
