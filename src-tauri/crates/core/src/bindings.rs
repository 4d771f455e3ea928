//! The TypeScript bindings: written by this test with `UPDATE_BINDINGS=1`, else checked for freshness.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::Path;

use specta_typescript::Typescript;

use crate::{COMMANDS, Command, Kind, Scope};

const HEADER: &str = "// Generated from the list of commands by `cargo xtask bindings`; do not edit.\n";

fn typescript() -> String {
    let (types, commands) =
        crate::dispatch::signatures(specta::Types::default().register::<voltdeck_contract::Event>());
    let types = types.register::<voltdeck_contract::CommandError>();
    let mut text = Typescript::default().header(HEADER).export(&types, specta_serde::Format).unwrap();
    text.push_str("\n/** Arguments and answer of every command. */\nexport type Commands = {\n");
    for (name, args, answer) in commands {
        writeln!(text, "\t{name}: {{ args: {}; answer: {} }};", plain(args), plain(answer)).unwrap();
    }
    text.push_str("};\n");
    text.push_str(&refreshes());
    text
}

/// What the window reads and when it reads it again, as the list declares it.
fn refreshes() -> String {
    let asks = |one: &Command| matches!(one.kind, Kind::Told | Kind::Asked);
    let (questions, acts): (Vec<&Command>, Vec<&Command>) = COMMANDS.iter().partition(|one| asks(one));
    let told = questions.iter().filter(|one| one.kind == Kind::Told).copied().collect();
    let of_no_account = questions.iter().filter(|one| one.scope == Scope::App).copied().collect();
    let on_account = acts.iter().filter(|one| one.names_account()).copied().collect();
    let mut text = String::new();
    for (name, about, commands) in [
        ("QUESTIONS", "Commands that only read: each may be asked again at any time.", &questions),
        ("TOLD", "Questions whose answers stay fresh until an event.", &told),
        ("ON_ACCOUNT", "Acts that may be on an account: each names the one for which the person acts.", &on_account),
        ("OF_NO_ACCOUNT", "Questions that have nothing to do with an account.", &of_no_account),
    ] {
        writeln!(text, "\n/** {about} */\nexport const {name} = [\n{}] as const;", names(commands, "\t", ",\n"))
            .unwrap();
    }
    text.push_str("\n/** Which questions an event makes stale. */\nexport const STALE = {\n");
    let events: BTreeSet<&str> = questions.iter().flat_map(|one| one.follows).copied().collect();
    for event in events {
        let stale: Vec<&Command> = questions.iter().filter(|one| one.follows.contains(&event)).copied().collect();
        writeln!(text, "\t{event}: [{}],", names(&stale, "", ", ").trim_end_matches(", ")).unwrap();
    }
    text.push_str(
        "} as const;\n\n/** Commands whose answer is also that of a question. */\nexport const ANSWERS = {\n",
    );
    for act in acts {
        for question in act.follows {
            writeln!(text, "\t{}: {question:?},", act.name).unwrap();
        }
    }
    text.push_str("} as const;\n");
    text
}

fn names(commands: &[&Command], before: &str, after: &str) -> String {
    commands.iter().fold(String::new(), |mut text, one| {
        write!(text, "{before}{:?}{after}", one.name).unwrap();
        text
    })
}

#[test]
fn an_answer_that_is_taken_over_is_what_its_question_would_say() {
    let (_, signatures) = crate::dispatch::signatures(specta::Types::default());
    let answer = |name: &str| signatures.iter().find(|(one, ..)| *one == name).map(|(_, _, answer)| *answer);
    for command in COMMANDS.iter().filter(|one| matches!(one.kind, Kind::Does | Kind::Changes)) {
        for question in command.follows {
            assert_eq!(answer(command.name), answer(question), "{} answers {question}", command.name);
        }
    }
}

/// A Rust type of the list in TypeScript: a name, or a `Vec` or an `Option` of it.
fn plain(rust: &str) -> String {
    let rust = rust.replace(' ', "");
    let inside = |outer: &str| rust.strip_prefix(outer)?.strip_prefix('<')?.strip_suffix('>');
    match (inside("Vec"), inside("Option")) {
        (Some(inner), _) => format!("{inner}[]"),
        (_, Some(inner)) => format!("{inner} | null"),
        _ => rust,
    }
}

#[test]
fn bindings_are_fresh() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../ui/src/host/bindings.ts");
    let text = typescript();
    if std::env::var_os("UPDATE_BINDINGS").is_some() {
        std::fs::write(&file, &text).unwrap();
    }
    let kept = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(kept == text, "ui/src/host/bindings.ts is stale: run `cargo xtask bindings`");
}
