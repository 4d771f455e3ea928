//! A clock that is put back while orders stand: they end by it, so that is said.

use chrono::TimeDelta;
use tokio::time::Instant;

use super::{store, words};
use voltdeck_base::account::Account;
use voltdeck_base::clock::{Jump, Jumps};
use voltdeck_base::{App, activity};
use voltdeck_contract::Answer;

/// Less is how clocks are set right.
const WORTH_SAYING: TimeDelta = TimeDelta::minutes(10);

/// Looks at the clock now and then.
#[derive(Debug, Default)]
pub struct Clock(Jumps);

impl Clock {
    /// Says where the clock was put back. What slept or was set ahead needs no word: nothing is bought but on a reading
    /// of now, and an order whose time is over says so itself.
    pub fn look(&mut self, app: &App, account: &Account) -> Answer<()> {
        let now = app.host.now();
        let Some(Jump::Back(by)) = self.0.look(&app.clock, now, Instant::now()) else { return Ok(()) };
        if by < WORTH_SAYING || store::standing(&app.store, account.profile_id())? == 0 {
            return Ok(());
        }
        activity::tell(app, account.profile_id(), &words::clock_back(by).news()).map(drop)
    }
}
