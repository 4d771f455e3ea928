//! Voltdeck on the sandbox, in one process, on time that is turned by hand.
#![allow(dead_code, unused_imports, reason = "each test takes what it needs")]

pub mod computer;
mod crash;
mod deploys;
mod host;
mod keychain;
mod others;
#[cfg(target_os = "linux")]
pub mod ssh_client;
#[cfg(target_os = "linux")]
pub mod sshd;

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use tempfile::TempDir;
use voltdeck_base::computer::Ended;
use voltdeck_base::host::Host;
use voltdeck_contract::{Event, Place};
use voltdeck_core::tray::{self, TrayEntry, TrayView};
use voltdeck_core::{Answer, App, dispatch};
use voltdeck_sandbox::{Config, Sandbox};

pub use computer::{ComputerState, TestComputer, TestProgram};
pub use crash::{Crash, quiet};
use host::{Sent, Tamper, TestHost};
pub use keychain::{KeychainState, TestKeychain};

/// Nothing listens there: requests are answered in this process.
pub const BASE: &str = "http://127.0.0.1:9/api/v1";
pub const TOKEN: &str = "canary-token-0123456789";
/// Made for these tests; its private half was thrown away.
pub const KEY: &str = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIIY610y0jc7g+fEu527M2wnGRkTdZBp4o4VZ5emq9rKi me@laptop";

/// What outlives the app: the provider and the data folder.
pub struct World {
    pub sandbox: Sandbox,
    pub keychain: TestKeychain,
    pub computer: TestComputer,
    tamper: Tamper,
    sent: Sent,
    /// By how much the computer's clock stands before the provider's.
    clock_back: Arc<Mutex<Duration>>,
    /// When the app ends without warning.
    pub crash: Arc<Crash>,
    /// Another program may have the store open.
    shared: Arc<AtomicBool>,
    folder: TempDir,
}

impl World {
    pub fn new() -> Self {
        Self::seeded(Config::default().seed)
    }

    /// One with a history of its own.
    pub fn seeded(seed: u64) -> Self {
        let config = Config {
            seed,
            token: TOKEN.into(),
            now: "2026-10-15T12:00:00Z".parse().unwrap(),
            speed: 0,
            rate_limit: None,
            ..Config::default()
        };
        let sandbox = Sandbox::new(config).unwrap();
        assert!(sandbox.restock(1, 20));
        let folder = tempfile::tempdir().unwrap();
        let computer = TestComputer::default();
        computer.change(|computer| {
            computer.home = Some(folder.path().join("home"));
            // A machine on which nobody installed Jupyter.
            let missing = Ended { code: Some(127), said: "sh: 1: jupyter: not found".into() };
            computer.answers = vec![("jupyter server list".into(), String::new(), missing)];
        });
        let (tamper, clock_back) = (Tamper::default(), Arc::default());
        let (keychain, crash) = (TestKeychain::default(), Arc::default());
        Self {
            sandbox,
            keychain,
            computer,
            tamper,
            sent: Sent::default(),
            clock_back,
            crash,
            shared: Arc::default(),
            folder,
        }
    }

    /// Has the data folder know no locks from the next start on.
    pub fn share_store(&self) {
        self.shared.store(true, Ordering::SeqCst);
    }

    /// Puts the computer's clock back, the provider's not; zero sets it right.
    pub fn clock_back(&self, by: Duration) {
        *self.clock_back.lock().unwrap() = by;
    }

    /// Changes every JSON answer on its way, by its path, from before the app starts.
    pub fn tamper(&self, change: impl Fn(&str, &mut Value) + Send + Sync + 'static) {
        *self.tamper.lock().unwrap() = Some(Box::new(change));
    }

    /// Does something to the store behind the app's back.
    pub fn store(&self, sql: &str) {
        let store = rusqlite::Connection::open(self.folder.path().join("voltdeck.sqlite3")).unwrap();
        store.execute_batch(sql).unwrap();
    }

