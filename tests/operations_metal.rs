//! A rental from its order to its end, with all that its order can carry, by clicks.
#![cfg(target_os = "linux")]

mod support;

use std::time::Duration;

use chrono::Utc;
use support::{Keychain, Provider, ProviderSetup, Session, Window};
use voltdeck_sandbox::Operation;

const NAME: &str = "metal-ops-01";
const RENAMED: &str = "metal-ops-02";
const KEY: &str = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIIY610y0jc7g+fEu527M2wnGRkTdZBp4o4VZ5emq9rKi me@laptop";
/// How far the provider's clock is behind at first: turned on by as much, the rental's nodes are up.
const BEHIND: Duration = Duration::from_secs(240);

async fn signed_in() -> (Provider, Window) {
    let provider = Provider::start(ProviderSetup { now: Utc::now() - BEHIND, ..ProviderSetup::default() }).await;
    let mut session = Session::start(Keychain::Real);
    provider.serve_to(&mut session);
    let window = Window::open(session).await;
    window.sign_in().await;
    (provider, window)
}

#[tokio::test]
async fn a_rental_is_ordered_with_everything_and_acted_on() {
    let (provider, window) = signed_in().await;
    order(&window).await;
    window.click("button", &format!("Deploy {NAME}")).await;
    window.until("the provider has it", async |_| provider.resource(NAME).is_some()).await;
    assert_eq!(provider.count(Operation::DeployBareMetal), 1, "one order, one request");
    let bought = provider.resource(NAME).expect("the rental");
    assert!(bought.access.cloud_init, "its software was sent");
    assert_eq!(bought.access.ssh_keys, 2, "the chosen key and the pasted one");
    provider.sandbox().advance(BEHIND);
    window.sees_in_time(&format!("{NAME} runs")).await;

    window.go_to("Instances").await;
    window.click("button", NAME).await;
    window.has("heading", NAME).await;
    act(&provider, &window).await;
    end(&provider, &window).await;
    window.finish().await;
}

/// As far as the deed.
async fn order(window: &Window) {
    window.go_to("Deploy").await;
    window.click("link", "Bare metal").await;
    window.has("radiogroup", "Place and network").await;
    window.click("button", "One node more").await;
    window.click("button", "Next").await;
    window.fill("Name", NAME).await;
    window.click("radio", "Chosen keys").await;
    window.tick("ana laptop").await;
    window.click("button", "Add a key").await;
    window.fill("Public key 1", KEY).await;
    window.fill("Sub-order", "4242").await;
    window.click("button", "Next").await;
    window.click("radio", "A volume that exists").await;
    window.click("radio", "datasets, 100 GB").await;
    window.click("button", "Next").await;
    window.write_software("Welcome", "nvidia-smi").await;
    window.click("button", "Review now").await;
    window.sees("Check before it is sent").await;
    let deed = format!("Deploy {NAME}");
    window.until("the review is there", async |window| window.why_off("button", &deed).await.is_none()).await;
}

async fn act(provider: &Provider, window: &Window) {
    window.click("button", "Rename").await;
    window.fill("New name", RENAMED).await;
    window.click("button", "Save name").await;
    window.has("heading", RENAMED).await;
    window.click("button", "Add a tag").await;
    window.fill("Tags", "e2e").await;
    window.press("Enter").await;
    window.click("button", "Save tags").await;
    window
        .until("the provider has the tag", async |_| {
            provider.resource(RENAMED).is_some_and(|one| one.tags.contains(&"e2e".into()))
        })
        .await;

    // What is below moves up as the form closes.
    window.has("button", "Edit tags").await;
    window.tick("Choose node 1").await;
    window.click("button", "Reboot 1…").await;
    window.click("button", "Reboot 1 node").await;
    window.until("the provider reboots it", async |_| provider.count(Operation::RebootBareMetal) == 1).await;
    provider.sandbox().advance(BEHIND);
    window.until("it can be stopped again", async |window| window.why_off("button", "Stop").await.is_none()).await;
    window.click("button", "Stop").await;
    window.click("button", &format!("Stop {RENAMED}")).await;
    window
        .until("the provider stopped it", async |_| provider.acts(RENAMED).last().is_some_and(|act| act == "stopped"))
        .await;
}

async fn end(provider: &Provider, window: &Window) {
    window.until("it can be ended", async |window| window.why_off("button", "Terminate").await.is_none()).await;
    window.click("button", "Terminate").await;
    window.sees("Cannot be undone").await;
    window.fill(&format!("Type {RENAMED} to confirm"), RENAMED).await;
    window.click("button", &format!("Terminate {RENAMED}")).await;
    window
        .until("the provider terminated it", async |_| {
            provider.resource(RENAMED).is_some_and(|one| one.terminated.is_some())
        })
        .await;
}
