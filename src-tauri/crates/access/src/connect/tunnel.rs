//! Tunnels: a port of this computer that leads through SSH to a port of a machine. Each lives in an `ssh` of its own,
//! which ends with it, with the account, and with Voltdeck. One that carried is opened again where its `ssh` ends by itself
//! (`keeper.rs`).

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio::time::Instant;

use super::kept;
use super::memory::ConnectMemory;
use super::retry::Retry;
use super::tunnel_end::{is_lasting, why};
use super::tunnel_far;
use super::tunnel_plan::{TunnelPlan, tell};
use crate::ports::{jupyter, names};
use voltdeck_base::account::Account;
use voltdeck_base::computer::{Computer, Program};
use voltdeck_base::{App, activity};
use voltdeck_contract::{Answer, CommandError, ErrorCode, Event, Mark, StateView, TunnelStage, TunnelView};

/// Port of Jupyter.
pub(super) const JUPYTER: u16 = 8888;
/// How long SSH may take until the near end accepts.
const OPENS: Duration = Duration::from_secs(30);
/// How often it is looked whether it does.
const LOOK: Duration = Duration::from_millis(200);
/// SSH must have lasted this long since its near end accepts: another program may have taken the port a moment before.
/// It is asked nothing until then.
const LASTS: Duration = Duration::from_millis(300);
/// Tunnels that ended are shown until they are taken away, but not without end.
const SHOWN: usize = 20;

/// One that is listed.
pub(super) struct Tunnel {
    pub id: String,
    pub plan: TunnelPlan,
    pub since: DateTime<Utc>,
    pub stage: TunnelStage,
    pub said: Option<String>,
    /// How often SSH said that the far end could not be reached.
    pub refusals: u32,
    pub program: Option<Arc<dyn Program>>,
    /// Which start of its SSH this is: what an earlier one says at its end is no news.
    pub run: u32,
    /// It carried once, and is opened again.
    pub retry: Option<Retry>,
}

/// The tunnels of an account.
#[derive(Default)]
pub struct Tunnels {
    all: Mutex<Vec<Tunnel>>,
}

impl Tunnels {
    pub(super) fn all(&self) -> MutexGuard<'_, Vec<Tunnel>> {
        self.all.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Ends all of them now.
    pub fn close(&self) {
        for tunnel in self.all().drain(..) {
            if let Some(program) = tunnel.program {
                program.kill();
            }
        }
    }

    /// All, oldest first.
    pub(crate) fn views(&self) -> Vec<TunnelView> {
        self.all().iter().map(view).collect()
    }

    /// Whether the near end of one that carries is at this port.
    pub fn leads_from(&self, port: u16) -> bool {
        self.all().iter().any(|tunnel| tunnel.stage == TunnelStage::Open && tunnel.plan.local == port)
    }

    /// Where one leads.
    pub(super) fn plan_of(&self, id: &str) -> Option<TunnelPlan> {
        self.all().iter().find(|tunnel| tunnel.id == id).map(|tunnel| tunnel.plan.clone())
    }

    /// Ends one, or takes one that ended off the list.
    pub(super) fn close_one(&self, id: &str) {
        let taken: Vec<Tunnel> = self.all().extract_if(.., |tunnel| tunnel.id == id).collect();
        for program in taken.into_iter().filter_map(|tunnel| tunnel.program) {
            program.kill();
        }
    }

    /// Changes one that is still listed, and tells what came of it.
    pub(super) fn change<T>(&self, id: &str, change: impl FnOnce(&mut Tunnel) -> T) -> Option<T> {
        self.all().iter_mut().find(|tunnel| tunnel.id == id).map(change)
    }

    pub(super) fn view_of(&self, id: &str) -> Option<TunnelView> {
        self.all().iter().find(|tunnel| tunnel.id == id).map(view)
    }
}

