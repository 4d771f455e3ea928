//! What is said of a store that was damaged: what was lost, what is older than it was, and where the damaged file is.

use std::path::PathBuf;

use chrono::{DateTime, Utc};

use super::rows::Key;

/// What is said of names one by one; the rest is counted.
const NAMED: usize = 8;

/// What became of one table.
#[derive(Debug)]
pub(super) struct Part {
    pub(super) table: String,
    /// Rows that were lost; `None` where nobody can know.
    pub(super) lost: Option<usize>,
    /// Those of them that can be named.
    pub(super) lost_keys: Vec<Key>,
    /// Rows that were taken from a backup.
    pub(super) from_backup: Vec<Key>,
}

/// What became of all.
#[derive(Debug, Default)]
pub(super) struct Report {
    pub(super) aside: Option<PathBuf>,
    /// The end of the log was lost, so that what was written last may be missing anywhere.
    pub(super) log: bool,
    /// The whole file was gone.
    pub(super) gone: bool,
    pub(super) backup_at: Option<DateTime<Utc>>,
    pub(super) parts: Vec<Part>,
    /// Accounts that came back from the file beside the store.
    pub(super) accounts: Vec<String>,
}

impl Report {
    /// The whole of it, for the window and the record. `name` says what the thing of a row is called.
    pub(super) fn words(&self, name: impl Fn(&str, &Key) -> String) -> String {
        let mut said = vec![self.opening()];
        if self.log {
            said.push("What was written last, just before Voltdeck ended, may be missing.".into());
        }
        let listed = |table: &str, keys: &[Key]| {
            let mut names: Vec<String> = keys.iter().take(NAMED).map(|key| name(table, key)).collect();
            if keys.len() > NAMED {
                names.push(format!("and {} more", keys.len() - NAMED));
            }
            names.retain(|name| !name.is_empty());
            if names.is_empty() { String::new() } else { format!(" ({})", names.join(", ")) }
        };
        let lost: Vec<String> = self
            .parts
            .iter()
            .filter_map(|part| {
                let names = listed(&part.table, &part.lost_keys);
                match part.lost {
                    Some(0) => None,
                    Some(count) => Some(format!("{count} {}{names}", thing(&part.table, count))),
                    None => Some(format!("{}, nobody knows how many{names}", thing(&part.table, 2))),
                }
            })
            .collect();
        if lost.is_empty() && !self.log {
            said.push("Nothing was lost.".into());
        } else if !lost.is_empty() {
            said.push(format!("Lost: {}.", lost.join("; ")));
        }
        if !self.accounts.is_empty() {
            said.push(format!("Accounts that came back with their tokens: {}.", self.accounts.join(", ")));
        }
        let older: Vec<String> = self
            .parts
            .iter()
            .filter(|part| !part.from_backup.is_empty())
            .map(|part| {
                let count = part.from_backup.len();
                format!("{count} {}{}", thing(&part.table, count), listed(&part.table, &part.from_backup))
            })
            .collect();
        if let (Some(at), false) = (self.backup_at, older.is_empty()) {
            let at = at.format("%-d %b %Y %H:%M UTC");
            said.push(format!("Taken from the backup, so as of {at} and perhaps changed since: {}.", older.join("; ")));
        }
        if self.parts.iter().any(|part| part.table == "lease" && !part.from_backup.is_empty()) {
            said.push("Leases from the backup only remind: set each anew if it is to end its machine.".into());
        }
        if self.parts.iter().any(|part| part.table == "profile" && !part.from_backup.is_empty()) {
            said.push("Accounts from the backup are read-only until you allow changes.".into());
        }
        if let Some(aside) = &self.aside {
            said.push(format!("The damaged file is kept as {}.", aside.display()));
        }
        said.push(
            "Machines and billing at the provider are not affected. See that leases and deploys are as they should be."
                .into(),
        );
        said.join(" ")
    }

    fn opening(&self) -> String {
        if self.gone {
            "The store of Voltdeck was gone. It was put together again from what lies beside it.".into()
        } else {
            "The store of Voltdeck was damaged. What could be read is in a new one.".into()
        }
    }

    /// One line, for the record.
    pub(super) fn deed(&self) -> &'static str {
        if self.gone { "was gone and put together again" } else { "was damaged and mended" }
    }
}

/// What the rows of a table are.
fn thing(table: &str, count: usize) -> String {
    let (one, many) = match table {
        "lease" => ("lease", "leases"),
        "jobs" => ("deploy", "deploys"),
        "profile" => ("account", "accounts"),
        "standing_order" => ("standing order", "standing orders"),
        "budget" => ("budget", "budgets"),
        "setting" => ("setting", "settings"),
        "activity" => ("line of activity", "lines of activity"),
        "machine" => ("machine of the history", "machines of the history"),
        "volume" => ("volume of the history", "volumes of the history"),
        "stock_watch" => ("stock watch", "stock watches"),
        "cost_rule" => ("cost rule", "cost rules"),
        "bill_name" => ("name of a bill", "names of bills"),
        "bill_closing" => ("closed month", "closed months"),
        "cloud_init_template" => ("template", "templates"),
        "bill_month" => ("month of the ledger, which is read again", "months of the ledger, which are read again"),
        other => return format!("{} of {other}", if count == 1 { "row" } else { "rows" }),
    };
    if count == 1 { one.into() } else { many.into() }
}
