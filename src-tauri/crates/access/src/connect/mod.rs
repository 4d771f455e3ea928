//! The way into a machine: the SSH command, whether it answers, a terminal with it, the SSH config, and tunnels.

mod agent;
pub mod config;
pub mod given_keys;
mod identity;
pub mod keeper;
mod kept;
mod login;
mod memory;
pub mod own_config;
pub mod probe;
pub mod refused;
mod retry;
pub mod ssh;
pub mod target;
mod terminal;
mod tunnel;
mod tunnel_end;
mod tunnel_far;
mod tunnel_plan;
mod users;

use std::net::Ipv4Addr;
use std::sync::Arc;

use voltdeck_base::account::Account;
use voltdeck_base::{App, settings};
use voltdeck_contract::{
    Answer, CommandError, ConnectAnswer, ConnectEnd, ConnectEndArgs, ConnectUserArgs, ConnectView, Done, ErrorCode,
    Event, IdArgs, NoArgs, SshConfigArgs, SshConfigView, SshPrefixArgs, TerminalView, TunnelArgs, TunnelStage,
    TunnelView, Way,
};
use voltdeck_machines::fleet::{self, Fleet};

pub use login::Login;
pub(crate) use login::ssh_missing;
use login::{login_on, shown, unusable};
pub use memory::ConnectMemory;
pub use target::{targets, way};

use target::Target;

const NO_ADDRESS: &str = "No way in until it has an address.";

/// The way into a machine, and whether it answers. Asking keeps it being tried.
pub async fn connect(app: Arc<App>, account: Arc<Account>, args: IdArgs) -> Answer<ConnectView> {
    let target = target(&app, &account, &args.id).await?;
    look_at_agent(&app, &account, &target).await;
    view(&app, &account, &target)
}

/// Tries all ends of a machine again from the beginning.
pub async fn connect_retry(app: Arc<App>, account: Arc<Account>, args: IdArgs) -> Answer<ConnectView> {
    let target = target(&app, &account, &args.id).await?;
    for node in &target.nodes {
        probe::again(&account, &node.host, node.port);
    }
    view(&app, &account, &target)
}

/// Sets the user of a machine; an empty one goes back to what is taken otherwise.
pub async fn connect_user_set(app: Arc<App>, account: Arc<Account>, args: ConnectUserArgs) -> Answer<Done> {
    let user = args.user.trim();
    if let Some(problem) = settings::user_problem(user).filter(|_| !user.is_empty()) {
        return Err(CommandError::new(ErrorCode::Invalid, problem).at("user"));
    }
    users::keep(&app.store, account.profile_id(), &args.id, user)?;
    config::follow(&app, &account);
    app.host.emit(Event::Connect);
    // The list shows the command too.
    app.host.emit(Event::Fleet);
    Ok(Done {})
}

/// The terminals of this computer.
pub async fn terminals(app: Arc<App>, _args: NoArgs) -> Answer<Vec<TerminalView>> {
    let found = terminal::found(app.host.computer());
    let picked = terminal::pick(&found, &settings::current(&app)?.terminal);
    let view = |one: &terminal::Terminal| TerminalView {
        name: one.name.into(),
        label: one.label.into(),
        chosen: picked == Some(*one),
    };
    Ok(found.iter().map(view).collect())
}

/// Opens a terminal with SSH in it.
pub async fn terminal_open(app: Arc<App>, account: Arc<Account>, args: ConnectEndArgs) -> Answer<Done> {
    let target = target(&app, &account, &args.id).await?;
    let node = end(&target, args.node)?;
    // Whoever sits at it waits for it: what was listed a moment ago will do.
    look_at_agent(&app, &account, &target).await;
    let ssh = login_on(&app, &account, &target, &node)?.shown();
    let local = |message: String| CommandError::new(ErrorCode::Local, message);
    let (terminal, problem) = usable_terminal(&app)?;
    let terminal = terminal.filter(|_| problem.is_none());
    let Some(terminal) = terminal else { return Err(local(problem.unwrap_or_default())) };
    let computer = app.host.computer();
    let words = terminal::plan(computer.system(), terminal.name, &ssh).unwrap_or_default();
    computer.start(&words).await.map(|()| Done {}).map_err(|reason| {
        let name = terminal.label;
        local(format!(
            "{name} could not be opened ({reason}). Copy the command, or choose another terminal in Settings."
        ))
    })
}

