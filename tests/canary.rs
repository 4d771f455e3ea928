//! Secrets that can be recognised, sent along the whole way: none is in a log, in a file, or in what the page is told.
#![cfg(target_os = "linux")]

mod support;

use support::{Keychain, Provider, ProviderSetup, Session, TOKEN, Window, holding};
use voltdeck_sandbox::{Fault, FaultKind, Operation};

const PASSWORD: &str = "canary-Passw0rd-7fQ2";
const CONTENT: &str = "canary-content-of-a-file-3xZ8";
const COMMAND: &str = "echo canary-command-5kJ1";
const NAME: &str = "canary-01";

/// In the order in which a leak is told by its place.
const SECRETS: [&str; 4] = [TOKEN, PASSWORD, CONTENT, COMMAND];

#[test]
fn a_secret_is_found_however_it_is_written() {
    let secret = "a \"secret\" of some length";
    let held = |bytes: &[u8]| holding(bytes, &["something else", secret]) == [1];
    assert!(held(format!("before {secret} after").as_bytes()));
    assert!(held(serde_json::to_string(secret).expect("a text").as_bytes()));
    assert!(held(&secret.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>()));
    // As base64 writes it behind none, one and two other bytes.
    for encoded in [
        "YSAic2VjcmV0IiBvZiBzb21lIGxlbmd0aA==",
        "eGEgInNlY3JldCIgb2Ygc29tZSBsZW5ndGg=",
        "eHhhICJzZWNyZXQiIG9mIHNvbWUgbGVuZ3Ro",
    ] {
        assert!(held(encoded.as_bytes()), "{encoded}");
    }
    assert!(!held(b"a secret of some length"));
}

#[tokio::test]
async fn no_secret_is_written_or_told_on_the_way_of_a_deploy() {
    let provider = Provider::start(ProviderSetup::default()).await;
    let mut session = Session::start(Keychain::Real);
    provider.serve_to(&mut session);
    // The most that anybody can make it say.
    session.set("VOLTDECK_LOG", "trace");
    let mut window = Window::open(session).await;
    window.listen().await;
    window.sign_in().await;

    fill_in_a_deploy(&window).await;
    assert_untold(&window).await;
    assert_unwritten(&window);

    // Refused first: what is said of a failure repeats nothing either.
    let refused = FaultKind::Status { status: 400, detail: Some("This order is refused".into()) };
    provider.sandbox().add_fault(Fault::once(Operation::DeployVm, refused));
    window.click("button", &format!("Deploy {NAME}")).await;
    window.sees("This order is refused").await;
    assert_untold(&window).await;
    assert_unwritten(&window);

    // What was filled in is still there, so that it is sent as it was.
    window.click("button", &format!("Deploy {NAME}")).await;
    window.until("the provider has it", async |_| provider.resource(NAME).is_some()).await;
    let access = provider.resource(NAME).expect("the machine").access;
    assert!(access.password && access.cloud_init, "the secrets were sent: {access:?}");
    window.sees("Accepted by the provider").await;
    assert_untold(&window).await;
    assert_unwritten(&window);

    // A crash leaves what a quit would have tidied up, and a start reads it again.
    window.crash_and_restart().await;
    window.listen().await;
    window.go_to("Instances").await;
    window.sees("train-llama-8b").await;
    assert_untold(&window).await;
    assert_unwritten(&window);

    window.go_to("Settings").await;
    window.ask_to_sign_out().await;
    window.sees("Its token is removed").await;
    window.click("button", "Sign out").await;
    window.has("button", "Explore with the sandbox").await;
    assert_unwritten(&window);
    window.finish().await;
}

/// As far as the review.
async fn fill_in_a_deploy(window: &Window) {
    window.go_to("Deploy").await;
    window.click("button", "Next").await;
    window.fill("Name", NAME).await;
    window.fill("Password", PASSWORD).await;
    window.click("radio", "Chosen keys").await;
    window.tick("ana laptop").await;
    window.click("button", "Next").await;
    window.write_software(CONTENT, COMMAND).await;
    window.click("button", "Review now").await;
    window.sees("Check before it is sent").await;
    let deed = format!("Deploy {NAME}");
    window.until("the review is there", async |window| window.why_off("button", &deed).await.is_none()).await;
}

/// The page asked with the secrets; no answer and no event brings one back.
async fn assert_untold(window: &Window) {
    // What was told before the test listened is told again with the next reading.
    window
        .until("the test hears what the page is told", async |window| {
            window.heard().await.iter().any(|text| text.contains("instances"))
        })
        .await;
    for text in window.heard().await {
        assert_eq!(
            holding(text.as_bytes(), &SECRETS),
            Vec::<usize>::new(),
            "a secret (by its place) was told to the page"
        );
    }
    let text = window.text().await;
    assert_eq!(holding(text.as_bytes(), &SECRETS), Vec::<usize>::new(), "a secret (by its place) is on the screen");
}

/// No file of the whole desktop holds a secret, but the keychain's own.
fn assert_unwritten(window: &Window) {
    let log = window.log();
    assert!(!log.is_empty(), "there is a log to look into");
    assert_eq!(window.session().leaks(&SECRETS), [], "secrets, by their place, in files");
}
