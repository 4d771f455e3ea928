//! Notices of the system. What is shown, and when, core has decided; here they are handed over, and a click comes back.

#[cfg(target_os = "linux")]
mod bus;
#[cfg(not(target_os = "linux"))]
mod plugin;

use std::collections::BTreeMap;

use tauri::AppHandle;
use voltdeck_base::notices::Notice;
use voltdeck_contract::{Ask, Place};

use super::window;
use crate::commands;

#[cfg(target_os = "linux")]
pub(crate) use bus::Notices;
#[cfg(not(target_os = "linux"))]
pub(crate) use plugin::Notices;

/// Notices of which a click is still known.
const KEPT: usize = 100;

/// Where a click on a notice leads.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Target {
    profile: String,
    place: Place,
}

impl Target {
    fn of(notice: &Notice) -> Self {
        Self { profile: notice.profile.clone(), place: notice.place.clone() }
    }

    /// The machine whose end its button puts off, where it has that button.
    #[cfg(target_os = "linux")]
    fn put_off(&self) -> Option<&str> {
        match &self.place {
            Place::Instance { id, ask: Some(Ask::PutOff) } => Some(id),
            _ => None,
        }
    }

    /// Puts it off, and opens no window where that works.
    #[cfg(target_os = "linux")]
    fn press_put_off(self, app: &AppHandle) {
        let (Some(core), Some(id)) = (commands::core(app), self.put_off().map(str::to_owned)) else { return };
        let app = app.clone();
        tauri::async_runtime::spawn(async move {
            if let Err(error) = voltdeck_core::put_off(&core, &self.profile, &id).await {
                tracing::warn!(code = ?error.code, "an auto-stop could not be put off from its notice");
                window::show(&app);
            }
        });
    }

    /// Opens it in the window.
    fn open(self, app: &AppHandle) {
        window::show(app);
        let Some(core) = commands::core(app) else { return };
        tauri::async_runtime::spawn(async move {
            if let Err(error) = voltdeck_core::go(&core, &self.profile, self.place).await {
                tracing::warn!(code = ?error.code, "what a notice is about could not be opened");
            }
        });
    }
}

/// Targets by the number of their notice. The oldest is forgotten where there are too many.
#[derive(Debug)]
struct Targets<N>(BTreeMap<N, (u64, Target)>, u64);

impl<N: Ord + Copy> Targets<N> {
    const fn new() -> Self {
        Self(BTreeMap::new(), 0)
    }

    fn keep(&mut self, number: N, target: Target) {
        self.1 += 1;
        self.0.insert(number, (self.1, target));
        if self.0.len() > KEPT
            && let Some(oldest) = self.0.iter().min_by_key(|(_, (age, _))| *age).map(|(number, _)| *number)
        {
            self.0.remove(&oldest);
        }
    }

    fn of(&self, number: N) -> Option<Target> {
        self.0.get(&number).map(|(_, target)| target.clone())
    }

    #[cfg(target_os = "linux")]
    fn forget(&mut self, number: N) {
        self.0.remove(&number);
    }

    #[cfg(target_os = "linux")]
    fn forget_all(&mut self) {
        self.0.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clicks_are_known_of_the_newest_notices_and_no_list_grows_without_end() {
        let target = |id: u32| Target { profile: "p".into(), place: Place::Volume { id: id.to_string() } };
        let mut targets = Targets::new();
        for number in 0..250_u32 {
            // Numbers come again when the program that shows notices starts anew.
            targets.keep(number % 150, target(number));
        }
        assert_eq!(targets.0.len(), KEPT);
        assert_eq!(targets.of(99), Some(target(249)));
        assert_eq!(targets.of(149), None);
    }
}
