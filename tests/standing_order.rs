//! A standing order and a watch in the window: given where hardware is sold out, kept in sight, and done when it comes in.
#![cfg(target_os = "linux")]

mod support;

use std::time::Duration;

use support::{Keychain, Provider, ProviderSetup, Session, Window};
use voltdeck_sandbox::Operation;

const NAME: &str = "night-run";
const KEY: &str = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIIY610y0jc7g+fEu527M2wnGRkTdZBp4o4VZ5emq9rKi me@laptop";
/// Stock is read once a minute, and somewhat later by chance.
const COMES_IN: Duration = Duration::from_secs(100);

#[tokio::test]
async fn what_is_sold_out_is_ordered_for_later_and_bought_once_when_it_comes_in() {
    let provider = Provider::start(ProviderSetup::default()).await;
    for gpus in [1, 2] {
        assert!(provider.sandbox().sell_out(gpus));
    }
    let mut session = Session::start(Keychain::Real);
    provider.serve_to(&mut session);
    session.start_notices();
    let window = Window::open(session).await;
    window.sign_in().await;
    window.go_to("Deploy").await;
    window.click("button", "Tell me when 2 × H100 is in stock").await;
    window.click("radio", "Each time").await;
    window.click("button", "Tell me").await;
    window.has("button", "2 × H100 is watched").await;

    window.click("button", "Deploy when available: 1 × H100").await;
    window.sees("This becomes a standing order").await;
    window.click("button", "Next").await;
    window.fill("Name", NAME).await;
    window.click("button", "Add a key").await;
    window.fill("Public key 1", KEY).await;
    window.click("button", "Guardrails").await;
    window
        .until("the limit is what it costs now", async |window| window.value("Most it may cost").await == "1.99")
        .await;
    window.fill("Days it stands", "3").await;
    window.fill("Tries at most", "2").await;
    window.click("button", "Review now").await;
    window.sees("buys by itself").await;
    window.click("button", "Order for up to $1.99/h").await;
    window.has("table", "Standing orders").await;
    window.sees("Waiting for stock").await;
    window.sees("0 of 2").await;
    assert_eq!(provider.count(Operation::DeployVm), 0, "nothing is bought while there is none");

    assert!(provider.sandbox().restock(1, 5) && provider.sandbox().restock(2, 5));
    window.sees_within(COMES_IN, "Bought").await;
    assert!(provider.resource(NAME).is_some());
    assert_eq!(provider.count(Operation::DeployVm), 1, "once, though more is in stock");
    window.sees("1 of 2").await;
    // Together or apart, as their readings come.
    let both = [format!("{NAME} was bought by its standing order"), "2 × H100 is in stock".to_owned()];
    window
        .until_within(Duration::from_secs(90), "both are told", async |window| {
            let told = told(window);
            both.iter().all(|one| told.contains(one))
        })
        .await;
    assert_eq!(provider.count(Operation::DeployVm), 1);

    window.click("link", &format!("Show the deploy of {NAME}")).await;
    window.sees_in_time(&format!("{NAME} runs")).await;
    window.finish().await;
}

/// All that was told so far.
fn told(window: &Window) -> String {
    let notices = window.session().notices();
    notices.into_iter().map(|notice| format!("{} {}", notice.title, notice.body)).collect::<Vec<_>>().join("\n")
}
