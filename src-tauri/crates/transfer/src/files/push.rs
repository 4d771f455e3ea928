//! One file to the machine.

use std::sync::atomic::Ordering;

use futures::StreamExt as _;
use futures::stream::FuturesUnordered;
use tokio::io::{AsyncReadExt as _, AsyncSeekExt as _};
use voltdeck_contract::Existing;

use super::names::{self, Version};
use super::plan::{Item, local_stat};
use super::remote::{Kind, Remote};
use super::words::{self, Fault};

/// Requests of one file that are on their way at once.
pub(super) const WINDOW: usize = 32;
/// The highest number that a name gets.
pub(super) const NUMBERS: u32 = 1000;

/// How it is with a file afterwards.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    /// All of it is there.
    There,
    /// It was left out, since one of its name is there.
    Skipped,
}

/// That a file is not what it was when it was looked at.
pub(super) fn changed(item: &Item) -> Fault {
    Fault::One(format!(
        "{}: it changed during the transfer. Resume to transfer it as it is now",
        words::named(&item.name)
    ))
}

/// Sends a file: into a part, that gets its name when it is whole.
pub(super) async fn one(remote: &Remote, item: &Item, existing: Existing) -> Result<Outcome, Fault> {
    let here = |error: std::io::Error| words::local(&item.name, &error);
    let mut file = tokio::fs::File::open(&item.local).await.map_err(here)?;
    let now = async |file: &tokio::fs::File| Ok(local_stat(&file.metadata().await.map_err(here)?).version);
    if now(&file).await? != item.version {
        return Err(changed(item));
    }
    if let Some(outcome) = meets(remote, item, existing).await? {
        return Ok(outcome);
    }
    let part = item.remote_part();
    let start = begins(remote, item, &part).await?;
    let handle = remote.open_to_write(&part, item.mode).await?;
    let sent = async {
        file.seek(std::io::SeekFrom::Start(start)).await.map_err(here)?;
        item.there.store(start, Ordering::Relaxed);
        send(remote, item, &mut file, (&part, &handle), start).await?;
        // Only what did not change while it was read is whole.
        if now(&file).await? != item.version {
            return Err(changed(item));
        }
        if remote.stat_open(&part, &handle).await?.version.size != item.version.size {
            let name = words::named(&item.name);
            return Err(Fault::One(format!("{name}: not all of it arrived. Resume to send the rest")));
        }
        remote.set(&handle, item.mode, item.version.changed).await;
        Ok(())
    };
    if let Err(fault) = sent.await {
        remote.let_go(&handle).await;
        return Err(fault);
    }
    remote.close(&part, &handle).await?;
    place(remote, item, &part, existing).await?;
    Ok(Outcome::There)
}

/// What is to be done where one of its name is there already; `None` where it is to be sent.
async fn meets(remote: &Remote, item: &Item, existing: Existing) -> Result<Option<Outcome>, Fault> {
    let Some(there) = remote.stat(&item.remote, false).await? else { return Ok(None) };
    // It was cut off just when it got its name.
    let named = item.naming.load(Ordering::Relaxed) && there.version == item.version && there.kind == Kind::File;
    match existing {
        _ if named => Ok(Some(Outcome::There)),
        Existing::Skip => Ok(Some(Outcome::Skipped)),
        Existing::KeepBoth => Ok(None),
        Existing::Replace if there.kind != Kind::Folder => Ok(None),
        Existing::Replace | Existing::Refuse => Err(Fault::One(words::there_already(&item.name))),
    }
}

/// Where to go on: a part that is there is of this very state, so what it has is right. A machine that was cut off may have
/// written the last pieces in another order, so they are sent again.
async fn begins(remote: &Remote, item: &Item, part: &str) -> Result<u64, Fault> {
    let Some(there) = remote.stat(part, false).await? else { return Ok(0) };
    if there.kind == Kind::File && there.version.size <= item.version.size {
        let last = u64::from(remote.chunk) * WINDOW as u64;
        return Ok(there.version.size.saturating_sub(last));
    }
    remote.remove(part).await?;
    Ok(0)
}

async fn send(
    remote: &Remote,
    item: &Item,
    file: &mut tokio::fs::File,
    (part, handle): (&str, &str),
    start: u64,
) -> Result<(), Fault> {
    let Version { size, .. } = item.version;
    let mut offset = start;
    let mut on_their_way = FuturesUnordered::new();
    loop {
        while on_their_way.len() < WINDOW && offset < size {
            let length = u64::from(remote.chunk).min(size - offset);
            let mut piece = vec![0; usize::try_from(length).unwrap_or_default()];
            file.read_exact(&mut piece).await.map_err(|error| match error.kind() {
                std::io::ErrorKind::UnexpectedEof => changed(item),
                _ => words::local(&item.name, &error),
            })?;
            let at = offset;
            on_their_way.push(async move { remote.write(part, handle, at, piece).await.map(|()| length) });
            offset += length;
        }
        let Some(written) = on_their_way.next().await else { return Ok(()) };
        item.there.fetch_add(written?, Ordering::Relaxed);
    }
}

/// Gives a whole part its name.
async fn place(remote: &Remote, item: &Item, part: &str, existing: Existing) -> Result<(), Fault> {
    item.naming.store(true, Ordering::Relaxed);
    let (folder, name) = names::split(&item.remote);
    if existing != Existing::KeepBoth {
        return remote.rename(part, &item.remote, existing == Existing::Replace).await;
    }
    let numbered = (2..NUMBERS).map(|number| names::numbered(name, number));
    for name in std::iter::once(name.to_owned()).chain(numbered) {
        let path = names::join(folder, &name);
        if remote.stat(&path, false).await?.is_none() {
            return remote.rename(part, &path, false).await;
        }
    }
    Err(Fault::One(words::there_already(&item.name)))
}
