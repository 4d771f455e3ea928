//! One way for every write to the provider. It is noted in the record before its first byte, sent once under its line, and
//! its answer is done, refused or unknown. An unknown one is settled by looking, never by sending it again; how one looks
//! is each area's to say, in [`Settle`].

use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use voltagepark::{Error, Id};

use crate::account::Account;
use crate::activity::{self, Act, Outcome as End};
use crate::{App, failure, sent};
use voltdeck_contract::{Answer, CommandError, Event};

/// What an answer means.
#[derive(Debug)]
pub enum Outcome<T> {
    /// The provider did it.
    Done(T),
    /// It did nothing, and says why.
    Refused(CommandError),
    /// Nobody knows.
    Unknown(CommandError),
}

impl<T> Outcome<T> {
    /// Judges an answer; `said` puts one that went wrong into words.
    pub fn of(answer: Result<T, Error>, said: impl FnOnce(&Error) -> CommandError) -> Self {
        match answer {
            Ok(answer) => Self::Done(answer),
            Err(failed) if failed.may_have_acted() => Self::Unknown(said(&failed)),
            Err(failed) => Self::Refused(said(&failed)),
        }
    }

    /// The same where only its id makes a thing known: without one it can be found in the list alone.
    #[must_use]
    pub fn with_id(self, id: impl FnOnce(&T) -> &Id, unknown: impl FnOnce() -> CommandError) -> Self {
        match self {
            Self::Done(answer) if id(&answer).as_str().trim().is_empty() => Self::Unknown(unknown()),
            outcome => outcome,
        }
    }
}

/// What a look at the provider says of a write whose answer was lost.
#[derive(Debug)]
pub enum Verdict<F> {
    /// It was done, in the words of the record.
    Done(F, String),
    /// It was not done, in the words of the record. That takes more than one look.
    Not(String),
    /// It cannot be told yet; the words, if any, are added to what is said of it.
    NotYet(Option<String>),
    /// It will never be told.
    Never,
}

impl<F: Default> Verdict<F> {
    /// Whether what is listed shows that it was done; a later look says that it was found so.
    pub fn of(is_so: bool, done: &str, at_once: bool) -> Self {
        match (is_so, at_once) {
            (true, true) => Self::Done(F::default(), done.to_owned()),
            (true, false) => Self::Done(F::default(), as_listed(done)),
            (false, _) => Self::NotYet(None),
        }
    }
}

/// Whether a thing that is listed, or the lack of it, shows that a write was done.
pub type IsSo<T> = Box<dyn Fn(Option<&T>) -> bool + Send + Sync>;

/// How writes of one kind are settled.
#[async_trait]
pub trait Settle: Send + Sync + 'static {
    /// What the provider answers, or what shows that it was done.
    type Found: Send + Sync;
    /// How long it is waited before each look.
    const EVERY: Duration;
    /// How many looks there are after the first; `None` goes on until it is told.
    const LOOKS: Option<u32>;

    /// Looks; the first time, `at_once`, somebody waits for it.
    async fn look(&mut self, app: &Arc<App>, account: &Arc<Account>, at_once: bool) -> Verdict<Self::Found>;

    /// It was found to be done at a later look, and the record says so.
    fn found_later(&self, _app: &Arc<App>, _account: &Arc<Account>, _found: &Self::Found) -> Answer<()> {
        Ok(())
    }
}

/// One write, in the words of the record: what is asked for stands in the act.
pub struct Write<'a> {
    /// What is asked for.
    pub act: Act<'a>,
    /// What it is once it is done.
    pub done: &'a str,
    /// What it is where it is refused, if that has words of its own.
    pub refused: Option<&'a str>,
}

/// Carries one write out, from the record to a known end. An error says that it was refused, with its field by `place`, or
/// that nobody knows; then it is looked for from now on.
pub async fn carry_out<S: Settle>(
    app: &Arc<App>,
    account: &Arc<Account>,
    write: Write<'_>,
    settle: S,
    request: impl Future<Output = Result<S::Found, Error>>,
    place: impl FnOnce(&Error, CommandError) -> CommandError,
) -> Answer<S::Found> {
    let Write { act, done, refused } = write;
    let line = plan(app, account, &act)?;
    let answer = sent::under(&app.store, Some(&line), request).await;
    match Outcome::of(answer, |failed| place(failed, failure::writing(failed, act.subject))) {
        Outcome::Done(answer) => {
            told(&note(app, &line, End::Done, done, None));
            Ok(answer)
        }
        Outcome::Refused(said) => {
            let deed = refused.map_or_else(|| format!("{}, refused", act.deed), str::to_owned);
            told(&note(app, &line, End::Refused, &deed, Some(&said)));
            Err(said)
        }
        Outcome::Unknown(said) => Lost::new(line, act.deed, said).settle(app, account, settle).await,
    }
}

