//! The program's window, as a person has it in front.

use std::path::{Path, PathBuf};
use std::time::Duration;

use chrono::{DateTime, Utc};
use fantoccini::Client;
use serde_json::Value;

use super::driver::Driver;
use super::operations::{self, Trail};
use super::page;
use super::session::Session;
use super::tray::Tray;
use super::{child, target_folder};

/// The program under test.
const PROGRAM: &str = env!("CARGO_BIN_EXE_voltdeck");

/// An open window. [`Window::finish`] is called at the end of every test that did not fail.
pub(crate) struct Window {
    name: String,
    // There until it is handed on.
    session: Option<Session>,
    // Both are there but while a restart is under way.
    hand: Option<Hand>,
    pub(super) screens: Trail,
    finished: bool,
}

struct Hand {
    client: Client,
    driver: Driver,
}

impl Window {
    /// Starts the program in a session and waits for its page.
    pub(crate) async fn open(session: Session) -> Self {
        Self::open_with(session, &[]).await
    }

    /// The same, with arguments.
    pub(crate) async fn open_with(session: Session, args: &[&str]) -> Self {
        let name = std::thread::current().name().unwrap_or("test").replace("::", "-");
        let mut window = Self { name, session: Some(session), hand: None, screens: Trail::default(), finished: false };
        window.start(args).await;
        window
    }

    async fn start(&mut self, args: &[&str]) {
        let args: Vec<String> = args.iter().map(|arg| (*arg).to_owned()).collect();
        let (driver, client) = Driver::start(self.session(), Path::new(PROGRAM), &args).await;
        self.hand = Some(Hand { client, driver });
        self.until("the page is there", async |window| window.script("return document.readyState").await == "complete")
            .await;
    }

    /// The session it stands in.
    pub(crate) fn session(&self) -> &Session {
        self.session.as_ref().expect("a session")
    }

    /// The same, to change it while the window is open.
    #[allow(dead_code, reason = "each test takes what it needs")]
    pub(crate) fn session_mut(&mut self) -> &mut Session {
        self.session.as_mut().expect("a session")
    }

    pub(super) fn client(&self) -> &Client {
        &self.hand.as_ref().expect("an open window").client
    }

    /// The process of the program.
    pub(crate) fn process(&self) -> u32 {
        let hand = self.hand.as_ref().expect("an open window");
        hand.driver.program().expect("the program runs")
    }

    /// Runs a script in the page; what it returns.
    pub(crate) async fn script(&self, script: &str) -> Value {
        self.script_with(script, Vec::new()).await
    }

    /// The same, with `arguments`.
    pub(crate) async fn script_with(&self, script: &str, arguments: Vec<Value>) -> Value {
        match self.client().execute(script, arguments).await {
            Ok(value) => value,
            Err(error) => panic!("the page did not answer: {error}"),
        }
    }

    /// Notes the screen that an act led to, from when the act began: what it asks for is asked there.
    pub(super) async fn note_screen(&self, since: DateTime<Utc>) {
        let Some(Hand { client, .. }) = &self.hand else { return };
        // The act may have closed the window.
        if let Ok(hash) = client.execute("return location.hash", Vec::new()).await {
            self.screens.note(since, hash.as_str().unwrap_or_default());
        }
    }

    /// All text that is seen.
    pub(crate) async fn text(&self) -> String {
        page::look(self, "page", &[]).await.as_str().unwrap_or_default().to_owned()
    }

    /// The window as a picture.
    pub(crate) async fn picture(&self) -> Vec<u8> {
        match self.client().screenshot().await {
            Ok(png) => png,
            Err(error) => panic!("the window could not be pictured: {error}"),
        }
    }

    /// Keeps a picture of the window in this file, its folder made where it is missing.
    pub(crate) async fn picture_to(&self, path: &Path) {
        let png = self.picture().await;
        let kept = path.parent().map_or(Ok(()), std::fs::create_dir_all).and_then(|()| std::fs::write(path, png));
        kept.unwrap_or_else(|error| panic!("{} could not be written: {error}", path.display()));
    }

