//! What a window sends: the name of a command, a space, and its arguments as JSON.

use std::cell::OnceCell;
use std::sync::Arc;

use serde_json::{Value, json};
use voltdeck_base::profiles;
use voltdeck_contract::{ActivityExportArgs, ChartSaveArgs, KeyPairDraft, SaveArgs};
use voltdeck_core::{App, COMMANDS, Command, Kind, dispatch};

use crate::host::NoWorld;
use crate::provider::wait;

thread_local! {
    static SIGNED_OUT: OnceCell<Arc<App>> = const { OnceCell::new() };
    static SIGNED_IN: OnceCell<Arc<App>> = const { OnceCell::new() };
}

/// The command that is named, or one that the name is taken for.
fn named(data: &[u8]) -> Option<(&'static Command, Value)> {
    let at = data.iter().position(|byte| *byte == b' ')?;
    let (name, args) = data.split_at(at);
    let args = serde_json::from_slice(args).ok()?;
    let number: usize = name.iter().map(|byte| usize::from(*byte)).sum();
    let command = COMMANDS.iter().find(|command| command.name.as_bytes() == name);
    Some((command.unwrap_or(&COMMANDS[number % COMMANDS.len()]), args))
}

/// Every command, with nobody signed in: arguments are read, and what cannot be read is refused in few words.
pub(crate) fn commands(data: &[u8]) {
    let Some((command, args)) = named(data) else { return };
    // What writes a file where its arguments say is only read: this is the computer of a person.
    match command.name {
        "activity_export" => return drop(serde_json::from_value::<ActivityExportArgs>(args)),
        "chart_save" => return drop(serde_json::from_value::<ChartSaveArgs>(args)),
        "key_pair_make" => return drop(serde_json::from_value::<KeyPairDraft>(args)),
        "kubeconfig_save" => return drop(serde_json::from_value::<SaveArgs>(args)),
        _ => {}
    }
    let app = SIGNED_OUT.with(|app| Arc::clone(app.get_or_init(|| wait(async { NoWorld::app(false) }))));
    answered(&app, command, args);
}

/// What screens ask with an account of the sandbox in front. None of these changes anything.
pub(crate) fn screens(data: &[u8]) {
    let Some((command, args)) = named(data) else { return };
    if !matches!(command.kind, Kind::Asked | Kind::Told) {
        return;
    }
    let app = SIGNED_IN.with(|app| {
        let open = || {
            wait(async {
                let app = NoWorld::app(true);
                dispatch(&app, "open_sandbox", None, json!({})).await.unwrap();
                app
            })
        };
        Arc::clone(app.get_or_init(open))
    });
    answered(&app, command, args);
}

fn answered(app: &Arc<App>, command: &Command, args: Value) {
    let size = args.to_string().len();
    if let Err(error) = wait(Box::pin(dispatch(app, command.name, Some(profiles::SANDBOX), args))) {
        assert!(!error.message.is_empty(), "{}", command.name);
        assert!(error.message.len() <= 2000 + 4 * size, "{}: {} bytes are said", command.name, error.message.len());
        assert!(!error.message.contains("panicked"), "{}: {}", command.name, error.message);
    }
}