    /// The store, to look into.
    pub fn read(&self) -> rusqlite::Connection {
        rusqlite::Connection::open(self.folder.path().join("voltdeck.sqlite3")).unwrap()
    }

    /// All text of the documents of a table.
    pub fn read_text(&self, table: &str) -> String {
        let store = self.read();
        let mut rows = store.prepare(&format!("SELECT document FROM {table}")).unwrap();
        let rows = rows.query_map([], |row| row.get::<_, String>(0)).unwrap();
        rows.collect::<Result<Vec<_>, _>>().unwrap().join("\n")
    }

    /// The data folder.
    pub fn data(&self) -> &Path {
        self.folder.path()
    }

    /// The home folder of the person; it is not made.
    pub fn home(&self) -> PathBuf {
        self.folder.path().join("home")
    }

    /// Every file of the data folder.
    pub fn each_file(&self, mut look: impl FnMut(&Path, &[u8])) {
        let mut folders = vec![self.folder.path().to_owned()];
        let mut files = 0;
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    files += 1;
                    look(&path, &std::fs::read(&path).unwrap());
                }
            }
        }
        assert!(files > 0, "there is no file to look into");
    }
}

/// One start of the app. When the scene ends everything that runs is dropped where it stands, as in a crash.
pub fn run_in<T>(world: &World, scene: impl AsyncFnOnce(&Bench) -> T) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build().unwrap();
    runtime.block_on(async {
        let bench = Bench::on(world).await;
        scene(&bench).await
    })
}

/// One start of the app that is killed when the scene ends: nothing of it is dropped, tidied up or written any more.
pub fn run_killed<T>(world: &World, scene: impl AsyncFnOnce(&Bench) -> T) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build().unwrap();
    let left = runtime.block_on(async {
        let bench = Bench::on(world).await;
        scene(&bench).await
    });
    std::mem::forget(runtime);
    left
}

/// One start of the app that ends without warning at the moment with this number, or with the scene. Says whether it ended
/// early.
pub fn run_until_crash(world: &World, moment: u32, scene: impl AsyncFnOnce(&Bench)) -> bool {
    quiet();
    let scene = std::panic::AssertUnwindSafe(|| {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build().unwrap();
        runtime.block_on(async {
            world.crash.at(moment);
            let bench = Bench::on(world).await;
            scene(&bench).await;
        });
    });
    let ended = std::panic::catch_unwind(scene);
    let over = world.crash.is_over();
    world.crash.never();
    match ended {
        Err(panic) if panic.downcast_ref::<&str>() != Some(&crash::CRASH) => std::panic::resume_unwind(panic),
        _ => over,
    }
}

/// One start of the app that opens nothing by itself.
pub fn start_in<T>(world: &World, scene: impl AsyncFnOnce(&Bench) -> T) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build().unwrap();
    runtime.block_on(async { scene(&Bench::closed(world)).await })
}

/// One start of the app on the real clock, for real programs beside it.
pub fn run_for_real<T>(world: &World, scene: impl AsyncFnOnce(&Bench) -> T) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async { scene(&Bench::on(world).await).await })
}

/// A scene in a world of its own.
pub fn run(scene: impl Future<Output = ()>) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build().unwrap();
    runtime.block_on(scene);
}

pub struct Bench {
    pub sandbox: Sandbox,
    pub computer: TestComputer,
    app: Arc<App>,
    events: Arc<Mutex<Vec<Event>>>,
    tamper: Tamper,
    sent: Sent,
    crash: Arc<Crash>,
    answers: Mutex<Vec<String>>,
    /// Drafts and their reviews that were not ordered yet.
    reviews: Mutex<Vec<(Value, Value)>>,
    _world: Option<World>,
}

impl Bench {
    /// A new world with the app signed in.
    pub async fn open() -> Self {
        let world = World::new();
        let mut bench = Self::on(&world).await;
        bench._world = Some(world);
        bench
    }

