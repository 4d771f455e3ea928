//! The icon in the tray, kept in step with what core says of it.
//!
//! A tray that cannot be made, or that nobody shows, is no reason to stop: the window then ends Voltdeck as it closes.

mod icons;
mod menu;
mod pace;
#[cfg(target_os = "linux")]
mod seat;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use chrono::Utc;
use tauri::AppHandle;
use tauri::tray::{TrayIcon, TrayIconBuilder};
use tokio::sync::{Notify, watch};
use voltdeck_contract::Event;
use voltdeck_core::App;
use voltdeck_core::tray::{self as core_tray, TrayAct, TrayIcon as Shape, TrayView};

use super::{host, window};

const ID: &str = "main";
/// Where the tray could not be looked up, it is looked up again after this.
const AGAIN: Duration = Duration::from_secs(10);
/// A pause may end earlier than was thought, where the clock is set: it is looked this often.
const LOOK: Duration = Duration::from_secs(60);
/// A panel that starts anew is away for a moment, and one that starts with the session comes after us.
const GRACE: Duration = Duration::from_secs(10);

/// What the tray shares with the rest of the shell.
pub(crate) struct Tray {
    /// Something was told that may change it.
    told: Notify,
    /// A person sees the icon.
    seen: watch::Sender<bool>,
    /// What each line of the menu does.
    acts: Mutex<HashMap<String, TrayAct>>,
}

impl Tray {
    pub(crate) fn new() -> Arc<Self> {
        Arc::new(Self { told: Notify::new(), seen: watch::Sender::new(false), acts: Mutex::default() })
    }

    /// Something may have changed.
    pub(crate) fn told(&self) {
        self.told.notify_one();
    }

    /// Whether a person sees the icon.
    pub(crate) fn is_seen(&self) -> bool {
        *self.seen.borrow()
    }

    fn act(&self, id: &str) -> Option<TrayAct> {
        self.acts.lock().unwrap_or_else(PoisonError::into_inner).get(id).cloned()
    }

    fn set_acts(&self, acts: HashMap<String, TrayAct>) {
        *self.acts.lock().unwrap_or_else(PoisonError::into_inner) = acts;
    }
}

/// Makes the tray, where one can be made, and keeps it in step.
pub(crate) fn start(app: &AppHandle, core: &Arc<App>, tray: &Arc<Tray>) {
    match make(app, core, tray) {
        Ok(icon) => {
            let shown = Arc::new(Mutex::new(menu::Shown::new(icon)));
            tauri::async_runtime::spawn(keep(app.clone(), Arc::clone(core), Arc::clone(tray), Arc::clone(&shown)));
            look_for_seat(app, tray, &shown);
        }
        Err(why) => tracing::warn!(%why, "there is no tray"),
    }
    tauri::async_runtime::spawn(come_back(app.clone(), tray.seen.subscribe()));
}

fn make(app: &AppHandle, core: &Arc<App>, tray: &Arc<Tray>) -> Result<TrayIcon, String> {
    #[cfg(target_os = "linux")]
    seat::can_be_made()?;
    let pressed = (Arc::clone(core), Arc::clone(tray));
    let builder = TrayIconBuilder::with_id(ID)
        .icon(icons::of(Shape::Idle))
        .icon_as_template(cfg!(target_os = "macos"))
        .tooltip("Voltdeck")
        // On Windows the left button opens the window, as people expect there.
        .show_menu_on_left_click(!cfg!(windows))
        .on_menu_event(move |app, event| press(app, &pressed.0, &pressed.1, event.id().as_ref()));
    #[cfg(windows)]
    let builder = builder.on_tray_icon_event(|icon, event| {
        use tauri::tray::{MouseButton, MouseButtonState, TrayIconEvent};
        if let TrayIconEvent::Click { button: MouseButton::Left, button_state: MouseButtonState::Up, .. } = event {
            window::show(icon.app_handle());
        }
    });
    // Linux shows no icon that has no menu.
    let menu = tauri::menu::Menu::new(app).map_err(|error| error.to_string())?;
    builder.menu(&menu).build(app).map_err(|error| error.to_string())
}

