//! Accounts that are opened without being asked for: all are watched, and all follow what is set of them.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::Instant;

use super::unwatched::{forget_others, said, signed_out, well};
use crate::session;
use voltdeck_base::App;
use voltdeck_base::account::Account;
use voltdeck_base::attention::Attention;
use voltdeck_base::parts::Part;
use voltdeck_base::profiles::{self, Profile};
use voltdeck_contract::{Answer, CommandError, Event, ProfileKind};

/// The time between two tries to open an account doubles from the first to the longest.
const PAUSE: Duration = Duration::from_secs(5);
const LONGEST_PAUSE: Duration = Duration::from_secs(60);
/// The longest where nobody can say whether the keychain is locked: each try may ask the person to unlock it.
const LONGEST_PAUSE_BLIND: Duration = Duration::from_secs(300);
/// How often it is looked whether a locked keychain was unlocked, which asks nobody.
const LOOK: Duration = Duration::from_secs(5);
/// Who comes to look has it tried, but not again at once: a prompt that is closed brings the window back to the front.
const LOOKED: Duration = Duration::from_secs(30);

/// What is known of accounts that should be open and are not.
#[derive(Debug, Default)]
pub struct Unopened {
    /// Something about accounts changed.
    pub(crate) changed: Notify,
    /// How the tries went, by profile.
    tries: Mutex<HashMap<String, Tried>>,
}

#[derive(Debug, Clone)]
struct Tried {
    failures: u32,
    ended: Instant,
    next: Instant,
    /// Why it failed.
    why: String,
}

impl Part for Unopened {}

impl Unopened {
    fn tries(&self) -> MutexGuard<'_, HashMap<String, Tried>> {
        self.tries.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn failed(&self, id: &str, why: String, longest: Duration) {
        let now = Instant::now();
        let mut tries = self.tries();
        let failures = tries.get(id).map_or(1, |tried| tried.failures.saturating_add(1));
        let pause = PAUSE.saturating_mul(1 << (failures - 1).min(10)).min(longest);
        tries.insert(id.to_owned(), Tried { failures, ended: now, next: now + pause, why });
    }
}

/// Opens every account that should be open, so that all are watched, and tries again until each is: after a while, when the
/// keychain is unlocked, when the computer wakes, and when somebody comes to look.
pub async fn keep(app: Arc<App>) {
    let mut attention = app.attention.subscribe();
    let unopened = app.part::<Unopened>();
    loop {
        let wait = match look(&app).await {
            Ok(waits) => waits.then_some(LOOK),
            Err(error) => {
                tracing::warn!(%error, "which accounts there are could not be read");
                Some(LOOK)
            }
        };
        tokio::select! {
            () = unopened.changed.notified() => {}
            () = tokio::time::sleep(wait.unwrap_or(Duration::MAX)), if wait.is_some() => {}
            _ = attention.changed() => {
                for tried in unopened.tries().values_mut() {
                    tried.next = tried.next.min(tried.ended + LOOKED);
                }
            }
        }
    }
}

/// Tries what is due. Says whether any account waits to be opened.
async fn look(app: &Arc<App>) -> Answer<bool> {
    let all = profiles::all(&app.store)?;
    let front = profiles::in_front(&app.store)?.filter(|_| app.try_account().is_none()).map(|front| front.id);
    forget_others(app, &all);
    let mut waits = false;
    for profile in all {
        if app.opened(&profile.id).is_some() {
            app.part::<Unopened>().tries().remove(&profile.id);
            well(app, &profile);
            continue;
        }
        let in_front = front.as_deref() == Some(profile.id.as_str());
        match profile.kind {
            ProfileKind::Provider if !profile.token_kept && !session::has_token(app, &profile.id) => {
                app.part::<Unopened>().tries().remove(&profile.id);
                signed_out(app, &profile, in_front);
                continue;
            }
            ProfileKind::Sandbox if !in_front => continue,
            _ => {}
        }
        if !try_one(app, &profile).await {
            waits = true;
        }
    }
    Ok(waits)
}

