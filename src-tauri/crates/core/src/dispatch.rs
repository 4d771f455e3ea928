//! Commands by name, for every host that is not Tauri, and for tests.

use std::sync::Arc;

use serde_json::Value;
use tracing::Instrument as _;

#[allow(clippy::wildcard_imports, reason = "the list of commands names them")]
use voltdeck_base::App;
use voltdeck_contract::{Answer, CommandError, ErrorCode, *};

macro_rules! dispatch_by_name {
    ($($name:ident: $args:ty => $answer:ty = $module:ident::$function:ident;)*) => {
        /// Names of all commands, in the order of the list.
        pub const COMMANDS: &[&str] = &[$(stringify!($name)),*];

        /// Runs a command by name. Arguments and answer are what crosses IPC.
        pub async fn dispatch(app: &Arc<App>, name: &str, args: Value) -> Answer<Value> {
            match name {
                $(stringify!($name) => {
                    let args: $args = serde_json::from_value(args).map_err(|error| unreadable(&error))?;
                    let answer: $answer = in_command(stringify!($name), crate::$module::$function(Arc::clone(app), args)).await?;
                    serde_json::to_value(answer).map_err(|error| unreadable(&error))
                })*
                _ => Err(CommandError::new(ErrorCode::Local, format!("There is no command {name}."))),
            }
        }

        /// Registers the types of all commands and names each command's arguments and answer.
        #[cfg(test)]
        pub fn signatures(types: specta::Types) -> (specta::Types, Vec<(&'static str, &'static str, &'static str)>) {
            let types = types$(.register::<$args>().register::<$answer>())*;
            (types, vec![$((stringify!($name), stringify!($args), stringify!($answer))),*])
        }
    };
}
crate::for_each_command!(dispatch_by_name);

/// Runs a command's use case. What it asks of the provider, and what it leaves running, stands under its name in the log.
pub async fn in_command<T>(name: &'static str, work: impl Future<Output = T>) -> T {
    work.instrument(tracing::info_span!("command", name)).await
}

fn unreadable(error: &serde_json::Error) -> CommandError {
    // The category alone: the text of a serde error can quote what was sent.
    CommandError::new(
        ErrorCode::Local,
        format!("The window and the app disagree about a message ({:?}).", error.classify()),
    )
}
