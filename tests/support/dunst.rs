//! What dunst shows, and what it has in its own record.

use std::process::Stdio;

use serde_json::Value;

use super::session::Session;

/// A notice as dunst has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Shown {
    /// Who sent it.
    pub(crate) by: String,
    /// Its first line.
    pub(crate) title: String,
    /// What stands below it.
    pub(crate) body: String,
}

impl Session {
    /// How many notices are on the screen now.
    pub(crate) fn notices_on_screen(&self) -> usize {
        self.dunstctl(&["count", "displayed"]).trim().parse().expect("a number")
    }

    /// All notices that came so far, oldest first. What is on the screen is put into the record for that.
    pub(crate) fn notices(&self) -> Vec<Shown> {
        self.dunstctl(&["close-all"]);
        let record: Value = serde_json::from_str(&self.dunstctl(&["history"])).expect("dunst's record");
        let text = |notice: &Value, field: &str| notice[field]["data"].as_str().unwrap_or_default().to_owned();
        let mut all: Vec<Shown> = record["data"][0]
            .as_array()
            .into_iter()
            .flatten()
            .map(|notice| Shown {
                by: text(notice, "appname"),
                title: text(notice, "summary"),
                body: text(notice, "body"),
            })
            .collect();
        all.reverse();
        all
    }

    /// Clicks the newest notice on the screen.
    pub(crate) fn click_notice(&self) {
        self.dunstctl(&["action"]);
    }

    fn dunstctl(&self, args: &[&str]) -> String {
        let said = self.command("dunstctl").args(args).stderr(Stdio::inherit()).output().expect("dunstctl");
        assert!(said.status.success(), "dunstctl {args:?} failed");
        String::from_utf8_lossy(&said.stdout).into_owned()
    }
}
