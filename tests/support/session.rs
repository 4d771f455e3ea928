//! A desktop session of a test's own: display, bus, keychain, folders.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tempfile::TempDir;
use voltdeck_sandbox::Sandbox;

use super::child::Kept;
use super::ssh_client::SshClient;
use super::{LOOK_EVERY, PATIENCE};

/// The tests of one program take turns.
static TURN: Mutex<()> = Mutex::new(());

/// No folder of services: the bus starts nothing by itself, so that a keychain is there only if a test started one.
const BUS: &str = r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path=SOCKET</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"#;

/// Whether the session has a keychain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Keychain {
    /// GNOME Keyring, unlocked, empty.
    Real,
    /// None: nothing answers.
    Absent,
}

/// A session. It ends when this is dropped.
pub(crate) struct Session {
    // In the order in which they must end; the folders last.
    keyring: Option<Kept>,
    tray: Option<Kept>,
    notices: Option<Kept>,
    bus: Kept,
    display: Kept,
    env: BTreeMap<String, String>,
    /// Whom its programs ask, where it is not the sandbox inside.
    pub(super) provider: Option<Sandbox>,
    /// OpenSSH of this session's home folder: it reads and writes nothing of who runs the tests.
    ssh: Arc<SshClient>,
    folder: TempDir,
    _turn: MutexGuard<'static, ()>,
}

impl Session {
    /// Starts one; blocks until it stands.
    pub(crate) fn start(keychain: Keychain) -> Self {
        let turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
        let folder = tempfile::Builder::new().prefix("voltdeck-").tempdir().expect("a temporary folder");
        let mut env = folders(folder.path());
        let ssh = Arc::new(SshClient::living_in(&folder.path().join("home")));
        env.insert("PATH".into(), ssh.path().into_string().expect("a path in UTF-8"));
        let (display, number) = start_display(&env);
        env.insert("DISPLAY".into(), format!(":{number}"));
        let (bus, address) = start_bus(&env, folder.path());
        env.insert("DBUS_SESSION_BUS_ADDRESS".into(), address);
        let (keyring, tray, notices) = (None, None, None);
        let mut session = Self { keyring, tray, notices, bus, display, env, provider: None, ssh, folder, _turn: turn };
        if keychain == Keychain::Real {
            session.keyring = Some(session.start_keyring());
        }
        session
    }

    /// A command in this session, and in no other: nothing of the surrounding environment reaches it but the path, unless it
    /// has one of its own.
    pub(crate) fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        command(program, &self.env)
    }

    /// Sets a variable for everything that starts from here on.
    pub(crate) fn set(&mut self, name: &str, value: &str) {
        self.env.insert(name.into(), value.into());
    }

    /// OpenSSH as its person has it.
    pub(crate) fn ssh(&self) -> Arc<SshClient> {
        Arc::clone(&self.ssh)
    }

    /// The home folder of its person.
    pub(crate) fn home(&self) -> PathBuf {
        self.folder.path().join("home")
    }

    /// Where programs keep their data in this session.
    pub(crate) fn data_home(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// The folder of all folders of this session.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Starts a panel with a tray, as a desktop has one. One that falls over as it starts is started again, as a desktop
    /// does it: it is not what is tested.
    pub(crate) fn start_tray(&mut self) {
        for _ in 0..3 {
            let mut tray = self.start_quiet("gtk-sni-tray-standalone", &["--watcher", "--top"]);
            if self.answers_in_time(&mut tray, "gtk-sni-tray-standalone", Session::has_tray_host) {
                self.tray = Some(tray);
                return;
            }
        }
        panic!("gtk-sni-tray-standalone ended three times before it answered");
    }

    /// Starts the keychain, unlocked, as a desktop may do it late. What was kept in it before is there again.
    pub(crate) fn start_keychain(&mut self) {
        self.keyring = Some(self.start_keyring());
    }

    /// Ends it.
    pub(crate) fn end_keychain(&mut self) {
        drop(self.keyring.take());
    }

    /// Ends it.
    pub(crate) fn end_tray(&mut self) {
        drop(self.tray.take());
    }

    /// Starts the program that shows notices.
    pub(crate) fn start_notices(&mut self) {
        let mut notices = self.start_quiet("dunst", &[]);
        self.await_answer(&mut notices, "dunst", |session| session.bus_knows("org.freedesktop.Notifications"));
        self.notices = Some(notices);
    }

    /// Ends it.
    pub(crate) fn end_notices(&mut self) {
        drop(self.notices.take());
    }

    /// Takes the bus away from everything that starts from here on, as on a desktop without one.
    pub(crate) fn without_bus(&mut self) {
        let nowhere = format!("unix:path={}", self.folder.path().join("run/nowhere").display());
        self.set("DBUS_SESSION_BUS_ADDRESS", &nowhere);
    }

    /// Where its bus is reached.
    pub(super) fn bus_address(&self) -> &str {
        &self.env["DBUS_SESSION_BUS_ADDRESS"]
    }

    /// The number of its display.
    pub(super) fn display(&self) -> &str {
        &self.env["DISPLAY"]
    }

    fn start_quiet(&self, program: &'static str, args: &[&str]) -> Kept {
        let mut command = self.command(program);
        Kept::start(program, command.args(args).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()))
    }

    fn await_answer(&self, program: &mut Kept, name: &str, answers: impl Fn(&Self) -> bool) {
        assert!(self.answers_in_time(program, name, answers), "{name} ended before it answered");
    }

    /// Waits for its answer; false where it ended before.
    fn answers_in_time(&self, program: &mut Kept, name: &str, answers: impl Fn(&Self) -> bool) -> bool {
        let since = Instant::now();
        while !answers(self) {
            if !program.runs() {
                return false;
            }
            assert!(since.elapsed() < PATIENCE, "{name} does not answer on the bus");
            std::thread::sleep(LOOK_EVERY);
        }
        true
    }

    fn has_tray_host(&self) -> bool {
        let watcher = "org.kde.StatusNotifierWatcher";
        let asked = self
            .command("dbus-send")
            .args(["--session", "--print-reply=literal", &format!("--dest={watcher}"), "/StatusNotifierWatcher"])
            .args(["org.freedesktop.DBus.Properties.Get", &format!("string:{watcher}")])
            .arg("string:IsStatusNotifierHostRegistered")
            .stderr(Stdio::null())
            .output()
            .expect("dbus-send");
        String::from_utf8_lossy(&asked.stdout).contains("true")
    }

    fn start_keyring(&self) -> Kept {
        let mut keyring = Kept::start(
            "gnome-keyring-daemon",
            self.command("gnome-keyring-daemon")
                .args(["--unlock", "--components=secrets", "--foreground"])
                .stdin(Stdio::piped())
                .stdout(Stdio::null())
                .stderr(Stdio::null()),
        );
        // The end of the pipe is the end of the password.
        let mut input = keyring.pipes().stdin.take().expect("a pipe");
        input.write_all(b"a test's keychain").expect("the keychain reads its password");
        drop(input);
        self.await_answer(&mut keyring, "gnome-keyring-daemon", |session| session.bus_knows("org.freedesktop.secrets"));
        keyring
    }

    fn bus_knows(&self, name: &str) -> bool {
        let asked = self
            .command("dbus-send")
            .args(["--session", "--print-reply=literal", "--dest=org.freedesktop.DBus", "/org/freedesktop/DBus"])
            .args(["org.freedesktop.DBus.NameHasOwner", &format!("string:{name}")])
            .output()
            .expect("dbus-send");
        String::from_utf8_lossy(&asked.stdout).contains("true")
    }
}

