//! Opens the ports again that a person opened and did not close: after SSH ended, a sleep, another network, or a start of
//! Voltdeck, as long as their account is in front. A browser is opened by a person alone, never here.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use super::kept::{self, KeptPort};
use super::memory::ConnectMemory;
use super::retry::Retry;
use super::tunnel::{self, Tunnel};
use super::tunnel_plan::{TunnelPlan, tell};
use super::{Reached, reach_place};
use voltdeck_base::App;
use voltdeck_base::account::Account;
use voltdeck_contract::{CommandError, Event, TunnelStage};
use voltdeck_machines::fleet::Fleet;

/// How often it is looked for kept ports of machines that were not known before.
const LOOK: Duration = Duration::from_secs(30);

/// Opens them again for as long as the account is open.
pub async fn watch(app: Arc<App>, account: Arc<Account>) {
    let mut attention = app.attention.subscribe();
    let mut looked = Instant::now();
    loop {
        let slept = attention.borrow_and_update().jumped_after(looked);
        looked = Instant::now();
        if is_in_front(&app, &account) {
            if slept {
                renew(&app, &account);
            }
            if let Err(CommandError { code, .. }) = restore(&app, &account) {
                tracing::warn!(?code, "the ports that are kept could not be read");
            }
            for id in take_due(&account) {
                account.spawn_in_front(reopen(Arc::clone(&app), Arc::clone(&account), id));
            }
        }
        let memory = account.part::<ConnectMemory>();
        let next =
            memory.tunnels.all().iter().filter(|one| one.stage == TunnelStage::Reconnecting).filter_map(due).min();
        let next = next.unwrap_or(looked + LOOK).min(looked + LOOK);
        tokio::select! {
            _ = attention.changed() => {}
            () = memory.keeper.notified() => {}
            () = tokio::time::sleep_until(next) => {}
        }
    }
}

fn due(tunnel: &Tunnel) -> Option<Instant> {
    tunnel.retry.map(|retry| retry.due)
}

fn is_in_front(app: &App, account: &Account) -> bool {
    app.try_account().is_some_and(|front| front.profile_id() == account.profile_id())
}

/// The computer slept, and what went through SSH meanwhile is lost; SSH itself notices late. So each begins again now.
fn renew(app: &App, account: &Account) {
    for tunnel in account.part::<ConnectMemory>().tunnels.all().iter_mut().filter(|one| one.retry.is_some()) {
        if tunnel.stage == TunnelStage::Ended {
            continue;
        }
        if let Some(program) = tunnel.program.take() {
            program.kill();
        }
        // What its program says at its end is no news.
        tunnel.run += 1;
        tunnel.stage = TunnelStage::Reconnecting;
        tunnel.retry = Some(Retry::now());
        tunnel.said = None;
    }
    app.host.emit(Event::Connect);
}

/// Lists what is kept and not listed, as soon as its machine is known and has an address.
fn restore(app: &Arc<App>, account: &Arc<Account>) -> voltdeck_contract::Answer<()> {
    let memory = account.part::<ConnectMemory>();
    for kept in kept::all(app, account.profile_id())? {
        let known = account.part::<Fleet>().known(&kept.machine).is_some();
        if !known || memory.tunnels.plan_of(&kept.id).is_some() {
            continue;
        }
        account.spawn_in_front(list(Arc::clone(app), Arc::clone(account), kept));
    }
    Ok(())
}

async fn list(app: Arc<App>, account: Arc<Account>, kept: KeptPort) {
    let reached = reach_place(&app, &account, &kept.machine, kept.node).await;
    let Ok(Reached { target, ssh, own, .. }) = reached else { return };
    let plan = TunnelPlan {
        machine_id: target.id,
        machine: target.name,
        node: kept.node,
        ssh,
        own,
        host: kept.host,
        remote: kept.port,
        local: kept.local,
    };
    let memory = account.part::<ConnectMemory>();
    {
        let mut all = memory.tunnels.all();
        if all.iter().any(|one| one.id == kept.id) {
            return;
        }
        all.push(Tunnel {
            id: kept.id,
            plan,
            since: app.host.now(),
            stage: TunnelStage::Reconnecting,
            said: None,
            refusals: 0,
            program: None,
            run: 0,
            retry: Some(Retry::now()),
        });
    }
    app.host.emit(Event::Connect);
    memory.keeper.notify_one();
}

/// Those that are to be opened now; nobody else opens them meanwhile.
fn take_due(account: &Account) -> Vec<String> {
    let now = Instant::now();
    let mut all = account.part::<ConnectMemory>().tunnels.all();
    let is_due = |one: &&mut Tunnel| one.stage == TunnelStage::Reconnecting && due(one).is_some_and(|due| due <= now);
    let due = all.iter_mut().filter(is_due);
    due.map(|one| {
        one.stage = TunnelStage::Opening;
        one.id.clone()
    })
    .collect()
}

/// Opens one again: at the port of this computer that it had, else at another that is free.
async fn reopen(app: Arc<App>, account: Arc<Account>, id: String) {
    let memory = account.part::<ConnectMemory>();
    if let Err(why) = try_again(&app, &account, &id).await {
        memory.tunnels.change(&id, |tunnel| match why {
            Why::Waits(said) => {
                tunnel.stage = TunnelStage::Reconnecting;
                tunnel.said = Some(said);
                if let Some(retry) = &mut tunnel.retry {
                    retry.put_off();
                }
            }
            Why::Failed(said) => tunnel::end(tunnel, said),
        });
    }
    let mut news = None;
    memory.tunnels.change(&id, |tunnel| {
        if tunnel.stage == TunnelStage::Reconnecting && tunnel.retry.as_mut().is_some_and(Retry::is_news) {
            news = Some((tunnel.plan.clone(), tunnel.said.clone().unwrap_or_default()));
        }
    });
    if let Some((plan, said)) = news {
        tell(&app, &account, &plan, &said, true);
    }
    app.host.emit(Event::Connect);
    memory.keeper.notify_one();
}

/// Why one is not open.
enum Why {
    /// There is nothing to try now.
    Waits(String),
    /// It was tried.
    Failed(String),
}

async fn try_again(app: &Arc<App>, account: &Arc<Account>, id: &str) -> Result<(), Why> {
    let failed = |error: CommandError| Why::Failed(error.message);
    let memory = account.part::<ConnectMemory>();
    let Some(plan) = memory.tunnels.plan_of(id) else { return Ok(()) };
    let known = account.part::<Fleet>().known(&plan.machine_id);
    if known.is_none_or(|known| !known.machine.runs()) {
        return Err(Why::Waits("It reconnects when the instance is running.".into()));
    }
    let reached = reach_place(app, account, &plan.machine_id, plan.node).await;
    let Reached { target, ssh, own, .. } = reached.map_err(failed)?;
    let plan = {
        let mut all = memory.tunnels.all();
        let computer = app.host.computer();
        let port = |asked| tunnel::local_port(computer, &all, id, asked, plan.remote);
        let local = port(Some(plan.local)).or_else(|_| port(None)).map_err(failed)?;
        let plan = TunnelPlan { machine: target.name, ssh, own, local, ..plan };
        let Some(tunnel) = all.iter_mut().find(|one| one.id == id) else { return Ok(()) };
        tunnel.plan = plan.clone();
        tunnel.said = None;
        plan
    };
    tunnel::start(app, account, id, &plan).map_err(failed)?;
    app.host.emit(Event::Connect);
    tunnel::carried(app, account, id).await;
    Ok(())
}
