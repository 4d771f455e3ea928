//! Leases in the window: set by clicks, carried out or asked about when their time comes, and told once.
#![cfg(target_os = "linux")]

mod support;

use std::time::{Duration, Instant};

use chrono::{TimeDelta, Utc};
use support::{Keychain, Provider, ProviderSetup, Session, Window};

const ENDS: &str = "serve-chat";
const ASKS: &str = "train-llama-8b";
/// A lease is looked at every five seconds, and what happens is told within ten more.
const IN_TIME: Duration = Duration::from_secs(30);

#[tokio::test]
async fn a_lease_ends_its_machine_in_time_and_one_that_is_found_late_asks() {
    let provider = Provider::start(ProviderSetup::default()).await;
    let mut session = Session::start(Keychain::Real);
    provider.serve_to(&mut session);
    session.start_notices();
    let window = Window::open(session).await;
    window.sign_in().await;
    window.go_to("Instances").await;

    lease(&window, ENDS, "Terminate").await;
    window.sees("1 h 59 min left").await;
    assert!(is_there(&provider, ENDS));
    window.end_lease_at(ENDS, Utc::now() + TimeDelta::seconds(8));
    window.until_within(IN_TIME, "the provider ended it", async |_| !is_there(&provider, ENDS)).await;
    let told = notice(window.session(), "was terminated at the end of its lease").await;
    assert_eq!(told.title, format!("{ENDS} was terminated at the end of its lease"));
    assert_eq!(told.body, "It saves $3.98/h.");

    // One whose time was over while nobody looked ends nothing by itself.
    window.press("Escape").await;
    lease(&window, ASKS, "Terminate").await;
    window.end_lease_at(ASKS, Utc::now() - TimeDelta::minutes(11));
    window.sees_within(IN_TIME, "The lease is over").await;
    window.sees("Decide now; until then it is billed.").await;
    let told = notice(window.session(), "reached the end of its lease").await;
    assert!(told.body.contains("Nothing was ended"), "{told:?}");
    assert!(is_there(&provider, ASKS));
    window.click("button", "Extend 1 h").await;
    window.sees_no_more("The lease is over").await;
    window.click("button", "End the lease").await;
    window.has("button", "Set a lease").await;

    // What the lease did is told by the lease, and once.
    tokio::time::sleep(Duration::from_secs(12)).await;
    let about: Vec<String> = window.session().notices().into_iter().map(|notice| notice.title).collect();
    assert_eq!(about.iter().filter(|title| title.contains(ENDS)).count(), 1, "{about:?}");
    assert!(about.iter().all(|title| !title.contains("changed") && !title.contains("happened")), "{about:?}");
    window.finish().await;
}

fn is_there(provider: &Provider, machine: &str) -> bool {
    provider.resource(machine).is_some_and(|one| one.terminated.is_none())
}

/// Gives a machine two hours.
async fn lease(window: &Window, machine: &str, then: &str) {
    window.click("button", machine).await;
    window.has("heading", machine).await;
    window.press_until("Set a lease", "textbox", "Hours from now").await;
    window.fill("Hours from now", "2").await;
    window.click("button", "When it ends").await;
    window.click("option", then).await;
    window.click("button", "Set the lease").await;
    window.has("button", "End the lease").await;
}

/// Waits for a notice whose title has this.
async fn notice(session: &Session, has: &str) -> support::Shown {
    let since = Instant::now();
    loop {
        if let Some(found) = session.notices().into_iter().rev().find(|notice| notice.title.contains(has)) {
            return found;
        }
        assert!(since.elapsed() < IN_TIME, "no notice “{has}” came: {:#?}", session.notices());
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
}
