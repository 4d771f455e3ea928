//! The tray on a real bus, as a panel reads and presses it: what it says, what it opens, and that it never acts by itself
//! where money is at stake.
#![cfg(target_os = "linux")]
#![allow(clippy::expect_used, reason = "a failure here fails the test")]

mod support;

use std::process::Stdio;
use std::time::{Duration, Instant};

use support::{Kept, Keychain, Provider, ProviderSetup, Session, Shown, Tray, Window, ask_to_end, runs};
use voltdeck_sandbox::Operation;

const PROGRAM: &str = env!("CARGO_BIN_EXE_voltdeck");
const MACHINE: &str = "serve-chat";
/// One interval and a second, and one more for a computer that is busy with other things.
const IN_STEP: Duration = Duration::from_secs(17);
/// How long a tray may be away before a hidden window comes back, and a little more.
const COMES_BACK: Duration = Duration::from_secs(20);

/// An account in a window on a desktop with a tray.
async fn signed_in(setup: ProviderSetup, change: impl FnOnce(&mut Session)) -> (Provider, Window, Tray) {
    let provider = Provider::start(setup).await;
    let mut session = Session::start(Keychain::Real);
    provider.serve_to(&mut session);
    session.start_tray();
    change(&mut session);
    let window = Window::open(session).await;
    let tray = Tray::of(window.session()).await;
    window.sign_in().await;
    (provider, window, tray)
}

async fn until(limit: Duration, what: &str, holds: impl Fn() -> bool) {
    let since = Instant::now();
    while !holds() {
        assert!(since.elapsed() < limit, "waited {limit:?} until {what}");
        tokio::time::sleep(support::LOOK_EVERY).await;
    }
}

async fn is_seen(session: &Session, program: u32) {
    until(COMES_BACK, "the window is seen", || session.window_is_seen(program)).await;
}

async fn is_hidden(session: &Session, program: u32) {
    until(support::PATIENCE, "the window is hidden", || !session.window_is_seen(program)).await;
}

/// Starts the program once more beside the one that runs.
fn start_again(session: &Session) {
    let mut command = session.command(PROGRAM);
    let status = command.stdout(Stdio::null()).stderr(Stdio::null()).status().expect("a second start");
    assert!(status.success(), "the second start failed: {status}");
}

#[tokio::test]
async fn a_stop_in_the_tray_is_confirmed_in_the_window_and_then_done() {
    let (provider, window, tray) = signed_in(ProviderSetup::default(), Session::start_notices).await;
    let head = tray.until_line(IN_STEP, "what runs", |line| line.text.contains("/h, ")).await;
    let label = tray.label().await;
    assert!(label.starts_with('$') && label.ends_with("/h"), "{label}");
    assert!(head.text.starts_with(&format!("{label}, ")) && head.text.ends_with(" running"), "{head:?}");
    assert!(!head.on, "it is a text");
    window.sees(&label).await;
    let texts = tray.texts().await;
    assert!(texts[1].starts_with('$') && texts[1].contains(" lasts "), "{texts:?}");
    for text in ["More…", "Deploy…", "Pause notices for 1 hour", "Open Voltdeck", "Quit"] {
        assert!(texts.iter().any(|line| line == text), "no {text} in {texts:?}");
    }
    let line = tray.line(MACHINE).await.expect("the machine");
    assert!(line.text.starts_with('●') && line.text.ends_with("/h"), "{line:?}");
    let acts: Vec<&str> = line.below.iter().map(|act| act.text.as_str()).collect();
    assert_eq!(acts[..2], ["Open", "Copy SSH"]);
    assert!(acts[2].starts_with("Stop, still $") && acts[3].starts_with("Release, $"), "{acts:?}");

    tray.press(&[MACHINE, "Stop, still $"]).await;
    window.has("dialog", &format!("Stop {MACHINE}")).await;
    window.sees("goes on being billed in full").await;
    let asked = provider.acts(MACHINE);
    assert!(!asked.contains(&"stopped".to_owned()), "nothing is done before it is confirmed: {asked:?}");
    window.click("button", &format!("Stop {MACHINE}")).await;
    window.until("the provider stopped it", async |_| provider.acts(MACHINE).ends_with(&["stopped".into()])).await;
    tray.until_line(IN_STEP, "it stopped", |line| line.text.starts_with('■') && line.text.contains(MACHINE)).await;
    // It was only asked for: that it is done is told, once.
    let told = || window.session().notices().into_iter().filter(|notice| notice.title.contains(MACHINE)).collect();
    let since = Instant::now();
    let mut notices: Vec<Shown> = told();
    while notices.is_empty() {
        assert!(since.elapsed() < COMES_BACK, "no notice of the stop came");
        tokio::time::sleep(support::LOOK_EVERY).await;
        notices = told();
    }
    assert_eq!(notices.len(), 1, "{notices:?}");
    assert_eq!(notices[0].title, format!("{MACHINE} Running → Stopped"));
    assert!(notices[0].body.contains("It is still billed, $3.98/h"), "{notices:?}");

    // Started at the same price it asks nothing, as in the window.
    tray.press(&[MACHINE, "Start"]).await;
    window.until("the provider started it", async |_| provider.acts(MACHINE).ends_with(&["started".into()])).await;
    tray.press(&["Deploy…"]).await;
    window.has("heading", "Deploy").await;
    window.quit_in(&tray).await;
}

