//! The TypeScript bindings: written by this test with `UPDATE_BINDINGS=1`, else checked for freshness.

use std::fmt::Write;
use std::path::Path;

use specta_typescript::Typescript;

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
    text
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
