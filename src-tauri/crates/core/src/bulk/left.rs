//! What a bulk act that ended early left undone: it is kept while the act goes on, and told by name.

use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::{BULK, Run, label};
use voltdeck_base::App;
use voltdeck_base::account::Account;
use voltdeck_base::activity::{self, News};
use voltdeck_base::claim;
use voltdeck_contract::{ActivityKind, Actor, Answer, BulkState};

/// How often it is looked whether an app that was killed left one.
const LOOK: Duration = Duration::from_secs(10);
/// So many machines that were left are named.
const NAMED: usize = 20;

/// What is left of a bulk act, as it is kept while it goes on.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Rest {
    label: String,
    /// The machine that is being done.
    doing: Option<String>,
    waiting: Vec<String>,
}

impl Rest {
    pub(super) fn of(run: &Run) -> Self {
        let named = |state| run.items.iter().filter(move |item| item.state == state).map(|item| item.name.clone());
        Self {
            label: label(run.act.kind).to_owned(),
            doing: named(BulkState::Doing).next(),
            waiting: named(BulkState::Waiting).collect(),
        }
    }

    pub(super) fn text(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// The line of a bulk act that ended early; false where nothing was left.
    pub(super) fn tell(
        &self,
        connection: &rusqlite::Connection,
        app: &App,
        account: &Account,
        killed: Option<&str>,
    ) -> rusqlite::Result<bool> {
        let deed = match self.waiting.len() {
            0 if killed.is_none() || self.doing.is_none() => return Ok(false),
            0 => "ended early: no machine was left".to_owned(),
            1 => "ended early: 1 machine was left as it was".to_owned(),
            left => format!("ended early: {left} machines were left as they were"),
        };
        let mut meaning = Vec::new();
        if let Some((doing, said)) = self.doing.as_ref().zip(killed) {
            meaning.push(format!("{said} {doing}."));
        }
        if !self.waiting.is_empty() {
            let named: Vec<&str> = self.waiting.iter().take(NAMED).map(String::as_str).collect();
            let more = self.waiting.len() - named.len();
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            meaning.push(format!("Left: {}{more}.", named.join(", ")));
        }
        let subject = format!("{} of many", self.label);
        let line = News {
            kind: ActivityKind::Act,
            actor: Actor::You,
            subject: &subject,
            deed: &deed,
            meaning: &meaning.join(" "),
            ..News::default()
        };
        activity::tell_in(connection, account.profile_id(), app.host.now(), &line)
    }
}

/// Looks for a bulk act that an app left that was killed, and says what it left undone. It does not go on by itself.
pub async fn watch(app: Arc<App>, account: Arc<Account>) {
    loop {
        if let Err(error) = say_left(&app, &account) {
            tracing::warn!(code = ?error.code, "a bulk act of an earlier run could not be told");
        }
        tokio::time::sleep(LOOK).await;
    }
}

fn say_left(app: &App, account: &Account) -> Answer<()> {
    for left in claim::abandoned(app, account.profile_id(), BULK)? {
        let rest: Option<Rest> = serde_json::from_str(&left.rest).ok();
        let told = app.store.transact(|connection| {
            if !left.let_go(connection, account.profile_id())? {
                return Ok(false);
            }
            match &rest {
                Some(rest) => rest.tell(connection, app, account, Some(KILLED)),
                None => Ok(false),
            }
        })?;
        if told {
            activity::told_now(app);
        }
    }
    Ok(())
}

/// Said of the machine that was being done.
const KILLED: &str = "Voltdeck ended in the middle. Whether that was done shows in the list:";
