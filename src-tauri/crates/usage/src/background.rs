//! Looks into machines now and then with nobody watching: into those of an account that lets us, and into those that end when
//! they are idle.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use futures::StreamExt as _;
use futures::stream::FuturesUnordered;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio::time::Instant;
use voltdeck_access::connect::target::Target;
use voltdeck_base::account::Account;
use voltdeck_base::attention::woken;
use voltdeck_base::parts::Part;
use voltdeck_base::{App, profiles};
use voltdeck_contract::MachineKind;
use voltdeck_machines::fleet::Fleet;
use voltdeck_machines::idle::{IdleMemory, Look};

use crate::ends::{self, Ends};
use crate::follow::NODES;
use crate::memory::UsageMemory;
use crate::remote;
use crate::sample::{Gpus, Sample, together};
use crate::stream::Failure;

/// How often a machine is looked into.
pub(crate) const EVERY: Duration = Duration::from_secs(300);
/// How often one that fails is tried at most seldom; one that is to end when it is idle is not left alone for as long, since
/// nothing is known of it meanwhile.
const SELDOM: Duration = Duration::from_secs(3600);
const SELDOM_WANTED: Duration = Duration::from_secs(600);
/// How often it is looked what is due.
const TICK: Duration = Duration::from_secs(10);
/// How many `ssh` run for this at once, of all accounts.
const AT_ONCE: usize = 4;

/// The places for those that run at once.
struct Places(Arc<Semaphore>);

impl Default for Places {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(AT_ONCE)))
    }
}

impl Part for Places {}

/// When a machine is looked into next, and how often that failed.
#[derive(Debug, Clone, Copy)]
struct Next {
    at: Instant,
    failures: u32,
}

/// One that is to be looked into.
struct Due {
    id: String,
    ends: Ends,
    /// Whatever the account lets us.
    wanted: bool,
}

/// Looks into what is due, for as long as the account is open.
pub async fn watch(app: Arc<App>, account: Arc<Account>) {
    let mut attention = app.attention.subscribe();
    loop {
        let begun = Instant::now();
        tokio::select! {
            () = look_on(&app, &account) => {}
            // What was known of the network and of the machines is of before the sleep; what runs still hangs there.
            () = woken(&mut attention, begun) => {}
        }
    }
}

async fn look_on(app: &Arc<App>, account: &Arc<Account>) {
    let (memory, hurry) = (account.part::<UsageMemory>(), account.part::<IdleMemory>());
    let mut next: HashMap<String, Next> = HashMap::new();
    let mut running: HashMap<String, tokio::task::AbortHandle> = HashMap::new();
    let mut looks: JoinSet<(String, bool)> = JoinSet::new();
    loop {
        let all = due(app, account);
        forget(account);
        let is_in = |id: &String| all.iter().any(|one| one.id == *id);
        next.retain(|id, _| is_in(id));
        running.retain(|id, task| {
            let stays = is_in(id);
            if !stays {
                task.abort();
            }
            stays
        });
        for one in all {
            let hurried = account.part::<IdleMemory>().is_hurried(&one.id);
            let is_due = hurried || next.get(&one.id).is_none_or(|next| next.at <= Instant::now());
            // A panel looks into no more than a few nodes.
            let is_followed = memory.is_followed(&one.id) && one.ends.nodes.len() <= NODES;
            if !is_due || running.contains_key(&one.id) || is_followed {
                continue;
            }
            account.part::<IdleMemory>().begins(&one.id);
            let (app, account, id) = (Arc::clone(app), Arc::clone(account), one.id.clone());
            let task = looks.spawn(async move {
                let told = look_into(&app, &account, &one).await;
                (one.id, told)
            });
            running.insert(id, task);
        }
        tokio::select! {
            Some(done) = looks.join_next(), if !looks.is_empty() => {
                let Ok((id, told)) = done else { continue };
                running.remove(&id);
                let seldom = if account.part::<IdleMemory>().wanted().contains(&id) { SELDOM_WANTED } else { SELDOM };
                let failures = if told { 0 } else { next.get(&id).map_or(0, |next| next.failures).saturating_add(1) };
                let pause = EVERY.saturating_mul(1 << failures.saturating_sub(1).min(10)).min(seldom);
                next.insert(id, Next { at: Instant::now() + pause, failures });
            }
            () = memory.changed.notified() => {}
            () = hurry.hurried() => {}
            () = tokio::time::sleep(TICK) => {}
        }
    }
}

