//! A volume and a key from their making to their end, by clicks.
#![cfg(target_os = "linux")]

mod support;

use support::{Keychain, Provider, ProviderSetup, Session, Window};
use voltdeck_sandbox::Operation;

const VOLUME: &str = "ops-volume";
const RENAMED: &str = "ops-volume-2";
const KEY: &str = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIIY610y0jc7g+fEu527M2wnGRkTdZBp4o4VZ5emq9rKi me@laptop";
/// A rental that has no volume.
const RENTAL: &str = "ci-metal";

async fn signed_in() -> (Provider, Window) {
    let provider = Provider::start(ProviderSetup::default()).await;
    let mut session = Session::start(Keychain::Real);
    provider.serve_to(&mut session);
    let window = Window::open(session).await;
    window.sign_in().await;
    (provider, window)
}

#[tokio::test]
async fn a_volume_is_created_attached_renamed_grown_detached_and_deleted() {
    let (provider, window) = signed_in().await;
    window.go_to("Storage").await;
    window.click("button", "New volume").await;
    window.fill("Name", VOLUME).await;
    window.fill("Size", "20").await;
    window.click("checkbox", RENTAL).await;
    window.click("button", "Create for").await;
    window.until("the provider has it", async |_| provider.resource(VOLUME).is_some()).await;
    window.has("heading", VOLUME).await;

    window.click("button", "Rename").await;
    window.fill("New name", RENAMED).await;
    window.click("button", "Save name").await;
    window.has("heading", RENAMED).await;
    window.fill("From 20 GB to", "30").await;
    window.click("button", "Grow to 30 GB").await;
    window.field("From 30 GB to").await;

    window.click("button", &format!("Detach {RENTAL}")).await;
    window.sees("Unmount it first").await;
    window.click("button", &format!("Detach {RENTAL}")).await;
    window.sees("No rental. It is billed all the same.").await;
    window.click("button", "Attach").await;
    window.click("checkbox", RENTAL).await;
    window.click("button", "Attach to 1 rental").await;
    window.has("button", &format!("Detach {RENTAL}")).await;
    window.click("button", &format!("Detach {RENTAL}")).await;
    window.sees("Unmount it first").await;
    window.click("button", &format!("Detach {RENTAL}")).await;
    window.sees("No rental. It is billed all the same.").await;

    window.click("button", "Delete").await;
    window.sees("Cannot be undone").await;
    window.fill(&format!("Type {RENAMED} to confirm"), RENAMED).await;
    window.click("button", &format!("Delete {RENAMED}")).await;
    window.until("the provider deleted it", async |_| provider.count(Operation::TerminateVolume) == 1).await;
    assert!(provider.resource(RENAMED).is_some_and(|volume| volume.terminated.is_some()));
    window.finish().await;
}

#[tokio::test]
async fn a_key_is_added_and_removed() {
    let (provider, window) = signed_in().await;
    window.go_to("Keys").await;
    window.click("button", "Add a key").await;
    window.fill("Public key", KEY).await;
    window.fill("Name in the organization", "ops key").await;
    window.click("button", "Add the key").await;
    window.until("the provider has it", async |_| provider.count(Operation::AddSshKey) == 1).await;
    window.click("button", "Remove ops key").await;
    window.sees("Machines that run keep it").await;
    window.click("button", "Remove ops key").await;
    window.until("the provider removed it", async |_| provider.count(Operation::RemoveSshKey) == 1).await;
    window.until("the list has it no more", async |window| !window.has_now("button", "Remove ops key").await).await;
    window.finish().await;
}
