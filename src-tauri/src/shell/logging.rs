//! The log: one file a day in the data folder, seven of them kept. No secret reaches it, since none is ever formatted.

use std::path::Path;

use tracing_appender::rolling::{RollingFileAppender, Rotation};
use tracing_subscriber::EnvFilter;

/// What is logged where nobody set it. A crate is named by how its name begins: `voltdeck` is every one of ours.
const FILTER: &str = "warn,voltdeck=info,voltagepark=debug";

/// Starts the log. Voltdeck works on without one.
pub(crate) fn start(folder: &Path) {
    // Where a panic happened is told; what it says may be anything.
    std::panic::set_hook(Box::new(|panic| match panic.location() {
        Some(place) => tracing::error!(file = place.file(), line = place.line(), "a panic"),
        None => tracing::error!("a panic"),
    }));
    let Ok(file) = RollingFileAppender::builder()
        .rotation(Rotation::DAILY)
        .filename_prefix("voltdeck")
        .filename_suffix("log")
        .max_log_files(7)
        .build(folder.join("logs"))
    else {
        return;
    };
    let filter = EnvFilter::try_from_env("VOLTDECK_LOG").unwrap_or_else(|_| EnvFilter::new(FILTER));
    // A second start in one process (tests) keeps the first log.
    let _ = tracing_subscriber::fmt().with_env_filter(filter).with_ansi(false).with_writer(file).try_init();
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    #[test]
    fn every_crate_of_ours_is_logged_and_others_only_where_something_is_wrong() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("log");
        let file = Arc::new(std::fs::File::create(&path).unwrap());
        let log = tracing_subscriber::fmt().with_env_filter(EnvFilter::new(FILTER)).with_ansi(false);
        tracing::subscriber::with_default(log.with_writer(file).finish(), || {
            tracing::info!(target: "voltdeck_desktop::shell", "one");
            tracing::info!(target: "voltdeck_deploy::deploy::send", "two");
            tracing::debug!(target: "voltdeck_billing::ledger", "three");
            tracing::info!(target: "hyper", "four");
            tracing::warn!(target: "hyper", "five");
        });
        let text = std::fs::read_to_string(&path).unwrap();
        let said = ["one", "two", "three", "four", "five"].map(|word| text.contains(word));
        assert_eq!(said, [true, true, false, false, true], "{text}");
    }
}
