//! What cannot be right: each is said at its place, what was typed stays, and nothing is bought.
#![cfg(target_os = "linux")]

mod support;

use support::{Keychain, Provider, ProviderSetup, Session, TOKEN, Window};
use voltdeck_sandbox::Operation;

const NAME: &str = "bad-01";
const KEY: &str = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIIY610y0jc7g+fEu527M2wnGRkTdZBp4o4VZ5emq9rKi me@laptop";
/// As it begins; the rest is noise, so that no key of anybody stands here.
const PRIVATE: &str = "-----BEGIN OPENSSH PRIVATE KEY-----\\nb3BlbnNzaC1rZXktdjEAAAAAcanarycanarycanary\\n-----END";

async fn at_the_start(provider: &Provider) -> Window {
    let mut session = Session::start(Keychain::Real);
    provider.serve_to(&mut session);
    Window::open(session).await
}

/// On the step Access of the wizard, signed in.
async fn at_access() -> (Provider, Window) {
    let provider = Provider::start(ProviderSetup::default()).await;
    let window = at_the_start(&provider).await;
    window.sign_in().await;
    window.go_to("Deploy").await;
    window.click("button", "Access").await;
    window.fill("Name", NAME).await;
    (provider, window)
}

async fn review_is_off(window: &Window) {
    window.until("the review is off", async |window| window.why_off("button", "Review now").await.is_some()).await;
}

#[tokio::test]
async fn tokens_and_addresses_that_cannot_be_right_are_not_sent() {
    let provider = Provider::start(ProviderSetup::default()).await;
    let window = at_the_start(&provider).await;
    assert!(window.why_off("button", "Connect").await.is_some(), "there is no token to send");
    window.fill("API token", "two words").await;
    window.click("button", "Connect").await;
    window.sees("There is a space or a line break inside the token.").await;
    assert_eq!(window.value("API token").await, "two words");
    assert_eq!(provider.count(Operation::HourlyRate), 0);

    window.fill("API token", "vp_not_this_one").await;
    window.click("button", "Connect").await;
    window.sees("The provider refuses this token.").await;
    assert_eq!(window.value("API token").await, "vp_not_this_one");
    assert_eq!(provider.count(Operation::HourlyRate), 1);

    window.click("button", "Advanced").await;
    for (address, says) in [
        ("http://example.com/api/v1", "Plain http would send the token in the open."),
        ("not a url", "This is not a URL."),
        ("ftp://example.com", "Only https URLs can be used."),
    ] {
        window.fill("Base URL", address).await;
        window.sees(says).await;
        assert_eq!(window.value("Base URL").await, address);
    }
    assert_eq!(provider.count(Operation::HourlyRate), 1, "no token went anywhere");

    // White space around a token is no fault.
    window.fill("Base URL", &provider.base_url()).await;
    window.fill("API token", &format!("  {TOKEN} ")).await;
    window.click("button", "Connect").await;
    window.has("heading", "Overview").await;
    window.finish().await;
}

#[tokio::test]
async fn a_password_of_seven_characters_and_no_name_stop_the_review() {
    let (provider, window) = at_access().await;
    window.fill("Password", "7-signs").await;
    review_is_off(&window).await;
    window.sees("8 characters").await;
    window.fill("Password", "eight-88").await;
    window.until("it is enough", async |window| window.why_off("button", "Review now").await.is_none()).await;
    window.fill("Name", "").await;
    review_is_off(&window).await;
    window.fill("Name", NAME).await;
    window.until("it has a name", async |window| window.why_off("button", "Review now").await.is_none()).await;
    assert_eq!(window.value("Password").await, "eight-88");
    assert_eq!(provider.count(Operation::DeployVm), 0);
    window.finish().await;
}

#[tokio::test]
async fn a_private_key_is_recognised_and_never_sent_and_other_keys_are_named() {
    let (provider, window) = at_access().await;
    window.click("button", "Add a key").await;
    window.fill("Public key 1", PRIVATE).await;
    window.sees("This is a private key. It was not sent and is not kept.").await;
    review_is_off(&window).await;
    window.fill("Public key 1", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIIY610y0").await;
    window.sees("The key is cut short or damaged.").await;
    assert!(!window.shows("This is a private key.").await);
    review_is_off(&window).await;
    window.fill("Public key 1", "ssh-unheard-of AAAA me@laptop").await;
    window.sees("This kind of key is not known.").await;
    review_is_off(&window).await;
    window.fill("Public key 1", KEY).await;
    window.until("it is a key", async |window| window.why_off("button", "Review now").await.is_none()).await;
    window.click("button", "Review now").await;
    window.click("button", &format!("Deploy {NAME}")).await;
    window.until("the provider has it", async |_| provider.resource(NAME).is_some()).await;
    // The organization's two, and this one.
    assert_eq!(provider.resource(NAME).expect("the machine").access.ssh_keys, 3);
    assert_eq!(window.session().leaks(&["canarycanary"]), [], "the private key is in no file");
    window.finish().await;
}

#[tokio::test]
async fn a_name_that_the_provider_refuses_is_said_at_its_field() {
    let (provider, window) = at_access().await;
    let long = "x".repeat(65);
    window.fill("Name", &long).await;
    window.until("the review is on", async |window| window.why_off("button", "Review now").await.is_none()).await;
    window.click("button", "Review now").await;
    window.click("button", &format!("Deploy {long}")).await;
    window.field("Name").await;
    window.sees("64 characters").await;
    assert_eq!(window.value("Name").await, long, "what was typed stays");
    assert!(provider.resource(&long).is_none());
    assert_eq!(provider.count(Operation::DeployVm), 1, "asked once, refused, and not asked again");
    window.finish().await;
}
