//! The computer that Voltdeck runs on, for every host that stands on one.

pub mod downloads;
mod pipe;
mod power;
mod program;
mod together;

use std::ffi::OsString;
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use async_trait::async_trait;
use program::{Ends, LOOK, Watched};
use tokio::io::AsyncReadExt;
use voltdeck_base::computer::{Computer, Held, Piped, Program, System};

/// A program that ends with a fault within this time did not start.
const STARTS: Duration = Duration::from_millis(700);

/// This computer, or one that is put together for a test.
pub struct LocalComputer {
    home: Option<PathBuf>,
    /// Where the desktop keeps its lists; only where they are not in the home folder.
    config: Option<PathBuf>,
    path: OsString,
    /// Where Windows installs programs.
    programs: Vec<PathBuf>,
}

impl LocalComputer {
    /// The computer as its environment tells.
    pub fn here() -> Self {
        let config = std::env::var_os("XDG_CONFIG_HOME").map(PathBuf::from).filter(|path| path.is_absolute());
        Self {
            home: std::env::home_dir(),
            config,
            path: std::env::var_os("PATH").unwrap_or_default(),
            programs: windows_folders(),
        }
    }

    /// The same with another home and another search path.
    pub fn with(home: PathBuf, path: OsString) -> Self {
        Self { home: Some(home), config: None, path, programs: Vec::new() }
    }

    /// The file of a program. Windows adds the end of a program's name to one that has none.
    fn find(&self, program: &Path) -> Option<PathBuf> {
        let named = program.extension().is_some() || !cfg!(windows);
        let program = &if named { program.to_owned() } else { program.with_extension("exe") };
        if program.components().count() > 1 {
            return program.exists().then(|| program.to_owned());
        }
        std::env::split_paths(&self.path)
            .filter(|folder| folder.is_absolute())
            .map(|folder| folder.join(program))
            .find(|file| runs(file))
    }

    fn command(&self, argv: &[String]) -> Result<Command, String> {
        let (program, rest) = argv.split_first().ok_or("there is nothing to start")?;
        let file = self.find(Path::new(program)).ok_or_else(|| format!("{program} is not installed"))?;
        let mut command = Command::new(file);
        command.args(rest).env("PATH", &self.path).stdin(Stdio::null()).stdout(Stdio::null());
        no_window(&mut command);
        Ok(command)
    }
}

/// Where Windows installs programs: for this person, then for all.
fn windows_folders() -> Vec<PathBuf> {
    if System::here() != System::Windows {
        return Vec::new();
    }
    let of = |name: &str| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let own = of("LOCALAPPDATA");
    [own.as_ref().map(|own| own.join("Programs")), own, of("ProgramFiles")].into_iter().flatten().collect()
}

#[cfg(unix)]
fn runs(file: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    file.metadata().is_ok_and(|data| data.is_file() && data.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn runs(file: &Path) -> bool {
    file.is_file()
}

/// A program of the text kind must not open a black window of its own behind Voltdeck's.
#[cfg(windows)]
fn no_window(command: &mut Command) {
    use std::os::windows::process::CommandExt;
    const CREATE_NO_WINDOW: u32 = 0x0800_0000;
    command.creation_flags(CREATE_NO_WINDOW);
}

#[cfg(not(windows))]
fn no_window(_command: &mut Command) {}

/// A program in a group of its own does not end with Voltdeck.
#[cfg(unix)]
fn live_on(command: &mut Command) {
    use std::os::unix::process::CommandExt;
    command.process_group(0);
}

#[cfg(not(unix))]
fn live_on(_command: &mut Command) {}

#[async_trait]
impl Computer for LocalComputer {
    fn system(&self) -> System {
        System::here()
    }

    fn home(&self) -> Option<PathBuf> {
        self.home.clone()
    }

    fn downloads(&self) -> Option<PathBuf> {
        let home = self.home.as_deref()?;
        let config = self.config.clone().unwrap_or_else(|| home.join(".config"));
        downloads::folder(home, &config)
    }

    fn program_folders(&self) -> Vec<PathBuf> {
        match (System::here(), &self.home) {
            (System::Windows, _) => self.programs.clone(),
            (System::Mac, Some(home)) => vec!["/Applications".into(), home.join("Applications")],
            (System::Mac, None) => vec!["/Applications".into()],
            (System::Linux, _) => Vec::new(),
        }
    }

    fn on_battery(&self) -> Option<bool> {
        power::on_battery()
    }

    fn has(&self, program: &Path) -> bool {
        self.find(program).is_some()
    }

    async fn start(&self, argv: &[String]) -> Result<(), String> {
        let mut command = self.command(argv)?;
        live_on(&mut command);
        let started = Watched::of(command.stderr(Stdio::piped()).spawn().map_err(|error| error.to_string())?);
        let begun = tokio::time::Instant::now();
        while begun.elapsed() < STARTS {
            if let Some(exit) = started.status() {
                return if exit.code == Some(0) { Ok(()) } else { Err(started.said()) };
            }
            tokio::time::sleep(LOOK).await;
        }
        // Somebody has to wait for it, or it stays in the list of processes after its end.
        std::thread::spawn(move || {
            while started.status().is_none() {
                std::thread::sleep(Duration::from_secs(1));
            }
        });
        Ok(())
    }

    fn watch(&self, argv: &[String]) -> Result<Box<dyn Program>, String> {
        Ok(Box::new(Ends::watched(&mut self.command(argv)?)?))
    }

    fn read(&self, argv: &[String]) -> Result<Box<dyn Program>, String> {
        Ok(Box::new(Ends::read(&mut self.command(argv)?)?))
    }

    fn pipe(&self, argv: &[String]) -> Result<Piped, String> {
        pipe::start(self.command(argv)?)
    }

    fn free_space(&self, path: &Path) -> Option<u64> {
        fs4::available_space(path).ok()
    }

    fn free_port(&self, wanted: u16) -> Option<u16> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, wanted)).ok()?;
        Some(listener.local_addr().ok()?.port())
    }

    async fn accepts(&self, port: u16, limit: Duration) -> bool {
        let connect = tokio::net::TcpStream::connect((Ipv4Addr::LOCALHOST, port));
        matches!(tokio::time::timeout(limit, connect).await, Ok(Ok(_)))
    }

    async fn holds(&self, port: u16, patience: Duration) -> Held {
        let holds = async {
            let Ok(mut stream) = tokio::net::TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await else {
                return Held::Refused;
            };
            match stream.read(&mut [0; 1]).await {
                Ok(1..) => Held::Kept,
                Ok(0) | Err(_) => Held::Closed,
            }
        };
        tokio::time::timeout(patience, holds).await.unwrap_or(Held::Kept)
    }
}

