//! Programs about text.

use super::said::Said;

pub fn run(name: &str, arguments: &[String], input: &[u8]) -> Option<Said> {
    let text = String::from_utf8_lossy(input);
    Some(match name {
        "true" | ":" => Said::default(),
        "false" => Said::code(1),
        "echo" => echo(arguments),
        "printf" => printf(arguments),
        "basename" => Said::out(format!("{}\n", arguments.first()?.trim_end_matches('/').rsplit('/').next()?)),
        "head" | "tail" => {
            let lines: Vec<&str> = text.lines().collect();
            let count = count(arguments).unwrap_or(10).min(lines.len());
            let kept = if name == "head" { &lines[..count] } else { &lines[lines.len() - count..] };
            Said::out(lines_of(kept))
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
        "cut" => cut(arguments, &text),
        "paste" => paste(arguments, &text),
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

fn lines_of(lines: &[&str]) -> String {
    lines.iter().flat_map(|line| [*line, "\n"]).collect()
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

/// Lines that a pattern matches.
fn grep(arguments: &[String], text: &str) -> Said {
    let flags: String = arguments.iter().filter_map(|word| word.strip_prefix('-')).collect();
    let Some(pattern) = arguments.iter().find(|word| !word.starts_with('-')) else {
        return Said::err("usage: grep [-ciqvxFE] pattern [file]\n", 2);
    };
    let basic = |pattern: &str| if flags.contains('E') { pattern.to_owned() } else { extended(pattern) };
    let pattern = if flags.contains('F') { regex::escape(pattern) } else { basic(pattern) };
    let pattern = if flags.contains('x') { format!("^(?:{pattern})$") } else { pattern };
    let built = regex::RegexBuilder::new(&pattern).case_insensitive(flags.contains('i')).size_limit(1 << 20).build();
    let Ok(pattern) = built else {
        return Said::err("grep: this stand-in cannot read the pattern\n", 2);
    };
    let matches = |line: &&str| pattern.is_match(line) != flags.contains('v');
    let found: Vec<&str> = text.lines().filter(matches).collect();
    let out = match (flags.contains('q'), flags.contains('c')) {
        (true, _) => String::new(),
        (false, true) => format!("{}\n", found.len()),
        (false, false) => lines_of(&found),
    };
    Said { out: out.into_bytes(), err: String::new(), code: u8::from(found.is_empty()) }
}

/// A basic expression as an extended one: what is special with a backslash in one is so without it in the other.
fn extended(basic: &str) -> String {
    let mut made = String::new();
    let mut letters = basic.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => match letters.next() {
                Some(special @ ('+' | '?' | '(' | ')' | '{' | '}' | '|')) => made.push(special),
                Some(other) => made.extend(['\\', other]),
                None => made.push('\\'),
            },
            '+' | '?' | '(' | ')' | '{' | '}' | '|' => made.extend(['\\', letter]),
            letter => made.push(letter),
        }
    }
    made
}

/// `-d, -f2`, with `-s` for those lines alone that have the mark.
fn cut(arguments: &[String], text: &str) -> Said {
    let value = |flag: &str| {
        let at = arguments.iter().position(|word| word.starts_with(flag))?;
        let glued = &arguments[at][flag.len()..];
        if glued.is_empty() { arguments.get(at + 1).map(String::as_str) } else { Some(glued) }
    };
    let mark = value("-d").unwrap_or("\t");
    let Some(field) = value("-f").and_then(|field| field.parse::<usize>().ok()).filter(|field| *field > 0) else {
        return Said::err("cut: this stand-in's takes one field: cut [-s] -d MARK -f NUMBER\n", 1);
    };
    let only = arguments.iter().any(|word| word == "-s");
    let mut out = String::new();
    for line in text.lines().filter(|line| !only || line.contains(mark)) {
        out += if line.contains(mark) { line.split(mark).nth(field - 1).unwrap_or_default() } else { line };
        out.push('\n');
    }
    Said::out(out)
}

/// `-s`: all lines as one.
fn paste(arguments: &[String], text: &str) -> Said {
    let mark = arguments.iter().position(|word| word.starts_with("-d"));
    let mark = mark.map_or("\t", |at| match &arguments[at][2..] {
        "" => arguments.get(at + 1).map_or("\t", String::as_str),
        glued => glued,
    });
    let lines: Vec<&str> = text.lines().collect();
    Said::out(if lines.is_empty() { String::new() } else { lines.join(mark) + "\n" })
}
