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
    let named = |what: &dyn Fn(&Command) -> bool| {
        COMMANDS.iter().filter(|one| what(one)).map(|one| format!("\t{:?},\n", one.name)).collect::<String>()
    };
    let list = |name: &str, about: &str, names: &str| {
        format!("\n/** {about} */\nexport const {name} = [\n{names}] as const;\n")
    };
    let asks = |one: &Command| matches!(one.kind, Kind::Told | Kind::Asked);
    let told = |one: &Command| one.kind == Kind::Told;
    let of_none = |one: &Command| asks(one) && one.scope == Scope::App;
    let questions: Vec<&Command> = COMMANDS.iter().filter(|one| asks(one)).collect();
    let events: BTreeSet<&str> = questions.iter().flat_map(|one| one.follows).copied().collect();
    let mut stale = String::new();
    for event in events {
        let names = questions.iter().filter(|one| one.follows.contains(&event));
        let names: Vec<String> = names.map(|one| format!("{:?}", one.name)).collect();
        writeln!(stale, "\t{event}: [{}],", names.join(", ")).unwrap();
    }
    let answers = COMMANDS.iter().filter(|one| !asks(one));
    let answers = answers.flat_map(|one| one.follows.iter().map(move |question| (one.name, question)));
    let answers: String = answers.map(|(name, question)| format!("\t{name}: {question:?},\n")).collect();
    [
        list("QUESTIONS", "Commands that only read: each may be asked again at any time.", &named(&asks)),
        list("TOLD", "Questions whose answers stay fresh until an event.", &named(&told)),
        list("OF_NO_ACCOUNT", "Questions that have nothing to do with an account.", &named(&of_none)),
        format!("\n/** Which questions an event makes stale. */\nexport const STALE = {{\n{stale}}} as const;\n"),
        format!("\n/** Commands whose answer is also that of a question. */\nexport const ANSWERS = {{\n{answers}}} as const;\n"),
    ]
    .concat()
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
