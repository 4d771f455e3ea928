//! What follows from a telling, whatever it told.

use voltdeck_base::App;
use voltdeck_contract::{Answer, CommandError};

/// What came of a telling: windows learn of it, and a store that fails, or works again, is said.
pub(super) fn settle<T: Default + TellingOutcome>(app: &App, told: Answer<T>) -> T {
    let notice = told.as_ref().err().map(|CommandError { message, .. }| {
        format!(
            "{message} Until then nothing is bought or ended by itself. Voltdeck watches on, and tells what changed once its \
             store works again."
        )
    });
    let told = told.unwrap_or_default();
    if notice.is_some() || told.shows_that_it_works() {
        app.say_of_store(notice);
    }
    if told.is_news() {
        voltdeck_base::activity::told_now(app);
    }
    told
}

/// What a telling did.
pub(super) trait TellingOutcome {
    /// Lines were added to the activity list.
    fn is_news(&self) -> bool;
    /// Nothing is left that the store did not take.
    fn shows_that_it_works(&self) -> bool;
}