/// How it is with the SSH config.
pub async fn ssh_config(app: Arc<App>, _args: NoArgs) -> Answer<SshConfigView> {
    config::view(&app)
}

/// Keeps the machines in the SSH config, or takes them out.
pub async fn ssh_config_set(app: Arc<App>, args: SshConfigArgs) -> Answer<SshConfigView> {
    if let Some(account) = app.try_account() {
        config::follow(&app, &account);
    }
    config::set(&app, args.on).await
}

/// Sets what every alias begins with.
pub async fn ssh_prefix_set(app: Arc<App>, args: SshPrefixArgs) -> Answer<SshConfigView> {
    config::set_prefix(&app, args.prefix.trim()).await
}

/// Moves the line that includes the machines to where it counts for every host.
pub async fn ssh_include_move(app: Arc<App>, _args: NoArgs) -> Answer<SshConfigView> {
    config::move_include(&app).await
}

/// The tunnels of the account in front.
pub async fn tunnels(_app: Arc<App>, account: Arc<Account>, _args: NoArgs) -> Answer<Vec<TunnelView>> {
    Ok(account.part::<ConnectMemory>().tunnels.views())
}

/// Opens a tunnel and its near end in the browser. How it went is in the answer: a tunnel that ended says why.
pub async fn tunnel_open(app: Arc<App>, account: Arc<Account>, args: TunnelArgs) -> Answer<TunnelView> {
    let Reached { target, place, ssh, own } = reach(&app, &account, &args.id, args.node).await?;
    if let Some(problem) = ssh_missing(&app) {
        return Err(CommandError::new(ErrorCode::Local, problem));
    }
    let remote = port_of(args.remote_port, "remotePort")?.unwrap_or(tunnel::JUPYTER);
    let local = port_of(args.local_port, "localPort")?;
    let host = match args.remote_host.as_deref() {
        None => Ipv4Addr::LOCALHOST.into(),
        Some(text) => text.parse().map_err(|_| {
            let message = "Give an IP address of the instance, such as 127.0.0.1 or ::1.";
            CommandError::new(ErrorCode::Invalid, message).at("remoteHost")
        })?,
    };
    let (machine_id, machine, node) = (target.id, target.name, place);
    let plan = tunnel_plan::TunnelPlan { machine_id, machine, node, ssh, own, host, remote, local: 0 };
    tunnel::open(&app, &account, plan, local).await
}

/// Opens the near end of a tunnel in the browser, signed in where Jupyter listens at the far one.
pub async fn tunnel_browse(app: Arc<App>, account: Arc<Account>, args: IdArgs) -> Answer<Done> {
    let tunnels = &account.part::<ConnectMemory>().tunnels;
    if tunnels.view_of(&args.id).is_none_or(|view| view.stage != TunnelStage::Open) {
        return Err(CommandError::new(
            ErrorCode::Gone,
            "This port is not open now. Wait until it is, or open it again.",
        ));
    }
    if !tunnel::browse(&app, &account, &args.id).await {
        return Err(CommandError::new(ErrorCode::Local, "No browser could be opened. Copy the address instead."));
    }
    Ok(Done {})
}

/// Opens a tunnel again that ended, now.
pub async fn tunnel_retry(app: Arc<App>, account: Arc<Account>, args: IdArgs) -> Answer<Vec<TunnelView>> {
    let memory = account.part::<ConnectMemory>();
    memory.tunnels.change(&args.id, |tunnel| {
        if matches!(tunnel.stage, TunnelStage::Ended | TunnelStage::Reconnecting) {
            tunnel.stage = TunnelStage::Reconnecting;
            tunnel.retry = Some(retry::Retry::now());
        }
    });
    memory.keeper.notify_one();
    app.host.emit(Event::Connect);
    Ok(memory.tunnels.views())
}

