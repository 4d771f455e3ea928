//! What programs say.

/// What the stand-in says that it is.
pub const HELP: &str = "This is a stand-in of Voltdeck's sandbox, not a computer: it has no GPUs and costs nothing.";

/// Those that `help` tells, and `command -v` finds.
pub const KNOWN: [&str; 48] = [
    "basename",
    "bash",
    "cat",
    "cp",
    "cut",
    "date",
    "df",
    "echo",
    "env",
    "false",
    "free",
    "grep",
    "halt",
    "head",
    "hostname",
    "id",
    "jupyter",
    "ls",
    "mkdir",
    "mv",
    "nohup",
    "nproc",
    "nvidia-smi",
    "paste",
    "poweroff",
    "printf",
    "ps",
    "pwd",
    "rm",
    "rmdir",
    "sh",
    "shutdown",
    "sleep",
    "ss",
    "stat",
    "sudo",
    "systemctl",
    "tail",
    "test",
    "timeout",
    "touch",
    "tr",
    "true",
    "uname",
    "uptime",
    "wc",
    "who",
    "whoami",
];

/// What a program said and how it ended.
#[derive(Debug, Default)]
pub struct Said {
    pub out: Vec<u8>,
    pub err: String,
    pub code: u8,
}

impl Said {
    pub fn out(text: impl Into<Vec<u8>>) -> Self {
        Self { out: text.into(), ..Self::default() }
    }

    pub fn err(text: impl Into<String>, code: u8) -> Self {
        Self { err: text.into(), code, ..Self::default() }
    }

    pub fn code(code: u8) -> Self {
        Self { code, ..Self::default() }
    }
}
