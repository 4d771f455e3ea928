//! Asks OpenSSH itself what its config makes of a name. Nothing is connected to.

use std::collections::HashMap;
use std::io::Read;
use std::path::PathBuf;
use std::time::Duration;

use super::told::Told;
use crate::connect::ssh;
use voltdeck_base::{App, computer, format, owner};

/// An answer takes some ten milliseconds, unless the config runs commands of the person's.
const LIMIT: Duration = Duration::from_secs(10);
/// The most that is read of a log, in bytes.
const LOG: u64 = 4 << 20;
/// The most that is shown of what `ssh` says, in characters.
const SHOWN: usize = 300;

/// How the config is read for a name as if Voltdeck had no host of it; else why `ssh` does not tell.
pub(super) async fn explain(app: &App, name: &str) -> Result<Told, String> {
    let log = app.host.data_dir().join("ssh-config.log");
    let log = Log::make(log).map_err(|error| format!("a file for its answer could not be made ({error})"))?;
    let computer = app.host.computer();
    let program = computer.read(&ssh::explain(computer.system(), name, &log.0))?;
    // Waiting for its last line and not for its end: that is looked for less often than this takes.
    let answers = async {
        let mut answered = false;
        while let Some(line) = program.line().await {
            answered |= line.starts_with("hostname ");
        }
        answered
    };
    let answered = tokio::time::timeout(LIMIT, answers).await;
    program.kill();
    let answered = answered.map_err(|_| format!("it did not answer within {} s", LIMIT.as_secs()))?;
    let text = log.text();
    if answered { Ok(Told::read(&text)) } else { Err(complaint(&text)) }
}

/// What `ssh NAME` would take: each setting's first value by its name; else what `ssh` says.
pub(super) async fn settings(app: &App, name: &str) -> Result<HashMap<String, String>, String> {
    let computer = app.host.computer();
    let output = computer::output(computer, &ssh::settings(computer.system(), name), LIMIT).await?;
    let mut settings = HashMap::new();
    for (name, value) in output.text.lines().filter_map(|line| line.split_once(' ')) {
        settings.entry(name.to_owned()).or_insert_with(|| value.to_owned());
    }
    if settings.contains_key("hostname") { Ok(settings) } else { Err(complaint(&output.end.said)) }
}

/// What `ssh` wrote that is no step of its reading.
fn complaint(log: &str) -> String {
    let is_step = |line: &&str| line.starts_with("debug") || line.starts_with("OpenSSH");
    let said: Vec<&str> = log.lines().filter(|line| !is_step(line)).collect();
    match format::shown_text(&said.join("; "), SHOWN).as_str() {
        "" => "it ended without a word".to_owned(),
        said => said.trim_end_matches('.').to_owned(),
    }
}

/// A file that is there for one answer.
struct Log(PathBuf);

impl Log {
    fn make(path: PathBuf) -> std::io::Result<Self> {
        // One that a run left that was killed.
        let _ = std::fs::remove_file(&path);
        owner::create(&path).map(|_| Self(path))
    }

    fn text(&self) -> String {
        let mut bytes = Vec::new();
        if let Ok(file) = std::fs::File::open(&self.0) {
            let _ = file.take(LOG).read_to_end(&mut bytes);
        }
        String::from_utf8_lossy(&bytes).into_owned()
    }
}

impl Drop for Log {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}
