//! Editors of three systems, where each is found, and how each is told to open a folder of a machine. Nothing is started
//! here.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use voltdeck_base::computer::{Computer, System};

/// An editor that can work on a machine over SSH.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Editor {
    /// Name by which it is chosen and remembered.
    pub name: &'static str,
    /// Name to show.
    pub label: &'static str,
    /// What a person should know before the first time.
    pub note: Option<&'static str>,
    way: How,
    linux: &'static [Place],
    mac: &'static [Place],
    windows: &'static [Place],
}

/// How it is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum How {
    /// `--remote ssh-remote+ALIAS PATH`, as VS Code and what was made from it.
    Remote,
    /// `ssh://ALIAS/PATH`.
    Url,
    /// A link of `JetBrains` Gateway.
    Gateway,
}

/// Where a program may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// In the search path, under this name.
    Named(&'static str),
    /// At this path.
    At(&'static str),
    /// Below the home folder.
    Home(&'static str),
    /// Below the folders in which the system installs programs.
    Installed(&'static str),
}

use Place::{At, Home, Installed, Named};

/// All that are known, in the order in which they are preferred.
const EDITORS: &[Editor] = &[
    Editor {
        name: "code",
        label: "VS Code",
        note: None,
        way: How::Remote,
        linux: &[
            Named("code"),
            At("/snap/bin/code"),
            At("/var/lib/flatpak/exports/bin/com.visualstudio.code"),
            Home(".local/share/flatpak/exports/bin/com.visualstudio.code"),
        ],
        mac: &[Named("code"), Installed("Visual Studio Code.app/Contents/Resources/app/bin/code")],
        windows: &[Named("code.cmd"), Installed(r"Microsoft VS Code\bin\code.cmd")],
    },
    Editor {
        name: "code-insiders",
        label: "VS Code Insiders",
        note: None,
        way: How::Remote,
        linux: &[Named("code-insiders"), At("/snap/bin/code-insiders")],
        mac: &[Named("code-insiders"), Installed("Visual Studio Code - Insiders.app/Contents/Resources/app/bin/code")],
        windows: &[Named("code-insiders.cmd"), Installed(r"Microsoft VS Code Insiders\bin\code-insiders.cmd")],
    },
    Editor {
        name: "cursor",
        label: "Cursor",
        note: None,
        way: How::Remote,
        linux: &[Named("cursor")],
        mac: &[Named("cursor"), Installed("Cursor.app/Contents/Resources/app/bin/cursor")],
        windows: &[Named("cursor.cmd"), Installed(r"cursor\resources\app\bin\cursor.cmd")],
    },
    Editor {
        name: "windsurf",
        label: "Windsurf",
        note: None,
        way: How::Remote,
        linux: &[Named("windsurf")],
        mac: &[Named("windsurf"), Installed("Windsurf.app/Contents/Resources/app/bin/windsurf")],
        windows: &[Named("windsurf.cmd"), Installed(r"Windsurf\bin\windsurf.cmd")],
    },
    Editor {
        name: "codium",
        label: "VSCodium",
        note: Some("It needs the extension Open Remote - SSH."),
        way: How::Remote,
        linux: &[
            Named("codium"),
            At("/snap/bin/codium"),
            At("/var/lib/flatpak/exports/bin/com.vscodium.codium"),
            Home(".local/share/flatpak/exports/bin/com.vscodium.codium"),
        ],
        mac: &[Named("codium"), Installed("VSCodium.app/Contents/Resources/app/bin/codium")],
        windows: &[Named("codium.cmd"), Installed(r"VSCodium\bin\codium.cmd")],
    },
    Editor {
        name: "zed",
        label: "Zed",
        note: None,
        way: How::Url,
        // Not by the name `zed` in the search path: the event daemon of ZFS is called so, in `sbin`.
        linux: &[
            Home(".local/bin/zed"),
            Named("zeditor"),
            At("/usr/local/bin/zed"),
            At("/var/lib/flatpak/exports/bin/dev.zed.Zed"),
            Home(".local/share/flatpak/exports/bin/dev.zed.Zed"),
        ],
        mac: &[At("/usr/local/bin/zed"), Installed("Zed.app/Contents/MacOS/cli")],
        windows: &[Named("zed.exe"), Installed(r"Zed\bin\zed.exe")],
    },
    Editor {
        name: "gateway",
        label: "JetBrains Gateway",
        note: Some("It opens with the instance filled in, and asks which IDE to run there."),
        way: How::Gateway,
        // Not by the name `gateway` in the search path: too many programs are called so.
        linux: &[
            Named("jetbrains-gateway"),
            Home(".local/share/JetBrains/Toolbox/scripts/gateway"),
            At("/snap/bin/jetbrains-gateway"),
        ],
        mac: &[
            Installed("JetBrains Gateway.app/Contents/MacOS/gateway"),
            Installed("Gateway.app/Contents/MacOS/gateway"),
        ],
        windows: &[
            Installed(r"Gateway\bin\gateway64.exe"),
            Installed(r"JetBrains\JetBrains Gateway\bin\gateway64.exe"),
            Installed(r"JetBrains\Toolbox\scripts\gateway.cmd"),
        ],
    },
];

/// One that is there, and its program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The editor.
    pub editor: Editor,
    program: PathBuf,
}

/// Where on a machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Folder<'a> {
    /// Its name in the SSH config.
    pub alias: &'a str,
    /// Who logs in.
    pub user: &'a str,
    /// Port of the SSH server.
    pub port: u16,
    /// The folder: a whole POSIX path.
    pub path: &'a str,
}

/// Those of a system that are there.
pub fn found(computer: &dyn Computer) -> Vec<Found> {
    EDITORS.iter().filter_map(|editor| Some(Found { editor: *editor, program: program(editor, computer)? })).collect()
}

/// The one that is opened: the named one, or none where it is not there; without a name the first.
pub fn pick<'a>(found: &'a [Found], name: &str) -> Option<&'a Found> {
    if name.is_empty() { found.first() } else { found.iter().find(|one| one.editor.name == name) }
}

