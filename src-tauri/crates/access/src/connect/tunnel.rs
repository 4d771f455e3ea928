//! Tunnels: a port of this computer that leads through SSH to a port of a machine. Each lives in an `ssh` of its own,
//! which ends with it, with the account, and with Voltdeck.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio::time::Instant;

use super::tunnel_end::why;
use super::tunnel_far;
use super::tunnel_plan::TunnelPlan;
use crate::connect::ConnectMemory;
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

pub(super) struct Tunnel {
    id: String,
    pub plan: TunnelPlan,
    since: DateTime<Utc>,
    pub stage: TunnelStage,
    pub said: Option<String>,
    /// How often SSH said that the far end could not be reached.
    pub refusals: u32,
    program: Option<Arc<dyn Program>>,
}

/// The tunnels of an account.
#[derive(Default)]
pub struct Tunnels {
    all: Mutex<Vec<Tunnel>>,
}

impl Tunnels {
    fn all(&self) -> MutexGuard<'_, Vec<Tunnel>> {
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
    pub(super) fn views(&self) -> Vec<TunnelView> {
        self.all().iter().map(view).collect()
    }

    /// Whether the near end of one that carries is at this port.
    pub fn leads_from(&self, port: u16) -> bool {
        self.all().iter().any(|tunnel| tunnel.stage == TunnelStage::Open && tunnel.plan.local == port)
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

    fn view_of(&self, id: &str) -> Option<TunnelView> {
        self.all().iter().find(|tunnel| tunnel.id == id).map(view)
    }
}

/// A port of this computer for a tunnel: the asked one, or one near the remote one. Those of tunnels that have not ended
/// are taken, though SSH may not listen there yet.
fn local_port(computer: &dyn Computer, all: &[Tunnel], asked: Option<u16>, remote: u16) -> Answer<u16> {
    let ours = |port: u16| all.iter().any(|one| one.stage != TunnelStage::Ended && one.plan.local == port);
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
    let plan = TunnelPlan { local: local_port(app.host.computer(), &all, asked, plan.remote)?, ..plan };
    // The same machine and port once more: what ended before is answered by it.
    all.retain(|old| {
        old.stage != TunnelStage::Ended || (&old.plan.machine_id, old.plan.remote) != (&plan.machine_id, plan.remote)
    });
    let surplus = all.len().saturating_sub(SHOWN);
    all.drain(..surplus);
    all.push(Tunnel {
        id: id.clone(),
        plan: plan.clone(),
        since: app.host.now(),
        stage: TunnelStage::Opening,
        said: None,
        refusals: 0,
        program: None,
    });
    Ok((id, plan))
}

/// Starts the SSH of a listed tunnel. One that cannot be started is not listed.
fn start(app: &App, account: &Account, id: &str, plan: &TunnelPlan) -> Answer<Arc<dyn Program>> {
    let argv = plan.ssh.forward(plan.local, plan.remote);
    let started = app.host.computer().watch(&argv).map(Arc::<dyn Program>::from).map_err(|reason| {
        let message = format!("ssh could not be started ({reason}). Install OpenSSH, then try again.");
        CommandError::new(ErrorCode::Local, message)
    });
    let program = started.inspect_err(|_| account.part::<ConnectMemory>().tunnels.close_one(id))?;
    let listed =
        account.part::<ConnectMemory>().tunnels.change(id, |tunnel| tunnel.program = Some(Arc::clone(&program)));
    if listed.is_none() {
        program.kill();
    }
    Ok(program)
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
    let program = start(app, account, &id, &plan)?;
    let local = plan.local;
    app.host.emit(Event::Connect);
    account.spawn(watch(Arc::clone(app), Arc::clone(account), id.clone(), Arc::clone(&program)));
    account.spawn(tunnel_far::listen(Arc::clone(app), Arc::clone(account), id.clone(), Arc::clone(&program)));
    // Its account may have been closed meanwhile: then nobody watches it, and it must not run on.
    if account.is_closed() {
        account.part::<ConnectMemory>().tunnels.close();
    }
    let stage = settled(app, account, &id, local).await;
    let gone = || CommandError::new(ErrorCode::Gone, "The tunnel was closed before it carried.");
    match stage {
        Some(TunnelStage::Open) => {
            if app.host.open(voltdeck_contract::Link::Tunnel { port: local }).is_err() {
                let said = "It carries, but no browser could be opened: copy its address.";
                account.part::<ConnectMemory>().tunnels.change(&id, |tunnel| tunnel.said = Some(said.into()));
            }
            app.host.emit(Event::Connect);
            let opened = account.part::<ConnectMemory>().tunnels.view_of(&id).ok_or_else(gone)?;
            note(app, account, &opened);
            Ok(opened)
        }
        Some(TunnelStage::Waiting) => {
            account.spawn(tunnel_far::wait(Arc::clone(app), Arc::clone(account), id.clone(), local));
            app.host.emit(Event::Connect);
            let opened = account.part::<ConnectMemory>().tunnels.view_of(&id).ok_or_else(gone)?;
            note(app, account, &opened);
            Ok(opened)
        }
        Some(TunnelStage::Ended) => account.part::<ConnectMemory>().tunnels.view_of(&id).ok_or_else(gone),
        Some(TunnelStage::Opening) => {
            let said = format!(
                "SSH was given {} s and did not connect. See whether the machine answers by SSH.",
                OPENS.as_secs()
            );
            account.part::<ConnectMemory>().tunnels.change(&id, |tunnel| end(tunnel, said));
            app.host.emit(Event::Connect);
            account.part::<ConnectMemory>().tunnels.view_of(&id).ok_or_else(gone)
        }
        None => Err(gone()),
    }
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
async fn watch(app: Arc<App>, account: Arc<Account>, id: String, program: Arc<dyn Program>) {
    let printed = program.ended().await.said;
    let carried = |tunnel: &Tunnel| matches!(tunnel.stage, TunnelStage::Open | TunnelStage::Waiting);
    let noted = account.part::<ConnectMemory>().tunnels.change(&id, |tunnel| {
        if tunnel.stage != TunnelStage::Ended {
            let said = why(&printed, carried(tunnel), &tunnel.plan);
            end(tunnel, said);
        }
    });
    if noted.is_some() {
        app.host.emit(Event::Connect);
    }
}

/// Notes that a tunnel ended, and ends its SSH where it has not.
pub(super) fn end(tunnel: &mut Tunnel, said: String) {
    tunnel.stage = TunnelStage::Ended;
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
        TunnelStage::Ended => ("Ended".to_owned(), Mark::Failed),
    };
    TunnelView {
        id: tunnel.id.clone(),
        instance_id: tunnel.plan.machine_id.clone(),
        machine: tunnel.plan.machine.clone(),
        remote_port: tunnel.plan.remote,
        local_port: tunnel.plan.local,
        url: format!("http://127.0.0.1:{}", tunnel.plan.local),
        stage: tunnel.stage,
        state: StateView { word, mark, raw: String::new() },
        said: tunnel.said.clone(),
        since: tunnel.since,
    }
}
