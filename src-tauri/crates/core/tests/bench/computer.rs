//! The computer of a test: its programs, ports and home folder.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use voltdeck_base::computer::{Computer, Ended, Held, Piped, Program, System};
use voltdeck_base::notices::Notice;
use voltdeck_computer::LocalComputer;
use voltdeck_contract::Link;

/// A computer that notes what it is asked to do; with `real` it does it.
#[derive(Clone, Default)]
pub struct TestComputer(pub Arc<Mutex<ComputerState>>, Arc<std::sync::OnceLock<LocalComputer>>);

#[derive(Default)]
#[allow(clippy::struct_excessive_bools, reason = "each is a switch of a test's own")]
pub struct ComputerState {
    pub home: Option<PathBuf>,
    /// Programs that are there.
    pub programs: Vec<String>,
    /// Command lines of programs that were started, and of those that are watched.
    pub started: Vec<Vec<String>>,
    pub watched: Vec<TestProgram>,
    /// What programs that are read answer at once: a part of the command line, the output, and the end. One whose command
    /// line has none of these parts is among the watched ones, and says what the test has it say.
    pub answers: Vec<(String, String, Ended)>,
    /// Command lines of programs that were read.
    pub read: Vec<Vec<String>>,
    /// Whether it runs on its battery.
    pub on_battery: Option<bool>,
    /// What a start fails with.
    pub start_fails: Option<String>,
    /// Ports of this computer that are taken.
    pub taken: Vec<u16>,
    /// The ports of tunnels accept connections.
    pub tunnels_carry: bool,
    /// Nothing listens where tunnels lead to; SSH says so each time.
    pub far_ends_refuse: bool,
    /// No machine answers by SSH.
    pub mute: bool,
    pub probed: Vec<(String, u16)>,
    pub opened: Vec<Link>,
    /// Pages that were opened at the near end of a tunnel.
    pub pages: Vec<(u16, String)>,
    pub opened_paths: Vec<PathBuf>,
    /// What is chosen in each dialog, and what was dropped on the window.
    pub chosen: Vec<PathBuf>,
    pub dropped: Vec<PathBuf>,
    /// What programs are whose input and output are bytes; without it there is none.
    pub pipe: Option<Box<dyn Fn() -> Piped + Send>>,
    /// Bytes that the disk has left, where it is not the real one that tells.
    pub free: Option<u64>,
    pub copied: Vec<String>,
    /// There is a tray.
    pub tray: bool,
    /// Whether Voltdeck starts at login, where that can be set.
    pub starts_at_login: Option<bool>,
    /// By how much its clock is ahead of the provider's.
    pub clock: chrono::TimeDelta,
    /// Notices that the system was handed, and why it takes none.
    pub notices: Vec<Notice>,
    pub notices_fail: Option<String>,
}

impl ComputerState {
    pub fn notify(&mut self, notice: Notice) -> Result<(), String> {
        if let Some(why) = &self.notices_fail {
            return Err(why.clone());
        }
        self.notices.push(notice);
        Ok(())
    }
}

impl TestComputer {
    /// From now on the real computer, with a home and a search path of its own.
    pub fn real(&self, home: PathBuf, path: std::ffi::OsString) {
        assert!(self.1.set(LocalComputer::with(home, path)).is_ok());
    }

    pub fn change(&self, change: impl FnOnce(&mut ComputerState)) {
        change(&mut self.0.lock().unwrap());
    }

    pub fn probes(&self) -> usize {
        self.0.lock().unwrap().probed.len()
    }
}

/// A watched program that ends when the test says so.
#[derive(Clone)]
pub struct TestProgram {
    pub argv: Vec<String>,
    end: tokio::sync::watch::Sender<Option<Ended>>,
    lines: tokio::sync::broadcast::Sender<String>,
    unread: Arc<tokio::sync::Mutex<tokio::sync::broadcast::Receiver<String>>>,
    complaints: tokio::sync::broadcast::Sender<String>,
    unheard: Arc<tokio::sync::Mutex<tokio::sync::broadcast::Receiver<String>>>,
}

impl TestProgram {
    pub fn new(argv: &[String]) -> Self {
        let (lines, unread) = tokio::sync::broadcast::channel(1 << 10);
        let unread = Arc::new(tokio::sync::Mutex::new(unread));
        let (complaints, unheard) = tokio::sync::broadcast::channel(1 << 10);
        let unheard = Arc::new(tokio::sync::Mutex::new(unheard));
        let end = tokio::sync::watch::Sender::new(None);
        Self { argv: argv.to_vec(), end, lines, unread, complaints, unheard }
    }

    pub fn end(&self, said: &str) {
        self.end.send_replace(Some(Ended { code: None, said: said.to_owned() }));
    }

    /// Writes a line to its output.
    pub fn say(&self, line: &str) {
        self.lines.send(line.to_owned()).unwrap();
    }

    /// Writes a line to its error output while it goes on.
    pub fn complain(&self, line: &str) {
        self.complaints.send(line.to_owned()).unwrap();
    }

    pub fn has_ended(&self) -> bool {
        self.end.borrow().is_some()
    }
}