/// A port of this computer for a tunnel: the asked one, or one near the remote one. Those of other tunnels that have not
/// ended are taken, though SSH may not listen there now.
pub(super) fn local_port(
    computer: &dyn Computer,
    all: &[Tunnel],
    id: &str,
    asked: Option<u16>,
    remote: u16,
) -> Answer<u16> {
    let holds = |one: &Tunnel| one.stage != TunnelStage::Ended && one.id != id;
    let ours = |port: u16| all.iter().any(|one| holds(one) && one.plan.local == port);
    let free = |port: u16| if ours(port) { None } else { computer.free_port(port) };
    let any = || {
        let near = (remote.max(1024)..=u16::MAX).take(50).find_map(free);
        near.or_else(|| computer.free_port(0).filter(|&port| !ours(port)))
    };
    match asked {
        None => any().ok_or_else(|| CommandError::new(ErrorCode::Local, "No port of this computer is free.")),
        Some(port) => free(port).ok_or_else(|| {
            let instead = any().map_or_else(String::new, |free| format!(" {free} is free."));
            let said = format!("Port {port} of this computer is taken or may not be used.{instead}");
            CommandError::new(ErrorCode::Invalid, said).at("localPort")
        }),
    }
}

/// Lists a tunnel with its port, in one step: two that are opened at once must not take the same one.
fn list(app: &App, account: &Account, plan: TunnelPlan, asked: Option<u16>) -> Answer<(String, TunnelPlan)> {
    let id = uuid::Uuid::new_v4().to_string();
    let mut all = account.part::<ConnectMemory>().tunnels.all();
    // The same machine and port once more: what ended before is answered by it.
    let ended = |old: &Tunnel| matches!(old.stage, TunnelStage::Ended | TunnelStage::Reconnecting);
    let end = |plan: &TunnelPlan| (plan.machine_id.clone(), plan.node, plan.host, plan.remote);
    let same = |old: &Tunnel| end(&old.plan) == end(&plan);
    let mut answered: Vec<Tunnel> = all.extract_if(.., |old| ended(old) && same(old)).collect();
    let local = match local_port(app.host.computer(), &all, &id, asked, plan.remote) {
        Ok(local) => local,
        Err(error) => {
            all.append(&mut answered);
            return Err(error);
        }
    };
    let plan = TunnelPlan { local, ..plan };
    let mut surplus = all.len().saturating_sub(SHOWN);
    // What lives stays: taken off the list, nobody could close it.
    all.retain(|old| {
        let goes = surplus > 0 && old.stage == TunnelStage::Ended;
        surplus -= usize::from(goes);
        !goes
    });
    all.push(Tunnel {
        id: id.clone(),
        plan: plan.clone(),
        since: app.host.now(),
        stage: TunnelStage::Opening,
        said: None,
        refusals: 0,
        program: None,
        run: 0,
        retry: None,
    });
    drop(all);
    for old in answered {
        kept::forget(app, &old.id);
    }
    Ok((id, plan))
}

/// Starts the SSH of a listed tunnel, and notes its end.
pub(super) fn start(app: &Arc<App>, account: &Arc<Account>, id: &str, plan: &TunnelPlan) -> Answer<()> {
    let failed = |reason: String| {
        let message = format!("ssh could not be started ({reason}). Install OpenSSH, then try again.");
        CommandError::new(ErrorCode::Local, message)
    };
    let argv = plan.ssh.forward(plan.local, SocketAddr::new(plan.host, plan.remote));
    let program = app.host.computer().watch(&argv).map(Arc::<dyn Program>::from).map_err(failed)?;
    let run = account.part::<ConnectMemory>().tunnels.change(id, |tunnel| {
        tunnel.run += 1;
        tunnel.program = Some(Arc::clone(&program));
        tunnel.run
    });
    let Some(run) = run else {
        program.kill();
        return Ok(());
    };
    account.spawn(watch(Arc::clone(app), Arc::clone(account), (id.to_owned(), run), Arc::clone(&program)));
    account.spawn(tunnel_far::listen(Arc::clone(app), Arc::clone(account), id.to_owned(), Arc::clone(&program)));
    // Its account may have been closed meanwhile: then nobody watches it, and it must not run on.
    if account.is_closed() {
        account.part::<ConnectMemory>().tunnels.close();
    }
    Ok(())
}

