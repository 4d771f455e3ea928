//! Circles of files that import each other, directly or around corners.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::modules::Modules;
use super::repository;

/// The largest circle that may be.
const MOST: usize = 5;

type Graph<'a> = BTreeMap<&'a Path, BTreeSet<&'a Path>>;

/// All that can be reached from a file, by one step or more.
fn reached<'a>(graph: &Graph<'a>, from: &'a Path) -> BTreeSet<&'a Path> {
    let mut reached = BTreeSet::new();
    let mut next: Vec<&Path> = graph[from].iter().copied().collect();
    while let Some(file) = next.pop() {
        if reached.insert(file) {
            next.extend(graph.get(file).into_iter().flatten());
        }
    }
    reached
}

/// The circles of a graph, the largest first: files that each reach all others.
fn circles<'a>(graph: &Graph<'a>) -> Vec<BTreeSet<&'a Path>> {
    let reached: BTreeMap<&Path, BTreeSet<&Path>> = graph.keys().map(|file| (*file, reached(graph, file))).collect();
    let circle = |file: &Path| -> BTreeSet<&'a Path> {
        reached[file].iter().copied().filter(|other| reached[other].contains(file)).collect()
    };
    let all: BTreeSet<BTreeSet<&Path>> = graph.keys().map(|file| circle(file)).filter(|one| one.len() > 1).collect();
    let mut all: Vec<_> = all.into_iter().collect();
    all.sort_by_key(|circle| std::cmp::Reverse(circle.len()));
    all
}

#[test]
fn no_crate_has_a_large_circle_of_files() {
    let crates = repository().join("src-tauri/crates");
    let mut wrong = Vec::new();
    for folder in std::fs::read_dir(crates).unwrap().map(|entry| entry.unwrap().path()) {
        let root = folder.join("src/lib.rs");
        if !root.exists() {
            continue;
        }
        let name = folder.file_name().unwrap().to_string_lossy().into_owned();
        let modules = Modules::read(&root);
        for circle in circles(&modules.imports()).into_iter().filter(|circle| circle.len() > MOST) {
            let files: Vec<_> =
                circle.iter().map(|file| file.strip_prefix(&folder).unwrap().display().to_string()).collect();
            wrong.push(format!("{name}: {} files in one circle: {}", files.len(), files.join(", ")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_circle_is_seen_around_corners_and_through_names_that_are_handed_on() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    write("lib.rs", "mod a; mod b; mod c; mod d; pub use c::C;");
    write("a.rs", "use crate::b::B; pub struct A(B);");
    write("b.rs", "pub struct B; fn f() { crate::C::new(); }");
    write("c.rs", "pub struct C; impl C { pub fn new() -> super::a::A { todo!() } }");
    write("d.rs", "use super::C; #[cfg(test)] mod tests { use crate::a::A; }");
    let modules = Modules::read(&folder.path().join("lib.rs"));
    let imports = modules.imports();
    let found = circles(&imports);
    let names = found.iter().flatten().map(|file| file.file_name().unwrap().to_str().unwrap());
    assert_eq!((found.len(), names.collect::<Vec<_>>()), (1, vec!["a.rs", "b.rs", "c.rs"]));
}
