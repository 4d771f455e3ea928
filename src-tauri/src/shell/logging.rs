//! The log: one file a day in the data folder, seven of them kept. No secret reaches it, since none is ever formatted.

use std::path::Path;

use tracing_appender::rolling::{RollingFileAppender, Rotation};
use tracing_subscriber::EnvFilter;

/// Starts the log. Voltdeck works on without one.
pub(crate) fn start(folder: &Path) {
    let Ok(file) = RollingFileAppender::builder()
        .rotation(Rotation::DAILY)
        .filename_prefix("voltdeck")
        .filename_suffix("log")
        .max_log_files(7)
        .build(folder.join("logs"))
    else {
        return;
    };
    let filter = EnvFilter::try_from_env("VOLTDECK_LOG").unwrap_or_else(|_| {
        EnvFilter::new("warn,voltdeck=info,voltdeck_core=info,voltdeck_desktop=info,voltagepark=debug")
    });
    // A second start in one process (tests) keeps the first log.
    let _ = tracing_subscriber::fmt().with_env_filter(filter).with_ansi(false).with_writer(file).try_init();
}