/// Opens a tunnel, from the asked port of this computer or a free one, waits until it carries, and opens its near end in
/// the browser where the far end answers. One whose far end does not answer yet waits for it by itself.
pub(super) async fn open(
    app: &Arc<App>,
    account: &Arc<Account>,
    plan: TunnelPlan,
    asked: Option<u16>,
) -> Answer<TunnelView> {
    let (id, plan) = list(app, account, plan, asked)?;
    // One that cannot be started is not listed.
    let started = start(app, account, &id, &plan);
    started.inspect_err(|_| account.part::<ConnectMemory>().tunnels.close_one(&id))?;
    app.host.emit(Event::Connect);
    let stage = carried(app, account, &id).await;
    let gone = || CommandError::new(ErrorCode::Gone, "The tunnel was closed before it carried.");
    if stage == Some(TunnelStage::Open) {
        browse(app, account, &id).await;
        app.host.emit(Event::Connect);
    }
    let view = account.part::<ConnectMemory>().tunnels.view_of(&id).ok_or_else(gone)?;
    if stage.is_some_and(carries) {
        note(app, account, &view);
    }
    Ok(view)
}

/// Whether SSH carries, be there an answer at the far end or not.
pub(super) fn carries(stage: TunnelStage) -> bool {
    matches!(stage, TunnelStage::Open | TunnelStage::Waiting)
}

/// Waits until one whose SSH was started carries or ended; one that takes too long is ended. One that carries is kept.
pub(super) async fn carried(app: &Arc<App>, account: &Arc<Account>, id: &str) -> Option<TunnelStage> {
    let tunnels = &account.part::<ConnectMemory>().tunnels;
    let plan = tunnels.plan_of(id)?;
    let local = plan.local;
    let stage = settled(app, account, id, local).await?;
    if carries(stage) {
        tunnels.change(id, |tunnel| tunnel.retry.get_or_insert_with(Retry::now).opened());
        kept::keep(app, account.profile_id(), id, &plan);
    }
    if stage == TunnelStage::Waiting {
        account.spawn(tunnel_far::wait(Arc::clone(app), Arc::clone(account), id.to_owned(), local));
    }
    if stage != TunnelStage::Opening {
        app.host.emit(Event::Connect);
        return Some(stage);
    }
    let said =
        format!("SSH was given {} s and did not connect. See whether the instance answers by SSH.", OPENS.as_secs());
    tunnels.change(id, |tunnel| end(tunnel, said));
    app.host.emit(Event::Connect);
    Some(TunnelStage::Ended)
}

/// Opens the near end in the browser, signed in where Jupyter listens at the far one.
pub(super) async fn browse(app: &App, account: &Account, id: &str) -> bool {
    let tunnels = &account.part::<ConnectMemory>().tunnels;
    let Some(plan) = tunnels.plan_of(id) else { return false };
    let page = jupyter::page(app, &plan.ssh, plan.remote).await;
    let signed_in = page.is_some_and(|page| app.host.open_page(plan.local, page.text()).is_ok());
    let opened = signed_in || app.host.open(voltdeck_contract::Link::Tunnel { port: plan.local }).is_ok();
    if !opened {
        let said = "It carries, but no browser could be opened: copy its address.";
        tunnels.change(id, |tunnel| tunnel.said = Some(said.into()));
    }
    opened
}