/// Ends a tunnel, or takes one that ended off the list.
pub async fn tunnel_close(app: Arc<App>, account: Arc<Account>, args: IdArgs) -> Answer<Vec<TunnelView>> {
    kept::forget(&app, &args.id);
    account.part::<ConnectMemory>().tunnels.close_one(&args.id);
    app.host.emit(Event::Connect);
    Ok(account.part::<ConnectMemory>().tunnels.views())
}

/// Why there is no SSH command for a machine, and what to do.
pub fn no_ssh(target: &Target) -> &'static str {
    match (way(target), target.nodes.is_empty()) {
        (Way::Rdp, _) => "Windows: connect by Remote Desktop.",
        (Way::Ssh, true) => NO_ADDRESS,
        (Way::Ssh, false) => "The address that the provider tells cannot be used.",
    }
}

/// A machine, and a login on one of its ends.
#[derive(Debug, Clone)]
pub struct Reached {
    /// The machine.
    pub target: Target,
    /// Which of its nodes, from 1, among all that it has: what is done there later is done by this.
    pub place: u32,
    /// The login.
    pub ssh: ssh::Ssh,
    /// What the person's config makes of it.
    pub own: own_config::OwnConfig,
}

/// How to log in on a machine's end (`node` counts those that have an address, from 0): the ground of all that goes through
/// SSH. Refused where the machine is not reached by SSH or has no address that can be used.
pub async fn reach(app: &Arc<App>, account: &Arc<Account>, id: &str, node: u32) -> Answer<Reached> {
    let target = target(app, account, id).await?;
    let node = end(&target, node)?;
    login(app, account, target, &node).await
}

/// The same for a node that was reached before, by its place among all that the machine has: others may have got an address
/// or lost it since.
pub async fn reach_place(app: &Arc<App>, account: &Arc<Account>, id: &str, place: u32) -> Answer<Reached> {
    let target = target(app, account, id).await?;
    let index = target.nodes.iter().position(|node| node.number == place).and_then(|index| u32::try_from(index).ok());
    let node = end(&target, index.unwrap_or(u32::MAX))?;
    login(app, account, target, &node).await
}

async fn login(app: &Arc<App>, account: &Arc<Account>, target: Target, node: &target::Node) -> Answer<Reached> {
    let ssh = login_on(app, account, &target, node)?;
    let own = if ssh_missing(app).is_some() {
        // Whoever starts one says so.
        own_config::OwnConfig::default()
    } else {
        own_config::OwnConfig::of(app.host.computer(), &ssh).await.map_err(|said| unknown_config(&said))?
    };
    agent::list(app, own.agent.as_deref()).await;
    let ssh = login_on(app, account, &target, node)?.mended(&own.mended);
    Ok(Reached { target, place: node.number, ssh, own })
}

/// An `ssh` that is started in the dark might leave Voltdeck for the background, or run something else.
fn unknown_config(said: &str) -> CommandError {
    let message = format!(
        "OpenSSH was asked what your SSH config says of this machine (ssh -G), and {said}. Nothing was started. Try again; \
         where it stays so, see whether a \"Match exec\" of your SSH config hangs."
    );
    CommandError::new(ErrorCode::Local, message)
}

/// Lists the agent's keys; once a while is enough for what is shown.
async fn look_at_agent(app: &Arc<App>, account: &Arc<Account>, target: &Target) {
    let Some(node) = target.nodes.first().filter(|_| way(target) == Way::Ssh && agent::is_due(app)) else { return };
    let Ok(ssh) = login_on(app, account, target, node) else { return };
    let own = own_config::OwnConfig::of(app.host.computer(), &ssh).await.unwrap_or_default();
    agent::list(app, own.agent.as_deref()).await;
}

/// One machine: as it is known, else read.
async fn target(app: &Arc<App>, account: &Arc<Account>, id: &str) -> Answer<Target> {
    if let Some(known) = account.part::<Fleet>().known(id) {
        return Ok(Target::of(&known.machine));
    }
    Ok(Target::of(&fleet::read_machine(app, account, id).await?))
}