/// Fresh folders that only this person may enter, and the variables that name them.
fn folders(folder: &Path) -> BTreeMap<String, String> {
    let mut env = BTreeMap::new();
    let names = [
        ("HOME", "home"),
        ("XDG_RUNTIME_DIR", "run"),
        ("XDG_DATA_HOME", "data"),
        ("XDG_CONFIG_HOME", "config"),
        ("XDG_CACHE_HOME", "cache"),
        ("XDG_STATE_HOME", "state"),
        ("TMPDIR", "tmp"),
    ];
    for (variable, name) in names {
        let path = folder.join(name);
        fs::create_dir(&path).expect("a folder");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o700)).expect("a folder of one's own");
        env.insert(variable.into(), path.to_str().expect("a path in UTF-8").into());
    }
    for (name, value) in [
        ("GDK_BACKEND", "x11"),
        ("GTK_THEME", "Adwaita"),
        // No assistive technology listens here, and waiting for its bus costs seconds.
        ("NO_AT_BRIDGE", "1"),
        ("LANG", "C.UTF-8"),
        ("TZ", "UTC"),
        ("XDG_SESSION_TYPE", "x11"),
        // Nothing listens there: no test asks the real provider for anything, not even by a mistake.
        ("VOLTDECK_BASE_URL", "http://127.0.0.1:9/api/v1"),
    ] {
        env.insert(name.into(), value.into());
    }
    env
}

fn command(program: impl AsRef<std::ffi::OsStr>, env: &BTreeMap<String, String>) -> Command {
    let mut command = Command::new(program);
    command.env_clear();
    if let Some(path) = std::env::var_os("PATH") {
        command.env("PATH", path);
    }
    command.envs(env);
    command
}

/// The server picks a free number and writes it to its output.
fn start_display(env: &BTreeMap<String, String>) -> (Kept, u32) {
    let mut display = Kept::start(
        "Xvfb",
        command("Xvfb", env)
            .args(["-displayfd", "1", "-screen", "0", "1280x800x24", "-nolisten", "tcp", "-noreset"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null()),
    );
    let number = first_line(&mut display).parse().expect("the number of a display");
    (display, number)
}

fn start_bus(env: &BTreeMap<String, String>, folder: &Path) -> (Kept, String) {
    let config = folder.join("bus.conf");
    let socket = folder.join("run/bus");
    fs::write(&config, BUS.replace("SOCKET", socket.to_str().expect("a path in UTF-8"))).expect("the bus' file");
    let mut bus = Kept::start(
        "dbus-daemon",
        command("dbus-daemon", env)
            .arg(format!("--config-file={}", config.display()))
            .args(["--print-address", "--nofork", "--nopidfile"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null()),
    );
    let address = first_line(&mut bus);
    (bus, address)
}

/// What a program says when it is ready. Xvfb gives itself seconds, others milliseconds; an end of output ends it too.
fn first_line(program: &mut Kept) -> String {
    let output = program.pipes().stdout.take().expect("a pipe");
    let (send, receive) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let mut reader = BufReader::new(output);
        let mut line = String::new();
        let _ = reader.read_line(&mut line);
        let _ = send.send(line);
        // Read on, so that the program never writes into a closed pipe.
        let _ = std::io::copy(&mut reader, &mut std::io::sink());
    });
    let line = receive.recv_timeout(PATIENCE + Duration::from_secs(10)).unwrap_or_default();
    assert!(!line.trim().is_empty(), "process {} did not say that it is ready", program.id());
    line.trim().to_owned()
}
