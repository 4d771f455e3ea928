//! What is done for the store once a day: a copy of it, and what is older than is kept taken away.

use std::sync::Arc;
use std::time::Duration;

use voltdeck_base::activity::retention;
use voltdeck_base::{App, settings};
use voltdeck_contract::{Answer, Event};

/// A start has better things to do first.
const FIRST: Duration = Duration::from_secs(60);
/// How often it is looked whether a day is over: clocks are set, and computers sleep.
const EVERY: Duration = Duration::from_secs(60 * 60);

/// Keeps the store in order for as long as the app runs.
pub async fn keep_up(app: Arc<App>) {
    let mut said = None;
    tokio::time::sleep(FIRST).await;
    loop {
        // The copy first: it has what is taken away next.
        let failed = app.store.back_up(app.host.now()).await.err().map(|error| error.message);
        if failed.is_some() && failed != said {
            app.say_at_start(failed.clone().unwrap_or_default());
            app.host.emit(Event::Session);
        }
        if failed.is_none()
            && let Err(error) = prune(&app).await
        {
            tracing::warn!(code = ?error.code, "what is old could not be taken out of the record");
        }
        said = failed;
        tokio::time::sleep(EVERY).await;
    }
}

async fn prune(app: &App) -> Answer<()> {
    let months = settings::current(app)?.record_months;
    let gone = retention::prune(&app.store, app.host.now(), months).await?;
    if gone > 0 {
        tracing::info!(gone, "lines of the record are older than they are kept");
        app.host.emit(Event::Activity);
    }
    Ok(())
}
