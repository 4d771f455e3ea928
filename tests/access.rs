//! Every screen and dialog, in both themes, against axe-core: names, roles, order, contrast.
#![cfg(target_os = "linux")]

mod support;

use support::{Keychain, Session, Window};

const NAME: &str = "access-01";

/// What was found so far, by screen: one run tells all.
struct Findings<'a> {
    window: &'a Window,
    theme: &'static str,
    found: Vec<String>,
}

impl Findings<'_> {
    async fn look(&mut self, screen: &str) {
        // What fades in has its colours at the end.
        self.window.settle().await;
        let theme = self.theme;
        let found = self.window.axe().await.into_iter().map(|said| format!("{screen}, {theme}: {said}"));
        self.found.extend(found);
    }
}

#[tokio::test]
async fn every_screen_is_for_everyone_in_light() {
    check("Light").await;
}

#[tokio::test]
async fn every_screen_is_for_everyone_in_dark() {
    check("Dark").await;
}

async fn check(theme: &'static str) {
    let mut session = Session::start(Keychain::Absent);
    session.set("VOLTDECK_SANDBOX_SPEED", "30");
    if theme == "Dark" {
        // First start has no settings yet: there the desktop decides.
        session.set("GTK_THEME", "Adwaita:dark");
    }
    let window = Window::open(session).await;
    let mut findings = Findings { window: &window, theme, found: Vec::new() };
    window.has("button", "Explore with the sandbox").await;
    findings.look("First start").await;
    window.click("button", "Advanced").await;
    window.fill("Base URL", "http://elsewhere.example").await;
    findings.look("First start with a field that is wrong").await;
    window.explore().await;
    window.choose_theme(theme).await;
    findings.look("Settings").await;
    window.go_to("Overview").await;
    window.sees("What runs").await;
    findings.look("Overview").await;
    deploy(&window, &mut findings).await;
    machines(&window, &mut findings).await;
    let found = std::mem::take(&mut findings.found);
    assert!(found.is_empty(), "{} findings:\n{}", found.len(), found.join("\n"));
    window.finish().await;
}

async fn deploy(window: &Window, findings: &mut Findings<'_>) {
    window.go_to("Deploy").await;
    window.sees("In stock").await;
    findings.look("Deploy, hardware").await;
    window.click("button", "Next").await;
    window.fill("Name", "no/slash").await;
    window.click("button", "Add a key").await;
    window.press("Tab").await;
    findings.look("Deploy, access with fields that are wrong").await;
    window.click("button", "Remove key 1").await;
    window.fill("Name", NAME).await;
    window.click("button", "Next").await;
    window.click("button", "Add a file").await;
    window.click("button", "Add a command").await;
    findings.look("Deploy, software").await;
    window.click("button", "Remove file 1").await;
    window.click("button", "Remove command 1").await;
    window.click("button", "Next").await;
    window.click("radio", "Remind me").await;
    findings.look("Deploy, guardrails").await;
    window.click("button", "Review now").await;
    window.sees("The same request").await;
    let deed = format!("Deploy {NAME}");
    window.until("the review is there", async |window| window.why_off("button", &deed).await.is_none()).await;
    findings.look("Deploy, review").await;
    window.click("button", &deed).await;
    window.sees("Order written down").await;
    findings.look("A deploy under way").await;
    window.sees_in_time("Answers by SSH, done").await;
    findings.look("A deploy that is done").await;
}

async fn machines(window: &Window, findings: &mut Findings<'_>) {
    window.go_to("Instances").await;
    window.sees(NAME).await;
    findings.look("Instances").await;
    window.click("button", NAME).await;
    window.has("heading", NAME).await;
    window.click("button", "All fields").await;
    findings.look("A machine").await;
    window.click("button", "Stop").await;
    window.sees("goes on being billed in full").await;
    findings.look("Before a stop").await;
    window.press("Escape").await;
    window.sees_no_more("goes on being billed in full").await;
    window.click("button", "Terminate").await;
    window.sees("What is lost").await;
    findings.look("Before a termination").await;
    window.press("Escape").await;
    window.sees_no_more("What is lost").await;
    window.click("button", "Profile").await;
    window.sees("Connect an account").await;
    findings.look("Profiles").await;
    window.press("Escape").await;
}