fn note(app: &App, account: &Account, opened: &TunnelView) {
    let deed = format!("tunnel opened: port {} here is its port {}", opened.local_port, opened.remote_port);
    let act = activity::Act {
        subject: &opened.machine,
        deed: &deed,
        mark: Mark::Running,
        instance_id: Some(&opened.instance_id),
        ..activity::Act::default()
    };
    activity::remark(app, account.profile_id(), &act);
}

/// Waits until the tunnel carries and it is known whether its far end answers, or it ended, or was given long enough;
/// `None` where it was closed.
async fn settled(app: &App, account: &Account, id: &str, local: u16) -> Option<TunnelStage> {
    let end = Instant::now() + OPENS;
    loop {
        let stage = account
            .part::<ConnectMemory>()
            .tunnels
            .all()
            .iter()
            .find(|tunnel| tunnel.id == id)
            .map(|tunnel| tunnel.stage)?;
        if stage != TunnelStage::Opening || Instant::now() >= end {
            return Some(stage);
        }
        if app.host.computer().accepts(local, LOOK).await {
            tokio::time::sleep(LASTS).await;
            tunnel_far::look(app, account, id, local).await;
        } else {
            tokio::time::sleep(LOOK).await;
        }
    }
}

/// Notes the end of the program.
async fn watch(app: Arc<App>, account: Arc<Account>, (id, run): (String, u32), program: Arc<dyn Program>) {
    let printed = program.ended().await.said;
    let memory = account.part::<ConnectMemory>();
    let mut refused = None;
    let noted = memory.tunnels.change(&id, |tunnel| {
        if tunnel.run != run || !(tunnel.stage == TunnelStage::Opening || carries(tunnel.stage)) {
            return;
        }
        let said = why(&printed, carries(tunnel.stage), &tunnel.plan);
        if is_lasting(&printed) && tunnel.retry.take().is_some() {
            refused = Some((tunnel.plan.clone(), said.clone()));
        }
        end(tunnel, said);
    });
    if let Some((plan, said)) = refused {
        tell(&app, &account, &plan, &said, false);
    }
    if noted.is_some() {
        app.host.emit(Event::Connect);
        memory.keeper.notify_one();
    }
}

/// Notes that a tunnel ended, and ends its SSH where it has not. One that carried once is opened again later.
pub(super) fn end(tunnel: &mut Tunnel, said: String) {
    tunnel.stage = if tunnel.retry.is_some() { TunnelStage::Reconnecting } else { TunnelStage::Ended };
    if let Some(retry) = &mut tunnel.retry {
        retry.ended();
    }
    if let Some(program) = tunnel.program.take() {
        program.kill();
    }
    tunnel.said = Some(said);
}

fn view(tunnel: &Tunnel) -> TunnelView {
    let (word, mark) = match tunnel.stage {
        TunnelStage::Opening => ("Connecting".to_owned(), Mark::Pending),
        TunnelStage::Waiting => (format!("Waiting for {}", tunnel_far::name(tunnel.plan.remote)), Mark::Pending),
        TunnelStage::Open => ("Open".to_owned(), Mark::Running),
        TunnelStage::Reconnecting => ("Reconnecting".to_owned(), Mark::Pending),
        TunnelStage::Ended => ("Ended".to_owned(), Mark::Failed),
    };
    TunnelView {
        id: tunnel.id.clone(),
        instance_id: tunnel.plan.machine_id.clone(),
        machine: tunnel.plan.machine.clone(),
        remote_port: tunnel.plan.remote,
        remote_host: (tunnel.plan.host != IpAddr::from(Ipv4Addr::LOCALHOST)).then(|| tunnel.plan.host.to_string()),
        name: names::usual(tunnel.plan.remote).map(str::to_owned),
        local_port: tunnel.plan.local,
        url: format!("http://127.0.0.1:{}", tunnel.plan.local),
        stage: tunnel.stage,
        state: StateView { word, mark, raw: String::new() },
        said: tunnel.said.clone(),
        since: tunnel.since,
    }
}