    /// Waits until nothing fades or slides any more. What turns for as long as something is awaited does not count.
    pub(crate) async fn settle(&self) {
        // A transition stays in the list until its last frame is drawn, which on a display with no screen is late.
        let moving = "return document.getAnimations().some((animation) => animation instanceof CSSTransition ||
            (animation.playState === 'running' && animation.effect?.getComputedTiming().iterations !== Infinity))";
        // An answer that is on its way may set off the next change.
        for _ in 0..2 {
            tokio::time::sleep(Duration::from_millis(150)).await;
            self.until("nothing moves any more", async |window| window.script(moving).await == Value::Bool(false))
                .await;
        }
    }

    /// Makes the inner size this many pixels.
    pub(crate) async fn resize(&self, width: u32, height: u32) {
        if let Err(error) = self.client().set_window_size(width, height).await {
            panic!("the window could not be resized: {error}");
        }
        self.until(&format!("the window is {width} × {height}"), async |window| {
            window.script("return [innerWidth, innerHeight]").await == serde_json::json!([width, height])
        })
        .await;
    }

    /// Ends the test with what was wanted, the page's text and a picture.
    pub(crate) async fn fail(&self, wanted: &str) -> ! {
        let text = match self.client().execute("return document.body.innerText", Vec::new()).await {
            Ok(text) => text.as_str().unwrap_or_default().to_owned(),
            Err(error) => format!("(the page does not answer: {error})"),
        };
        let path = self.failure_picture();
        let pictured = match self.client().screenshot().await {
            Ok(png) => {
                path.parent().map_or(Ok(()), std::fs::create_dir_all).and_then(|()| std::fs::write(&path, png)).is_ok()
            }
            Err(_) => false,
        };
        let picture = if pictured { path.display().to_string() } else { "none could be taken".into() };
        panic!("{wanted}\n--- log\n{}\n--- page\n{text}\n--- picture: {picture}", self.log_end());
    }

    fn failure_picture(&self) -> PathBuf {
        target_folder().join("failures").join(format!("{}.png", self.name))
    }

    /// Nothing was blocked and nothing broke in the page so far.
    pub(crate) async fn assert_sound(&self) {
        let counts = self
            .script("const d = document.documentElement.dataset; return [d.cspViolations ?? 'not counted', d.uiFaults ?? 'not counted']")
            .await;
        if counts != serde_json::json!(["0", "0"]) {
            self.fail(&format!("content the page's policy blocks, and faults of the page: {counts}")).await;
        }
    }

    /// The program comes to its end and is started again in the same session.
    pub(crate) async fn restart(&mut self) {
        self.assert_sound().await;
        self.close().await;
        self.start(&[]).await;
    }

    /// The program dies with no chance to tidy up, and is started again in the same session.
    pub(crate) async fn crash_and_restart(&mut self) {
        self.assert_sound().await;
        child::end_at_once(self.process());
        self.hand = None;
        // Its name on the bus goes with its connection, a moment later.
        tokio::time::sleep(Duration::from_millis(300)).await;
        self.start(&[]).await;
    }

    /// Ends the program as a person would, and the test as one that saw nothing wrong.
    pub(crate) async fn finish(mut self) {
        self.assert_sound().await;
        self.finished = true;
        self.close().await;
        if let Some(provider) = &self.session().provider {
            operations::keep(&self.name, provider, &self.log(), &self.screens);
        }
    }

    /// Ends the program by its tray, where closing the window only hides it, and the test as one that saw nothing wrong.
    pub(crate) async fn quit_in(mut self, tray: &Tray) {
        self.assert_sound().await;
        self.finished = true;
        self.leave_by(tray).await;
        if let Some(provider) = &self.session().provider {
            operations::keep(&self.name, provider, &self.log(), &self.screens);
        }
    }

    /// The program is ended by its tray, and its session goes on without it.
    pub(crate) async fn leave_session(mut self, tray: &Tray) -> Session {
        self.assert_sound().await;
        self.finished = true;
        self.leave_by(tray).await;
        self.session.take().expect("a session")
    }

    /// The program is ended by its tray and started again in the same session.
    pub(crate) async fn restart_by(&mut self, tray: &Tray) {
        self.assert_sound().await;
        self.leave_by(tray).await;
        self.start(&[]).await;
    }

    async fn leave_by(&mut self, tray: &Tray) {
        // The session of the driver would end the program too: it is kept to the end.
        let Some(Hand { driver, client: _kept }) = self.hand.take() else { return };
        let program = driver.program();
        tray.press(&["Quit"]).await;
        if let Some(program) = program {
            driver.wait_for_end(program).await;
        }
    }

    /// The same by a close of the window, as a desktop asks for it.
    pub(crate) async fn finish_by_closing(mut self) {
        self.assert_sound().await;
        self.finished = true;
        // The session of the driver would end the program too: it is kept to the end.
        let Some(Hand { driver, client: _kept }) = self.hand.take() else { return };
        let program = driver.program().expect("the program runs");
        self.session().close_window(program);
        driver.wait_for_end(program).await;
    }

    async fn close(&mut self) {
        let Some(Hand { client, driver }) = self.hand.take() else { return };
        let program = driver.program();
        // It ends with its window, which may be before it could answer.
        let _ = client.close().await;
        if let Some(program) = program {
            driver.wait_for_end(program).await;
        }
    }
}

impl Drop for Window {
    fn drop(&mut self) {
        assert!(
            self.finished || std::thread::panicking(),
            "a test must end with finish(), which looks whether the page is sound"
        );
    }
}
