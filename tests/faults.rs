//! What goes wrong between the window and the provider: it is said, nothing is bought twice, nothing is lost.
#![cfg(target_os = "linux")]

mod support;

use std::time::Duration;

use chrono::Utc;
use support::{Keychain, Provider, ProviderSetup, Session, TOKEN, Window};
use voltdeck_sandbox::{Fault, FaultKind, Operation};

const NAME: &str = "fault-01";
/// How far the provider's clock is behind until it is turned on: a machine is listed up to 40 seconds after its deploy.
const BEHIND: Duration = Duration::from_secs(45);

async fn signed_in() -> (Provider, Window) {
    let provider = Provider::start(ProviderSetup { now: Utc::now() - BEHIND, ..ProviderSetup::default() }).await;
    let mut session = Session::start(Keychain::Real);
    provider.serve_to(&mut session);
    let window = Window::open(session).await;
    window.sign_in().await;
    (provider, window)
}

/// As far as the deed, which can be done then.
async fn review(window: &Window) -> String {
    window.go_to("Deploy").await;
    window.click("button", "Next").await;
    window.fill("Name", NAME).await;
    window.click("button", "Review now").await;
    window.sees("The same request").await;
    let deed = format!("Deploy {NAME}");
    window.until("the review is there", async |window| window.why_off("button", &deed).await.is_none()).await;
    deed
}

/// How many machines of the test's name the provider ever had.
fn bought(provider: &Provider) -> usize {
    provider.records().resources.iter().filter(|resource| resource.name == NAME).count()
}

#[tokio::test]
async fn a_deploy_whose_answer_is_lost_is_found_and_never_sent_again() {
    let (provider, mut window) = signed_in().await;
    let deed = review(&window).await;
    provider.sandbox().add_fault(Fault::once(Operation::DeployVm, FaultKind::LostAnswer));
    window.click("button", &deed).await;
    window.sees("the order is not sent again").await;
    assert_eq!(bought(&provider), 1, "the provider did it");

    // A crash on top of it: the job is on the disk and goes on where it stood.
    window.crash_and_restart().await;
    window.has("heading", "Overview").await;
    let open = format!("Deploy of {NAME}: outcome unknown");
    window.sees(&open).await;
    provider.sandbox().advance(BEHIND);
    window.go_to("Instances").await;
    window
        .until_within(Duration::from_secs(60), "the machine is listed", async |window| {
            window.has_now("button", NAME).await
        })
        .await;
    window.go_to("Overview").await;
    window
        .until_within(Duration::from_secs(60), "the deploy is settled", async |window| !window.shows(&open).await)
        .await;
    assert_eq!(provider.count(Operation::DeployVm), 1);
    assert_eq!(bought(&provider), 1);
    window.finish().await;
}

#[tokio::test]
async fn a_price_that_moved_since_the_review_is_said_before_anything_is_bought() {
    let (provider, window) = signed_in().await;
    let deed = review(&window).await;
    let (compute, storage) = ("2.5".parse().expect("a price"), "0.1".parse().expect("a price"));
    assert!(provider.sandbox().set_price(1, compute, storage));
    window.click("button", &deed).await;
    window.sees("The price has changed.").await;
    window.sees("$2.60").await;
    assert_eq!(provider.count(Operation::DeployVm), 0);
    window.click("button", &deed).await;
    window.sees("Order written down").await;
    window.until("the provider has it", async |_| provider.resource(NAME).is_some()).await;
    let billed = provider.resource(NAME).expect("the machine").rate_hourly;
    assert_eq!(billed, compute + storage);
    window.finish().await;
}

#[tokio::test]
async fn what_sold_out_since_the_review_is_not_bought_and_the_form_stays() {
    let (provider, window) = signed_in().await;
    let deed = review(&window).await;
    assert!(provider.sandbox().sell_out(1));
    window.click("button", &deed).await;
    window.until("it says so", async |window| window.text().await.to_lowercase().contains("sold out")).await;
    assert_eq!(bought(&provider), 0);
    window.click("button", "Access").await;
    assert_eq!(window.value("Name").await, NAME, "what was filled in is still there");
    window.finish().await;
}

#[tokio::test]
async fn a_refused_token_is_said_everywhere_until_a_new_one_is_given() {
    let (provider, window) = signed_in().await;
    window.go_to("Instances").await;
    window.sees("train-llama-8b").await;
    let refused = FaultKind::Status { status: 401, detail: None };
    provider.sandbox().add_fault(Fault { operation: None, times: None, kind: refused });
    window
        .until_within(Duration::from_secs(60), "it is said", async |window| {
            window.shows("The token was refused (401).").await
        })
        .await;
    window.sees("train-llama-8b").await;
    window.go_to("Overview").await;
    window.sees("The token was refused (401).").await;
    provider.sandbox().clear_faults();
    window.click("button", "Give a token").await;
    window.fill("API token", TOKEN).await;
    window.click("button", "Connect").await;
    window.sees_no_more("The token was refused (401).").await;
    window.sees("What runs").await;
    window.finish().await;
}

#[tokio::test]
async fn a_provider_that_cannot_be_reached_leaves_what_was_read_with_its_age() {
    let (mut provider, window) = signed_in().await;
    window.go_to("Instances").await;
    window.sees("train-llama-8b").await;
    provider.go_away();
    window
        .until_within(Duration::from_secs(60), "it is said", async |window| window.shows("What you see is").await)
        .await;
    window.sees("train-llama-8b").await;
    window.finish().await;
}
