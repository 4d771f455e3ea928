//! The Tauri handlers: one line each, made from the one list of commands.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use futures::FutureExt as _;
use tauri::{AppHandle, Manager, Runtime, State, ipc::Invoke};
#[allow(clippy::wildcard_imports, reason = "the list of commands names them")]
use voltdeck_contract::*;
use voltdeck_core::{App, CommandError};

/// What the handlers share: the app, or why it could not start, which the window then shows.
pub(crate) struct Started(pub(crate) Result<Arc<App>, CommandError>);

/// The app, where it could start.
pub(crate) fn core<R: Runtime>(app: &AppHandle<R>) -> Option<Arc<App>> {
    app.try_state::<Started>().and_then(|started| started.0.as_ref().ok().cloned())
}

/// Said where a command panicked.
fn fault() -> CommandError {
    let message = "A fault in Voltdeck ended this half way. Whether something was sent stands in Activity: look there, and at \
                   the list, before you do it again.";
    CommandError::new(ErrorCode::Local, message)
}

macro_rules! handlers {
    ($($name:ident: $args:ty => $answer:ty =
        $module:ident::$function:ident, $scope:ident, $kind:ident [$($follows:ident)*];)*) => {
        $(
            #[tauri::command]
            async fn $name(
                started: State<'_, Started>,
                account: Option<String>,
                args: $args,
            ) -> Result<$answer, CommandError> {
                let work = AssertUnwindSafe(voltdeck_core::commands::$name(started.0.clone()?, account, args));
                // Without an answer the window would wait for ever.
                work.catch_unwind().await.unwrap_or_else(|_| Err(fault()))
            }
        )*

        /// Answers what a window asks.
        pub(crate) fn handler<R: Runtime>() -> impl Fn(Invoke<R>) -> bool + Send + Sync + 'static {
            tauri::generate_handler![$($name),*]
        }
    };
}
voltdeck_core::for_each_command!(handlers);

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    #[test]
    fn the_window_may_call_every_command_and_nothing_else_of_ours() {
        let capability: serde_json::Value = serde_json::from_str(include_str!("../capabilities/main.json")).unwrap();
        let allowed: BTreeSet<String> = capability["permissions"]
            .as_array()
            .unwrap()
            .iter()
            .map(|permission| permission.as_str().unwrap().to_owned())
            .collect();
        let mut expected: BTreeSet<String> =
            voltdeck_core::COMMANDS.iter().map(|command| format!("allow-{}", command.name.replace('_', "-"))).collect();
        expected.extend(["core:event:allow-listen".to_owned(), "core:event:allow-unlisten".to_owned()]);
        assert_eq!(allowed, expected);
    }

    #[test]
    fn the_policy_of_the_page_lets_nothing_in_from_elsewhere() {
        let config: serde_json::Value = serde_json::from_str(include_str!("../../tauri.conf.json")).unwrap();
        let security = &config["app"]["security"];
        let csp = security["csp"].to_string();
        assert!(csp.contains("script-src") && !csp.contains("unsafe") && !csp.contains("https:"), "{csp}");
        assert_ne!(config["app"]["withGlobalTauri"], true);
    }
}