#[tokio::test]
async fn what_another_hand_changes_is_in_the_tray_within_one_interval_and_a_second() {
    let (provider, window, tray) = signed_in(ProviderSetup::default(), |_| ()).await;
    tray.until_line(IN_STEP, "the machine", |line| line.text.starts_with('●') && line.text.contains(MACHINE)).await;
    let calm = tray.icon().await;
    let id = provider.resource(MACHINE).expect("the machine").id;
    assert!(provider.sandbox().set_vm_status(id, "Stopped"));
    let line = |line: &support::Entry| line.text.starts_with('■') && line.text.contains(MACHINE);
    tray.until_line(IN_STEP, "that it stopped", line).await;
    // A state that nobody knows is a state.
    assert!(provider.sandbox().set_vm_status(id, "Defrosting"));
    let line = |line: &support::Entry| line.text.starts_with('◌') && line.text.contains(MACHINE);
    tray.until_line(IN_STEP, "a state nobody knows", line).await;
    // Nor are marks for keys made of what a name holds.
    assert!(provider.sandbox().rename_vm(id, "R&D_chat"));
    tray.until_line(IN_STEP, "its new name", |line| line.text.contains("R&D_chat")).await;
    assert!(!calm.is_empty());
    window.quit_in(&tray).await;
}

#[tokio::test]
async fn a_thousand_changes_at_once_are_one_update() {
    let setup = ProviderSetup { instances: 1_000, rate_limit: None, ..ProviderSetup::default() };
    let log = "warn,voltdeck=info,voltdeck_desktop=debug";
    let (provider, window, tray) = signed_in(setup, |session| session.set("VOLTDECK_LOG", log)).await;
    let updates = || window.log().matches("the tray was updated").count();
    let reads = || provider.count(Operation::ListVms);
    tray.until_line(Duration::from_secs(60), "all machines", |line| {
        line.text.contains("1,0") || line.text.contains("running")
    })
    .await;
    // Everything was read once, and nothing is on its way.
    let first = reads();
    until(Duration::from_secs(90), "the list is read again", || reads() > first + 10).await;
    tokio::time::sleep(Duration::from_secs(4)).await;
    let (read, before) = (reads(), updates());
    let machines = provider.records().resources;
    let since = Instant::now();
    for machine in machines.iter().filter(|machine| machine.status == "Running") {
        provider.sandbox().set_vm_status(machine.id, "Stopped");
    }
    assert_eq!(reads(), read, "all of it between two readings, in {:?}", since.elapsed());
    // The two rentals run on.
    let stopped = |line: &support::Entry| line.text.contains(", 2 running");
    tray.until_line(Duration::from_secs(40), "that all of them stopped", stopped).await;
    assert_eq!(updates(), before + 1);
    window.quit_in(&tray).await;
}

#[tokio::test]
async fn closing_hides_the_window_says_so_once_and_the_app_goes_on() {
    let (provider, window, tray) = signed_in(ProviderSetup::default(), Session::start_notices).await;
    let (session, program) = (window.session(), window.process());
    is_seen(session, program).await;
    session.close_window(program);
    is_hidden(session, program).await;
    // Nor does what shows a window whose page does not load bring it back.
    tokio::time::sleep(Duration::from_secs(4)).await;
    assert!(!session.window_is_seen(program));
    let read = provider.count(Operation::ListVms);
    until(Duration::from_secs(75), "the provider is read again", || provider.count(Operation::ListVms) > read).await;
    until(Duration::from_secs(15), "a notice says so", || {
        session.notices_on_screen() > 0 || !session.notices().is_empty()
    })
    .await;
    let notices = session.notices();
    assert_eq!(notices.len(), 1, "{notices:?}");
    assert_eq!((notices[0].by.as_str(), notices[0].title.as_str()), ("Voltdeck", "Voltdeck goes on in the tray"));
    assert!(notices[0].body.contains("Quit"), "{notices:?}");

    start_again(session);
    is_seen(session, program).await;
    session.close_window(program);
    is_hidden(session, program).await;
    tray.press(&["Open Voltdeck"]).await;
    is_seen(session, program).await;
    assert_eq!(window.lines_that_say("Voltdeck", "goes on in the tray"), 1);
    tray.press(&[MACHINE, "Open"]).await;
    window.has("heading", MACHINE).await;
    window.quit_in(&tray).await;
}