fn view(app: &Arc<App>, account: &Arc<Account>, target: &Target) -> Answer<ConnectView> {
    let login = Login::of(app, account)?;
    let user = login.users.view(&target.id, target.user_hint.as_deref());
    let way = way(target);
    let several = target.node_count > 1;
    let mut aliases = config::aliases(app, account, &target.id);
    let ends = target.nodes.iter().map(|node| {
        let label = several.then(|| format!("Node {}", node.number));
        let ssh = login.to(&target.id, node.of_rental, &user.name, &node.host, node.port);
        let ssh = ssh.map(|ssh| (login.view(ssh.clone()).command, ssh));
        let alias = aliases.remove(&node.number);
        ConnectEnd { label, alias, ..one_end(app, account, target, ssh, (&node.host, node.port)) }
    });
    let ends: Vec<ConnectEnd> = ends.collect();
    let (terminal, terminal_problem) = usable_terminal(app)?;
    let of_machine = |tunnel: &TunnelView| tunnel.instance_id == target.id;
    Ok(ConnectView {
        id: target.id.clone(),
        name: target.name.clone(),
        way,
        user,
        problem: ends.is_empty().then(|| NO_ADDRESS.to_owned()),
        ends,
        terminal: terminal.map(|terminal| terminal.label.to_owned()),
        terminal_problem,
        usual_port: tunnel::JUPYTER,
        tunnels: account.part::<ConnectMemory>().tunnels.views().into_iter().filter(of_machine).collect(),
    })
}

fn one_end(
    app: &Arc<App>,
    account: &Arc<Account>,
    target: &Target,
    ssh: Option<(String, ssh::Ssh)>,
    (host, port): (&str, u16),
) -> ConnectEnd {
    let (port, command, answer): (u16, Option<String>, ConnectAnswer) = match way(target) {
        _ if !target::is_host(host) => (port, None, probe::untried(target, "The address cannot be used")),
        Way::Rdp => {
            let command = target::with_port(host, target.rdp);
            (target.rdp, Some(command), probe::untried(target, "Running; Remote Desktop is not tried from here"))
        }
        Way::Ssh => {
            let (command, ssh) = ssh.unzip();
            (port, command, probe::ask(app, account, target, (host, port), ssh))
        }
    };
    let problem = command.is_none().then(|| unusable(host).message);
    ConnectEnd { label: None, host: shown(host), port, command, alias: None, problem, answer }
}

/// One of the ends of a machine.
fn end(target: &Target, node: u32) -> Answer<target::Node> {
    if way(target) == Way::Rdp {
        let message = "This machine runs Windows: connect with a Remote Desktop program.";
        return Err(CommandError::new(ErrorCode::NotAllowed, message));
    }
    let index = usize::try_from(node).unwrap_or(usize::MAX);
    target.nodes.get(index).cloned().ok_or_else(|| {
        CommandError::new(ErrorCode::NotAllowed, "There is no way in until it has an address. Try again when it has.")
    })
}

/// The terminal that would be opened, and why none can be.
fn usable_terminal(app: &App) -> Answer<(Option<terminal::Terminal>, Option<String>)> {
    let found = terminal::found(app.host.computer());
    let terminal = terminal::pick(&found, &settings::current(app)?.terminal);
    let none = || "No terminal that Voltdeck knows was found. Copy the command and paste it into yours.".to_owned();
    let problem = ssh_missing(app).or_else(|| terminal.is_none().then(none));
    Ok((terminal, problem))
}

fn port_of(asked: Option<u32>, field: &str) -> Answer<Option<u16>> {
    let Some(asked) = asked else { return Ok(None) };
    match u16::try_from(asked) {
        Ok(port @ 1..) => Ok(Some(port)),
        _ => Err(CommandError::new(ErrorCode::Invalid, "A port is a number from 1 to 65535.").at(field)),
    }
}

/// Why an `ssh` ended that was to run something on a machine, from what it printed, in words that help.
pub fn why_ended(printed: &str, ssh: &ssh::Ssh) -> String {
    refused::why(printed, ssh).unwrap_or_else(|| match refused::last_words(printed).as_str() {
        "" => "ssh ended without a word.".into(),
        last => format!("ssh ended: {last}"),
    })
}
