//! The clock of the computer: sleep and wake, and clocks that are set, lead to one reading of everything.

use std::sync::Arc;

use chrono::TimeDelta;
use tokio::time::Instant;

use voltdeck_base::activity::{self, News};
use voltdeck_base::attention::Attention;
use voltdeck_base::clock::{BEAT, Jump, Jumps};
use voltdeck_base::{App, format};
use voltdeck_contract::{ActivityKind, Actor, CommandError, Mark, Place};

/// A clock that is put back by less than this is set right, and changes nothing for anybody.
const TOLD: TimeDelta = TimeDelta::minutes(10);

/// Watches the clock for as long as the app runs.
pub async fn watch(app: Arc<App>) {
    let mut attention = app.attention.subscribe();
    let mut jumps = Jumps::default();
    loop {
        if let Some(jump) = jumps.look(&app.clock, app.host.now(), Instant::now()) {
            jumped(&app, jump);
        }
        attention.mark_unchanged();
        tokio::select! {
            // Who comes to look may come from a sleep.
            _ = attention.changed() => {}
            () = tokio::time::sleep(BEAT) => {}
        }
    }
}

fn jumped(app: &App, jump: Jump) {
    if let Jump::Back(time) = jump
        && time >= TOLD
        && let Err(CommandError { code, .. }) = tell_back(app, time)
    {
        tracing::error!(?code, "a clock that was put back could not be told");
    }
    tracing::info!(?jump, "the clock jumped");
    app.attention.send_modify(Attention::jump);
}

fn tell_back(app: &App, time: TimeDelta) -> voltdeck_contract::Answer<()> {
    let Some(account) = app.all_opened().into_iter().next() else { return Ok(()) };
    let deed = format!("was put back by {}", format::span(time));
    let news = News {
        kind: ActivityKind::Notice,
        actor: Actor::Voltdeck,
        subject: "The clock of this computer",
        deed: &deed,
        meaning: "Voltdeck watches on. Leases end by this clock, so each ends that much later and costs until then: look at \
                  them, or set the clock right.",
        mark: Mark::Unknown,
        place: Some(Place::Instances),
        // Who has a lease or a standing order, which end by it, is told by the system too, by them.
        ..News::default()
    };
    activity::tell(app, account.profile_id(), &news).map(drop)
}