/// Tries one account, where that is due. Says whether it is open, or need not be any more.
async fn try_one(app: &Arc<App>, profile: &Profile) -> bool {
    let unopened = app.part::<Unopened>();
    let tried = unopened.tries().get(&profile.id).cloned();
    let has_failed = !unopened.tries().is_empty();
    let locked = if has_failed { app.host.secrets().is_locked().await } else { None };
    if locked == Some(true) && profile.token_kept {
        // It is asked for once, by the first try, and then by the person's own click alone.
        let why =
            tried.map_or_else(|| session::unread(&profile.name, "The keychain is locked.").message, |tried| tried.why);
        unopened.failed(&profile.id, why.clone(), Duration::ZERO);
        said(app, profile, &why);
        return false;
    }
    if tried.is_some_and(|tried| Instant::now() < tried.next) {
        return false;
    }
    match open(app, profile.clone()).await {
        Ok(()) => {
            unopened.tries().remove(&profile.id);
            if app.opened(&profile.id).is_some() {
                well(app, profile);
            }
            true
        }
        Err(error) => {
            not_opened(app, profile, &error).await;
            false
        }
    }
}

/// Notes that an account could not be opened, and says so where that is news.
pub async fn not_opened(app: &Arc<App>, profile: &Profile, error: &CommandError) {
    tracing::warn!(profile = profile.id, code = ?error.code, "an account could not be opened to be watched");
    let blind = profile.token_kept && app.host.secrets().is_locked().await.is_none();
    let longest = if blind { LONGEST_PAUSE_BLIND } else { LONGEST_PAUSE };
    app.part::<Unopened>().failed(&profile.id, error.message.clone(), longest);
    said(app, profile, &error.message);
}

/// Opens an account, in front where it was last and nobody else is, unless it was opened or signed out while its token was
/// read.
async fn open(app: &Arc<App>, mut profile: Profile) -> Answer<()> {
    loop {
        let account = session::connect(app, profile.clone()).await?;
        let _one_at_a_time = session::one_at_a_time(app).await;
        let now = profiles::by_id(&app.store, &profile.id)?;
        let wanted =
            |now: &Profile| now.kind == ProfileKind::Sandbox || now.token_kept || session::has_token(app, &now.id);
        let now = now.filter(|now| wanted(now) && app.opened(&now.id).is_none());
        let Some(now) = now else { return Ok(()) };
        if now == profile {
            let front = profiles::in_front(&app.store)?.filter(|_| app.try_account().is_none());
            if front.is_some_and(|front| front.id == now.id) {
                return session::put_in_front(app, &account);
            }
            if now.kind == ProfileKind::Sandbox {
                return Ok(());
            }
            app.put_behind(&account);
            return session::begin(app, &account);
        }
        // What a person set of it meanwhile holds.
        profile = now;
    }
}

/// Gives an account a client with what was set since. What runs on it goes on: a bulk act, an export, its tunnels.
pub async fn renew(app: &App, account: &Account) -> Answer<()> {
    let profile = profiles::by_id(&app.store, account.profile_id())?.ok_or_else(profiles::no_such_profile)?;
    let signed_in = session::sign(app, &profile, account.token_state()).await?;
    account.renew(signed_in.client, profile.read_only);
    app.host.emit(Event::Session);
    Ok(())
}

/// Gives all accounts clients with what was set since, and has everything read with them. The one in front fails alone.
pub async fn renew_all(app: &App) -> Answer<()> {
    let mut result = Ok(());
    for account in app.all_opened() {
        let renewed = renew(app, &account).await;
        if let Err(error) = &renewed {
            tracing::warn!(%error, "an account could not be given another client");
        }
        let in_front = app.try_account().is_some_and(|front| front.profile_id() == account.profile_id());
        if in_front {
            result = renewed;
        }
    }
    // As after a sleep: whatever was read, it was read another way.
    app.attention.send_modify(Attention::jump);
    result
}
