//! How each terminal of each system is told to run SSH.

use super::*;

fn ssh() -> Vec<String> {
    ["ssh", "-p", "20022", "user@203.0.113.7"].map(str::to_owned).to_vec()
}

fn line(system: System, name: &str) -> String {
    plan(system, name, &ssh()).unwrap().join(" ").replace(HELD, "HELD")
}

#[test]
fn every_terminal_of_linux_gets_the_command_word_by_word() {
    let tail = "sh -c HELD sh ssh -p 20022 user@203.0.113.7";
    let expected = [
        ("x-terminal-emulator", "x-terminal-emulator -e"),
        ("ptyxis", "ptyxis --new-window --"),
        ("kgx", "kgx --"),
        ("gnome-terminal", "gnome-terminal --"),
        ("konsole", "konsole -e"),
        ("xfce4-terminal", "xfce4-terminal -x"),
        ("mate-terminal", "mate-terminal -x"),
        ("ghostty", "ghostty -e"),
        ("kitty", "kitty"),
        ("alacritty", "alacritty -e"),
        ("wezterm", "wezterm start --"),
        ("foot", "foot"),
        ("urxvt", "urxvt -e"),
        ("xterm", "xterm -e"),
    ];
    for (name, head) in expected {
        assert_eq!(line(System::Linux, name), format!("{head} {tail}"));
    }
    assert_eq!(expected.len(), TERMINALS.iter().filter(|one| one.system == System::Linux).count());
}

#[test]
fn every_terminal_of_macos() {
    let command = "ssh -p 20022 user@203.0.113.7";
    let expected = [
        (
            "terminal",
            format!(
                "osascript -e tell application \"Terminal\" to do script \"{command}\" -e tell application \"Terminal\" to activate"
            ),
        ),
        (
            "iterm",
            format!(
                "osascript -e tell application \"iTerm\" to create window with default profile command \"{command}\" -e tell application \"iTerm\" to activate"
            ),
        ),
        ("ghostty", format!("open -na Ghostty.app --args -e {command}")),
        ("wezterm", format!("open -na WezTerm.app --args start -- {command}")),
        ("kitty", format!("open -na kitty.app --args {command}")),
        ("alacritty", format!("open -na Alacritty.app --args -e {command}")),
    ];
    for (name, words) in &expected {
        assert_eq!(&line(System::Mac, name), words);
    }
    assert_eq!(expected.len(), TERMINALS.iter().filter(|one| one.system == System::Mac).count());
}

#[test]
fn every_terminal_of_windows() {
    let command = "ssh -p 20022 user@203.0.113.7";
    let expected =
        [("wt", format!("wt.exe new-tab {command}")), ("cmd", format!("conhost.exe cmd.exe /v:off /k {command}"))];
    for (name, words) in &expected {
        assert_eq!(&line(System::Windows, name), words);
    }
    let (head, script) = powershell(&ssh());
    assert_eq!(head, "conhost.exe powershell.exe -NoLogo -NoExit -EncodedCommand");
    assert_eq!(script, "& ssh '-p' 20022 'user@203.0.113.7'");
    assert_eq!(expected.len() + 1, TERMINALS.iter().filter(|one| one.system == System::Windows).count());
}

