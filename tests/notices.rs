//! Notices, found in the record of the program that shows them: the right words, once, and a way back into the app.
#![cfg(target_os = "linux")]

mod support;

use std::time::{Duration, Instant};

use support::{Keychain, Provider, ProviderSetup, Session, Shown, Tray, Window};

const MACHINE: &str = "serve-chat";
/// One interval and a second, and one more for a computer that is busy with other things.
const IN_STEP: Duration = Duration::from_secs(17);
/// What happens together waits this long for the rest, and a little more.
const TOGETHER: Duration = Duration::from_secs(15);

async fn signed_in(change: impl FnOnce(&mut Session)) -> (Provider, Window, Tray) {
    let provider = Provider::start(ProviderSetup::default()).await;
    let mut session = Session::start(Keychain::Real);
    provider.serve_to(&mut session);
    session.start_tray();
    change(&mut session);
    let window = Window::open(session).await;
    let tray = Tray::of(window.session()).await;
    window.sign_in().await;
    let runs = |line: &support::Entry| line.text.starts_with('●') && line.text.contains(MACHINE);
    tray.until_line(IN_STEP, "the machine", runs).await;
    (provider, window, tray)
}

/// Somebody else stops the machine, and the app sees it.
async fn stop_by_another_hand(provider: &Provider, tray: &Tray) {
    let machine = provider.resource(MACHINE);
    assert!(machine.is_some_and(|machine| provider.sandbox().set_vm_status(machine.id, "Stopped")));
    let stopped = |line: &support::Entry| line.text.starts_with('■') && line.text.contains(MACHINE);
    tray.until_line(IN_STEP, "that it stopped", stopped).await;
}

fn about(notices: &[Shown]) -> Vec<&Shown> {
    notices.iter().filter(|notice| notice.title.contains(MACHINE) || notice.body.contains(MACHINE)).collect()
}

async fn until_on_screen(session: &Session) {
    let since = Instant::now();
    while session.notices_on_screen() == 0 {
        assert!(since.elapsed() < TOGETHER + TOGETHER, "no notice came");
        tokio::time::sleep(support::LOOK_EVERY).await;
    }
}

#[tokio::test]
async fn a_change_is_told_once_in_the_right_words_and_a_restart_tells_it_no_second_time() {
    let (provider, mut window, tray) = signed_in(Session::start_notices).await;
    stop_by_another_hand(&provider, &tray).await;
    until_on_screen(window.session()).await;
    let notices = window.session().notices();
    let [notice] = about(&notices)[..] else { panic!("one notice about {MACHINE}, not {notices:#?}") };
    assert_eq!(notice.by, "Voltdeck");
    assert!(notice.title.starts_with(MACHINE) && notice.title.to_lowercase().contains("stopped"), "{notice:?}");
    assert!(notice.body.contains("$3.98/h"), "{notice:?}");
    assert_eq!(window.told_of(MACHINE).expect("a line").0, "told");

    window.restart_by(&tray).await;
    drop(tray);
    let tray = Tray::of(window.session()).await;
    tray.until_line(IN_STEP, "the machine", |line| line.text.contains(MACHINE)).await;
    tokio::time::sleep(TOGETHER).await;
    let notices = window.session().notices();
    assert_eq!(about(&notices).len(), 1, "{notices:#?}");
    window.quit_in(&tray).await;
}

#[tokio::test]
async fn a_click_on_a_notice_opens_the_thing_in_a_window_that_was_hidden() {
    let (provider, window, tray) = signed_in(Session::start_notices).await;
    let program = window.process();
    stop_by_another_hand(&provider, &tray).await;
    // Told together with what the closing says, it would lead to Activity.
    until_on_screen(window.session()).await;
    window.session().close_window(program);
    let hidden = async |window: &Window| !window.session().window_is_seen(program);
    window.until_within(TOGETHER, "the window is hidden", hidden).await;
    window.session().click_notice();
    window
        .until_within(TOGETHER, "the click leads to the machine", async |window| {
            window.has_now("heading", MACHINE).await && window.session().window_is_seen(program)
        })
        .await;
    window.quit_in(&tray).await;
}

#[tokio::test]
async fn where_no_program_shows_notices_it_is_said_and_one_that_comes_dies_and_returns_is_used_again() {
    let (provider, mut window, tray) = signed_in(|_| ()).await;
    stop_by_another_hand(&provider, &tray).await;
    let none = "No program on this desktop shows notices: there is no notification daemon.";
    window
        .until_within(TOGETHER + TOGETHER, "the failure is noted", async |window| {
            window.told_of(MACHINE).is_some_and(|(told, why)| told == "failed" && why.as_deref() == Some(none))
        })
        .await;
    window.go_to("Settings").await;
    for round in 1..=2 {
        window.click("button", "Send a test notice").await;
        window.sees(none).await;
        window.session_mut().start_notices();
        window.click("button", "Send a test notice").await;
        window.sees("Handed to the system.").await;
        let notices = window.session().notices();
        assert_eq!(notices.len(), 1, "round {round}: {notices:#?}");
        assert_eq!(notices[0].title, "Voltdeck can reach you");
        window.session_mut().end_notices();
    }
    window.quit_in(&tray).await;
}

#[tokio::test]
async fn what_looks_like_markup_in_a_name_is_a_name() {
    let (provider, window, tray) = signed_in(Session::start_notices).await;
    let id = provider.resource(MACHINE).expect("the machine").id.to_string();
    window.write_change(MACHINE, &id, "renamed", "Called <b>a</b> & \"b\" before.");
    tray.press(&["Pause notices for 1 hour"]).await;
    tray.until_line(IN_STEP, "that they are paused", |line| line.text == "Resume notices").await;
    tray.press(&["Resume notices"]).await;
    until_on_screen(window.session()).await;
    let notices = window.session().notices();
    let [notice] = about(&notices)[..] else { panic!("one notice, not {notices:#?}") };
    assert!(
        notice.body.contains("<b>a</b> & \"b\"") || notice.body.contains("&lt;b&gt;a&lt;/b&gt; &amp;"),
        "{notice:?}"
    );
    window.quit_in(&tray).await;
}
