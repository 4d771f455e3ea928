//! The log: one file a day in the data folder, seven of them kept, for the person alone. No secret reaches it, since none is ever
//! formatted.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use chrono::{NaiveDate, Utc};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::MakeWriter;
use voltdeck_base::owner;

/// What is logged where nobody set it. A crate is named by how its name begins: `voltdeck` is every one of ours.
const FILTER: &str = "warn,voltdeck=info,voltagepark=debug";
/// What is never logged, whatever was set: these parts of the network's libraries name proxies, also those of the environment,
/// whose addresses may hold a password.
const NEVER: [&str; 2] = ["hyper_util::client::proxy=off", "reqwest=warn"];
/// How many days are kept.
const KEPT: usize = 7;

/// Starts the log. Voltdeck works on without one.
pub(crate) fn start(folder: &Path) {
    // Where a panic happened is told; what it says may be anything.
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location();
        tracing::error!(
            file = place.map(std::panic::Location::file),
            line = place.map(std::panic::Location::line),
            "a panic"
        );
    }));
    let Ok(days) = Days::open(&folder.join("logs"), today()) else { return };
    // A second start in one process (tests) keeps the first log.
    let log = tracing_subscriber::fmt().with_env_filter(filter(std::env::var("VOLTDECK_LOG").ok().as_deref()));
    let _ = log.with_ansi(false).with_writer(days).try_init();
}

fn filter(set: Option<&str>) -> EnvFilter {
    let set = set.and_then(|set| EnvFilter::try_new(set).ok()).unwrap_or_else(|| EnvFilter::new(FILTER));
    NEVER.iter().filter_map(|never| never.parse().ok()).fold(set, EnvFilter::add_directive)
}

fn today() -> NaiveDate {
    Utc::now().date_naive()
}

/// Files by day. The library that turns log files over gives them to whom the umask lets, so this is ours.
struct Days {
    folder: PathBuf,
    now: Mutex<(NaiveDate, File)>,
}

impl Days {
    fn open(folder: &Path, day: NaiveDate) -> io::Result<Self> {
        owner::folder(folder)?;
        let file = file(folder, day)?;
        Ok(Self { folder: folder.to_owned(), now: Mutex::new((day, file)) })
    }

    fn of(&self, day: NaiveDate) -> Line<'_> {
        let mut now = self.now.lock().unwrap_or_else(PoisonError::into_inner);
        if now.0 != day
            && let Ok(file) = file(&self.folder, day)
        {
            *now = (day, file);
        }
        Line(now)
    }
}

/// The file of a day; those that are too old go.
fn file(folder: &Path, day: NaiveDate) -> io::Result<File> {
    let path = folder.join(format!("voltdeck.{day}.log"));
    match owner::create(&path) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
        _ => owner::mend(&path)?,
    }
    let is_log = |path: &PathBuf| {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        name.starts_with("voltdeck.") && path.extension().is_some_and(|is| is == "log")
    };
    let mut all: Vec<PathBuf> = fs::read_dir(folder)?.flatten().map(|entry| entry.path()).filter(is_log).collect();
    all.sort();
    for old in all.iter().rev().skip(KEPT).filter(|old| **old != path) {
        let _ = fs::remove_file(old);
    }
    OpenOptions::new().append(true).open(path)
}

/// One line, which is written whole.
struct Line<'a>(MutexGuard<'a, (NaiveDate, File)>);

impl Write for Line<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.1.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.1.flush()
    }
}

impl<'a> MakeWriter<'a> for Days {
    type Writer = Line<'a>;

    fn make_writer(&'a self) -> Line<'a> {
        self.of(today())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    fn logged(filter: EnvFilter, log: impl FnOnce()) -> String {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("log");
        let file = Arc::new(File::create(&path).unwrap());
        let subscriber = tracing_subscriber::fmt().with_env_filter(filter).with_ansi(false).with_writer(file).finish();
        tracing::subscriber::with_default(subscriber, log);
        fs::read_to_string(&path).unwrap()
    }

    #[test]
    fn every_crate_of_ours_is_logged_and_others_only_where_something_is_wrong() {
        let text = logged(filter(None), || {
            tracing::info!(target: "voltdeck_desktop::shell", "one");
            tracing::info!(target: "voltdeck_deploy::deploy::send", "two");
            tracing::debug!(target: "voltdeck_billing::ledger", "three");
            tracing::info!(target: "hyper", "four");
            tracing::warn!(target: "hyper", "five");
        });
        let said = ["one", "two", "three", "four", "five"].map(|word| text.contains(word));
        assert_eq!(said, [true, true, false, false, true], "{text}");
    }

    #[test]
    fn what_names_proxies_is_never_logged_whatever_is_set() {
        let text = logged(filter(Some("trace")), || {
            tracing::trace!(target: "reqwest::connect", "proxy one");
            tracing::debug!(target: "hyper_util::client::proxy::matcher", "proxy two");
            tracing::trace!(target: "voltagepark::log", "three");
        });
        assert!(text.contains("three") && !text.contains("proxy"), "{text}");
    }

    #[cfg(unix)]
    #[test]
    fn each_day_has_a_file_for_the_person_alone_and_seven_are_kept() {
        use std::os::unix::fs::PermissionsExt;
        let home = tempfile::tempdir().unwrap();
        let folder = home.path().join("logs");
        let day = |day: u32| NaiveDate::from_ymd_opt(2026, 10, day).unwrap();
        let days = Days::open(&folder, day(1)).unwrap();
        for number in 1..=10 {
            days.of(day(number)).write_all(b"one\n").unwrap();
            days.of(day(number)).write_all(b"two\n").unwrap();
        }
        drop(days);
        // A start on the same day goes on in its file, also one that others could read before.
        let newest = folder.join("voltdeck.2026-10-10.log");
        fs::set_permissions(&newest, fs::Permissions::from_mode(0o644)).unwrap();
        Days::open(&folder, day(10)).unwrap().of(day(10)).write_all(b"three\n").unwrap();
        assert_eq!(fs::read_to_string(&newest).unwrap(), "one\ntwo\nthree\n");
        let mut names = Vec::new();
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o600);
            names.push(path.file_name().unwrap().to_str().unwrap().to_owned());
        }
        names.sort();
        assert_eq!((names.len(), names[0].as_str()), (7, "voltdeck.2026-10-04.log"));
    }
}
