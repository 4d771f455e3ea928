//! What the panel of a machine does beside its end: release, start, name, tags, lease.
#![cfg(target_os = "linux")]

mod support;

use support::{Keychain, Provider, ProviderSetup, Session, Window};

const MACHINE: &str = "serve-chat";
const NAME: &str = "serve-chat-2";

#[tokio::test]
async fn a_machine_is_released_started_named_tagged_and_leased() {
    let provider = Provider::start(ProviderSetup::default()).await;
    let mut session = Session::start(Keychain::Real);
    provider.serve_to(&mut session);
    let window = Window::open(session).await;
    window.sign_in().await;
    window.go_to("Instances").await;
    window.click("button", MACHINE).await;
    window.has("heading", MACHINE).await;
    let full = provider.resource(MACHINE).expect("the machine").rate_hourly;

    window.click("button", "Release").await;
    window.click("button", &format!("Stop and release {MACHINE}")).await;
    window
        .until("the provider released it", async |_| {
            provider.acts(MACHINE).ends_with(&["stopped_disassociated".into()])
        })
        .await;
    window.until("the list says so", async |window| says(window, "Released").await).await;
    assert!(provider.resource(MACHINE).expect("the machine").rate_hourly < full);

    window.click("button", "Start").await;
    window.click("button", &format!("Start {MACHINE}")).await;
    window.until("the provider started it", async |_| provider.acts(MACHINE).ends_with(&["started".into()])).await;
    window.until("the list says so", async |window| says(window, "Running").await).await;
    assert_eq!(provider.resource(MACHINE).expect("the machine").rate_hourly, full);

    window.click("button", "Rename").await;
    window.fill("New name", NAME).await;
    window.click("button", "Save name").await;
    window.has("heading", NAME).await;
    assert!(provider.resource(NAME).is_some());

    window.click("button", "Edit tags").await;
    window.fill("Tags", "e2e").await;
    window.press("Enter").await;
    window.click("button", "Save tags").await;
    window
        .until("the provider has the tag", async |_| {
            provider.resource(NAME).is_some_and(|one| one.tags.contains(&"e2e".into()))
        })
        .await;

    // What is below moves up as the form closes.
    window.has("button", "Edit tags").await;
    window.press_until("Set a lease", "textbox", "Hours from now").await;
    window.fill("Hours from now", "2").await;
    window.click("button", "Set the lease").await;
    window.has("button", "End the lease").await;
    window.click("button", "End the lease").await;
    window.has("button", "Set a lease").await;

    // At a time: what this engine makes of a day is a day.
    window.press_until("Set a lease", "textbox", "Hours from now").await;
    window.click("radio", "At a time").await;
    let tomorrow = chrono::Local::now().date_naive() + chrono::Days::new(1);
    window.fill("Day", &tomorrow.to_string()).await;
    window.click("button", "Set the lease").await;
    window.has("button", "End the lease").await;
    window.finish().await;
}

async fn says(window: &Window, state: &str) -> bool {
    window.names("row").await.iter().any(|row| row.contains(MACHINE) && row.contains(state))
}
