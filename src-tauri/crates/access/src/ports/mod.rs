//! What listens on a machine: found there, and offered to be led to this computer.

pub(crate) mod jupyter;
mod listeners;
pub(crate) mod names;

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;
use std::time::Duration;

use crate::connect::ssh::Ssh;
use crate::connect::{self, ConnectMemory, Reached};
use listeners::Listener;
use voltdeck_base::App;
use voltdeck_base::account::Account;
use voltdeck_base::computer::{Output, output};
use voltdeck_contract::{Answer, CommandError, ConnectEndArgs, ErrorCode, FoundPort};

/// How long a machine may take to answer.
const LIMIT: Duration = Duration::from_secs(30);
/// The most that are offered.
const OFFERED: usize = 30;
/// Exit status of `ssh` where it did not get in.
const NO_WAY_IN: i32 = 255;
/// What tells of listeners, one after the other until one does. Each is a command that every shell reads alike.
const ASKED: [&str; 3] = ["ss -ltnH", "netstat -ltn", "cat /proc/net/tcp /proc/net/tcp6"];

/// The ports of a machine on which something listens, what is known by its port first.
pub async fn ports_found(app: Arc<App>, account: Arc<Account>, args: ConnectEndArgs) -> Answer<Vec<FoundPort>> {
    let Reached { target, ssh, .. } = connect::reach(&app, &account, &args.id, args.node).await?;
    if let Some(problem) = connect::ssh_missing(&app) {
        return Err(CommandError::new(ErrorCode::Local, problem));
    }
    let mut found = look(&app, &ssh).await?;
    found.retain(|one| names::is_offered(one.port));
    found.sort_by_key(|one| (names::usual(one.port).is_none(), one.port));
    found.truncate(OFFERED);
    let tunnels = account.part::<ConnectMemory>().tunnels.views();
    let leads =
        |one: &Listener| tunnels.iter().any(|tunnel| tunnel.instance_id == target.id && tunnel.remote_port == one.port);
    let view = |one: &Listener| FoundPort {
        port: one.port,
        host: (one.host != IpAddr::from(Ipv4Addr::LOCALHOST)).then(|| one.host.to_string()),
        name: names::usual(one.port).map(str::to_owned),
        is_open: leads(one),
    };
    Ok(found.iter().map(view).collect())
}

async fn look(app: &App, ssh: &Ssh) -> Answer<Vec<Listener>> {
    let failed = |said: &str| {
        let message = format!("The ports in use on the instance could not be listed: {said} Enter the port yourself.");
        CommandError::new(ErrorCode::Local, message)
    };
    for asked in ASKED {
        let ran = output(app.host.computer(), &ssh.run(asked), LIMIT).await;
        let Output { text, end } = ran.map_err(|reason| failed(&format!("ssh was started, but {reason}.")))?;
        match end.code {
            // A machine on which nothing listens says so with a status of 0, and no lines.
            Some(0) => return Ok(listeners::read(&text)),
            Some(NO_WAY_IN) | None => return Err(failed(&connect::why_ended(&end.said, ssh))),
            Some(_) => {}
        }
    }
    Err(failed("it has neither ss nor netstat."))
}