#[cfg(all(test, unix))]
mod tests {
    use voltdeck_base::computer::{Ended, output};

    use super::*;

    fn words(argv: &[&str]) -> Vec<String> {
        argv.iter().map(|word| (*word).to_owned()).collect()
    }

    #[tokio::test]
    async fn a_start_that_fails_at_once_is_told_with_its_own_words() {
        let computer = LocalComputer::here();
        assert!(computer.start(&words(&["sh", "-c", "exit 0"])).await.is_ok());
        let failed = computer.start(&words(&["sh", "-c", "echo no display >&2; exit 3"])).await;
        assert_eq!(failed, Err("no display".into()));
        let missing = computer.start(&words(&["voltdeck-has-no-such-program"])).await;
        assert!(missing.is_err_and(|error| error.contains("is not installed")));
    }

    #[tokio::test]
    async fn a_watched_program_tells_the_end_of_what_it_said() {
        let computer = LocalComputer::here();
        let program = computer.watch(&words(&["sh", "-c", "echo one >&2; echo two >&2"]));
        assert_eq!(program.ok().map(|program| async move { program.ended().await.said }).unwrap().await, "one\ntwo");
    }

    #[tokio::test]
    async fn a_program_is_read_line_by_line_and_its_end_is_told() {
        let argv = words(&["sh", "-c", "printf 'one\\r\\ntwo\\nlast'; echo oh >&2; exit 3"]);
        let limit = Duration::from_secs(30);
        let done = output(&LocalComputer::here(), &argv, limit).await.unwrap();
        assert_eq!(done.text, "one\ntwo\nlast\n");
        assert_eq!(done.end, Ended { code: Some(3), said: "oh".into() });
        let hangs = words(&["sleep", "600"]);
        let late = output(&LocalComputer::here(), &hangs, Duration::from_millis(50)).await;
        assert!(late.is_err_and(|said| said.contains("did not end")));
    }

    #[tokio::test]
    async fn what_is_let_go_of_ends() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("alive");
        let script = format!("sleep 0.6; touch {}", file.display());
        let program = LocalComputer::here().watch(&words(&["sh", "-c", &script]));
        drop(program);
        tokio::time::sleep(Duration::from_millis(900)).await;
        assert!(!file.exists());
    }

    #[test]
    fn a_taken_port_is_not_free() {
        let computer = LocalComputer::here();
        let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = taken.local_addr().unwrap().port();
        assert_eq!(computer.free_port(port), None);
        assert!(computer.free_port(0).is_some_and(|free| free != port));
    }

    #[test]
    fn only_what_can_be_run_is_found() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("notes"), "x").unwrap();
        let computer = LocalComputer::with(folder.path().into(), folder.path().into());
        assert!(!computer.has(Path::new("notes")));
        assert!(!computer.has(Path::new("sh")));
        assert!(LocalComputer::here().has(Path::new("sh")));
    }
}