/// Name to show of one that may not be there.
pub fn label(name: &str) -> Option<&'static str> {
    EDITORS.iter().find(|editor| editor.name == name).map(|editor| editor.label)
}

fn program(editor: &Editor, computer: &dyn Computer) -> Option<PathBuf> {
    let places = match computer.system() {
        System::Linux => editor.linux,
        System::Mac => editor.mac,
        System::Windows => editor.windows,
    };
    let installed = computer.program_folders();
    let paths = |place: &Place| match place {
        Named(name) => vec![PathBuf::from(name)],
        At(path) => vec![PathBuf::from(path)],
        Home(below) => computer.home().map(|home| home.join(below)).into_iter().collect(),
        Installed(below) => installed.iter().map(|folder| below_of(folder, below)).collect(),
    };
    places.iter().flat_map(paths).find(|path| computer.has(path))
}

/// A path below a folder, word by word, so that one of Windows is one on any system that tests run on.
fn below_of(folder: &Path, below: &str) -> PathBuf {
    below.split('\\').fold(folder.to_owned(), |path, word| path.join(word))
}

impl Found {
    /// The words that open a folder of a machine in it, or why that cannot be.
    pub fn plan(&self, system: System, folder: &Folder<'_>) -> Result<Vec<String>, String> {
        let program = self.program.to_str().ok_or("its path is no text")?.to_owned();
        // A script of Windows is read by the command prompt twice: by the one that starts it, for which the words are
        // escaped, and by the line in it that starts the editor. What a prompt reads between quotes is not left to both.
        let by_prompt = system == System::Windows && program.to_ascii_lowercase().ends_with(".cmd");
        if let Some(letter) = folder.path.chars().find(|c| by_prompt && "\"%!^&|<>".contains(*c)) {
            return Err(format!("the command prompt of Windows would read the {letter} in the folder's name"));
        }
        let Folder { alias, user, port, path } = folder;
        Ok(match self.editor.way {
            How::Remote => vec![program, "--remote".into(), format!("ssh-remote+{alias}"), (*path).into()],
            How::Url => vec![program, format!("ssh://{alias}{}", in_url(path, "/"))],
            How::Gateway => {
                let path = in_url(path, "");
                vec![
                    program,
                    format!(
                        "jetbrains-gateway://connect#type=ssh&host={alias}&port={port}&user={user}&projectPath={path}\
                         &deploy=false"
                    ),
                ]
            }
        })
    }
}

/// A text within a URL: what is neither plain nor kept is written by its bytes.
fn in_url(text: &str, kept: &str) -> String {
    let mut url = String::with_capacity(text.len());
    for byte in text.bytes() {
        let letter = char::from(byte);
        if letter.is_ascii_alphanumeric() || "-._~".contains(letter) || kept.contains(letter) {
            url.push(letter);
        } else {
            let _ = write!(url, "%{byte:02X}");
        }
    }
    url
}

#[cfg(test)]
mod tests;