/// Keeps icon, texts and menu in step for as long as the app runs.
async fn keep(app: AppHandle, core: Arc<App>, tray: Arc<Tray>, shown: Arc<Mutex<menu::Shown>>) {
    let mut updates = 0_u64;
    let show = |view: TrayView| {
        tray.set_acts(menu::acts(&view));
        updates += 1;
        let (number, handle, shown) = (updates, app.clone(), Arc::clone(&shown));
        let stepped = app.run_on_main_thread(move || {
            let mut shown = shown.lock().unwrap_or_else(PoisonError::into_inner);
            match shown.step(&handle, view) {
                Ok(rebuilt) => tracing::debug!(number, rebuilt, "the tray was updated"),
                Err(error) => tracing::warn!(%error, "the tray could not be updated"),
            }
        });
        if let Err(error) = stepped {
            tracing::warn!(%error, "the tray could not be updated");
        }
    };
    pace::follow(&tray.told, || look(Arc::clone(&core)), show).await;
}

async fn look(core: Arc<App>) -> pace::Look<TrayView> {
    match core_tray::view(&core).await {
        Ok(view) => {
            let left = view.until.map(|until| (until - Utc::now()).to_std().unwrap_or_default().min(LOOK));
            pace::Look { view: Some(view), again: left }
        }
        Err(error) => {
            tracing::warn!(code = ?error.code, "the tray could not be looked up");
            pace::Look { view: None, again: Some(AGAIN) }
        }
    }
}

/// Follows whether a tray shows the icon.
#[cfg(target_os = "linux")]
fn look_for_seat(app: &AppHandle, tray: &Arc<Tray>, shown: &Arc<Mutex<menu::Shown>>) {
    let (app, tray, shown) = (app.clone(), Arc::clone(tray), Arc::clone(shown));
    tauri::async_runtime::spawn(async move {
        let offer = || {
            let (handle, shown) = (app.clone(), Arc::clone(&shown));
            let offered = app.run_on_main_thread(move || {
                if let Err(error) = shown.lock().unwrap_or_else(PoisonError::into_inner).make_menu(&handle) {
                    tracing::warn!(%error, "the icon could not be offered to the tray");
                }
            });
            if let Err(error) = offered {
                tracing::warn!(%error, "the icon could not be offered to the tray");
            }
        };
        seat::watch(|seen| set_seen(&app, &tray, seen), offer).await;
    });
}

/// These systems always have a place for it.
#[cfg(not(target_os = "linux"))]
fn look_for_seat(app: &AppHandle, tray: &Arc<Tray>, _shown: &Arc<Mutex<menu::Shown>>) {
    set_seen(app, tray, true);
}

fn set_seen(app: &AppHandle, tray: &Tray, seen: bool) {
    if tray.seen.send_replace(seen) != seen {
        tracing::info!(seen, "the tray came or went");
        // Settings says what closing does.
        host::tell(app, Event::Session);
    }
}

/// Shows a hidden window again where no tray leads to it any more.
async fn come_back(app: AppHandle, mut seen: watch::Receiver<bool>) {
    loop {
        if seen.wait_for(|seen| !seen).await.is_err() {
            return;
        }
        if tokio::time::timeout(GRACE, seen.wait_for(|seen| *seen)).await.is_ok() {
            continue;
        }
        if window::is_hidden(&app) {
            tracing::info!("there is no tray: the window is shown");
            window::show(&app);
        }
        if seen.wait_for(|seen| *seen).await.is_err() {
            return;
        }
    }
}

fn press(app: &AppHandle, core: &Arc<App>, tray: &Tray, id: &str) {
    let Some(act) = tray.act(id) else { return };
    match act {
        TrayAct::Open => window::show(app),
        TrayAct::Quit => app.exit(0),
        act => {
            if matches!(act, TrayAct::Go { .. }) {
                window::show(app);
            }
            let (app, core) = (app.clone(), Arc::clone(core));
            tauri::async_runtime::spawn(async move {
                if let Err(error) = core_tray::act(&core, act).await {
                    tracing::warn!(code = ?error.code, "what was chosen in the tray could not be done");
                    window::show(&app);
                }
            });
        }
    }
}
