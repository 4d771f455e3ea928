//! Terminals of three systems, and how each is told to run a command. A plan is pure; nothing is started here.

use std::path::{Path, PathBuf};

use super::target::shell_line;
use voltdeck_base::computer::{Computer, System};

/// A terminal program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Terminal {
    /// Name by which the settings know it.
    pub name: &'static str,
    /// Name to show.
    pub label: &'static str,
    system: System,
    /// Program by which it is known to be there; an application's bundle on macOS.
    program: &'static str,
    way: How,
}

/// How a terminal takes a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum How {
    /// These words, then the command word by word.
    Words(&'static [&'static str]),
    /// The same, opened as an application of macOS.
    Application(&'static [&'static str]),
    /// A line of `AppleScript` around the command as one text.
    Script(&'static str, &'static str),
    /// The same with words that do not begin with its own program.
    Under(&'static [&'static str]),
    /// These words, then the command as one line for `PowerShell`.
    PowerShell(&'static [&'static str]),
}

const fn linux(name: &'static str, label: &'static str, way: &'static [&'static str]) -> Terminal {
    Terminal { name, label, system: System::Linux, program: name, way: How::Words(way) }
}

const fn mac(name: &'static str, label: &'static str, program: &'static str, way: How) -> Terminal {
    Terminal { name, label, system: System::Mac, program, way }
}

const fn windows(name: &'static str, label: &'static str, program: &'static str, way: How) -> Terminal {
    Terminal { name, label, system: System::Windows, program, way }
}

/// All that are known, in the order in which they are preferred.
const TERMINALS: &[Terminal] = &[
    // What the person chose on Debian and its like comes first.
    linux("x-terminal-emulator", "The system's terminal", &["-e"]),
    linux("ptyxis", "Ptyxis", &["--new-window", "--"]),
    linux("kgx", "GNOME Console", &["--"]),
    linux("gnome-terminal", "GNOME Terminal", &["--"]),
    linux("konsole", "Konsole", &["-e"]),
    linux("xfce4-terminal", "Xfce Terminal", &["-x"]),
    linux("mate-terminal", "MATE Terminal", &["-x"]),
    linux("ghostty", "Ghostty", &["-e"]),
    linux("kitty", "kitty", &[]),
    linux("alacritty", "Alacritty", &["-e"]),
    linux("wezterm", "WezTerm", &["start", "--"]),
    linux("foot", "foot", &[]),
    linux("urxvt", "rxvt-unicode", &["-e"]),
    linux("xterm", "xterm", &["-e"]),
    mac("terminal", "Terminal", "/System/Applications/Utilities/Terminal.app", How::Script("Terminal", "do script")),
    mac(
        "iterm",
        "iTerm",
        "/Applications/iTerm.app",
        How::Script("iTerm", "create window with default profile command"),
    ),
    mac("ghostty", "Ghostty", "/Applications/Ghostty.app", How::Application(&["-e"])),
    mac("wezterm", "WezTerm", "/Applications/WezTerm.app", How::Application(&["start", "--"])),
    mac("kitty", "kitty", "/Applications/kitty.app", How::Application(&[])),
    mac("alacritty", "Alacritty", "/Applications/Alacritty.app", How::Application(&["-e"])),
    windows("wt", "Windows Terminal", "wt.exe", How::Words(&["new-tab"])),
    // conhost gives a program of the text kind a window of its own.
    windows(
        "powershell",
        "PowerShell",
        "powershell.exe",
        How::PowerShell(&["conhost.exe", "powershell.exe", "-NoLogo", "-NoExit", "-Command"]),
    ),
    windows("cmd", "Command Prompt", "cmd.exe", How::Under(&["conhost.exe", "cmd.exe", "/k"])),
];

/// Keeps the window open when SSH ends with a fault, so that its last words can be read.
const HELD: &str =
    r#""$@" || { status=$?; printf '\nssh ended with %s. Press Enter to close.' "$status"; read -r _; }"#;

/// Those of a system that are there.
pub fn found(computer: &dyn Computer) -> Vec<Terminal> {
    let system = computer.system();
    let of_system = TERMINALS.iter().filter(|terminal| terminal.system == system);
    of_system.filter(|terminal| places(terminal, computer).iter().any(|place| computer.has(place))).copied().collect()
}

/// The one that is opened: the chosen one where it is there, else the first.
pub fn pick(found: &[Terminal], chosen: &str) -> Option<Terminal> {
    found.iter().find(|terminal| terminal.name == chosen).or(found.first()).copied()
}

/// Where a terminal may be: applications of macOS stand in the home folder too.
fn places(terminal: &Terminal, computer: &dyn Computer) -> Vec<PathBuf> {
    let program = Path::new(terminal.program);
    let mut places = vec![program.to_owned()];
    if let (Ok(below), Some(home)) = (program.strip_prefix("/Applications"), computer.home()) {
        places.push(home.join("Applications").join(below));
    }
    places
}

/// The words that open a terminal with SSH in it.
pub fn plan(system: System, name: &str, ssh: &[String]) -> Option<Vec<String>> {
    let terminal = TERMINALS.iter().find(|terminal| terminal.system == system && terminal.name == name)?;
    let words = |texts: &[&str]| texts.iter().map(|&text| text.to_owned()).collect::<Vec<_>>();
    Some(match terminal.way {
        How::Words(way) if system == System::Linux => {
            [words(&[terminal.program]), words(way), words(&["sh", "-c", HELD, "sh"]), ssh.to_vec()].concat()
        }
        How::Words(way) => [words(&[terminal.program]), words(way), ssh.to_vec()].concat(),
        How::Application(way) => {
            let bundle = terminal.program.rsplit('/').next().unwrap_or_default();
            [words(&["open", "-na", bundle, "--args"]), words(way), ssh.to_vec()].concat()
        }
        How::Script(application, verb) => {
            let script = format!("tell application \"{application}\" to {verb} {}", script_text(&shell_line(ssh)));
            let front = format!("tell application \"{application}\" to activate");
            words(&["osascript", "-e", &script, "-e", &front])
        }
        How::Under(way) => [words(way), ssh.to_vec()].concat(),
        How::PowerShell(way) => [words(way), vec![powershell_line(ssh)]].concat(),
    })
}

/// Words as one line for `PowerShell`. Its own quotes, since the others end the line's argument on the way to it.
fn powershell_line(words: &[String]) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || r"@_+=:./-\".contains(c);
    let quoted = |word: &String| {
        if word.chars().all(plain) { word.clone() } else { format!("'{}'", word.replace('\'', "''")) }
    };
    words.iter().map(quoted).collect::<Vec<_>>().join(" ")
}

/// A text in `AppleScript`.
fn script_text(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', r"\\").replace('"', "\\\""))
}

#[cfg(test)]
mod tests {
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
        let expected = [
            ("wt", format!("wt.exe new-tab {command}")),
            ("powershell", format!("conhost.exe powershell.exe -NoLogo -NoExit -Command {command}")),
            ("cmd", format!("conhost.exe cmd.exe /k {command}")),
        ];
        for (name, words) in &expected {
            assert_eq!(&line(System::Windows, name), words);
        }
        assert_eq!(expected.len(), TERMINALS.iter().filter(|one| one.system == System::Windows).count());
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
        let line = r"ssh -i 'C:\Users\Ana O''Hara\.ssh\gpu' user@203.0.113.7";
        assert_eq!(last("powershell", 1), [line.to_owned()]);
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
}
