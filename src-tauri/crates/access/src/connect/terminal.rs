//! Terminals of three systems, and how each is told to run a command. A plan is pure; nothing is started here.

use std::path::{Path, PathBuf};

use base64::Engine as _;

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
    /// The same for Windows Terminal, which begins another tab at a semicolon.
    Tabs(&'static [&'static str]),
    /// These words, then the command word by word for the command prompt, which reads the line once more.
    Prompt(&'static [&'static str]),
    /// These words, then the command as a script for `PowerShell`, encoded.
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
    windows("wt", "Windows Terminal", "wt.exe", How::Tabs(&["new-tab"])),
    // conhost gives a program of the text kind a window of its own.
    windows(
        "powershell",
        "PowerShell",
        "powershell.exe",
        How::PowerShell(&["conhost.exe", "powershell.exe", "-NoLogo", "-NoExit", "-EncodedCommand"]),
    ),
    // Nothing between exclamation marks is a variable, whatever the registry says.
    windows("cmd", "Command Prompt", "cmd.exe", How::Prompt(&["conhost.exe", "cmd.exe", "/v:off", "/k"])),
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
        How::Tabs(way) => {
            let ssh = ssh.iter().map(|word| word.replace(';', r"\;"));
            words(&[terminal.program]).into_iter().chain(words(way)).chain(ssh).collect()
        }
        How::Prompt(way) => words(way).into_iter().chain(ssh.iter().map(|word| prompt_word(word))).collect(),
        How::PowerShell(way) => [words(way), vec![encoded(&powershell_line(ssh))]].concat(),
    })
}

/// One word of a line that the command prompt reads. A word with a space is put between quotes when the line is made, as
/// for every program, and between quotes it reads nothing but percent signs and quotes; neither stands in a path or user
/// that is taken. Without one there are no quotes, and each sign that it would read has its caret.
fn prompt_word(word: &str) -> String {
    if word.contains([' ', '\t']) {
        return word.to_owned();
    }
    let mut safe = String::with_capacity(word.len());
    for letter in word.chars() {
        if "&|<>()^!%".contains(letter) {
            safe.push('^');
        }
        safe.push(letter);
    }
    safe
}

/// Words as one line for `PowerShell`. A quote is any that it takes for one, be it typed or set.
fn powershell_line(words: &[String]) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || r"_+=:./-\".contains(c);
    let quoted = |word: &String| {
        if !word.is_empty() && !word.starts_with('-') && word.chars().all(plain) {
            return word.clone();
        }
        let mut safe = String::from("'");
        for letter in word.chars() {
            if matches!(letter, '\'' | '\u{2018}'..='\u{201b}') {
                safe.push(letter);
            }
            safe.push(letter);
        }
        safe + "'"
    };
    // A first word between quotes would be a text and not a program.
    format!("& {}", words.iter().map(quoted).collect::<Vec<_>>().join(" "))
}

/// A script as `PowerShell` takes it with no shell, prompt or console reading it on the way.
fn encoded(script: &str) -> String {
    let units: Vec<u8> = script.encode_utf16().flat_map(u16::to_le_bytes).collect();
    base64::engine::general_purpose::STANDARD.encode(units)
}

/// A text in `AppleScript`.
fn script_text(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', r"\\").replace('"', "\\\""))
}

#[cfg(test)]
mod tests;
