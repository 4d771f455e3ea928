//! Small services of the desktop: clipboard, links, start at login, faults of the window.

use std::sync::Arc;

use crate::session;
use voltdeck_base::App;
use voltdeck_contract::{
    Answer, AppState, CommandError, CopyArgs, Done, ErrorCode, Event, Link, OpenArgs, StartAtLoginArgs, UiFaultArgs,
};

/// Puts text on the clipboard.
pub async fn copy_text(app: Arc<App>, args: CopyArgs) -> Answer<Done> {
    app.host.copy(&args.text).map(|()| Done {}).map_err(|reason| {
        CommandError::new(
            ErrorCode::Local,
            format!("The clipboard did not take the text ({reason}). Mark it and copy it by hand."),
        )
    })
}

/// Opens one of the links that are known here in the system's browser.
pub async fn open_link(app: Arc<App>, args: OpenArgs) -> Answer<Done> {
    if let Link::Tunnel { port } = args.link
        && !app.account()?.part::<voltdeck_access::connect::ConnectMemory>().tunnels.leads_from(port)
    {
        return Err(CommandError::new(ErrorCode::Gone, "This tunnel is no longer open. Open it again."));
    }
    app.host
        .open(args.link)
        .map(|()| Done {})
        .map_err(|reason| CommandError::new(ErrorCode::Local, format!("No browser could be opened ({reason}).")))
}

/// Has Voltdeck started at login, or not any more.
pub async fn start_at_login_set(app: Arc<App>, args: StartAtLoginArgs) -> Answer<AppState> {
    app.host.set_start_at_login(args.on).map_err(|reason| {
        let kept = if args.on { "Voltdeck will not start at login" } else { "Voltdeck goes on starting at login" };
        CommandError::new(ErrorCode::Local, format!("{kept}: {reason}"))
    })?;
    app.host.emit(Event::Session);
    session::state(&app)
}

/// Puts a fault of the window into the log, cut to a size that no endless loop can flood with.
pub async fn report_ui_fault(_app: Arc<App>, args: UiFaultArgs) -> Answer<Done> {
    let cut = |text: &str, most: usize| text.chars().filter(|c| !c.is_control()).take(most).collect::<String>();
    tracing::error!(kind = %cut(&args.kind, 16), message = %cut(&args.message, 300), "fault in the window");
    Ok(Done {})
}
