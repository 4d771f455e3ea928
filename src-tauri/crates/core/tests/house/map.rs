//! docs/map.md: which screen asks which command, which use case answers it, and which tables of the store stand behind it.
//! Written by this test with `UPDATE_BINDINGS=1`, else checked for freshness.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use voltdeck_core::{COMMANDS, Command};

use super::repository;

/// What the window asks by.
const ASKING: [&str; 8] = ["useAsk", "useAskAll", "useAct", "useSend", "send", "call", "keyOf", "run"];
const MAP: &str = "docs/map.md";
const HEAD: &str = "\
# The map

From a screen to the command that it asks, the use case that answers it, and the tables of the store behind that. Found by \
search in the sources and written by `cargo xtask bindings`, never by hand; a test fails where it is stale.

*Scope and kind* are those of [the list of commands](../src-tauri/crates/core/src/command_list.rs). Which of them reach which \
operation of the provider stands in [the table of operations](operations.md).
";

/// Every file below a folder whose name ends so, in order.
fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut all = Vec::new();
    let mut entries: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            all.extend(files(&path, ending));
        } else if path.to_string_lossy().ends_with(ending) {
            all.push(path);
        }
    }
    all
}

/// A source file of the window: where it stands below `ui/src`, and its text.
struct Asker {
    place: Vec<String>,
    text: String,
}

impl Asker {
    /// All of them but tests and what only they use.
    fn all() -> Vec<Self> {
        let root = repository().join("ui/src");
        let mut all = Vec::new();
        for path in [files(&root, ".ts"), files(&root, ".tsx")].concat() {
            let below = path.strip_prefix(&root).unwrap();
            let place: Vec<_> = below.iter().map(|part| part.to_string_lossy().into_owned()).collect();
            let file = place.last().unwrap();
            let of_tests = file.contains(".test.") || file.starts_with("testing.") || place[0] == "testing";
            if !of_tests && file != "bindings.ts" {
                all.push(Self { text: fs::read_to_string(&path).unwrap(), place });
            }
        }
        all
    }

    /// Whether it names a command. A name of one word is a word of other things too, so it must be what is asked for.
    fn names(&self, command: &str) -> bool {
        let quoted = format!("\"{command}\"");
        self.text.match_indices(&quoted).any(|(at, _)| {
            let called = self.text[..at].trim_end().strip_suffix('(').and_then(|before| words(before).next_back());
            command.contains('_') || called.is_some_and(|called| ASKING.contains(&called))
        })
    }

    /// The room that it belongs to, and its name there.
    fn room(&self) -> (String, String) {
        let depth = if self.place[0] == "features" { 2 } else { 1 };
        (self.place[..depth].join("/"), self.place[depth..].join("/"))
    }
}

/// The use case of each command, as the list has it: module and function.
fn use_cases() -> BTreeMap<String, (String, String)> {
    let list = fs::read_to_string(repository().join("src-tauri/crates/core/src/command_list.rs")).unwrap();
    let line = |line: &str| {
        let (name, rest) = line.trim().split_once(": ")?;
        let (_, use_case) = rest.split_once(" = ")?;
        let (module, function) = use_case.split_once(',')?.0.split_once("::")?;
        Some((name.to_owned(), (module.to_owned(), function.to_owned())))
    };
    list.lines().filter(|text| text.ends_with("];")).filter_map(line).collect()
}

/// The crates whose modules the list of commands names, by module; the others are core's own.
fn crates() -> BTreeMap<String, String> {
    let root = fs::read_to_string(repository().join("src-tauri/crates/core/src/lib.rs")).unwrap();
    let mut crates = BTreeMap::new();
    for (name, modules) in
        root.lines().filter_map(|line| line.strip_prefix("use voltdeck_")?.strip_suffix(';')?.split_once("::"))
    {
        for module in modules.trim_matches(['{', '}']).split(", ") {
            crates.insert(module.to_owned(), name.to_owned());
        }
    }
    crates
}

/// The words of a text, as SQL has them.
fn words(text: &str) -> impl DoubleEndedIterator<Item = &str> {
    text.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_').filter(|word| !word.is_empty())
}

/// The tables of the store, as its migrations leave them.
fn tables() -> BTreeSet<String> {
    let folder = repository().join("src-tauri/crates/base/src/store/migrations");
    let mut tables = BTreeSet::new();
    for path in files(&folder, ".sql") {
        let text = fs::read_to_string(path).unwrap();
        let words: Vec<_> = words(&text).collect();
        for three in words.windows(3) {
            match three {
                ["CREATE", "TABLE", name] => drop(tables.insert((*name).to_owned())),
                ["DROP", "TABLE", name] => drop(tables.remove(*name)),
                _ => {}
            }
        }
        for five in words.windows(5) {
            if let ["ALTER", "TABLE", old, "RENAME", "TO"] = five {
                tables.remove(*old);
            }
        }
        let renamed = words.windows(6).filter(|six| six[0] == "ALTER" && six[3] == "RENAME" && six[4] == "TO");
        tables.extend(renamed.map(|six| six[5].to_owned()));
    }
    tables
}

