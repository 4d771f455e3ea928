//! A new Ed25519 pair. Its private part is written to a file of the person's and is nowhere else.

use std::path::Path;
use std::sync::Arc;

use ssh_key::rand_core::OsRng;
use ssh_key::{Algorithm, HashAlg, LineEnding, PrivateKey};
use zeroize::Zeroizing;

use super::place::{self, Place};
use super::{add, made, names};
use crate::connect;
use crate::ssh_keys::KeyMemory;
use voltdeck_base::{App, activity};
use voltdeck_contract::{
    Answer, CommandError, ErrorCode, Event, FieldIssue, KeyPairCheck, KeyPairDraft, KeyPairMade, KeyPairPlace, Mark,
    Place as Room, Severity, SshKeyDraft, SshKeyView,
};

const COMMENT: &str = "voltdeck";
const LONGEST_COMMENT: usize = 128;

/// What can be said of the place of a pair and of its name.
pub(super) fn check(home: Option<&Path>, known: &[SshKeyView], args: &KeyPairPlace) -> KeyPairCheck {
    let mut issues = Vec::new();
    let mut say = |field: &str, severity, message: String| {
        issues.push(FieldIssue { field: field.into(), severity, message });
    };
    match place::typed(home, &args.path) {
        Err(problem) => say("path", Severity::Error, problem),
        Ok((_, Some(note))) => say("path", Severity::Warning, note),
        Ok((_, None)) => {}
    }
    if let Some(problem) = args.save_as.as_deref().and_then(|name| add::name_issue(known, name)) {
        say("saveAs", Severity::Error, problem);
    }
    KeyPairCheck {
        suggested_path: home.map(|home| place::suggested(home).display().to_string()).unwrap_or_default(),
        suggested_name: names::suggested(COMMENT, &known.iter().map(|key| key.name.as_str())),
        ready: !issues.iter().any(|issue| issue.severity == Severity::Error),
        issues,
    }
}

/// Makes a pair, writes it, and adds its public part where that is asked for.
pub(super) async fn make(app: &Arc<App>, draft: KeyPairDraft) -> Answer<KeyPairMade> {
    let KeyPairDraft { path, comment, passphrase, passphrase_again, save_as } = draft;
    let (passphrase, again) = (Zeroizing::new(passphrase), Zeroizing::new(passphrase_again));
    let at = |field: &str, message: &str| CommandError::new(ErrorCode::Invalid, message).at(field);
    if passphrase != again {
        return Err(at("passphraseAgain", "The two passphrases differ. Nothing was written."));
    }
    let comment = comment.trim().to_owned();
    if comment.chars().any(char::is_control) || comment.chars().count() > LONGEST_COMMENT {
        return Err(at("comment", "A comment is one line of at most 128 characters."));
    }
    let account = if save_as.is_some() { Some(app.account()?) } else { None };
    if let Some(account) = &account {
        account.may_change()?;
    }
    if let (Some(account), Some(name)) = (&account, &save_as)
        && let Some(problem) = add::name_issue(&account.part::<KeyMemory>().keys().unwrap_or_default(), name)
    {
        return Err(at("saveAs", &problem));
    }
    let (place, _) =
        place::typed(app.host.computer().home().as_deref(), &path).map_err(|problem| at("path", &problem))?;
    // Before it is written: a path without a file does no harm, and a key that nobody knows of would open nothing.
    made::keep(&app.store, &place.private, app.host.now())?;
    let made = tokio::task::spawn_blocking(move || write_new(&place, comment, &passphrase));
    let mut made = made
        .await
        .unwrap_or_else(|_| Err("Making the key was broken off. No key was made.".into()))
        .map_err(|problem| CommandError::new(ErrorCode::Local, problem).at("path"))?;
    // Every command for a machine names it from now on.
    connect::config::refresh(app);
    app.host.emit(Event::Connect);
    app.host.emit(Event::Fleet);
    if let Some(account) = app.try_account() {
        let act = activity::Act {
            subject: &made.private_path,
            deed: "SSH key pair made",
            mark: Mark::Running,
            place: Some(Room::Keys),
            ..activity::Act::default()
        };
        activity::remark(app, account.profile_id(), &act);
    }
    if let (Some(account), Some(name)) = (&account, save_as) {
        match add::add(app, account, &SshKeyDraft { name, text: made.text.clone() }).await {
            Ok(added) => made.added = Some(added),
            Err(fault) => made.add_fault = Some(fault),
        }
    }
    Ok(made)
}

/// Takes a moment where there is a passphrase: its key is stretched on purpose.
fn write_new(place: &Place, comment: String, passphrase: &str) -> Result<KeyPairMade, String> {
    let failed = |error: ssh_key::Error| format!("The key could not be made ({error}). Nothing was written.");
    let mut key = PrivateKey::random(&mut OsRng, Algorithm::Ed25519).map_err(failed)?;
    key.set_comment(comment);
    let fingerprint = key.fingerprint(HashAlg::Sha256).to_string();
    let text = key.public_key().to_openssh().map_err(failed)?;
    let encrypted = !passphrase.is_empty();
    if encrypted {
        key = key.encrypt(&mut OsRng, passphrase).map_err(failed)?;
    }
    let private = key.to_openssh(LineEnding::LF).map_err(failed)?;
    place::write(place, &private, &format!("{text}\n"))?;
    Ok(KeyPairMade {
        private_path: place.private.display().to_string(),
        public_path: place.public.display().to_string(),
        fingerprint,
        text,
        encrypted,
        added: None,
        add_fault: None,
    })
}
