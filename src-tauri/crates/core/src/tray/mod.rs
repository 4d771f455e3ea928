//! The tray: what its icon, its texts and its menu say. What makes them of it is the shell, which decides nothing.
//!
//! The menu carries everything, since trays of Linux give no clicks and no tips.

mod menu;
mod words;

use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::{instances, launch, overview, power, preferences};
use voltdeck_access::editors;
use voltdeck_base::account::Account;
use voltdeck_base::activity::{self, News};
use voltdeck_base::{App, notices, profiles, settings};
use voltdeck_contract::{
    ActivityKind, Actor, Answer, CommandError, EditorArgs, ErrorCode, InstanceView, Mark, NoArgs, NoticeKind,
    OverviewView, PauseArgs, Place, PowerArgs, PowerTarget, ProfileKind,
};
use voltdeck_machines::fleet::Fleet;

/// For how long the tray pauses notices, in minutes.
const PAUSE: u32 = 60;
/// Setting that notes that the first closing into the tray was told of.
const TOLD_OF_TRAY: &str = "tray_told";

/// What the icon says by its shape.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TrayIcon {
    /// Nothing runs.
    Idle,
    /// Something runs.
    Running,
    /// Something wants a decision.
    Attention,
}

/// The tray as it should stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrayView {
    /// The icon.
    pub icon: TrayIcon,
    /// Beside the icon, where the system shows text: `$112.88/h`.
    pub title: String,
    /// What the system shows when one rests on the icon.
    pub tooltip: String,
    /// The menu.
    pub menu: Vec<TrayEntry>,
    /// When it changes though nothing is told.
    pub until: Option<DateTime<Utc>>,
}

/// A line of the menu.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TrayEntry {
    /// A text that does nothing.
    Text(String),
    /// A line between groups.
    Separator,
    /// Something that can be done.
    Item(TrayItem),
    /// A machine, with what can be done to it.
    Machine {
        /// Its id.
        id: String,
        /// Mark, name and price.
        text: String,
        /// What can be done.
        items: Vec<TrayItem>,
    },
}

/// Something that can be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrayItem {
    /// The same as long as it means the same: what was pressed is found by it.
    pub id: String,
    /// What it says.
    pub text: String,
    /// What it does; `None` where it is off.
    pub act: Option<TrayAct>,
}

/// What a press does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TrayAct {
    /// Brings the window to the front.
    Open,
    /// Ends Voltdeck.
    Quit,
    /// Opens a place in the window.
    Go {
        /// Whose it is.
        profile: String,
        /// The place.
        place: Place,
    },
    /// Starts a machine that costs the same started.
    Start {
        /// Whose it is.
        profile: String,
        /// The machine.
        id: String,
    },
    /// Opens a machine in the editor that was opened last.
    Edit {
        /// Whose it is.
        profile: String,
        /// The machine.
        id: String,
    },
    /// Puts a text on the clipboard.
    Copy(String),
    /// Holds notices back for an hour.
    Pause,
    /// Ends that.
    Resume,
}

/// What is known, as far as the tray tells it.
struct Seen<'a> {
    profile: &'a str,
    /// What every text begins with; the sandbox is always named.
    prefix: Option<String>,
    overview: &'a OverviewView,
    /// The machines.
    rows: Vec<InstanceView>,
    /// The machines were read at least once.
    read: bool,
    /// Since when they could not be read, on the clock at the wall; empty for "never".
    unread_since: Option<String>,
    token_refused: bool,
    paused: bool,
    /// The editor that a machine would be opened in.
    editor: Option<&'static str>,
}

/// The tray as it should stand now.
pub async fn view(app: &Arc<App>) -> Answer<TrayView> {
    let paused_until = notices::paused_until(app)?;
    let Some(account) = app.try_account() else { return Ok(menu::signed_out(&app.troubles(), paused_until)) };
    let overview = overview::overview(Arc::clone(app), Arc::clone(&account), NoArgs {}).await?;
    let sweep = account.part::<Fleet>().last_sweep();
    let fault = !account.part::<Fleet>().state().faults.is_empty();
    let seen = Seen {
        profile: account.profile_id(),
        prefix: prefix(app, account.profile_id())?,
        overview: &overview,
        rows: instances::rows(app, &account)?,
        read: sweep.is_some(),
        unread_since: fault
            .then(|| sweep.map(|sweep| app.host.local(sweep.ended).format("%H:%M").to_string()).unwrap_or_default()),
        token_refused: account.token_refused(),
        paused: paused_until.is_some(),
        editor: editors::chosen(app),
    };
    Ok(TrayView { until: paused_until, ..menu::build(&seen) })
}

