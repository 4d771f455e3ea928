//! Commands as functions and by name. What the list declares of each is seen to here, before its use case is asked.

use std::sync::Arc;

use serde_json::Value;
use tracing::Instrument as _;

use voltdeck_base::account::Account;
use voltdeck_base::{App, profiles};
#[allow(clippy::wildcard_imports, reason = "the list of commands names them")]
use voltdeck_contract::*;

/// What a command has to do with accounts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Nothing.
    App,
    /// It looks at the account in front, if there is one.
    Any,
    /// It needs one.
    Account,
}

/// What a command does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// It only reads; its answer stays fresh until an event.
    Told,
    /// It only reads, anew each time.
    Asked,
    /// It acts, and changes nothing at the provider.
    Does,
    /// It changes something at the provider.
    Changes,
}

/// What the list says of a command.
#[derive(Debug, Clone, Copy)]
pub struct Command {
    /// Its name.
    pub name: &'static str,
    /// What it has to do with accounts.
    pub scope: Scope,
    /// What it does.
    pub kind: Kind,
    /// Of a question, the events that make its answer stale; of another, the question that it answers too.
    pub follows: &'static [&'static str],
}

impl Command {
    /// Whether it may act on an account, and so must name the one for which the person acted.
    pub fn names_account(&self) -> bool {
        self.scope != Scope::App && matches!(self.kind, Kind::Does | Kind::Changes)
    }
}

/// Asks the use case of a command, once what its line demands is there.
macro_rules! ask {
    (Account, Changes, $use_case:path, $app:ident, $named:ident, $args:ident) => {{
        let account = meant(&$app, $named.as_deref())?;
        account.may_change()?;
        $use_case($app, account, $args).await
    }};
    (Account, Does, $use_case:path, $app:ident, $named:ident, $args:ident) => {{
        let account = meant(&$app, $named.as_deref())?;
        $use_case($app, account, $args).await
    }};
    (Account, $kind:ident, $use_case:path, $app:ident, $named:ident, $args:ident) => {{
        drop($named);
        let account = $app.account()?;
        $use_case($app, account, $args).await
    }};
    (Any, Does, $use_case:path, $app:ident, $named:ident, $args:ident) => {{
        if $named.is_some() || $app.try_account().is_some() {
            meant(&$app, $named.as_deref())?;
        }
        $use_case($app, $args).await
    }};
    ($scope:ident, $kind:ident, $use_case:path, $app:ident, $named:ident, $args:ident) => {{
        drop($named);
        $use_case($app, $args).await
    }};
}

/// The account in front, where it is the one for which the person acted. A notice, the tray or a link may have brought
/// another to the front since the screen was opened, and that one must not be acted on in its place.
fn meant(app: &App, named: Option<&str>) -> Answer<Arc<Account>> {
    let account = app.account()?;
    let Some(named) = named else {
        let message = "The window did not say for which account this is. Nothing was sent or changed.";
        return Err(CommandError::new(ErrorCode::Local, message));
    };
    if account.profile_id() == named {
        return Ok(account);
    }
    let name = |id: &str| profiles::by_id(&app.store, id).ok().flatten().map(|profile| profile.name);
    let front = name(account.profile_id()).unwrap_or_else(|| account.profile.name.clone());
    let message = match name(named) {
        Some(named) => format!(
            "You opened this in {named}, but {front} is the active account now. Nothing was sent or changed. Switch to \
             {named} to do it there, or start again in {front}."
        ),
        None => format!(
            "You opened this in an account that was removed, and {front} is the active account now. Nothing was sent or \
             changed. Start again in {front}."
        ),
    };
    Err(CommandError::new(ErrorCode::NotAllowed, message))
}

macro_rules! dispatch_by_name {
    ($($name:ident: $args:ty => $answer:ty =
        $module:ident::$function:ident, $scope:ident, $kind:ident [$($follows:ident)*];)*) => {
        /// All commands, in the order of the list.
        pub const COMMANDS: &[Command] = &[$(Command {
            name: stringify!($name),
            scope: Scope::$scope,
            kind: Kind::$kind,
            follows: &[$(stringify!($follows)),*],
        }),*];

        /// The commands as functions. One that acts on an account is refused unless `named` is the one in front. What each asks of the provider, and what it leaves running, stands under its name in
        /// the log.
        pub mod commands {
            #[allow(clippy::wildcard_imports, reason = "the list of commands names them")]
            use super::*;

            $(
                #[doc = concat!("`", stringify!($name), "`")]
                pub async fn $name(app: Arc<App>, named: Option<String>, args: $args) -> Answer<$answer> {
                    let work = async { ask!($scope, $kind, crate::$module::$function, app, named, args) };
                    work.instrument(tracing::info_span!("command", name = stringify!($name))).await
                }
            )*
        }

        /// Runs a command by name. Arguments and answer are what crosses IPC; `account` is the one for which the person
        /// acted.
        pub async fn dispatch(app: &Arc<App>, name: &str, account: Option<&str>, args: Value) -> Answer<Value> {
            match name {
                $(stringify!($name) => {
                    let args: $args = serde_json::from_value(args).map_err(|error| unreadable(&error))?;
                    let answer = commands::$name(Arc::clone(app), account.map(str::to_owned), args).await?;
                    serde_json::to_value(answer).map_err(|error| unreadable(&error))
                })*
                _ => Err(CommandError::new(ErrorCode::Local, format!("There is no command {name}."))),
            }
        }

        /// Registers the types of all commands and names each command's arguments and answer.
        #[cfg(test)]
        pub(crate) fn signatures(types: specta::Types) -> (specta::Types, Vec<(&'static str, &'static str, &'static str)>) {
            let types = types$(.register::<$args>().register::<$answer>())*;
            (types, vec![$((stringify!($name), stringify!($args), stringify!($answer))),*])
        }
    };
}
crate::for_each_command!(dispatch_by_name);

fn unreadable(error: &serde_json::Error) -> CommandError {
    // The category alone: the text of a serde error can quote what was sent.
    CommandError::new(
        ErrorCode::Local,
        format!("The window and the app disagree about a message ({:?}).", error.classify()),
    )
}
