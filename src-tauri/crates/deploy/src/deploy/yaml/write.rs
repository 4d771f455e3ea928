//! The form as text. It reads back as the same form, whatever is in it.

use std::fmt::Write;

use voltdeck_contract::{CloudInitForm, WriteFile};

/// Words that YAML, in one version or another, takes for something else than text.
const WORDS: &[&str] = &["y", "n", "yes", "no", "on", "off", "true", "false", "null"];

/// Writes the form; an empty one is the head line alone.
pub fn text(form: &CloudInitForm) -> String {
    let mut text = "#cloud-config\n".to_owned();
    list(&mut text, "packages", &form.packages);
    if !form.write_files.is_empty() {
        text.push_str("write_files:\n");
        for file in &form.write_files {
            write_file(&mut text, file);
        }
    }
    list(&mut text, "runcmd", &form.runcmd);
    text
}

fn list(text: &mut String, key: &str, items: &[String]) {
    if items.is_empty() {
        return;
    }
    let _ = writeln!(text, "{key}:");
    for item in items {
        let _ = writeln!(text, "  - {}", scalar(item, 4));
    }
}

fn write_file(text: &mut String, file: &WriteFile) {
    let parts = [
        ("path", &file.path, true),
        ("owner", &file.owner, false),
        ("permissions", &file.permissions, false),
        ("encoding", &file.encoding, false),
        ("content", &file.content, false),
    ];
    let mut lead = "  - ";
    for (key, value, always) in parts {
        if always || !value.is_empty() {
            let _ = writeln!(text, "{lead}{key}: {}", scalar(value, 6));
            lead = "    ";
        }
    }
}

/// A text as it can stand behind a key or a hyphen. `indent` is that of a block's lines.
fn scalar(value: &str, indent: usize) -> String {
    if is_plain(value) {
        return value.to_owned();
    }
    if is_block(value) { block(value, indent) } else { quoted(value) }
}

/// Nothing in it means anything to YAML.
fn is_plain(value: &str) -> bool {
    let fits = |c: char| c.is_ascii_alphanumeric() || " _./@%+=,-".contains(c);
    value.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/')
        && value.chars().all(fits)
        && !value.ends_with(' ')
        && !WORDS.contains(&value.to_ascii_lowercase().as_str())
}

/// Several lines that can stand as they are. A first line that is blank or begins with white space would need its
/// indentation told, which few people read.
fn is_block(value: &str) -> bool {
    let stands = |c: char| {
        c == '\n' || c == '\t' || (!c.is_control() && !matches!(c, '\u{85}' | '\u{2028}' | '\u{2029}' | '\u{feff}'))
    };
    let first = value.lines().next().unwrap_or_default();
    value.contains('\n') && !first.is_empty() && !first.starts_with(char::is_whitespace) && value.chars().all(stands)
}

fn block(value: &str, indent: usize) -> String {
    let body = value.trim_end_matches('\n');
    let chomp = match value.len() - body.len() {
        0 => "-",
        1 => "",
        _ => "+",
    };
    let mut text = format!("|{chomp}");
    for line in body.split('\n') {
        text.push('\n');
        if !line.is_empty() {
            let _ = write!(text, "{:indent$}{line}", "");
        }
    }
    // The line end of the last line comes from whoever writes the block; further ones are its own.
    text.push_str(&"\n".repeat((value.len() - body.len()).saturating_sub(1)));
    text
}

fn quoted(value: &str) -> String {
    let mut text = "\"".to_owned();
    for c in value.chars() {
        match c {
            '"' => text.push_str("\\\""),
            '\\' => text.push_str("\\\\"),
            '\n' => text.push_str("\\n"),
            '\t' => text.push_str("\\t"),
            '\r' => text.push_str("\\r"),
            _ if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}') => {
                let _ = write!(text, "\\u{:04x}", u32::from(c));
            }
            _ => text.push(c),
        }
    }
    text.push('"');
    text
}