/// Notes a write before its first byte, and answers its line. Where the account may only look, it is refused.
pub fn plan(app: &App, account: &Account, act: &Act<'_>) -> Answer<String> {
    account.may_change()?;
    debug_assert!(
        act.verb.is_some(),
        "a write without a verb: a change that it leads to would be laid to somebody else"
    );
    let line = activity::begin(&app.store, account.profile_id(), app.host.now(), act)?;
    app.host.emit(Event::Activity);
    Ok(line)
}

/// Says in the record what came of a write.
pub fn note(app: &App, line: &str, end: End, deed: &str, said: Option<&CommandError>) -> Answer<()> {
    activity::conclude(&app.store, line, end, Some(deed), said)?;
    app.host.emit(Event::Activity);
    Ok(())
}

/// What the provider answered is so whatever the store says: an error of it would read as if the write had failed.
fn told(noted: &Answer<()>) {
    if let Err(CommandError { code, .. }) = noted {
        tracing::error!(?code, "what came of a write could not be noted");
    }
}

/// What was done, where it is seen and was not answered.
pub fn as_listed(done: &str) -> String {
    format!("{done}, as the list shows")
}

/// A write whose answer was lost.
pub struct Lost {
    line: String,
    /// What the record says of it until it is settled.
    deed: String,
    said: CommandError,
    /// What looking added to that.
    words: Option<String>,
}

impl Lost {
    /// The write of a line, by what was asked for and what is said of it.
    pub fn new(line: String, asked: &str, said: CommandError) -> Self {
        Self { line, deed: format!("{asked}, outcome unknown"), said, words: None }
    }

    /// Looks now, and from now on where that does not tell.
    pub async fn settle<S: Settle>(
        mut self,
        app: &Arc<App>,
        account: &Arc<Account>,
        mut settle: S,
    ) -> Answer<S::Found> {
        told(&note(app, &self.line, End::Unknown, &self.deed, Some(&self.said)));
        // Where the store does not take what is seen, it is looked for on.
        let looked = self.look(app, account, &mut settle, true).await.unwrap_or(ControlFlow::Continue(()));
        let said = self.said();
        if looked.is_continue() {
            self.settle_later(app, account, settle);
        }
        looked.break_value().flatten().ok_or(said)
    }

    /// Looks from now on, for as long as the account is open.
    pub fn settle_later<S: Settle>(mut self, app: &Arc<App>, account: &Arc<Account>, mut settle: S) {
        let (app, owner) = (Arc::clone(app), Arc::clone(account));
        account.spawn(async move {
            self.look_on(&app, &owner, &mut settle).await;
        });
    }

    async fn look_on<S: Settle>(&mut self, app: &Arc<App>, account: &Arc<Account>, settle: &mut S) {
        let mut looks = 0;
        while S::LOOKS.is_none_or(|most| looks < most) {
            looks += 1;
            tokio::time::sleep(S::EVERY).await;
            let looked = self.look(app, account, settle, false).await;
            let over = looked.and_then(|looked| match looked {
                ControlFlow::Break(Some(found)) => settle.found_later(app, account, &found).map(|()| true),
                ControlFlow::Break(None) => Ok(true),
                ControlFlow::Continue(()) => Ok(false),
            });
            match over {
                Ok(true) => return,
                Ok(false) => {}
                // A store that fails for a while ends no search.
                Err(CommandError { code, .. }) => {
                    tracing::warn!(?code, "what came of a write whose answer was lost could not be noted");
                }
            }
        }
    }

    /// One look, as the record takes it. It ends looking with what was found, if anything was.
    async fn look<S: Settle>(
        &mut self,
        app: &Arc<App>,
        account: &Arc<Account>,
        settle: &mut S,
        at_once: bool,
    ) -> Answer<ControlFlow<Option<S::Found>>> {
        Ok(match settle.look(app, account, at_once).await {
            Verdict::Done(found, deed) => {
                note(app, &self.line, End::Done, &deed, None)?;
                ControlFlow::Break(Some(found))
            }
            Verdict::Not(deed) => {
                note(app, &self.line, End::Refused, &deed, None)?;
                ControlFlow::Break(None)
            }
            Verdict::Never => ControlFlow::Break(None),
            Verdict::NotYet(words) => {
                if words != self.words {
                    self.words = words;
                    note(app, &self.line, End::Unknown, &self.deed, Some(&self.said()))?;
                }
                ControlFlow::Continue(())
            }
        })
    }

    fn said(&self) -> CommandError {
        let message = self.words.iter().fold(self.said.message.clone(), |said, words| format!("{said} {words}"));
        CommandError { message, ..self.said.clone() }
    }
}
