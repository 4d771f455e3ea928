//! The modules of a crate, read from its source: what each defines, hands on and names.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use syn::visit::Visit;
use syn::{Attribute, Item, UseTree};

/// The place of a module in its crate, from the root.
pub type Place = Vec<String>;

/// One module that is a file, or stands inside one.
#[derive(Debug, Default)]
pub struct Module {
    /// The file that it stands in.
    pub file: PathBuf,
    /// What it brings into scope: the name, and the path as it is written.
    names: BTreeMap<String, Vec<String>>,
    /// Paths that it hands on whole (`pub use child::*`).
    globs: Vec<Vec<String>>,
    /// Paths that it names.
    paths: BTreeSet<Vec<String>>,
}

/// A crate of ours by its modules. What is compiled for tests alone is left out.
#[derive(Debug, Default)]
pub struct Modules(BTreeMap<Place, Module>);

impl Modules {
    /// Reads a crate from the root file of its library.
    pub fn read(root: &Path) -> Self {
        let mut all = Self::default();
        all.read_file(root, root.parent().unwrap(), &[]);
        all
    }

    fn read_file(&mut self, file: &Path, folder: &Path, place: &[String]) {
        let text = std::fs::read_to_string(file).unwrap();
        let parsed = syn::parse_file(&text).unwrap();
        self.take(parsed.items, file, folder, place);
    }

    fn take(&mut self, items: Vec<Item>, file: &Path, folder: &Path, place: &[String]) {
        let mut module = Module { file: file.to_owned(), ..Module::default() };
        let mut inside = Vec::new();
        for item in items {
            match item {
                Item::Mod(one) if is_test(&one.attrs) => {}
                Item::Mod(one) => inside.push(one),
                Item::Use(one) if is_test(&one.attrs) => {}
                Item::Use(one) => module.take_use(&one.tree, Vec::new()),
                other => Paths(&mut module.paths).visit_item(&other),
            }
        }
        self.0.insert(place.to_vec(), module);
        for one in inside {
            let name = one.ident.to_string();
            let place = [place, std::slice::from_ref(&name)].concat();
            let below = folder.join(&name);
            if let Some((_, items)) = one.content {
                self.take(items, file, &below, &place);
            } else {
                let beside = folder.join(format!("{name}.rs"));
                let file = if beside.exists() { beside } else { below.join("mod.rs") };
                self.read_file(&file, &below, &place);
            }
        }
    }

    /// The files that each file imports from, by what is really defined there: a name that a module only hands on counts for
    /// the module that it comes from.
    pub fn imports(&self) -> BTreeMap<&Path, BTreeSet<&Path>> {
        let mut imports: BTreeMap<&Path, BTreeSet<&Path>> = BTreeMap::new();
        for (place, module) in &self.0 {
            let from = imports.entry(&module.file).or_default();
            let named = module.paths.iter().chain(module.names.values()).chain(&module.globs);
            let to = named.filter_map(|path| self.resolve(place, path, 0)).map(|to| self.0[&to].file.as_path());
            from.extend(to.filter(|to| *to != module.file));
        }
        imports
    }

    /// The module in which what a path names is defined; `None` outside this crate.
    fn resolve(&self, from: &[String], path: &[String], depth: usize) -> Option<Place> {
        if depth > 16 {
            return None;
        }
        let mut at = from.to_vec();
        let mut rest = path;
        match path.first()?.as_str() {
            "crate" => (at, rest) = (Vec::new(), &path[1..]),
            "self" => rest = &path[1..],
            "super" => {
                while rest.first().is_some_and(|one| one == "super") {
                    at.pop()?;
                    rest = &rest[1..];
                }
            }
            first => {
                let module = self.0.get(from)?;
                let below = [from, &[first.to_owned()]].concat();
                if !self.0.contains_key(&below) && !module.names.contains_key(first) {
                    return None;
                }
            }
        }
        while let Some((name, after)) = rest.split_first() {
            let below = [at.as_slice(), std::slice::from_ref(name)].concat();
            if self.0.contains_key(&below) {
                (at, rest) = (below, after);
                continue;
            }
            let module = self.0.get(&at)?;
            if let Some(handed_on) = module.names.get(name) {
                return self.resolve(&at, &[handed_on, after].concat(), depth + 1);
            }
            for glob in &module.globs {
                let found = self.resolve(&at, &[glob.as_slice(), rest].concat(), depth + 1);
                if let Some(found) = found.filter(|found| self.0[found].defines(name)) {
                    return Some(found);
                }
            }
            break;
        }
        Some(at)
    }
}

impl Module {
    fn take_use(&mut self, tree: &UseTree, before: Vec<String>) {
        let with = |name: &syn::Ident| [before.as_slice(), &[name.to_string()]].concat();
        match tree {
            UseTree::Path(path) => self.take_use(&path.tree, with(&path.ident)),
            UseTree::Name(name) if name.ident == "self" => {
                self.names.insert(before.last().cloned().unwrap_or_default(), before);
            }
            UseTree::Name(name) => drop(self.names.insert(name.ident.to_string(), with(&name.ident))),
            UseTree::Rename(name) => drop(self.names.insert(name.rename.to_string(), with(&name.ident))),
            UseTree::Glob(_) => self.globs.push(before),
            UseTree::Group(group) => group.items.iter().for_each(|one| self.take_use(one, before.clone())),
        }
    }

    /// Whether its source defines a name at its top.
    fn defines(&self, name: &str) -> bool {
        let text = std::fs::read_to_string(&self.file).unwrap();
        ["struct", "enum", "trait", "fn", "const", "static", "type"]
            .iter()
            .any(|kind| text.contains(&format!("pub {kind} {name}")))
    }
}

fn is_test(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|one| {
        one.path().is_ident("cfg") && one.parse_args::<syn::Path>().is_ok_and(|condition| condition.is_ident("test"))
    })
}

/// Gathers the paths that code names by more than one word.
struct Paths<'a>(&'a mut BTreeSet<Vec<String>>);

impl<'a> Visit<'a> for Paths<'_> {
    fn visit_path(&mut self, path: &'a syn::Path) {
        if path.segments.len() > 1 {
            self.0.insert(path.segments.iter().map(|one| one.ident.to_string()).collect());
        }
        syn::visit::visit_path(self, path);
    }
}
