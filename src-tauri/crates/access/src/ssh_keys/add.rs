//! Adding a key to the organization: checked before it is sent, and settled by its fingerprint where an answer is lost.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use futures::TryFutureExt as _;
use voltagepark::types::{NewSshKey, SshKey};

use super::{names, organization, reading};
use crate::ssh_keys::KeyMemory;
use voltdeck_base::App;
use voltdeck_base::account::Account;
use voltdeck_base::activity::{Act, Verb};
use voltdeck_base::write::{self, Settle, Verdict, Write};
use voltdeck_contract::{
    Answer, CommandError, ErrorCode, Event, FieldIssue, KeyCheck, KeyChoice, Mark, Place, Severity, SshKeyCheck,
    SshKeyDraft, SshKeyView,
};

const DONE: &str = "SSH key added";
const TAKEN: &str = "The organization's keys have unique names, and this one is taken.";

/// What can be said of a key beside those that are known.
pub(super) fn check(known: &[SshKeyView], draft: &SshKeyDraft) -> SshKeyCheck {
    let reading = reading::read(&draft.text);
    let beside = |check: KeyCheck| KeyCheck {
        already_known_as: same(known, check.fingerprint.as_deref()).map(|key| key.name.clone()),
        ..check
    };
    let mut key = beside(reading.check);
    let mut choices = reading::read_each(&draft.text);
    if choices.len() > 1 {
        key.problem = Some(format!("There are {} keys in it. Choose the one to add.", choices.len()));
    } else {
        choices.clear();
    }
    let choices = choices.into_iter().map(|one| KeyChoice { text: one.line, key: beside(one.check) }).collect();
    let mut issues = Vec::new();
    let mut say = |field: &str, severity, message: String| {
        issues.push(FieldIssue { field: field.into(), severity, message });
    };
    if let Some(problem) = &key.problem {
        say("text", Severity::Error, problem.clone());
    } else if let Some(name) = &key.already_known_as {
        say(
            "text",
            Severity::Warning,
            format!("The organization has this key as \"{name}\". Adding it again gives nobody more."),
        );
    }
    if let Some(caution) = &key.caution {
        say("text", Severity::Warning, caution.clone());
    }
    if let Some(problem) = name_issue(known, &draft.name) {
        say("name", Severity::Error, problem);
    }
    let suggested_name =
        key.named_after().map(|after| names::suggested(after, &known.iter().map(|key| key.name.as_str())));
    let ready = reading.line.is_some() && !issues.iter().any(|issue| issue.severity == Severity::Error);
    SshKeyCheck { key, choices, suggested_name, issues, ready, forget: reading::is_private(&draft.text) }
}

/// What is wrong with a name beside those that are known.
pub(super) fn name_issue(known: &[SshKeyView], name: &str) -> Option<String> {
    let name = name.trim();
    if let Some(problem) = names::name_problem(name) {
        return Some(problem.to_owned());
    }
    known.iter().any(|key| key.name == name).then(|| TAKEN.to_owned())
}

fn same<'a>(known: &'a [SshKeyView], fingerprint: Option<&str>) -> Option<&'a SshKeyView> {
    known.iter().find(|key| key.fingerprint.is_some() && key.fingerprint.as_deref() == fingerprint)
}

/// Adds a key.
pub(super) async fn add(app: &Arc<App>, account: &Arc<Account>, draft: &SshKeyDraft) -> Answer<SshKeyView> {
    let at = |field: &str, message: String| CommandError::new(ErrorCode::Invalid, message).at(field);
    let reading = reading::read(&draft.text);
    if let Some(problem) = reading.check.problem {
        return Err(at("text", problem));
    }
    let Some(line) = reading.line else {
        return Err(at("text", "Paste the public key that is to be added.".into()));
    };
    let known = match account.part::<KeyMemory>().keys() {
        Some(known) => known,
        None => organization::list(app, account).await?.keys,
    };
    if let Some(problem) = name_issue(&known, &draft.name) {
        return Err(at("name", problem));
    }
    let key = NewSshKey { name: draft.name.trim().to_owned(), content: line };
    let added = save(app, account, &key, Box::new(|_, _, _| ())).await?;
    // The list tells it whole; an answer may leave parts out.
    let listed = organization::list(app, account).await.map(|list| list.keys).unwrap_or_default();
    Ok(listed.into_iter().find(|listed| listed.id == added.id).unwrap_or(added))
}

/// What is done with a key whose answer was lost, once the list shows it.
pub type FoundLater = Box<dyn Fn(&Arc<App>, &Arc<Account>, &SshKeyView) + Send + Sync>;

/// Saves a key that was checked. Where its answer is lost and it is found in the list later, `found_later` is told.
pub async fn save(
    app: &Arc<App>,
    account: &Arc<Account>,
    key: &NewSshKey,
    found_later: FoundLater,
) -> Answer<SshKeyView> {
    let act = Act {
        subject: &key.name,
        deed: "SSH key to be added",
        verb: Some(Verb::AddKey),
        mark: Mark::Pending,
        place: Some(Place::Keys),
        ..Act::default()
    };
    let write = Write { act, done: DONE, refused: Some("SSH key refused") };
    let fingerprint = reading::describe(&key.content).1;
    let listed = Listed { name: key.name.clone(), fingerprint, found_later };
    let place = |failed: &voltagepark::Error, said| {
        let place = failed.fields().first().and_then(|complaint| complaint.location.get(1).map(String::as_str));
        let field = match place {
            Some("name") => Some("name".into()),
            Some("content") => Some("text".into()),
            _ => None,
        };
        CommandError { field, ..said }
    };
    let client = account.client();
    let request = client.add_ssh_key(key).map_ok(|added| {
        let content = added.content.or_else(|| Some(key.content.clone()));
        organization::view(SshKey { name: Some(key.name.clone()), content, ..added })
    });
    let saved = write::carry_out(app, account, write, listed, request, place).await;
    if let Ok(saved) = &saved {
        account.part::<KeyMemory>().add(saved.clone());
    }
    app.host.emit(Event::Keys);
    saved
}

/// Looks for a key in the organization's list. Its name alone says nothing: a colleague may have given it to another key
/// meanwhile.
struct Listed {
    name: String,
    fingerprint: Option<String>,
    found_later: FoundLater,
}

#[async_trait]
impl Settle for Listed {
    type Found = SshKeyView;
    /// For ten minutes.
    const EVERY: Duration = Duration::from_secs(20);
    const LOOKS: Option<u32> = Some(30);

    async fn look(&mut self, app: &Arc<App>, account: &Arc<Account>, _at_once: bool) -> Verdict<SshKeyView> {
        let Ok(list) = organization::list(app, account).await else { return Verdict::NotYet(None) };
        let named = list.keys.into_iter().filter(|key| key.name == self.name);
        let is_ours = |key: &SshKeyView| key.fingerprint.is_some() && key.fingerprint == self.fingerprint;
        let (ours, others): (Vec<_>, Vec<_>) = named.partition(is_ours);
        if let Some(key) = ours.into_iter().next() {
            return Verdict::Done(key, write::as_listed(DONE));
        }
        Verdict::NotYet(others.first().map(|other| {
            let fingerprint = other.fingerprint.as_deref().unwrap_or("none that can be read");
            format!(
                "The list has a key of this name, and it is another one (fingerprint {fingerprint}). Ask whose it is before \
                 you add yours under a name of its own."
            )
        }))
    }

    fn found_later(&self, app: &Arc<App>, account: &Arc<Account>, found: &SshKeyView) -> Answer<()> {
        (self.found_later)(app, account, found);
        app.host.emit(Event::Keys);
        Ok(())
    }
}
