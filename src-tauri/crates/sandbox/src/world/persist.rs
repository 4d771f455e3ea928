//! The world on disk.

use std::fs;
use std::io::{self, Write as _};
use std::path::Path;

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::World;

/// Another form of the file is not read: the sandbox then starts anew.
const FORM: u32 = 1;

#[derive(Serialize)]
struct Saved<'a> {
    form: u32,
    now: DateTime<Utc>,
    written: DateTime<Utc>,
    world: &'a World,
}

#[derive(Deserialize)]
struct Loaded {
    form: u32,
    now: DateTime<Utc>,
    written: DateTime<Utc>,
    world: World,
}

/// Writes a file beside it, then renames: a crash leaves the old one or the new one.
pub fn save(path: &Path, world: &World, now: DateTime<Utc>) -> io::Result<()> {
    let beside = path.with_extension("new");
    let bytes = serde_json::to_vec(&Saved { form: FORM, now, written: Utc::now(), world })?;
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    // Its token is of no account, and still nobody else's.
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&beside)?;
    file.write_all(&bytes)?;
    file.sync_all()?;
    fs::rename(&beside, path)
}

/// Reads the world; a file that cannot be understood is set aside beside it, never deleted.
pub fn load_or_set_aside(path: &Path) -> io::Result<Option<(World, DateTime<Utc>)>> {
    match load(path) {
        Err(error) if error.kind() == io::ErrorKind::InvalidData || error.kind() == io::ErrorKind::UnexpectedEof => {
            let aside = path.with_extension(format!("damaged-{}", Utc::now().format("%Y%m%dT%H%M%S%fZ")));
            tracing::warn!(%error, aside = %aside.display(), "the sandbox's state is damaged and was set aside");
            fs::rename(path, aside)?;
            Ok(None)
        }
        read => read,
    }
}

/// Reads the world and the time in it. While nothing ran, time passed as fast as it really did.
fn load(path: &Path) -> io::Result<Option<(World, DateTime<Utc>)>> {
    let bytes = match fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    let loaded: Loaded = serde_json::from_slice(&bytes)?;
    if loaded.form != FORM {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "it is of another version"));
    }
    let away = (Utc::now() - loaded.written).max(TimeDelta::zero());
    Ok(Some((loaded.world, loaded.now + away)))
}
