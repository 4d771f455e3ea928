//! Adding a key to the organization: checked before it is sent, and settled by the list where an answer is lost.

use std::sync::Arc;

use voltagepark::types::NewSshKey;

use super::{names, organization, reading};
use crate::ssh_keys::KeyMemory;
use voltdeck_base::account::Account;
use voltdeck_base::activity::{self, Outcome};
use voltdeck_base::{App, failure, sent};
use voltdeck_contract::{
    Answer, CommandError, ErrorCode, Event, FieldIssue, Mark, Place, Severity, SshKeyCheck, SshKeyDraft, SshKeyView,
};
use voltdeck_core::session;

const TAKEN: &str = "The organization's keys have unique names, and this one is taken.";

/// What can be said of a key beside those that are known.
pub(super) fn check(known: &[SshKeyView], draft: &SshKeyDraft) -> SshKeyCheck {
    let reading = reading::read(&draft.text);
    let mut key = reading.check;
    key.already_known_as = same(known, key.fingerprint.as_deref()).map(|key| key.name.clone());
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
    if let Some(problem) = name_issue(known, &draft.name) {
        say("name", Severity::Error, problem);
    }
    let suggested_name =
        key.named_after().map(|after| names::suggested(after, &known.iter().map(|key| key.name.as_str())));
    let ready = reading.line.is_some() && !issues.iter().any(|issue| issue.severity == Severity::Error);
    SshKeyCheck { key, suggested_name, issues, ready, forget: reading::is_private(&draft.text) }
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
    send(app, account, &known, NewSshKey { name: draft.name.trim().to_owned(), content: line }).await
}

async fn send(app: &Arc<App>, account: &Arc<Account>, known: &[SshKeyView], key: NewSshKey) -> Answer<SshKeyView> {
    let act = activity::Act {
        subject: &key.name,
        deed: "SSH key to be added",
        mark: Mark::Pending,
        place: Some(Place::Keys),
        ..activity::Act::default()
    };
    let line = activity::begin(&app.store, &account.profile.id, app.host.now(), &act)?;
    let sending = account.client().add_ssh_key(&key);
    let answer = match sent::under(&app.store, Some(&line), sending).await {
        Ok(added) => {
            activity::complete(&app.store, &line, Outcome::Done, Some("SSH key added"))?;
            // The list tells it whole; an answer may leave parts out.
            let listed = find(organization::list(app, account).await.map(|list| list.keys).ok(), known, &key);
            Ok(listed.unwrap_or_else(|| {
                let mut view = organization::view(added);
                view.name.clone_from(&key.name);
                view
            }))
        }
        Err(failed) => {
            let mut said = failure::writing(&failed, &key.name);
            session::note_token(app, account, said.code == ErrorCode::TokenRefused);
            let place = failed.fields().first().and_then(|complaint| complaint.location.get(1).map(String::as_str));
            said.field = match place {
                Some("name") => Some("name".into()),
                Some("content") => Some("text".into()),
                _ => None,
            };
            settle(app, account, known, &key, &line, said).await
        }
    };
    app.host.emit(Event::Keys);
    app.host.emit(Event::Activity);
    answer
}

async fn settle(
    app: &Arc<App>,
    account: &Arc<Account>,
    known: &[SshKeyView],
    key: &NewSshKey,
    line: &str,
    said: CommandError,
) -> Answer<SshKeyView> {
    if said.code != ErrorCode::OutcomeUnknown {
        activity::conclude(&app.store, line, Outcome::Refused, Some("SSH key refused"), Some(&said))?;
        return Err(said);
    }
    let listed = organization::list(app, account).await.map(|list| list.keys).ok();
    if let Some(found) = find(listed, known, key) {
        activity::complete(&app.store, line, Outcome::Done, Some("SSH key added, as the list shows"))?;
        return Ok(found);
    }
    let deed = "SSH key to be added, outcome unknown";
    activity::conclude(&app.store, line, Outcome::Unknown, Some(deed), Some(&said))?;
    Err(said)
}

/// The key of this name that was not there before. Names are unique, so it is the one that was sent.
fn find(listed: Option<Vec<SshKeyView>>, known: &[SshKeyView], key: &NewSshKey) -> Option<SshKeyView> {
    listed?.into_iter().find(|listed| listed.name == key.name && !known.iter().any(|known| known.id == listed.id))
}
