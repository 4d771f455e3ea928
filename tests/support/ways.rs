//! The ways that many tests go.

use std::time::Duration;

use serde_json::json;

use super::provider::TOKEN;
use super::window::Window;

impl Window {
    /// From first start into the sandbox.
    pub(crate) async fn explore(&self) {
        self.click("button", "Explore with the sandbox").await;
        self.has("heading", "Overview").await;
        self.sees("SANDBOX").await;
    }

    /// From first start into an account of the provider that the session was given.
    pub(crate) async fn sign_in(&self) {
        self.fill("API token", TOKEN).await;
        self.click("button", "Connect").await;
        self.has("heading", "Overview").await;
    }

    /// To a room by the sidebar.
    pub(crate) async fn go_to(&self, room: &str) {
        self.click("link", room).await;
        self.has("heading", room).await;
    }

    /// In a wizard, software with everything that the provider takes: a package, a file with all its fields, a command.
    pub(crate) async fn write_software(&self, content: &str, command: &str) {
        self.fill("Packages", "htop").await;
        self.press("Enter").await;
        self.click("button", "Add a file").await;
        for (field, text) in [
            ("Path", "/etc/motd"),
            ("Content", content),
            ("Encoding", "text/plain"),
            ("Owner", "ubuntu:ubuntu"),
            ("Permissions", "0640"),
        ] {
            self.fill(&format!("{field} of file 1"), text).await;
        }
        self.click("button", "Add a command").await;
        self.fill("Command 1", command).await;
        self.sees("Accepted by the provider").await;
    }

    /// In Settings, as far as the question whether to sign out of the only account.
    pub(crate) async fn ask_to_sign_out(&self) {
        self.click("button", "More of Voltage Park").await;
        self.click("menuitem", "Sign out…").await;
    }

    /// Has the list of machines read again until it shows this text.
    pub(crate) async fn sees_in_time(&self, text: &str) {
        // A machine is listed up to 40 seconds after its deploy, and looked for every five.
        self.sees_within(Duration::from_secs(60), text).await;
    }

    /// The way of the Tab key from what has the focus to the control of this name.
    pub(crate) async fn tab_to(&self, name: &str) {
        for _ in 0..MOST_TABS {
            if self.focused().await == name {
                return;
            }
            self.press("Tab").await;
        }
        self.fail(&format!("Tab does not reach “{name}” in {MOST_TABS} steps; it is at “{}”", self.focused().await))
            .await;
    }

    /// Chooses the theme in Settings: `As the system`, `Light`, `Dark`.
    pub(crate) async fn choose_theme(&self, theme: &str) {
        self.go_to("Settings").await;
        self.click("radio", theme).await;
        let wanted = match theme {
            "Light" => json!("light"),
            "Dark" => json!("dark"),
            _ => json!(null),
        };
        self.until(&format!("the theme is {theme}"), async |window| {
            window.script("return document.documentElement.dataset.theme ?? null").await == wanted
        })
        .await;
    }
}

/// More than any screen should ask of a person.
const MOST_TABS: usize = 60;
