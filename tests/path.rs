//! From first start to a terminated machine, by mouse and by keys; the provider's own records say whether it was so.
#![cfg(target_os = "linux")]

mod support;

use std::io::Read;
use std::net::TcpStream;
use std::time::Duration;

use chrono::Utc;
use support::{Keychain, Provider, ProviderSetup, Session, Window};
use voltdeck_sandbox::Operation;

const NAME: &str = "path-01";
/// How far the provider's clock is behind at first: turned on by as much, it lists what was just deployed, and stands
/// where the window's clock does.
const BEHIND: Duration = Duration::from_secs(45);

async fn provider() -> Provider {
    Provider::start(ProviderSetup { now: Utc::now() - BEHIND, ..ProviderSetup::default() }).await
}

async fn signed_in(provider: &Provider) -> Window {
    let mut session = Session::start(Keychain::Real);
    provider.serve_to(&mut session);
    let window = Window::open(session).await;
    window.sign_in().await;
    window
}

#[tokio::test]
async fn a_machine_is_deployed_reached_stopped_and_terminated_by_clicks() {
    let provider = provider().await;
    let window = signed_in(&provider).await;
    let before = provider.records();

    window.go_to("Deploy").await;
    window.click("button", "Next").await;
    window.fill("Name", NAME).await;
    window.click("button", "Review now").await;
    window.sees("Check before it is sent").await;
    let price = figure(&window, "Per hour").await;
    assert_eq!(provider.count(Operation::DeployVm), 0, "nothing is bought before the deed");
    window.click("button", &format!("Deploy {NAME}")).await;
    window.until("the provider has it", async |_| provider.resource(NAME).is_some()).await;
    provider.sandbox().advance(BEHIND);
    window.sees_in_time(&format!("{NAME} runs")).await;
    window.sees("Answers by SSH, done").await;

    assert_eq!(provider.count(Operation::DeployVm), 1, "one order, one request");
    let bought = provider.resource(NAME).expect("the machine");
    assert_eq!(
        bought.rate_hourly.normalize().to_string(),
        price,
        "the price that was shown is the price that is billed"
    );
    assert_eq!(bought.status, "Running");
    assert_eq!(provider.acts(NAME), ["deploy"]);
    assert_eq!(provider.records().rate_hourly, before.rate_hourly + bought.rate_hourly);

    window.click("button", "Copy the SSH command").await;
    window.go_to("Instances").await;
    let command = pasted(&window, "Search instances").await;
    assert!(ssh_answers(&command), "{command} leads to a machine that answers");
    window.fill("Search instances", NAME).await;
    window.click("button", NAME).await;
    window.has("heading", NAME).await;

    window.click("button", "Stop").await;
    window.sees("goes on being billed in full").await;
    window.click("button", &format!("Stop {NAME}")).await;
    window.until("the provider stopped it", async |_| provider.acts(NAME) == ["deploy", "stopped"]).await;
    window
        .until("the window says so", async |window| window.names("row").await.iter().any(|row| row.contains("Stopped")))
        .await;
    let stopped = provider.resource(NAME).expect("the machine");
    assert_eq!(stopped.rate_hourly, bought.rate_hourly, "a stopped machine costs what it did");

    window.click("button", "Terminate").await;
    window.sees("Cannot be undone").await;
    assert!(window.why_off("button", &format!("Terminate {NAME}")).await.is_some(), "its name must be typed first");
    window.fill(&format!("Type {NAME} to confirm"), NAME).await;
    window.click("button", &format!("Terminate {NAME}")).await;
    window
        .until("the provider terminated it", async |_| provider.acts(NAME) == ["deploy", "stopped", "terminate"])
        .await;
    window
        .until_within(Duration::from_secs(75), "the list has it no more", async |window| {
            !window.names("row").await.iter().any(|row| row.contains(NAME))
        })
        .await;

    let gone = provider.resource(NAME).expect("its record");
    assert!(gone.terminated.is_some());
    assert!(gone.rate_hourly.is_zero());
    assert!(!gone.charged.is_zero(), "it ran, so it was billed");
    let lines = provider.ledger().into_iter().filter(|line| line.resource == Some(gone.id)).map(|line| -line.amount);
    assert_eq!(lines.reduce(|sum, amount| sum + amount), Some(gone.charged), "the ledger has what was charged");
    assert_eq!(provider.records().rate_hourly, before.rate_hourly, "what was there before goes on as before");
    assert_eq!(provider.count(Operation::DeployVm), 1);
    window.finish().await;
}

