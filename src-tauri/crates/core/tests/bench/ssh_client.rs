//! The OpenSSH client of a person who has a home folder of their own.
//!
//! OpenSSH takes the home folder from the system's list of users and not from the environment, so a small library tells
//! the programs of these tests another one; all else is as a person has it, the keys and the config above all.

use std::ffi::OsString;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

/// Tells a home folder that is not the user's own, and the shell that every system has.
const HOME_C: &str = r#"
#define _GNU_SOURCE
#include <dlfcn.h>
#include <pwd.h>
static struct passwd *elsewhere(struct passwd *found) {
  if (found) found->pw_dir = HOME, found->pw_shell = "/bin/sh";
  return found;
}
struct passwd *getpwuid(uid_t id) {
  return elsewhere(((struct passwd *(*)(uid_t))dlsym(RTLD_NEXT, "getpwuid"))(id));
}
struct passwd *getpwnam(const char *name) {
  return elsewhere(((struct passwd *(*)(const char *))dlsym(RTLD_NEXT, "getpwnam"))(name));
}
"#;

/// Makes a home folder where there is none, and the library that tells it in a folder.
pub fn home_library(folder: &Path, home: &Path) -> PathBuf {
    let at = |name: &str| folder.join(name);
    std::fs::create_dir_all(home).unwrap();
    std::fs::write(at("home.c"), HOME_C).unwrap();
    let home = format!("-DHOME=\"{}\"", home.display());
    let mut cc = Command::new("cc");
    cc.args(["-shared", "-fPIC", &home, "-o"]).args([at("home.so"), at("home.c")]).arg("-ldl");
    assert!(cc.status().unwrap().success());
    at("home.so")
}

/// Writes a program. Another process does it: a child that a test beside this one starts at the same moment would hold the
/// file open for writing, and what is written to cannot be run.
pub fn write_program(file: &Path, script: &str) {
    let text = file.with_extension("text");
    std::fs::write(&text, script).unwrap();
    std::fs::set_permissions(&text, std::fs::Permissions::from_mode(0o755)).unwrap();
    let copied = Command::new("cp").args(["--remove-destination", "-p"]).args([&text, file]).status();
    assert!(copied.unwrap().success());
    std::fs::remove_file(text).unwrap();
}

/// The programs that are there.
const PROGRAMS: [&str; 5] = ["ssh", "scp", "sftp", "ssh-add", "ssh-keygen"];

/// For what runs beside a test: it holds nothing of the test's open, so that whoever reads that is not kept waiting.
pub fn quiet(command: &mut Command) -> &mut Command {
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null())
}

/// A person's home folder and search path.
pub struct SshClient {
    folder: tempfile::TempDir,
    home: PathBuf,
}

impl SshClient {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let home = folder.path().join("home");
        Self::at(folder, home)
    }

    /// Of a person who has a home folder already.
    pub fn living_in(home: &Path) -> Self {
        Self::at(tempfile::tempdir().unwrap(), home.to_owned())
    }

    fn at(folder: tempfile::TempDir, home: PathBuf) -> Self {
        let client = Self { folder, home };
        let at = |name: &str| client.folder.path().join(name);
        std::fs::create_dir(at("bin")).unwrap();
        let library = home_library(client.folder.path(), &client.home);
        for program in PROGRAMS {
            let script = format!(
                "#!/bin/sh\nexec /usr/bin/env -i PATH=/usr/bin:/bin HOME={} SSH_AUTH_SOCK={} LD_PRELOAD={} {program} \"$@\"\n",
                client.home().display(),
                client.agent_socket().display(),
                library.display(),
            );
            client.program(program, &script);
        }
        // Nothing of the person who runs the tests may be read or written.
        let known = format!("userknownhostsfile {}/.ssh/known_hosts", client.home().display());
        assert!(client.settings("x").iter().any(|line| line.starts_with(&known)), "{:?}", client.settings("x"));
        client
    }

    /// Puts a program into the search path.
    pub fn program(&self, name: &str, script: &str) {
        write_program(&self.folder.path().join("bin").join(name), script);
    }

    pub fn home(&self) -> PathBuf {
        self.home.clone()
    }

    /// A file of `~/.ssh`; the folder is made where it is not there.
    pub fn dot_ssh(&self, name: &str) -> PathBuf {
        let folder = self.home().join(".ssh");
        std::fs::create_dir_all(&folder).unwrap();
        folder.join(name)
    }

    /// Writes the person's own config.
    pub fn config(&self, text: &str) {
        std::fs::write(self.dot_ssh("config"), text).unwrap();
    }

    pub fn path(&self) -> OsString {
        let mut path = self.folder.path().join("bin").into_os_string();
        path.push(":/usr/bin:/bin");
        path
    }

    /// Runs a line as a person's shell does.
    pub fn shell(&self, line: &str) -> Output {
        Command::new("sh").args(["-c", line]).env("PATH", self.path()).stdin(Stdio::null()).output().unwrap()
    }

    /// What `ssh` makes of a name, with the config that it finds by itself.
    pub fn settings(&self, name: &str) -> Vec<String> {
        let output = self.shell(&format!("ssh -G {name}"));
        String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned).collect()
    }

    /// Makes a pair of keys, with no passphrase.
    pub fn key(path: &Path) {
        let made = Command::new("ssh-keygen").args(["-q", "-t", "ed25519", "-N", "", "-f"]).arg(path).status();
        assert!(made.unwrap().success());
    }

    /// The programs of this person that run: their ids and command lines.
    pub fn running(&self) -> Vec<(u32, String)> {
        let folder = self.folder.path().to_str().unwrap();
        let mut found = Vec::new();
        for entry in std::fs::read_dir("/proc").unwrap().flatten() {
            let Some(id) = entry.file_name().to_str().and_then(|name| name.parse::<u32>().ok()) else { continue };
            let read = |name: &str| {
                let bytes = std::fs::read(entry.path().join(name)).unwrap_or_default();
                String::from_utf8_lossy(&bytes).replace('\0', " ")
            };
            let (line, environment) = (read("cmdline"), read("environ"));
            let sshd = line.contains("sshd");
            if !sshd && (line.contains(folder) || (environment.contains(folder) && line.starts_with("ssh"))) {
                found.push((id, line));
            }
        }
        found
    }

    fn agent_socket(&self) -> PathBuf {
        self.folder.path().join("agent")
    }

    /// Starts an agent that every program of this person finds.
    pub fn agent(&self) -> Agent {
        let child = quiet(Command::new("ssh-agent").arg("-D").arg("-a").arg(self.agent_socket())).spawn();
        let begun = Instant::now();
        while !self.agent_socket().exists() {
            assert!(begun.elapsed() < Duration::from_secs(60), "the agent does not listen");
            std::thread::sleep(Duration::from_millis(20));
        }
        Agent(child.unwrap())
    }
}

/// An agent; it ends with whoever holds it.
pub struct Agent(Child);

impl Drop for Agent {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
