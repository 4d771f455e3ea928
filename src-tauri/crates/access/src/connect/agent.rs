//! The keys of the person's SSH agent, as they were listed last, and their public halves as files: by such a file OpenSSH
//! takes a key that lives in an agent alone.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use crate::ssh_keys::describe;
use voltdeck_base::computer::{System, output};
use voltdeck_base::parts::Part;
use voltdeck_base::{App, owner};
use voltdeck_contract::Event;

/// An agent that asks the person first may take its time; nobody waits for that long.
const LIMIT: Duration = Duration::from_secs(5);

/// A key of the agent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct AgentKey {
    pub fingerprint: String,
    /// Its public half.
    line: String,
}

/// How long what was listed is good for what is only shown.
const GOOD: Duration = Duration::from_secs(30);

/// The keys as they were listed last.
#[derive(Debug, Default)]
pub struct Agent(Mutex<(Vec<AgentKey>, Option<Instant>)>);

impl Part for Agent {}

impl Agent {
    pub(super) fn keys(&self) -> Vec<AgentKey> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).0.clone()
    }
}

/// Whether it is time to list them again for what is shown. Whoever asks first does it.
pub(super) fn is_due(app: &App) -> bool {
    let listed = &mut app.part::<Agent>().0.lock().unwrap_or_else(PoisonError::into_inner).1;
    let due = listed.is_none_or(|at| at.elapsed() >= GOOD);
    if due {
        *listed = Some(Instant::now());
    }
    due
}

/// Lists the keys anew, from the agent that the person's config names, or from the usual one.
pub(super) async fn list(app: &App, named: Option<&str>) {
    let computer = app.host.computer();
    let windows = computer.system() == System::Windows;
    let program = if windows { "ssh-add.exe" } else { "ssh-add" };
    if !computer.has(Path::new(program)) {
        return;
    }
    let mut argv = vec![program.to_owned(), "-L".to_owned()];
    if let Some(socket) = named.filter(|_| !windows).and_then(|named| socket(named, computer.home().as_deref())) {
        argv.splice(0..0, ["env".to_owned(), format!("SSH_AUTH_SOCK={socket}")]);
    }
    // One that gives no answer in time has the keys that it had.
    let Ok(told) = output(computer, &argv, LIMIT).await else { return };
    // None is there, or it has no keys, or it is locked: all the same here.
    let keys: Vec<AgentKey> = told.text.lines().filter_map(key).collect();
    let before = std::mem::replace(
        &mut *app.part::<Agent>().0.lock().unwrap_or_else(PoisonError::into_inner),
        (keys.clone(), Some(Instant::now())),
    );
    if before.0 != keys {
        // Commands name keys.
        app.host.emit(Event::Fleet);
        app.host.emit(Event::Connect);
    }
}

/// A socket as the config names it: `~/…`, a whole path, or a variable of the environment.
fn socket(named: &str, home: Option<&Path>) -> Option<String> {
    if let Some(rest) = named.strip_prefix("~/") {
        return Some(home?.join(rest).to_str()?.to_owned());
    }
    Some(named.to_owned()).filter(|path| Path::new(path).is_absolute())
}

fn key(line: &str) -> Option<AgentKey> {
    let (_, fingerprint) = describe(line);
    Some(AgentKey { fingerprint: fingerprint?, line: line.trim().to_owned() })
}

/// The file with the public half of a key, in Voltdeck's own folder; `None` where it cannot be written.
pub(super) fn public_half(home: &Path, key: &AgentKey) -> Option<PathBuf> {
    let plain: String = key.fingerprint.chars().filter(char::is_ascii_alphanumeric).take(22).collect();
    let folder = home.join(".ssh").join("voltdeck");
    let file = folder.join(format!("agent-{plain}.pub"));
    let text = format!("{}\n", key.line);
    if std::fs::read_to_string(&file).is_ok_and(|there| there == text) {
        return Some(file);
    }
    let written = (|| {
        if !folder.is_dir() {
            owner::folder(&folder)?;
        }
        let _ = std::fs::remove_file(&file);
        owner::create_anywhere(&file)?.write_all(text.as_bytes())
    })();
    if let Err(error) = &written {
        tracing::warn!(%error, "the public half of a key of the agent could not be written");
    }
    written.is_ok().then_some(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_agent_is_found_where_the_config_names_it() {
        let home = Some(Path::new("/home/ana"));
        assert_eq!(socket("~/.1password/agent.sock", home).as_deref(), Some("/home/ana/.1password/agent.sock"));
        assert_eq!(socket("/run/agent", home).as_deref(), Some("/run/agent"));
        assert_eq!(socket("$OTHER", home), None);
    }
}
