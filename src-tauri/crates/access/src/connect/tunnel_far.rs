//! Whether the far end of a tunnel answers. SSH accepts at the near end whatever the far end does, and says on its error
//! output when it could not be reached: so a connection is tried, and its words are heard.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use super::memory::ConnectMemory;
use super::tunnel::{Tunnel, end};
use crate::ports::names;
use voltdeck_base::App;
use voltdeck_base::account::Account;
use voltdeck_base::computer::{Held, Program};
use voltdeck_contract::{Event, TunnelStage};

/// A connection that nobody closed for so long has reached the far end: a refusal comes back in the time of one way there
/// and back. One that comes later still is heard.
const PATIENCE: Duration = Duration::from_millis(700);
/// How long after a connection was closed SSH may take to say why.
const SAYS: Duration = Duration::from_millis(200);
/// How often it is looked whether the far end answers, at first and later.
const LOOK: Duration = Duration::from_secs(2);
const LOOK_LATER: Duration = Duration::from_secs(10);
/// From when on it is looked less often.
const LATER: Duration = Duration::from_secs(120);

/// What is waited for at a port.
pub(super) fn name(port: u16) -> String {
    names::usual(port).map_or_else(|| format!("port {port}"), str::to_owned)
}

/// Looks once whether the far end of one that carries answers.
pub(super) async fn look(app: &App, account: &Account, id: &str, local: u16) {
    let tunnels = &account.part::<ConnectMemory>().tunnels;
    let Some(before) = tunnels.change(id, |tunnel| tunnel.refusals) else { return };
    let held = app.host.computer().holds(local, PATIENCE).await;
    match held {
        // SSH has ended or is about to: that is told by whoever waits for its end.
        Held::Refused => return,
        Held::Closed => tokio::time::sleep(SAYS).await,
        Held::Kept => {}
    }
    let changed = tunnels.change(id, |tunnel| {
        let stage = if tunnel.refusals == before { TunnelStage::Open } else { TunnelStage::Waiting };
        if !matches!(tunnel.stage, TunnelStage::Opening | TunnelStage::Waiting) || tunnel.stage == stage {
            return false;
        }
        tunnel.stage = stage;
        if stage == TunnelStage::Open {
            tunnel.said = None;
        }
        true
    });
    if changed == Some(true) {
        app.host.emit(Event::Connect);
    }
}

/// Looks again and again while a tunnel waits for its far end.
pub(super) async fn wait(app: Arc<App>, account: Arc<Account>, id: String, local: u16) {
    let begun = Instant::now();
    loop {
        tokio::time::sleep(if begun.elapsed() < LATER { LOOK } else { LOOK_LATER }).await;
        let waits = |tunnel: &mut Tunnel| tunnel.stage == TunnelStage::Waiting;
        if account.part::<ConnectMemory>().tunnels.change(&id, waits) != Some(true) {
            return;
        }
        look(&app, &account, &id, local).await;
    }
}

/// Hears what SSH says while it carries: a far end that is not reached any more is waited for again.
pub(super) async fn listen(app: Arc<App>, account: Arc<Account>, id: String, program: Arc<dyn Program>) {
    while let Some(line) = program.complaint().await {
        let Some(reason) = refusal(&line) else { continue };
        let heard = account.part::<ConnectMemory>().tunnels.change(&id, |tunnel| heard(tunnel, reason));
        let Some((waits, local)) = heard else { return };
        if waits {
            account.spawn(wait(Arc::clone(&app), Arc::clone(&account), id.clone(), local));
            app.host.emit(Event::Connect);
        }
    }
}

/// Notes a refusal. Says whether an open tunnel waits from now on, and where its near end is.
fn heard(tunnel: &mut Tunnel, reason: &str) -> (bool, u16) {
    tunnel.refusals = tunnel.refusals.wrapping_add(1);
    let remote = tunnel.plan.remote;
    if reason.starts_with("administratively prohibited") {
        let said = format!(
            "The instance's SSH server does not allow tunnels (ssh: {reason}). Set AllowTcpForwarding yes in its \
             sshd_config and restart sshd, then open it again."
        );
        // However often it is tried.
        tunnel.retry = None;
        end(tunnel, said);
        return (false, tunnel.plan.local);
    }
    if !matches!(tunnel.stage, TunnelStage::Ended | TunnelStage::Reconnecting) {
        tunnel.said = Some(format!(
            "SSH carries, but nothing answers at port {remote} of the instance (ssh: {reason}). Start the program there: \
             the tunnel opens by itself when it answers at 127.0.0.1:{remote}."
        ));
    }
    let was_open = tunnel.stage == TunnelStage::Open;
    if was_open {
        tunnel.stage = TunnelStage::Waiting;
    }
    (was_open, tunnel.plan.local)
}

/// Why a connection did not reach the far end, in SSH's words: `channel 2: open failed: connect failed: Connection refused`.
fn refusal(line: &str) -> Option<&str> {
    let (_, reason) = line.strip_prefix("channel ")?.split_once(": open failed: ")?;
    Some(reason.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_ssh_says_of_the_far_end_is_told_from_all_else() {
        let reason = refusal("channel 12: open failed: connect failed: Connection refused");
        assert_eq!(reason, Some("connect failed: Connection refused"));
        assert_eq!(refusal("bind [127.0.0.1]:8890: Address already in use"), None);
        assert_eq!(refusal("debug1: channel 1: free: direct-tcpip"), None);
    }
}