#[tokio::test]
async fn without_a_tray_or_where_it_is_switched_off_closing_ends_the_app() {
    let window = Window::open(Session::start(Keychain::Absent)).await;
    window.explore().await;
    window.go_to("Settings").await;
    window.sees("This desktop shows no tray now, so closing the window ends Voltdeck.").await;
    window.finish_by_closing().await;

    let mut session = Session::start(Keychain::Absent);
    session.start_tray();
    let window = Window::open(session).await;
    window.explore().await;
    let tray = Tray::of(window.session()).await;
    tray.until_line(IN_STEP, "the sandbox by its name", |line| line.text.starts_with("SANDBOX: $")).await;
    // The burn rate is read by itself, a moment after the machines.
    let since = Instant::now();
    while !tray.label().await.starts_with("SANDBOX $") {
        assert!(since.elapsed() < IN_STEP, "the text beside the icon is {}", tray.label().await);
        tokio::time::sleep(support::LOOK_EVERY).await;
    }
    window.go_to("Settings").await;
    window.click("checkbox", "Close keeps Voltdeck in the tray").await;
    window.sees("nobody watches them").await;
    // The page says what will be once it is saved.
    until(support::PATIENCE, "it is saved", || window.setting("settings").contains(r#""closeToTray":false"#)).await;
    window.finish_by_closing().await;
}

#[tokio::test]
async fn a_tray_that_comes_goes_and_comes_back_is_followed() {
    let mut window = Window::open(Session::start(Keychain::Absent)).await;
    window.explore().await;
    window.go_to("Settings").await;
    window.sees("This desktop shows no tray now").await;
    window.session_mut().start_tray();
    window.sees_no_more("This desktop shows no tray now").await;
    let tray = Tray::of(window.session()).await;
    let program = window.process();
    window.session().close_window(program);
    is_hidden(window.session(), program).await;

    window.session_mut().end_tray();
    is_seen(window.session(), program).await;
    window.sees("This desktop shows no tray now").await;
    drop(tray);
    window.session_mut().start_tray();
    let tray = Tray::of(window.session()).await;
    tray.until_line(IN_STEP, "the machines", |line| line.text.contains(MACHINE)).await;
    window.quit_in(&tray).await;
}

#[tokio::test]
async fn a_hidden_start_shows_no_window_until_it_is_asked_for() {
    let mut session = Session::start(Keychain::Absent);
    session.start_tray();
    let mut command = session.command(PROGRAM);
    let app = Kept::start("voltdeck", command.arg("--hidden").stdout(Stdio::null()).stderr(Stdio::null()));
    let tray = Tray::of(&session).await;
    // Longer than a page takes to load, and than a tray may be away.
    tokio::time::sleep(Duration::from_secs(13)).await;
    assert!(!session.window_is_seen(app.id()));
    assert_eq!(tray.texts().await[0], "No account is signed in");
    start_again(&session);
    is_seen(&session, app.id()).await;
    tray.press(&["Quit"]).await;
    until(support::PATIENCE, "the program ended", || !runs(app.id())).await;
}

#[tokio::test]
async fn a_hidden_start_without_a_tray_shows_its_window_after_all() {
    let session = Session::start(Keychain::Absent);
    let mut command = session.command(PROGRAM);
    let app = Kept::start("voltdeck", command.arg("--hidden").stdout(Stdio::null()).stderr(Stdio::null()));
    is_seen(&session, app.id()).await;
    ask_to_end(app.id());
}

#[tokio::test]
async fn without_a_bus_the_app_works_and_says_that_no_notice_can_be_shown() {
    let mut session = Session::start(Keychain::Absent);
    session.without_bus();
    let window = Window::open(session).await;
    window.explore().await;
    window.go_to("Settings").await;
    window.sees("This desktop shows no tray now").await;
    window.click("button", "Send a test notice").await;
    window.sees("This desktop has no session bus, over which notices are shown.").await;
    window.finish_by_closing().await;
}

#[tokio::test]
async fn start_at_login_is_a_hidden_start_and_is_taken_back() {
    let window = Window::open(Session::start(Keychain::Absent)).await;
    window.explore().await;
    window.go_to("Settings").await;
    let entry = window.session().folder().join("home/.config/autostart/Voltdeck.desktop");
    window.click("checkbox", "Start at login").await;
    window.until("the desktop knows it", async |_| entry.exists()).await;
    let text = std::fs::read_to_string(&entry).expect("the entry");
    assert!(text.contains(&format!("Exec={PROGRAM} --hidden")), "{text}");
    window.click("checkbox", "Start at login").await;
    window.until("the desktop knows it no more", async |_| !entry.exists()).await;
    window.finish().await;
}