/// The machines to look into now and then.
fn due(app: &App, account: &Account) -> Vec<Due> {
    if account.is_frozen() {
        return Vec::new();
    }
    let profile = profiles::by_id(&app.store, account.profile_id()).ok().flatten();
    let lets = profile.is_some_and(|profile| profile.samples_gpus) && app.host.computer().on_battery() != Some(true);
    let wanted = account.part::<IdleMemory>().wanted();
    if !lets && wanted.is_empty() {
        return Vec::new();
    }
    let state = account.part::<Fleet>().state();
    let machines = state.machines.values().filter(|known| lets || wanted.contains(known.machine.id()));
    let targets = machines.map(|known| (Target::of(&known.machine), Ends::of(&known.machine)));
    let can = targets.filter(|(target, ends)| target.runs && !target.is_windows() && ends.may_look());
    can.map(|(target, ends)| Due { wanted: wanted.contains(&target.id), ends, id: target.id }).collect()
}

/// Looks into all ends of a machine. Says whether all of them told something.
async fn look_into(app: &Arc<App>, account: &Arc<Account>, one: &Due) -> bool {
    tracing::debug!(instance = %one.id, wanted = one.wanted, "what its GPUs do is read in the background");
    let (memory, ends) = (account.part::<UsageMemory>(), &one.ends);
    let mut told: FuturesUnordered<_> = ends.nodes.iter().map(|node| look_at(app, account, &one.id, *node)).collect();
    // Of this round alone, however long that takes with many nodes.
    let (mut looks, mut oldest, mut told_all) = (Vec::new(), None::<DateTime<Utc>>, true);
    while let Some((node, told)) = told.next().await {
        let now = app.host.now();
        oldest = oldest.or(Some(now));
        looks.extend(told.as_ref().map(|sample| sample.look(now, ends.gpus)));
        told_all &= told.as_ref().is_ok_and(|sample| matches!(sample.gpus, Gpus::Known(..)));
        memory.note(&one.id, (node, ends), told, now);
        if !told_all {
            // Whatever the others would tell, the whole is not known.
            break;
        }
    }
    let at = oldest.unwrap_or_else(|| app.host.now());
    let whole = told_all && ends.are_all() && looks.len() == ends.nodes.len();
    account.part::<IdleMemory>().note(&one.id, if whole { together(&looks, at) } else { Look::unknown(at) });
    told_all
}

async fn look_at(app: &Arc<App>, account: &Arc<Account>, id: &str, node: u32) -> (u32, Result<Sample, Failure>) {
    let places = Arc::clone(&app.part::<Places>().0);
    let look = async {
        let closed = |_| Failure::NoLogin("Voltdeck is closing.".to_owned());
        let _place = places.acquire_owned().await.map_err(closed)?;
        ends::start(app, account, id, node, &remote::once()).await?.next().await
    };
    (node, look.await)
}

/// Forgets machines that are gone, where that is known.
fn forget(account: &Account) {
    let fleet = account.part::<Fleet>();
    if [MachineKind::Vm, MachineKind::BareMetal].into_iter().all(|kind| fleet.listed_at(kind).is_some()) {
        // Never with two of them held: others hold them the other way round.
        let there: HashSet<String> = fleet.state().machines.keys().cloned().collect();
        account.part::<UsageMemory>().retain(|id| there.contains(id));
        account.part::<IdleMemory>().retain(|id| there.contains(id));
    }
}