/// The sandbox is always named, another account where there are several.
fn prefix(app: &App, id: &str) -> Answer<Option<String>> {
    let all = profiles::all(&app.store)?;
    let several = all.iter().filter(|profile| profile.kind == ProfileKind::Provider).count() > 1;
    Ok(all.iter().find(|profile| profile.id == id).and_then(|profile| match profile.kind {
        ProfileKind::Sandbox => Some("SANDBOX".to_owned()),
        ProfileKind::Provider => several.then(|| words::name(&profile.name)),
    }))
}

/// Does what was pressed, as far as no window is needed for it. [`TrayAct::Open`] and [`TrayAct::Quit`] are the shell's.
///
/// # Errors
/// Where it could not be done: the window should be shown then. A start that fails leads to its machine.
pub async fn act(app: &Arc<App>, act: TrayAct) -> Answer<()> {
    match act {
        TrayAct::Open | TrayAct::Quit => Ok(()),
        TrayAct::Go { profile, place } => launch::go(app, &profile, place).await,
        TrayAct::Start { profile, id } => {
            let started = start(app, &profile, &id).await;
            or_to_machine(app, &profile, id, started).await
        }
        TrayAct::Edit { profile, id } => {
            let opened = edit(app, &profile, &id).await;
            or_to_machine(app, &profile, id, opened).await
        }
        TrayAct::Copy(text) => app.host.copy(&text).map_err(|reason| {
            CommandError::new(ErrorCode::Local, format!("The clipboard did not take the text ({reason})."))
        }),
        TrayAct::Pause => {
            preferences::notices_pause(Arc::clone(app), PauseArgs { minutes: Some(PAUSE) }).await.map(drop)
        }
        TrayAct::Resume => preferences::notices_pause(Arc::clone(app), PauseArgs { minutes: None }).await.map(drop),
    }
}

/// Leads to a machine where what was done to it failed.
async fn or_to_machine(app: &Arc<App>, profile: &str, id: String, done: Answer<()>) -> Answer<()> {
    if done.is_err() {
        launch::go(app, profile, Place::Instance { id, ask: None }).await?;
    }
    done
}

/// The account that a line of the menu was made for, as long as it is in front.
fn front(app: &App, profile: &str) -> Answer<Arc<Account>> {
    let account = app.account()?;
    if account.profile_id() != profile {
        let message = "Another account came in front meanwhile. Nothing was started.";
        return Err(CommandError::new(ErrorCode::Gone, message));
    }
    Ok(account)
}

async fn edit(app: &Arc<App>, profile: &str, id: &str) -> Answer<()> {
    let account = front(app, profile)?;
    let args = EditorArgs { id: id.to_owned(), node: 0, editor: None, keep_config: false };
    editors::editor_open(Arc::clone(app), account, args).await.map(drop)
}

async fn start(app: &Arc<App>, profile: &str, id: &str) -> Answer<()> {
    let account = front(app, profile)?;
    let args = PowerArgs { id: id.to_owned(), target: PowerTarget::Start, typed_name: String::new() };
    power::power(Arc::clone(app), account, args).await.map(drop)
}

/// Whether a window that is closed goes into the tray and Voltdeck goes on.
pub fn takes_window(app: &App) -> bool {
    // Settings that cannot be read are no reason to end what watches over money.
    app.host.has_tray() && settings::current(app).is_ok_and(|settings| settings.close_to_tray)
}

/// Says that Voltdeck goes on in the tray, once for ever. Says whether it did.
pub fn tell_closed(app: &App) -> Answer<bool> {
    let front = app.try_account().map(|account| account.profile_id().to_owned());
    let profile = match front {
        Some(id) => id,
        None => profiles::all(&app.store)?.pop().map_or(profiles::SANDBOX.to_owned(), |profile| profile.id),
    };
    let at = app.host.now();
    let news = News {
        kind: ActivityKind::Notice,
        actor: Actor::Voltdeck,
        subject: "Voltdeck",
        deed: "goes on in the tray",
        meaning: "Closing the window only hides it. Its menu has Quit, and Settings can change that.",
        mark: Mark::Running,
        place: Some(Place::Settings),
        notice: Some(NoticeKind::Voltdeck),
        ..News::default()
    };
    let told = app.store.transact(|connection| {
        let sql = "INSERT INTO setting (key, value) VALUES (?1, ?2) ON CONFLICT (key) DO NOTHING";
        let first = connection.execute(sql, [TOLD_OF_TRAY, &at.to_rfc3339()])? > 0;
        if first {
            activity::tell_in(connection, &profile, at, &news)?;
        }
        Ok(first)
    })?;
    if told {
        activity::told_now(app);
    }
    Ok(told)
}
