//! What a person does with a window: look, click, type, press.

use std::ops::AsyncFn;
use std::time::{Duration, Instant};

use chrono::Utc;
use serde_json::{Value, json};

use super::page::{self, Found};
use super::window::Window;
use super::{LOOK_EVERY, PATIENCE};

impl Window {
    /// Waits until something holds.
    pub(crate) async fn until(&self, what: &str, holds: impl AsyncFn(&Self) -> bool) {
        self.until_within(PATIENCE, what, holds).await;
    }

    /// The same with a time limit of its own.
    pub(crate) async fn until_within(&self, limit: Duration, what: &str, holds: impl AsyncFn(&Self) -> bool) {
        let since = Instant::now();
        while !holds(self).await {
            self.note_screen(Utc::now()).await;
            if since.elapsed() > limit {
                self.fail(&format!("waited {limit:?} until {what}")).await;
            }
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }

    /// Waits until this text is seen.
    pub(crate) async fn sees(&self, text: &str) {
        self.sees_within(PATIENCE, text).await;
    }

    /// The same with a time limit of its own.
    pub(crate) async fn sees_within(&self, limit: Duration, text: &str) {
        self.until_within(limit, &format!("“{text}” is seen"), async |window| window.shows(text).await).await;
    }

    /// Waits until this text is no longer seen.
    pub(crate) async fn sees_no_more(&self, text: &str) {
        self.until(&format!("“{text}” is gone"), async |window| !window.shows(text).await).await;
    }

    /// Whether this text is seen now, however its lines are broken.
    pub(crate) async fn shows(&self, text: &str) -> bool {
        squeeze(&self.text().await).contains(&squeeze(text))
    }

    /// Waits until there is such a thing.
    pub(crate) async fn has(&self, role: &str, name: &str) -> Found {
        self.wait_for("find", &[json!(role), json!(name)], &format!("there is a {role} “{name}”")).await
    }

    /// Scrolls until such a thing stands in the middle.
    pub(crate) async fn bring(&self, role: &str, name: &str) {
        page::centre(self, &self.has(role, name).await).await;
    }

    /// Presses a button until what it opens is there: what is read meanwhile may push the button away under the press.
    pub(crate) async fn press_until(&self, button: &str, role: &str, name: &str) {
        let opened = async |window: &Self| {
            if !window.has_now(role, name).await && window.has_now("button", button).await {
                window.click("button", button).await;
            }
            window.has_now(role, name).await
        };
        self.until(&format!("{button} opens {name}"), opened).await;
    }

    /// Whether there is such a thing now.
    pub(crate) async fn has_now(&self, role: &str, name: &str) -> bool {
        page::find(self, "find", &[json!(role), json!(name)]).await.is_some()
    }

    /// Why such a thing cannot be used now; `None` where it can.
    pub(crate) async fn why_off(&self, role: &str, name: &str) -> Option<String> {
        self.has(role, name).await.off
    }

    /// The names of everything with a role, in the order of the page.
    pub(crate) async fn names(&self, role: &str) -> Vec<String> {
        let names = page::look(self, "names", &[json!(role)]).await;
        names.as_array().into_iter().flatten().filter_map(|name| name.as_str().map(str::to_owned)).collect()
    }

    /// Clicks what has this role and name, once it can be used.
    pub(crate) async fn click(&self, role: &str, name: &str) {
        self.click_way("find", &[json!(role), json!(name)], &format!("the {role} “{name}”")).await;
    }

    async fn click_way(&self, way: &str, arguments: &[Value], what: &str) {
        let since = Instant::now();
        loop {
            let found = page::find(self, way, arguments).await;
            let began = Utc::now();
            let why = match found {
                None => "it is not there".to_owned(),
                Some(Found { off: Some(why), .. }) => format!("it is off: {why}"),
                Some(found) => match found.target.click().await {
                    Ok(()) => return self.note_screen(began).await,
                    // A page that is just changing may have moved it away, and what only peeps out from below a bar is not
                    // scrolled to by the driver: look again, with it in the middle.
                    Err(error) => {
                        page::centre(self, &found).await;
                        error.to_string()
                    }
                },
            };
            if since.elapsed() > PATIENCE {
                self.fail(&format!("{what} could not be clicked: {why}")).await;
            }
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }

    /// Ticks a box, once more where the page moved under the click and something else had it.
    pub(crate) async fn tick(&self, name: &str) {
        for _ in 0..3 {
            self.settle().await;
            self.click("checkbox", name).await;
            self.settle().await;
            let ticked = self.has("checkbox", name).await.source.prop("checked").await;
            if matches!(ticked, Ok(Some(ticked)) if ticked == "true") {
                return;
            }
        }
        self.fail(&format!("the box “{name}” cannot be ticked")).await;
    }

    /// Replaces what stands in the field with this label.
    pub(crate) async fn fill(&self, label: &str, text: &str) {
        self.click_way("field", &[json!(label)], &format!("the field “{label}”")).await;
        self.press("Control+a").await;
        self.press("Delete").await;
        self.type_text(text).await;
    }

    /// What stands in the field with this label.
    pub(crate) async fn value(&self, label: &str) -> String {
        let field = self.field(label).await;
        match field.source.prop("value").await {
            Ok(value) => value.unwrap_or_default(),
            Err(error) => panic!("the field “{label}” does not answer: {error}"),
        }
    }

    /// Waits until there is a field with this label.
    pub(crate) async fn field(&self, label: &str) -> Found {
        self.wait_for("field", &[json!(label)], &format!("there is a field “{label}”")).await
    }

    /// Types into what has the focus.
    pub(crate) async fn type_text(&self, text: &str) {
        self.send(text).await;
    }

    /// Presses a key, with others held: `Tab`, `Control+a`, `Shift+ArrowDown`.
    pub(crate) async fn press(&self, keys: &str) {
        let pressed: String = keys.split('+').map(key).collect();
        self.send(&pressed).await;
    }

    async fn send(&self, keys: &str) {
        if keys.is_empty() {
            return;
        }
        let began = Utc::now();
        let sent = match self.client().active_element().await {
            Ok(focused) => focused.send_keys(keys).await,
            Err(error) => Err(error),
        };
        if let Err(error) = sent {
            // Not what was typed: it may be a secret.
            self.fail(&format!("the keys did not arrive: {error}")).await;
        }
        self.note_screen(began).await;
    }

    /// The accessible name of what has the focus.
    pub(crate) async fn focused(&self) -> String {
        let name = page::look(self, "focused", &[]).await;
        name.as_str().unwrap_or_default().to_owned()
    }

    async fn wait_for(&self, way: &str, arguments: &[Value], what: &str) -> Found {
        let since = Instant::now();
        loop {
            if let Some(found) = page::find(self, way, arguments).await {
                return found;
            }
            if since.elapsed() > PATIENCE {
                self.fail(&format!("waited {PATIENCE:?} until {what}")).await;
            }
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }
}

fn squeeze(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The character that stands for a key on the wire of a driver.
fn key(name: &str) -> char {
    match name {
        "Backspace" => '\u{e003}',
        "Tab" => '\u{e004}',
        "Enter" => '\u{e007}',
        "Shift" => '\u{e008}',
        "Control" => '\u{e009}',
        "Alt" => '\u{e00a}',
        "Escape" => '\u{e00c}',
        "Space" => ' ',
        "PageUp" => '\u{e00e}',
        "PageDown" => '\u{e00f}',
        "End" => '\u{e010}',
        "Home" => '\u{e011}',
        "ArrowLeft" => '\u{e012}',
        "ArrowUp" => '\u{e013}',
        "ArrowRight" => '\u{e014}',
        "ArrowDown" => '\u{e015}',
        "Delete" => '\u{e017}',
        _ => {
            let mut characters = name.chars();
            match (characters.next(), characters.next()) {
                (Some(one), None) => one,
                _ => panic!("no key is called {name}"),
            }
        }
    }
}