/// The modules of our crates, each with the tables that its SQL names, its tests left out.
fn modules_with_tables() -> BTreeMap<String, BTreeSet<String>> {
    let tables = tables();
    let crates = repository().join("src-tauri/crates");
    let mut modules: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for path in files(&crates, ".rs") {
        let place: Vec<_> = path.strip_prefix(&crates).unwrap().iter().map(|part| part.to_string_lossy()).collect();
        let [crate_name, folder, module, ..] = place.as_slice() else { continue };
        if folder != "src" || place.iter().any(|part| part.starts_with("tests")) {
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
        let words: Vec<_> = words(text).collect();
        let after = words.windows(2).filter(|two| matches!(two[0], "FROM" | "INTO" | "UPDATE" | "JOIN"));
        let named: BTreeSet<_> = after.map(|two| two[1].to_owned()).filter(|name| tables.contains(name)).collect();
        if !named.is_empty() {
            let module = format!("{crate_name}::{}", module.trim_end_matches(".rs"));
            modules.entry(module).or_default().extend(named);
        }
    }
    modules
}

fn code(names: impl IntoIterator<Item = impl std::fmt::Display>) -> String {
    names.into_iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

fn map() -> String {
    let (askers, use_cases, crates) = (Asker::all(), use_cases(), crates());
    let crate_of = |module: &str| crates.get(module).map_or("core", String::as_str);
    let mut rooms: BTreeMap<String, Vec<(&Command, Vec<String>)>> = BTreeMap::new();
    let mut of_nobody = Vec::new();
    for command in COMMANDS {
        let mut by_room: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (room, file) in askers.iter().filter(|asker| asker.names(command.name)).map(Asker::room) {
            by_room.entry(room).or_default().push(file);
        }
        if by_room.is_empty() {
            of_nobody.push(command);
        }
        for (room, files) in by_room {
            rooms.entry(room).or_default().push((command, files));
        }
    }
    let row = |command: &Command| {
        let (module, function) = &use_cases[command.name];
        let Command { name, scope, kind, .. } = command;
        format!("| `{name}` | {scope:?}, {kind:?} | `{}::{module}::{function}` |", crate_of(module))
    };
    let mut text = HEAD.to_owned();
    for (room, commands) in &rooms {
        write!(
            text,
            "\n## ui/src/{room}\n\n| command | scope, kind | use case | asked in |\n| --- | --- | --- | --- |\n"
        )
        .unwrap();
        for (command, files) in commands {
            writeln!(text, "{} {} |", row(command), code(files)).unwrap();
        }
    }
    if !of_nobody.is_empty() {
        text.push_str("\n## Asked in no screen\n\n| command | scope, kind | use case |\n| --- | --- | --- |\n");
        for command in of_nobody {
            writeln!(text, "{}", row(command)).unwrap();
        }
    }
    text.push_str(
        "\n## Tables\n\nWhat the SQL of each module names. What a module has another one read or write stands with that one.\n\n\
         | module | tables |\n| --- | --- |\n",
    );
    for (module, tables) in modules_with_tables() {
        writeln!(text, "| `{module}` | {} |", code(tables)).unwrap();
    }
    text
}

#[test]
fn the_map_is_fresh() {
    let (path, text) = (repository().join(MAP), map());
    if std::env::var_os("UPDATE_BINDINGS").is_some() {
        fs::write(&path, &text).unwrap();
    }
    // A checkout may have its own line ends.
    let kept = fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
    assert!(kept == text, "{MAP} is stale: run `cargo xtask bindings`");
}

#[test]
fn a_command_is_told_from_a_word_of_the_same_letters() {
    let asker = |text: &str| Asker { place: vec!["shared".into(), "a.ts".into()], text: text.to_owned() };
    assert!(asker("useAsk(\n  \"fleet\",\n  {})").names("fleet"));
    assert!(asker("const [act] = useAct(\"fleet\");").names("fleet"));
    assert!(!asker("useArrival(\"fleet\") || kind === \"fleet\"").names("fleet"));
    assert!(asker("const NAMES = [\"bulk_stop\"]").names("bulk_stop"));
}

#[test]
fn every_table_of_the_store_is_found_with_who_names_it() {
    let named: BTreeSet<String> = modules_with_tables().into_values().flatten().collect();
    assert_eq!(named, tables(), "a table that nobody names can go, and one that is named must be there");
}
