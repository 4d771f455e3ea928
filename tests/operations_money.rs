//! What can be had and what was paid: presets, places and host nodes one by one, and transactions in every narrowing.
#![cfg(target_os = "linux")]

mod support;

use support::{Keychain, Provider, ProviderSetup, Session, Window};
use voltdeck_sandbox::{Operation, RequestLine};

async fn signed_in() -> (Provider, Window) {
    let provider = Provider::start(ProviderSetup { instances: 40, ..ProviderSetup::default() }).await;
    let mut session = Session::start(Keychain::Real);
    provider.serve_to(&mut session);
    let window = Window::open(session).await;
    window.sign_in().await;
    (provider, window)
}

/// The newest request of an operation.
fn newest(provider: &Provider, operation: Operation) -> Option<RequestLine> {
    provider.log().into_iter().rev().find(|line| line.operation == Some(operation))
}

#[tokio::test]
async fn presets_places_and_host_nodes_are_read_one_by_one() {
    let (provider, window) = signed_in().await;
    window.go_to("Deploy").await;
    window.click("link", "Availability").await;
    window.sees("presets, price of the whole VM").await;
    window.click("checkbox", "In stock only").await;
    window
        .until("only what is in stock is asked for", async |_| {
            newest(&provider, Operation::ListPresets)
                .is_some_and(|line| line.parameters.get("available").is_some_and(|value| *value == ["true"]))
        })
        .await;

    window.click("button", "1 × H100").await;
    window.sees("In stock in").await;
    assert_eq!(provider.count(Operation::GetPreset), 1);
    window.click("button", "Dallas").await;
    window.until("the place is read", async |_| provider.count(Operation::GetLocation) == 1).await;
    window.click("button", "Host node").await;
    window.until("the host node is read", async |_| provider.count(Operation::GetHostnode) == 1).await;
    window.sees("Prices per hour").await;
    window.finish().await;
}

#[tokio::test]
async fn transactions_are_narrowed_by_kind_and_day_and_read_page_by_page() {
    let (provider, window) = signed_in().await;
    window.go_to("Billing").await;
    window.sees("Charges per day").await;
    window.click("button", "Month before").await;
    window.until("another month is read", async |_| months(&provider) >= 2).await;

    window.click("radio", "Lines").await;
    window.click("button", "Next").await;
    window.until("the second page is read", async |_| asked(&provider, "offset", "50")).await;
    window.sees("51 to 100").await;

    window.click("button", "VMs").await;
    window.until("VMs alone are read", async |_| asked(&provider, "types", "virtual_machine")).await;
    let today = chrono::Utc::now().date_naive();
    let (earliest, latest) = (today - chrono::TimeDelta::days(60), today - chrono::TimeDelta::days(1));
    window.fill("First day", &earliest.to_string()).await;
    window.press("Enter").await;
    window.until("the first day counts", async |_| asked(&provider, "earliest", &earliest.to_string())).await;
    window.fill("Last day", &latest.to_string()).await;
    window.press("Enter").await;
    window.until("the last day counts", async |_| asked(&provider, "latest", &latest.to_string())).await;
    window.finish().await;
}

/// Whether the newest reading of transactions had this parameter.
fn asked(provider: &Provider, parameter: &str, value: &str) -> bool {
    let newest = newest(provider, Operation::ListTransactions);
    newest
        .is_some_and(|line| line.parameters.get(parameter).is_some_and(|values| values.iter().any(|one| one == value)))
}

/// How many months' reports were read.
fn months(provider: &Provider) -> usize {
    let log = provider.log();
    let reports = log.iter().filter(|line| line.operation == Some(Operation::MonthlyReport));
    reports.map(|line| &line.path).collect::<std::collections::BTreeSet<_>>().len()
}
