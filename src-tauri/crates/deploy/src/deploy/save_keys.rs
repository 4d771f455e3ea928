//! Saves the keys of an order to the organization, where that was asked for: own writes, before the order. A key that could
//! not be saved is noted and does not stop the deploy, since it is part of the order itself.

use std::sync::Arc;

use super::order::Order;
use super::{job_store, provider, send};
use crate::deploy::DeployMemory;
use voltdeck_base::account::Account;
use voltdeck_base::activity::{self, Act, Outcome};
use voltdeck_base::{App, sent};
use voltdeck_contract::{Answer, ErrorCode, Event, Mark, OrganizationKey, Place};

pub(super) async fn save(app: &Arc<App>, account: &Arc<Account>, id: &str, order: &Order) -> Answer<()> {
    for (name, line) in &order.save {
        let note = match one(app, account, name, line).await {
            Ok(key) => {
                account.part::<DeployMemory>().keep_key(key);
                format!("\"{name}\" was saved to the organization's keys.")
            }
            Err(fault) => {
                send::note_refused_token(app, account, &fault);
                let what = match fault.code {
                    ErrorCode::OutcomeUnknown => "may or may not have been saved to the organization's keys",
                    _ => "was not saved to the organization's keys",
                };
                format!("\"{name}\" {what}: {} The key is on this machine all the same.", fault.message)
            }
        };
        job_store::change(&app.store, account.profile_id(), id, |job| {
            job.key_notes.push(note);
            true
        })?;
    }
    Ok(())
}

/// An error of the store before it is sent says so too: the key is then only on the machine.
async fn one(app: &App, account: &Account, name: &str, key: &str) -> Answer<OrganizationKey> {
    let act = Act {
        subject: name,
        deed: "SSH key to be added",
        mark: Mark::Pending,
        place: Some(Place::Keys),
        ..Act::default()
    };
    let line = activity::begin(&app.store, account.profile_id(), app.host.now(), &act)?;
    app.host.emit(Event::Activity);
    let saved = sent::under(&app.store, Some(&line), provider::save_key(account, name, key)).await;
    let (outcome, deed) = match &saved {
        Ok(_) => (Outcome::Done, "SSH key added"),
        Err(said) if said.code == ErrorCode::OutcomeUnknown => {
            (Outcome::Unknown, "SSH key to be added, outcome unknown")
        }
        Err(_) => (Outcome::Refused, "SSH key refused"),
    };
    if let Err(error) = activity::conclude(&app.store, &line, outcome, Some(deed), saved.as_ref().err()) {
        tracing::error!(code = ?error.code, "the end of a saved key could not be told");
    }
    app.host.emit(Event::Activity);
    saved
}
