//! Files sent to a machine and fetched from it, by SFTP through the person's own `ssh`.

mod check;
mod heard;
mod job;
mod names;
mod plan;
mod pull;
mod push;
mod remote;
mod run;
mod words;

use std::path::PathBuf;
use std::sync::Arc;

use chrono::DateTime;
use voltdeck_access::connect::{self, Reached};
use voltdeck_base::account::Account;
use voltdeck_base::host::Choose;
use voltdeck_base::{App, exports, format};
use voltdeck_contract::{
    Answer, ChooseFilesArgs, CommandError, Direction, Done, ErrorCode, HeldView, IdArgs, NoArgs, RemoteEntry,
    RemoteFolderArgs, RemoteFolderView, TransferArgs, TransferCheck, TransferView,
};

pub use job::Transfers;

use check::refused;
use job::Order;
use remote::{Kind, Remote, Stat};

/// Names of a folder that a window shows.
const SHOWN: usize = 2000;

/// Has the person choose files or a folder of this computer, in the system's own dialog. Nothing where they chose nothing.
pub async fn choose(app: Arc<App>, account: Arc<Account>, args: ChooseFilesArgs) -> Answer<Option<HeldView>> {
    let what = if args.folder { Choose::Folder } else { Choose::Files };
    let chosen = app.host.choose(what).await.map_err(|reason| CommandError::new(ErrorCode::Local, reason))?;
    Ok(hold(&account, chosen))
}

/// What was just dropped on the window.
pub async fn dropped(app: Arc<App>, account: Arc<Account>, _args: NoArgs) -> Answer<Option<HeldView>> {
    Ok(hold(&account, app.host.take_dropped()))
}

fn hold(account: &Account, chosen: Vec<PathBuf>) -> Option<HeldView> {
    (!chosen.is_empty()).then(|| account.part::<Transfers>().hold(chosen))
}

/// What is in a folder of a machine.
pub async fn folder(app: Arc<App>, account: Arc<Account>, args: RemoteFolderArgs) -> Answer<RemoteFolderView> {
    let ssh = connect::reach(&app, &account, &args.id, args.node).await?.ssh;
    let remote = Remote::open(app.host.computer(), &ssh).await.map_err(|fault| refused(&fault))?;
    let path = remote.whole(args.path.trim()).await.map_err(|fault| refused(&fault))?;
    let mut all = remote.list(&path).await.map_err(|fault| refused(&fault))?;
    all.retain(|(name, _)| !names::is_part(name));
    all.sort_by_key(|(_, stat)| stat.kind != Kind::Folder);
    let more = all.len().saturating_sub(SHOWN);
    let system = app.host.computer().system();
    let entries = all.into_iter().take(SHOWN).map(|(name, stat)| entry(&path, &name, stat, system)).collect();
    Ok(RemoteFolderView {
        parent: (path != "/").then(|| names::split(&path).0.to_owned()),
        path,
        entries,
        note: (more > 0).then(|| format!("{more} more entries are not shown. Fetch the whole folder instead.")),
    })
}

fn entry(folder: &str, name: &str, stat: Stat, system: voltdeck_base::computer::System) -> RemoteEntry {
    let why_not = names::problem(name, system).or(match stat.kind {
        Kind::Other => Some("not a regular file"),
        _ => None,
    });
    RemoteEntry {
        name: format::shown_text(name, 200),
        path: names::join(folder, name),
        folder: stat.kind == Kind::Folder,
        size: (stat.kind == Kind::File).then(|| words::size(stat.version.size)),
        changed_at: DateTime::from_timestamp(stat.version.changed, 0).filter(|_| stat.version.changed > 0),
        why_not: why_not.map(str::to_owned),
    }
}

/// What a transfer would do: how much, where to, and what of it is there already.
pub async fn check(app: Arc<App>, account: Arc<Account>, args: TransferArgs) -> Answer<TransferCheck> {
    let order = order(&app, &account, args).await?;
    check::check(&app, &account, &order).await
}

/// Begins a transfer, or lists it until its turn comes.
pub async fn start(app: Arc<App>, account: Arc<Account>, args: TransferArgs) -> Answer<Vec<TransferView>> {
    let order = order(&app, &account, args).await?;
    account.part::<Transfers>().add(order, app.host.now());
    run::begin(&app, &account);
    Ok(account.part::<Transfers>().views())
}

/// The transfers of the account in front, the newest first.
pub async fn transfers(_app: Arc<App>, account: Arc<Account>, _args: NoArgs) -> Answer<Vec<TransferView>> {
    Ok(account.part::<Transfers>().views())
}

/// Stops a transfer. What is there of it stays.
pub async fn stop(app: Arc<App>, account: Arc<Account>, args: IdArgs) -> Answer<Vec<TransferView>> {
    account.part::<Transfers>().stop(&args.id, app.host.now())?;
    run::begin(&app, &account);
    Ok(account.part::<Transfers>().views())
}

/// Goes on with one that stopped or failed, from what is there.
pub async fn resume(app: Arc<App>, account: Arc<Account>, args: IdArgs) -> Answer<Vec<TransferView>> {
    account.part::<Transfers>().resume(&args.id)?;
    run::begin(&app, &account);
    Ok(account.part::<Transfers>().views())
}

/// Takes one that is over off the list.
pub async fn clear(app: Arc<App>, account: Arc<Account>, args: IdArgs) -> Answer<Vec<TransferView>> {
    account.part::<Transfers>().clear(&args.id);
    run::begin(&app, &account);
    Ok(account.part::<Transfers>().views())
}

/// Opens the folder of this computer to which a transfer fetches.
pub async fn show(app: Arc<App>, account: Arc<Account>, args: IdArgs) -> Answer<Done> {
    let job = account.part::<Transfers>().job(&args.id)?;
    let folder = (job.order.direction == Direction::Pull).then(|| job.order.local.first()).flatten();
    let folder = folder.ok_or_else(|| CommandError::new(ErrorCode::NotAllowed, "These files are on the instance."))?;
    app.host.open_path(folder).map(|()| Done {}).map_err(|reason| {
        CommandError::new(ErrorCode::Local, format!("{} could not be opened ({reason}).", folder.display()))
    })
}

async fn order(app: &Arc<App>, account: &Arc<Account>, args: TransferArgs) -> Answer<Order> {
    let wrong = |message: &str| CommandError::new(ErrorCode::Invalid, message);
    let held = args.held.as_deref().map(|id| account.part::<Transfers>().chosen(id)).transpose()?;
    if args.remote.iter().any(|path| path.contains('\0')) {
        return Err(wrong("A path cannot contain this character.").at("remote"));
    }
    let local = match (args.direction, held) {
        (_, Some(held)) => held,
        (Direction::Pull, None) => vec![exports::folder(app)?],
        (Direction::Push, None) => return Err(wrong("Choose what to send.").at("held")),
    };
    if args.direction == Direction::Pull && args.remote.is_empty() {
        return Err(wrong("Choose what to fetch.").at("remote"));
    }
    let remote = match args.direction {
        Direction::Push => args.remote.iter().map(|folder| folder.trim().to_owned()).collect(),
        // As the machine tells them: a name may begin or end with a space.
        Direction::Pull => args.remote,
    };
    let Reached { target, place, .. } = connect::reach(app, account, &args.id, args.node).await?;
    Ok(Order {
        machine_id: target.id,
        machine: target.name,
        place,
        direction: args.direction,
        local,
        remote,
        existing: args.existing,
        seen: args.seen,
    })
}