    async fn on(world: &World) -> Self {
        let bench = Self::closed(world);
        bench.call("open_sandbox", json!({})).await.unwrap();
        bench.pass(2).await;
        bench
    }

    /// The app as it starts, with nothing opened.
    pub fn closed(world: &World) -> Self {
        let events = Arc::default();
        let host = TestHost {
            sandbox: world.sandbox.clone(),
            folder: world.folder.path().to_owned(),
            keychain: world.keychain.clone(),
            computer: world.computer.clone(),
            tamper: Arc::clone(&world.tamper),
            sent: Arc::clone(&world.sent),
            clock_back: Arc::clone(&world.clock_back),
            crash: Arc::clone(&world.crash),
            shared: Arc::clone(&world.shared),
            events: Arc::clone(&events),
        };
        let app = voltdeck_core::open(Arc::new(host)).unwrap();
        Self {
            sandbox: world.sandbox.clone(),
            computer: world.computer.clone(),
            app,
            events,
            tamper: Arc::clone(&world.tamper),
            sent: Arc::clone(&world.sent),
            crash: Arc::clone(&world.crash),
            answers: Mutex::default(),
            reviews: Mutex::default(),
            _world: None,
        }
    }

    /// An app on a host of its own, of which a test asks as of any other.
    pub fn of(app: Arc<App>) -> Self {
        let sandbox = Sandbox::new(Config::default()).unwrap();
        let (computer, tamper, crash) = (TestComputer::default(), Tamper::default(), Arc::default());
        Self {
            sandbox,
            computer,
            app,
            events: Arc::default(),
            tamper,
            sent: Sent::default(),
            crash,
            answers: Mutex::default(),
            reviews: Mutex::default(),
            _world: None,
        }
    }

    /// The body of the last request to a path that ends like this, secrets and all.
    pub fn sent_body(&self, end: &str) -> Value {
        let sent = self.sent.lock().unwrap();
        sent.iter().rfind(|(path, _)| path.ends_with(end)).map(|(_, body)| body.clone()).unwrap_or_default()
    }

    /// Changes every JSON answer on its way, by its path, as a provider unlike the sandbox would.
    pub fn tamper(&self, change: impl Fn(&str, &mut Value) + Send + Sync + 'static) {
        *self.tamper.lock().unwrap() = Some(Box::new(change));
    }

    /// The account in front, to look into.
    pub fn account(&self) -> Arc<voltdeck_base::account::Account> {
        self.app.account().unwrap()
    }

    /// How many events were told so far.
    pub fn events(&self) -> usize {
        self.events.lock().unwrap().len()
    }

    /// All events that were told so far, as they cross.
    pub fn heard(&self) -> String {
        serde_json::to_string(&*self.events.lock().unwrap()).unwrap()
    }

    /// How many events of a kind were told so far.
    pub fn told(&self, event: &Event) -> usize {
        self.events.lock().unwrap().iter().filter(|told| *told == event).count()
    }

    /// Notes a look into a machine, as whoever looks does: the use of its GPU and nothing else on it, or that nothing could
    /// be told.
    pub fn looked(&self, id: &str, gpu: Option<u8>) {
        use voltdeck_machines::idle::{IdleMemory, Look};
        let quiet = gpu.map(|_| 0);
        let look = Look { at: self.app.host.now(), gpu, processes: quiet, sessions: quiet };
        self.app.try_account().unwrap().part::<IdleMemory>().note(id, look);
    }

    /// The machines that are to be looked into for their leases.
    pub fn wanted(&self) -> Vec<String> {
        self.app.try_account().unwrap().part::<voltdeck_machines::idle::IdleMemory>().wanted().into_iter().collect()
    }

    /// Opens the list of machines of an account, as a notice does.
    pub async fn go(&self, profile: &str) {
        voltdeck_core::go(&self.app, profile, Place::Instances).await.unwrap();
    }

    /// The tray as it should stand now.
    pub async fn tray(&self) -> TrayView {
        tray::view(&self.app).await.unwrap()
    }