#[test]
fn a_word_with_quotes_stays_one_word() {
    let ssh = ["ssh", "a'b \"c\" \\d"].map(str::to_owned);
    let words = plan(System::Linux, "xterm", &ssh).unwrap();
    assert_eq!(words.last().unwrap(), "a'b \"c\" \\d");
    let script = plan(System::Mac, "terminal", &ssh).unwrap()[2].clone();
    assert_eq!(script, r#"tell application "Terminal" to do script "ssh 'a'\\''b \"c\" \\d'""#);
}

#[test]
fn a_key_file_with_spaces_in_its_path_stays_one_word_on_windows() {
    let key = r"C:\Users\Ana O'Hara\.ssh\gpu";
    let ssh = ["ssh", "-i", key, "user@203.0.113.7"].map(str::to_owned);
    let last = |name: &str, count: usize| {
        let words = plan(System::Windows, name, &ssh).unwrap();
        words[words.len() - count..].to_vec()
    };
    assert_eq!(last("wt", 4), ssh);
    assert_eq!(last("cmd", 4), ssh);
    let line = r"& ssh '-i' 'C:\Users\Ana O''Hara\.ssh\gpu' 'user@203.0.113.7'";
    assert_eq!(powershell(&ssh).1, line);
}

/// The words before the script of `PowerShell`, and the script.
fn powershell(ssh: &[String]) -> (String, String) {
    let mut words = plan(System::Windows, "powershell", ssh).unwrap();
    let bytes = base64::engine::general_purpose::STANDARD.decode(words.pop().unwrap()).unwrap();
    let units: Vec<u16> = bytes.chunks(2).map(|two| u16::from_le_bytes([two[0], two[1]])).collect();
    (words.join(" "), String::from_utf16(&units).unwrap())
}

/// Key files that a person of Windows may have, with every sign that a path may have there and one of ours may.
const KEYS: [&str; 9] = [
    r"C:\Users\R&D\.ssh\gpu",
    r"C:\R&D & co\gpu",
    r"C:\a^b\gpu",
    r"C:\a^b c^&\gpu",
    r"C:\wow!x!\gpu",
    r"C:\(x86)\gpu&calc.exe",
    r"C:\Users\Ana O’Hara\gpu",
    r"C:\it's ‘mine’\gpu",
    r"C:\a,b=c\gpu",
];

#[test]
fn the_command_prompt_hands_every_key_on_as_one_word() {
    for key in KEYS {
        let ssh = ["ssh", "-i", key, "-p", "20022", "user@203.0.113.7"].map(str::to_owned);
        let words = plan(System::Windows, "cmd", &ssh).unwrap();
        let line = prompt::made(&words[4..]);
        assert_eq!(prompt::read(&line).map(|line| prompt::split(&line)), Ok(ssh.to_vec()), "{line}");
    }
}

#[test]
fn windows_terminal_begins_no_other_tab() {
    let ssh = ["ssh", "-i", r"C:\a;calc.exe\gpu"].map(str::to_owned);
    let words = plan(System::Windows, "wt", &ssh).unwrap();
    assert_eq!(words.last().unwrap(), r"C:\a\;calc.exe\gpu");
}

#[test]
fn powershell_hands_every_key_on_as_one_word() {
    for key in KEYS {
        let ssh = ["ssh", "-i", key].map(str::to_owned);
        let (_, script) = powershell(&ssh);
        let text = script.strip_prefix("& ssh '-i' ").unwrap();
        let quote = |c: char| matches!(c, '\'' | '\u{2018}'..='\u{201b}');
        let Some(inside) = text.strip_prefix('\'').and_then(|text| text.strip_suffix('\'')) else {
            assert_eq!(text, key);
            continue;
        };
        // Inside its quotes only a quote means anything, and two of them are one.
        let (mut read, mut letters) = (String::new(), inside.chars());
        while let Some(letter) = letters.next() {
            if quote(letter) {
                assert!(letters.next().is_some_and(quote), "{script} ends its word too early");
            }
            read.push(letter);
        }
        assert_eq!(read, key, "{script}");
    }
}

/// How a line comes to a program under the command prompt, by what Microsoft documents of each step.
mod prompt {
    /// The line that the standard library makes of words: those with a space, and empty ones, between quotes, in which
    /// backslashes before a quote are doubled.
    pub fn made(words: &[String]) -> String {
        let word = |word: &String| {
            assert!(!word.contains('"'), "no path of Windows has a quote");
            if word.is_empty() || word.contains([' ', '\t']) {
                let ending = word.len() - word.trim_end_matches('\\').len();
                format!("\"{word}{}\"", "\\".repeat(ending))
            } else {
                word.clone()
            }
        };
        words.iter().map(word).collect::<Vec<_>>().join(" ")
    }

    /// What `cmd /v:off /k` starts for a line that begins with no quote: `^` outside of quotes makes the next letter
    /// plain, the signs below end a command, and a percent sign begins a variable. An error names what would.
    pub fn read(line: &str) -> Result<String, String> {
        let (mut read, mut quoted, mut letters) = (String::new(), false, line.chars());
        while let Some(letter) = letters.next() {
            match letter {
                '%' => return Err(format!("a variable in {line}")),
                '"' => {
                    quoted = !quoted;
                    read.push(letter);
                }
                '^' if !quoted => read.extend(letters.next()),
                '&' | '|' | '<' | '>' if !quoted => return Err(format!("{letter} ends the command in {line}")),
                other => read.push(other),
            }
        }
        Ok(read)
    }

    /// The words that the program makes of it.
    pub fn split(line: &str) -> Vec<String> {
        let (mut words, mut word, mut quoted) = (Vec::new(), String::new(), false);
        for letter in line.chars() {
            match letter {
                '"' => quoted = !quoted,
                ' ' if !quoted => words.push(std::mem::take(&mut word)),
                other => word.push(other),
            }
        }
        words.push(word);
        words
    }
}

#[test]
fn no_name_stands_twice_in_a_system_and_an_unknown_one_has_no_plan() {
    for one in TERMINALS {
        let same = TERMINALS.iter().filter(|other| other.system == one.system && other.name == one.name);
        assert_eq!(same.count(), 1, "{}", one.name);
    }
    assert_eq!(plan(System::Linux, "wt", &ssh()), None);
}

#[cfg(unix)]
#[test]
fn the_shell_around_it_passes_the_words_on() {
    let run = |words: &[&str]| {
        let mut all = vec!["-c", HELD, "sh"];
        all.extend(words);
        let mut shell = std::process::Command::new("sh");
        let output = shell.args(all).stdin(std::process::Stdio::null()).output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    assert_eq!(run(&["printf", "%s|", "a b", "$HOME", "it's"]), "a b|$HOME|it's|");
    assert!(run(&["sh", "-c", "exit 255"]).contains("ssh ended with 255"));
}
