//! What a transfer would do, before it is begun.

use std::sync::Arc;

use futures::StreamExt as _;
use futures::stream::FuturesOrdered;
use voltdeck_base::App;
use voltdeck_base::account::Account;
use voltdeck_contract::{Answer, CommandError, Direction, ErrorCode, Existing, TransferCheck};

use super::job::{FEW, Order, small};
use super::names;
use super::plan::{Item, Plan};
use super::remote::Remote;
use super::run;
use super::words::{self, Fault};

/// Questions that are on their way at once.
const AT_ONCE: usize = 32;
/// Parts of smaller files are not looked for: they hardly matter to a disk.
const LARGE: u64 = 64 << 20;

/// The fault of a question, for a window.
pub(super) fn refused(fault: &Fault) -> CommandError {
    let mut error = CommandError::new(ErrorCode::Local, fault.words());
    error.retryable = matches!(fault, Fault::Lost(_));
    error
}

pub(super) async fn check(app: &Arc<App>, account: &Arc<Account>, order: &Order) -> Answer<TransferCheck> {
    let remote = run::log_in(app, account, order).await.map_err(|fault| refused(&fault))?;
    let computer = app.host.computer();
    let (plan, to) = run::look(&remote, order, computer.system()).await.map_err(|fault| refused(&fault))?;
    let (existing, needed) = there(&remote, order, &plan).await.map_err(|fault| refused(&fault))?;
    let problem = match order.direction {
        _ if plan.items.is_empty() => Some("Nothing in this selection can be transferred.".to_owned()),
        Direction::Push => words::no_room(needed, free_at(&remote, &to).await, "The instance"),
        Direction::Pull => {
            let folder = order.local.first().cloned().unwrap_or_default();
            let above = folder.ancestors().find(|folder| folder.is_dir());
            words::no_room(needed, above.and_then(|folder| computer.free_space(folder)), "This computer")
        }
    };
    Ok(TransferCheck {
        what: plan.words(),
        to,
        existing: small(existing.len()),
        existing_names: existing.iter().take(FEW).map(|name| words::named(name)).collect(),
        seen: names::digest(&existing.join("\n")),
        skipped: plan.left_out.iter().take(FEW).cloned().collect(),
        skipped_count: small(plan.left_out.len()),
        problem,
    })
}

/// What is to be replaced was shown: a file that came since, or another folder than the one that was looked at, was not.
pub(super) async fn was_seen(remote: &Remote, order: &Order, plan: &Plan) -> Result<(), Fault> {
    if order.existing != Existing::Replace {
        return Ok(());
    }
    let (existing, _) = there(remote, order, plan).await?;
    if order.seen.as_deref() == Some(&names::digest(&existing.join("\n"))) {
        return Ok(());
    }
    Err(Fault::All(
        "Other files exist there than those that were shown to you. Nothing was replaced. Start it again.".into(),
    ))
}

/// The room at a folder, or at the nearest one above that is there.
async fn free_at(remote: &Remote, folder: &str) -> Option<u64> {
    let mut folder = folder;
    loop {
        let free = remote.free_space(folder).await;
        if free.is_some() || folder == "/" || folder.is_empty() {
            return free;
        }
        folder = names::split(folder).0;
    }
}

/// Which files are there already, and how many bytes are missing where parts of them are.
async fn there(remote: &Remote, order: &Order, plan: &Plan) -> Result<(Vec<String>, u64), Fault> {
    let (mut existing, mut needed) = (Vec::new(), 0_u64);
    let mut items = plan.files();
    let mut asked = FuturesOrdered::new();
    loop {
        while asked.len() < AT_ONCE
            && let Some(item) = items.next()
        {
            asked.push_back(look(remote, order.direction, item));
        }
        let Some((item, told)) = asked.next().await else { return Ok((existing, needed)) };
        let (found, part) = told?;
        if found {
            existing.push(item.name.clone());
        }
        needed = needed.saturating_add(item.version.size.saturating_sub(part));
    }
}

/// Whether a file is there, and how many bytes of its part.
async fn look<'a>(remote: &Remote, direction: Direction, item: &'a Item) -> (&'a Item, Result<(bool, u64), Fault>) {
    let told = match direction {
        Direction::Push => on_machine(remote, item).await,
        Direction::Pull => Ok(here(item)),
    };
    (item, told)
}

async fn on_machine(remote: &Remote, item: &Item) -> Result<(bool, u64), Fault> {
    let found = remote.stat(&item.remote, false).await?.is_some();
    if item.version.size < LARGE {
        return Ok((found, 0));
    }
    let part = remote.stat(&item.remote_part(), false).await?;
    Ok((found, part.map_or(0, |part| part.version.size)))
}

fn here(item: &Item) -> (bool, u64) {
    let found = std::fs::symlink_metadata(&item.local).is_ok();
    (found, std::fs::symlink_metadata(item.local_part()).map_or(0, |data| data.len()))
}
