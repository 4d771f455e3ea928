//! The token in the keychain of the desktop: kept, found again, removed; and what holds where there is none.
#![cfg(target_os = "linux")]

mod support;

use support::{Keychain, Provider, ProviderSetup, Session, TOKEN, Window};

async fn signed_in(keychain: Keychain, provider: &Provider) -> Window {
    let mut session = Session::start(keychain);
    provider.serve_to(&mut session);
    let window = Window::open(session).await;
    window.sign_in().await;
    window
}

#[tokio::test]
async fn a_token_is_kept_in_the_keychain_over_a_restart_and_removed_at_sign_out() {
    let provider = Provider::start(ProviderSetup::default()).await;
    let mut window = signed_in(Keychain::Real, &provider).await;
    let accounts = window.session().kept_accounts();
    let [account] = accounts.as_slice() else { panic!("one entry, not {accounts:?}") };
    let id = account.strip_prefix("token:").expect("the account names what it is");
    assert!(uuid::Uuid::try_parse(id).is_ok(), "{id} is the id of a profile");
    assert_eq!(window.session().kept_secret(account).as_deref(), Some(TOKEN));

    window.restart().await;
    window.has("heading", "Overview").await;
    window.go_to("Instances").await;
    window.sees("train-llama-8b").await;
    window.go_to("Settings").await;
    window.sees("In the keychain").await;

    window.ask_to_sign_out().await;
    window.sees("Its token is removed from the keychain of this system.").await;
    window.click("button", "Sign out").await;
    window.until("the keychain is empty", async |window| window.session().kept_accounts().is_empty()).await;

    window.restart().await;
    window.has("button", "Explore with the sandbox").await;
    assert!(!window.shows("train-llama-8b").await);
    window.finish().await;
}

#[tokio::test]
async fn a_refused_token_is_said_at_its_field_and_kept_nowhere() {
    let provider = Provider::start(ProviderSetup::default()).await;
    let mut session = Session::start(Keychain::Real);
    provider.serve_to(&mut session);
    let window = Window::open(session).await;
    window.fill("API token", "vp_not_the_token").await;
    window.click("button", "Connect").await;
    window.has("alert", "").await;
    assert_eq!(window.value("API token").await, "vp_not_the_token", "what was typed stays");
    assert!(window.session().kept_accounts().is_empty());
    assert!(window.session().leaks(&["vp_not_the_token"]).is_empty());
    window.finish().await;
}

#[tokio::test]
async fn without_a_keychain_the_token_lasts_for_the_session_and_it_is_said() {
    let provider = Provider::start(ProviderSetup::default()).await;
    let mut window = signed_in(Keychain::Absent, &provider).await;
    window.sees("No Secret Service answers on this desktop").await;
    window.sees("The token is kept until you quit, and asked for again.").await;
    window.go_to("Instances").await;
    window.sees("train-llama-8b").await;
    window.go_to("Settings").await;
    window.sees("Until you quit").await;
    assert_eq!(window.session().leaks(&[TOKEN]), [], "no file takes the keychain's place");

    window.restart().await;
    window.field("API token").await;
    assert!(!window.shows("train-llama-8b").await, "nothing is read with no token");
    assert_eq!(window.session().leaks(&[TOKEN]), []);
    window.finish().await;
}

#[tokio::test]
async fn a_keychain_that_starts_after_voltdeck_is_found_without_a_restart() {
    let provider = Provider::start(ProviderSetup::default()).await;
    let mut window = signed_in(Keychain::Real, &provider).await;
    window.has("heading", "Overview").await;
    window.session_mut().end_keychain();
    window.restart().await;
    window.sees("is not watched").await;
    assert!(!window.shows("train-llama-8b").await, "nothing is read with no token");
    window.session_mut().start_keychain();
    // It is tried after five seconds, then after ten, twenty, forty.
    let since = std::time::Instant::now();
    while !window.shows("Back to the overview").await {
        assert!(since.elapsed() < std::time::Duration::from_secs(120), "{}", window.text().await);
        tokio::time::sleep(std::time::Duration::from_millis(500)).await;
    }
    // Whoever was about to give the token again is not led away from that.
    window.click("link", "Back to the overview").await;
    window.go_to("Instances").await;
    window.sees("train-llama-8b").await;
    window.finish().await;
}
