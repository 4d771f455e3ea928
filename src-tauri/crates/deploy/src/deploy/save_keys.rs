//! Saves the keys of an order to the organization, where that was asked for: own writes, before the order. A key that could
//! not be saved is noted and does not stop the deploy, since it is part of the order itself.

use std::sync::Arc;

use voltagepark::types::NewSshKey;

use super::job_store;
use super::order::Order;
use crate::deploy::DeployMemory;
use voltdeck_access::ssh_keys;
use voltdeck_base::App;
use voltdeck_base::account::Account;
use voltdeck_contract::{Answer, CommandError, ErrorCode, Event, OrganizationKey, SshKeyView};

pub(super) async fn save(app: &Arc<App>, account: &Arc<Account>, id: &str, order: &Order) -> Answer<()> {
    for (name, line) in &order.save {
        let key = NewSshKey { name: name.clone(), content: line.clone() };
        let (job, unsure) = (id.to_owned(), format!("\"{name}\" may or may not"));
        let found_later = Box::new(move |app: &Arc<App>, account: &Arc<Account>, key: &SshKeyView| {
            keep(account, key);
            let noted = job_store::change(&app.store, account.profile_id(), &job, |job| {
                let note = job.key_notes.iter_mut().find(|note| note.starts_with(&unsure));
                note.map(|note| *note = saved(&key.name)).is_some()
            });
            if let Err(CommandError { code, .. }) = noted {
                tracing::warn!(job, ?code, "a key that was found saved could not be noted");
            }
            app.host.emit(Event::Job { id: job.clone() });
        });
        let note = match ssh_keys::save(app, account, &key, found_later).await {
            Ok(key) => {
                keep(account, &key);
                saved(name)
            }
            Err(fault) => {
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

/// The wizard offers it from now on.
fn keep(account: &Account, key: &SshKeyView) {
    let SshKeyView { id, name, kind, fingerprint, .. } = key.clone();
    account.part::<DeployMemory>().keep_key(OrganizationKey { id, name, kind, fingerprint });
}

fn saved(name: &str) -> String {
    format!("\"{name}\" was saved to the organization's keys.")
}
