//! The Tauri handlers: one line each, made from the one list of commands.

use std::sync::Arc;

use tauri::{Runtime, State, ipc::Invoke};
use voltdeck_core::{App, CommandError, views::*};

/// What the handlers share: the app, or why it could not start, which the window then shows.
pub(crate) struct Started(pub(crate) Result<Arc<App>, CommandError>);

macro_rules! handlers {
    ($($name:ident: $args:ty => $answer:ty = $module:ident::$function:ident;)*) => {
        $(
            #[tauri::command]
            async fn $name(started: State<'_, Started>, args: $args) -> Result<$answer, CommandError> {
                voltdeck_core::$module::$function(started.0.clone()?, args).await
            }
        )*

        /// Answers what a window asks.
        pub(crate) fn handler<R: Runtime>() -> impl Fn(Invoke<R>) -> bool + Send + Sync + 'static {
            tauri::generate_handler![$($name),*]
        }
    };
}
voltdeck_core::for_each_command!(handlers);