#[async_trait]
impl Program for TestProgram {
    fn kill(&self) {
        self.end.send_if_modified(|end| {
            let runs = end.is_none();
            end.get_or_insert_default();
            runs
        });
    }
    async fn line(&self) -> Option<String> {
        let (mut unread, mut end) = (self.unread.lock().await, self.end.subscribe());
        tokio::select! {
            biased;
            line = unread.recv() => line.ok(),
            _ = end.wait_for(Option::is_some) => None,
        }
    }
    async fn complaint(&self) -> Option<String> {
        let (mut unheard, mut end) = (self.unheard.lock().await, self.end.subscribe());
        tokio::select! {
            biased;
            line = unheard.recv() => line.ok(),
            _ = end.wait_for(Option::is_some) => None,
        }
    }
    async fn ended(&self) -> Ended {
        let mut end = self.end.subscribe();
        let said = end.wait_for(Option::is_some).await.unwrap();
        said.clone().unwrap()
    }
}

#[async_trait]
impl Computer for TestComputer {
    fn system(&self) -> System {
        System::Linux
    }
    fn home(&self) -> Option<PathBuf> {
        self.1.get().map_or_else(|| self.0.lock().unwrap().home.clone(), Computer::home)
    }
    fn downloads(&self) -> Option<PathBuf> {
        let folder = self.home()?.join("Downloads");
        self.1.get().map_or_else(|| folder.is_dir().then_some(folder), Computer::downloads)
    }
    fn on_battery(&self) -> Option<bool> {
        self.0.lock().unwrap().on_battery
    }
    fn has(&self, program: &Path) -> bool {
        let named = |state: &ComputerState| state.programs.iter().any(|name| Path::new(name) == program);
        self.1.get().map_or_else(|| named(&self.0.lock().unwrap()), |real| real.has(program))
    }
    async fn start(&self, argv: &[String]) -> Result<(), String> {
        let fails = {
            let mut state = self.0.lock().unwrap();
            state.started.push(argv.to_vec());
            state.start_fails.clone()
        };
        match (fails, self.1.get()) {
            (Some(reason), _) => Err(reason),
            (None, Some(real)) => real.start(argv).await,
            (None, None) => Ok(()),
        }
    }
    fn watch(&self, argv: &[String]) -> Result<Box<dyn Program>, String> {
        if let Some(real) = self.1.get() {
            return real.watch(argv);
        }
        if let Some(reason) = self.0.lock().unwrap().start_fails.clone() {
            return Err(reason);
        }
        let program = TestProgram::new(argv);
        self.0.lock().unwrap().watched.push(program.clone());
        Ok(Box::new(program))
    }
    fn read(&self, argv: &[String]) -> Result<Box<dyn Program>, String> {
        if let Some(real) = self.1.get() {
            return real.read(argv);
        }
        let mut state = self.0.lock().unwrap();
        let line = argv.join(" ");
        // The person's config is empty and the agent has no keys, where no test says otherwise.
        let asks = argv.iter().any(|word| word == "-G") || line.contains("ssh-add");
        if asks && !state.answers.iter().any(|(part, ..)| line.contains(part.as_str())) {
            let program = TestProgram::new(argv);
            program.kill();
            return Ok(Box::new(program));
        }
        state.read.push(argv.to_vec());
        let Some((_, text, end)) = state.answers.iter().find(|(part, ..)| line.contains(part)).cloned() else {
            drop(state);
            return self.watch(argv);
        };
        let program = TestProgram::new(argv);
        text.lines().for_each(|line| program.say(line));
        program.end.send_replace(Some(end));
        Ok(Box::new(program))
    }
    fn pipe(&self, argv: &[String]) -> Result<Piped, String> {
        if let Some(real) = self.1.get() {
            return real.pipe(argv);
        }
        let state = self.0.lock().unwrap();
        state.pipe.as_ref().map(|pipe| pipe()).ok_or_else(|| "programs cannot be started from here".into())
    }
    fn free_space(&self, path: &Path) -> Option<u64> {
        let told = self.0.lock().unwrap().free;
        told.or_else(|| self.1.get()?.free_space(path))
    }
    fn free_port(&self, wanted: u16) -> Option<u16> {
        match self.1.get() {
            Some(real) => real.free_port(wanted),
            None => Some(wanted).filter(|port| !self.0.lock().unwrap().taken.contains(port)),
        }
    }
    async fn accepts(&self, port: u16, limit: Duration) -> bool {
        if let Some(real) = self.1.get() {
            return real.accepts(port, limit).await;
        }
        self.0.lock().unwrap().tunnels_carry
    }
    async fn holds(&self, port: u16, patience: Duration) -> Held {
        if let Some(real) = self.1.get() {
            return real.holds(port, patience).await;
        }
        let state = self.0.lock().unwrap();
        if !state.tunnels_carry {
            return Held::Refused;
        }
        if !state.far_ends_refuse {
            return Held::Kept;
        }
        let leads = format!("127.0.0.1:{port}:");
        let program = state.watched.iter().rev().find(|one| one.argv.iter().any(|word| word.starts_with(&leads)));
        program.unwrap().complain("channel 2: open failed: connect failed: Connection refused");
        Held::Closed
    }
}