#[tokio::test]
async fn the_same_way_can_be_gone_with_no_mouse() {
    let provider = provider().await;
    let mut session = Session::start(Keychain::Real);
    provider.serve_to(&mut session);
    let window = Window::open(session).await;
    window.has("button", "Connect").await;
    // The field of the token has the focus from the start.
    window.until("the token can be typed", async |window| window.focused().await == "API token").await;
    window.type_text(support::TOKEN).await;
    window.press("Enter").await;
    window.has("heading", "Overview").await;

    window.press("Control+2").await;
    window.has("radiogroup", "Hardware").await;
    window.tab_to("Next").await;
    window.press("Enter").await;
    window.field("Name").await;
    window.tab_to("Name").await;
    window.press("Control+a").await;
    window.type_text(NAME).await;
    window.until("the name is checked", async |window| window.why_off("button", "Review now").await.is_none()).await;
    window.tab_to("Review now").await;
    window.press("Enter").await;
    window.sees("Check before it is sent").await;
    let deed = format!("Deploy {NAME}");
    window.until("the review is there", async |window| window.why_off("button", &deed).await.is_none()).await;
    assert_eq!(provider.count(Operation::DeployVm), 0);
    window.tab_to(&deed).await;
    window.press("Enter").await;
    window.until("the provider has it", async |_| provider.resource(NAME).is_some()).await;
    provider.sandbox().advance(BEHIND);
    window.sees_in_time(&format!("{NAME} runs")).await;

    window.press("Control+3").await;
    window.has("button", NAME).await;
    window.press("/").await;
    window.type_text(NAME).await;
    window.until("one machine is listed", async |window| window.names("row").await.len() == 2).await;
    window.tab_to(NAME).await;
    window.press("Enter").await;
    window.has("button", "Terminate").await;
    window.tab_to("Copy the SSH command").await;
    window.press("Enter").await;
    let command = pasted(&window, "Search instances").await;
    assert!(ssh_answers(&command), "{command} leads to a machine that answers");
    window.fill("Search instances", NAME).await;
    window.tab_to("Stop").await;
    window.press("Enter").await;
    let stop = format!("Stop {NAME}");
    window.has("button", &stop).await;
    window.tab_to(&stop).await;
    window.press("Enter").await;
    window.until("the provider stopped it", async |_| provider.acts(NAME) == ["deploy", "stopped"]).await;
    window.tab_to("Terminate").await;
    window.press("Enter").await;
    window.sees("Cannot be undone").await;
    window.until("the name can be typed", async |window| window.focused().await.starts_with("Type")).await;
    window.type_text(NAME).await;
    window.tab_to(&format!("Terminate {NAME}")).await;
    window.press("Enter").await;
    window
        .until("the provider terminated it", async |_| provider.acts(NAME) == ["deploy", "stopped", "terminate"])
        .await;
    assert_eq!(provider.count(Operation::DeployVm), 1);
    window.finish().await;
}

/// The figure beside a label of the summary, as the provider would write it: no sign, no unit, no last zeros.
async fn figure(window: &Window, label: &str) -> String {
    let text = window.text().await;
    let lines: Vec<&str> = text.split('\n').map(str::trim).filter(|line| !line.is_empty()).collect();
    let found = lines.iter().enumerate().find_map(|(at, line)| {
        let after = line.strip_prefix(label)?.trim();
        let figure = if after.is_empty() { *lines.get(at + 1)? } else { after };
        figure.strip_prefix('$')?.strip_suffix("/h")
    });
    let Some(figure) = found else { window.fail(&format!("there is no figure beside “{label}”")).await };
    if figure.contains('.') { figure.trim_end_matches('0').trim_end_matches('.').to_owned() } else { figure.to_owned() }
}

/// What the clipboard holds, read as a person would see it: by pasting it.
async fn pasted(window: &Window, field: &str) -> String {
    window.fill(field, "").await;
    window.press("Control+v").await;
    window.until("something is pasted", async |window| !window.value(field).await.is_empty()).await;
    window.value(field).await
}

/// Whether a machine says that it speaks SSH where this command leads.
fn ssh_answers(command: &str) -> bool {
    let words: Vec<&str> = command.split_whitespace().collect();
    let port =
        words.iter().position(|word| *word == "-p").and_then(|at| words.get(at + 1)).and_then(|port| port.parse().ok());
    let host = words.iter().find_map(|word| word.split_once('@')).map(|(_, host)| host);
    let (Some(host), Some("ssh")) = (host, words.first().copied()) else { return false };
    let Ok(mut stream) = TcpStream::connect((host, port.unwrap_or(22))) else { return false };
    let mut banner = [0; 4];
    stream.set_read_timeout(Some(Duration::from_secs(5))).is_ok()
        && stream.read_exact(&mut banner).is_ok()
        && &banner == b"SSH-"
}