    /// Presses a line of the tray's menu, in the menu of a machine where one is named.
    pub async fn press(&self, machine: Option<&str>, text: &str) -> Answer<()> {
        let view = self.tray().await;
        let found = view.menu.iter().find_map(|entry| match (entry, machine) {
            (TrayEntry::Item(item), None) => Some(item).filter(|item| item.text == text),
            (TrayEntry::Machine { text: line, items, .. }, Some(name)) if line.contains(name) => {
                items.iter().find(|item| item.text == text)
            }
            _ => None,
        });
        assert!(found.is_some(), "no {text} of {machine:?} in {view:#?}");
        let item = found.unwrap();
        tray::act(&self.app, item.act.clone().unwrap()).await
    }

    /// Closes the window into the tray; whether it goes there, and whether that was told now.
    pub fn close(&self) -> (bool, bool) {
        let takes = tray::takes_window(&self.app);
        (takes, takes && tray::tell_closed(&self.app).unwrap())
    }

    /// The place where somebody wanted to be last.
    pub fn went(&self) -> Option<Place> {
        self.events.lock().unwrap().iter().rev().find_map(|event| match event {
            Event::Go { place } => Some(place.clone()),
            _ => None,
        })
    }

    /// Switches off what the system is told of changes that are seen: what the test is about stands alone then.
    pub async fn tell_no_changes(&self) {
        let mut settings = self.call("app_state", json!({})).await.unwrap()["settings"].clone();
        settings["notices"]["off"] = json!(["state", "ready", "vanished", "changed", "volume", "connection"]);
        self.call("settings_set", settings).await.unwrap();
    }

    /// The notices that the system was handed, title and body.
    pub fn notices(&self) -> Vec<(String, String)> {
        let computer = self.computer.0.lock().unwrap();
        computer.notices.iter().map(|notice| (notice.title.clone(), notice.body.clone())).collect()
    }

    /// The window gets or loses the focus.
    pub fn attend(&self, attended: bool) {
        self.app.set_attended(attended);
    }

    /// Begins what a start begins, before any window asks.
    pub async fn begin(&self) {
        voltdeck_core::start(&self.app).await;
    }

    /// Ends everything that runs, as at a quit.
    pub fn shut_down(&self) {
        self.app.shut_down();
    }

    /// A command, as a window calls it that shows the account in front; answer and error as they cross.
    pub async fn call(&self, name: &str, args: Value) -> Result<Value, Value> {
        let front = self.app.try_account().map(|account| account.profile_id().to_owned());
        self.call_for(front.as_deref(), name, args).await
    }

    /// A command, as a window calls it that was opened for an account.
    pub async fn call_for(&self, account: Option<&str>, name: &str, args: Value) -> Result<Value, Value> {
        let draft = (name == "deploy_review").then(|| args["draft"].clone());
        let answer = Box::pin(dispatch(&self.app, name, account, args))
            .await
            .map_err(|error| serde_json::to_value(error).unwrap());
        if let (Some(draft), Ok(review)) = (draft, &answer) {
            self.reviews.lock().unwrap().push((draft, review.clone()));
        }
        self.answers.lock().unwrap().push(format!("{name}: {answer:?}"));
        answer
    }

    /// Everything that crossed so far.
    pub fn answers(&self) -> Vec<String> {
        self.answers.lock().unwrap().clone()
    }

    /// Sleeps, on a computer whose counting clock goes on in a sleep, as that of Windows does. Nothing runs meanwhile.
    pub async fn sleep_counted(&self, seconds: u64) {
        self.sandbox.advance(Duration::from_secs(seconds));
        tokio::time::advance(Duration::from_secs(seconds)).await;
    }

    /// Lets time pass, for the provider and for the app.
    pub async fn pass(&self, seconds: u32) {
        for _ in 0..seconds {
            if self.crash.is_over() {
                self.crash.moment();
            }
            self.sandbox.advance(Duration::from_secs(1));
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
    }
}
