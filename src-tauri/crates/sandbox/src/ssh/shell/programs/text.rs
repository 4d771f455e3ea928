//! Programs about text.

use super::Said;

pub fn run(name: &str, arguments: &[String], input: &[u8]) -> Option<Said> {
    let text = String::from_utf8_lossy(input);
    Some(match name {
        "true" | ":" => Said::default(),
        "false" => Said::code(1),
        "echo" => echo(arguments),
        "printf" => printf(arguments),
        "test" | "[" => return None,
        "basename" => Said::out(format!("{}\n", arguments.first()?.trim_end_matches('/').rsplit('/').next()?)),
        "head" | "tail" => {
            let lines: Vec<&str> = text.lines().collect();
            let count = count(arguments).unwrap_or(10).min(lines.len());
            let kept = if name == "head" { &lines[..count] } else { &lines[lines.len() - count..] };
            Said::out(kept.iter().map(|line| format!("{line}\n")).collect::<String>())
        }
        "wc" => {
            let flag = arguments.iter().find_map(|flag| flag.strip_prefix('-'));
            let (lines, words) = (text.matches('\n').count(), text.split_whitespace().count());
            Said::out(match flag {
                Some("l") => format!("{lines}\n"),
                Some("w") => format!("{words}\n"),
                Some("c") => format!("{}\n", input.len()),
                _ => format!("{lines:>7} {words:>7} {:>7}\n", input.len()),
            })
        }
        "tr" => match arguments {
            [flag, of] if flag == "-d" => Said::out(text.replace(|letter| unescaped(of).contains(letter), "")),
            [from, to] if from.chars().count() == to.chars().count() => {
                let pairs: Vec<(char, char)> = unescaped(from).chars().zip(unescaped(to).chars()).collect();
                let moved = |letter| pairs.iter().find(|(from, _)| *from == letter).map_or(letter, |(_, to)| *to);
                Said::out(text.chars().map(moved).collect::<String>())
            }
            _ => Said::err("tr: this stand-in's knows `tr -d SET` and sets of one length\n", 1),
        },
        "grep" => grep(arguments, &text),
        _ => return None,
    })
}

/// `-n 5`, `-n5`, `-5`.
fn count(arguments: &[String]) -> Option<usize> {
    let at = arguments.iter().position(|word| word.starts_with('-'))?;
    let digits = arguments[at].trim_start_matches('-').trim_start_matches('n');
    if digits.is_empty() { arguments.get(at + 1)?.parse().ok() } else { digits.parse().ok() }
}

fn echo(arguments: &[String]) -> Said {
    let flags: Vec<&str> =
        arguments.iter().map(String::as_str).take_while(|word| matches!(*word, "-n" | "-e" | "-ne" | "-en")).collect();
    let mut text = arguments[flags.len()..].join(" ");
    if flags.iter().any(|flag| flag.contains('e')) {
        text = unescaped(&text);
    }
    if !flags.iter().any(|flag| flag.contains('n')) {
        text.push('\n');
    }
    Said::out(text)
}

fn unescaped(text: &str) -> String {
    text.replace("\\n", "\n").replace("\\t", "\t").replace("\\r", "\r").replace("\\0", "\0").replace("\\\\", "\\")
}

/// `%s`, `%d` and `%%`, the format again for what is left over.
fn printf(arguments: &[String]) -> Said {
    let Some((format, values)) = arguments.split_first() else {
        return Said::err("printf: usage: printf format [arguments]\n", 2);
    };
    let format = unescaped(format);
    let mut values = values.iter();
    let mut out = String::new();
    loop {
        let mut letters = format.chars();
        let mut used = false;
        while let Some(letter) = letters.next() {
            match letter {
                '%' => match letters.next() {
                    Some('s' | 'd') => {
                        used = true;
                        out += values.next().map_or("", String::as_str);
                    }
                    Some('%') => out.push('%'),
                    _ => return Said::err("printf: this stand-in's knows %s, %d and %%\n", 1),
                },
                letter => out.push(letter),
            }
        }
        if !used || values.len() == 0 {
            return Said::out(out);
        }
    }
}

/// Plain text to look for, `^` and `$` at its ends.
fn grep(arguments: &[String], text: &str) -> Said {
    let flags: String = arguments.iter().filter_map(|word| word.strip_prefix('-')).collect();
    let Some(pattern) = arguments.iter().find(|word| !word.starts_with('-')) else {
        return Said::err("usage: grep [-ciqvFE] pattern [file]\n", 2);
    };
    let fold = |text: &str| if flags.contains('i') { text.to_lowercase() } else { text.to_owned() };
    let pattern = fold(pattern);
    let (at_start, at_end) = (pattern.starts_with('^'), pattern.ends_with('$'));
    let plain = pattern.trim_start_matches('^').trim_end_matches('$');
    if !flags.contains('F') && plain.contains(['*', '[', '(', '\\', '+', '?', '|', '.']) {
        return Said::err("grep: this stand-in's looks for plain text\n", 2);
    }
    let matches = |line: &&str| {
        let line = fold(line);
        let found = match (at_start, at_end) {
            (true, true) => line == plain,
            (true, false) => line.starts_with(plain),
            (false, true) => line.ends_with(plain),
            (false, false) => line.contains(plain),
        };
        found != flags.contains('v')
    };
    let found: Vec<&str> = text.lines().filter(matches).collect();
    let out = match (flags.contains('q'), flags.contains('c')) {
        (true, _) => String::new(),
        (false, true) => format!("{}\n", found.len()),
        (false, false) => found.iter().map(|line| format!("{line}\n")).collect(),
    };
    Said { out: out.into_bytes(), err: String::new(), code: u8::from(found.is_empty()) }
}
