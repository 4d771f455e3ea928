//! Tasks that must live: what panics is said, and begun again.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use crate::App;
use crate::activity::{self, News};
use crate::guarded::guarded;
use crate::profiles;
use crate::trouble::Trouble;
use voltdeck_contract::{ActivityKind, Actor, CommandError, Mark, NoticeKind, Place};

/// How long it is waited before a task that panicked begins again; it doubles up to the longest.
const PAUSE: Duration = Duration::from_secs(2);
const LONGEST_PAUSE: Duration = Duration::from_secs(60);
/// One that went on for so long is well again.
const WELL: Duration = Duration::from_secs(600);

/// Runs what `begin` makes until it ends by itself. Where it panics that is said once, until it was well again, and it
/// begins anew: what it does by itself stands in the store, so nothing but its memory of this run is lost.
pub async fn keep<F: Future<Output = ()>>(
    app: Arc<App>,
    profile: Option<String>,
    what: &'static str,
    begin: impl Fn() -> F,
) {
    let about = format!("task:{}:{what}", profile.as_deref().unwrap_or_default());
    let mut failures = 0_u32;
    loop {
        let since = Instant::now();
        let run = guarded(async { begin().await });
        tokio::pin!(run);
        let whole = if failures == 0 {
            run.await
        } else {
            tokio::select! {
                whole = &mut run => whole,
                () = tokio::time::sleep(WELL) => {
                    app.trouble(&about, None);
                    run.await
                }
            }
        };
        if whole {
            app.trouble(&about, None);
            return;
        }
        if since.elapsed() >= WELL {
            failures = 0;
        }
        failures = failures.saturating_add(1);
        // Telling asks much of what may have failed: it must not end what begins again.
        guarded(async { say(&app, profile.as_deref(), what, &about) }).await;
        let pause = PAUSE.saturating_mul(1 << (failures - 1).min(10)).min(LONGEST_PAUSE);
        tokio::time::sleep(pause).await;
    }
}

fn say(app: &App, profile: Option<&str>, what: &str, about: &str) {
    let name = profile.and_then(|id| profiles::by_id(&app.store, id).ok().flatten()).map(|profile| profile.name);
    let what = name.map_or_else(|| what.to_owned(), |name| format!("{what} of {name}"));
    let trouble =
        Trouble { title: format!("A fault in Voltdeck interrupted {what}"), meaning: MEANING.to_owned(), grave: true };
    if app.trouble(about, Some(trouble)).is_some() {
        return;
    }
    let deed = format!("was interrupted by a fault of its own: {what}");
    let news = News {
        kind: ActivityKind::Notice,
        actor: Actor::Voltdeck,
        subject: "Voltdeck",
        deed: &deed,
        meaning: MEANING,
        mark: Mark::Failed,
        place: Some(Place::Overview),
        notice: Some(NoticeKind::Voltdeck),
        ..News::default()
    };
    if let Err(CommandError { code, .. }) = activity::tell(app, profile.unwrap_or(profiles::SANDBOX), &news) {
        tracing::error!(?code, "a task that panicked could not be told");
    }
}

const MEANING: &str = "It was begun again by itself and goes on from what is in the store. If this comes again, look at what \
                       runs yourself, and report it with the log.";
