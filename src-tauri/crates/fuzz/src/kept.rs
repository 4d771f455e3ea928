//! Documents in the store: another version wrote them, or a damaged disk did.

use serde::Serialize;
use serde::de::DeserializeOwned;
use voltdeck_contract::{CloudInitForm, CostRule, Place, SettingsView};
use voltdeck_deploy::deploy;
use voltdeck_deploy::standing_orders::StandingOrder;

/// The kind of document, and its text: what can be read reads the same when it was written again.
pub(crate) fn kept(data: &[u8]) {
    let Some((kind, text)) = data.split_first() else { return };
    let Ok(text) = std::str::from_utf8(text) else { return };
    match kind % 7 {
        0 => {
            let Some(written) = deploy::reread(text) else { return };
            assert_eq!(deploy::reread(&written).as_ref(), Some(&written));
        }
        1 => stays::<StandingOrder>(text),
        2 => stays::<SettingsView>(text),
        3 => stays::<CloudInitForm>(text),
        4 => stays::<Place>(text),
        5 => stays::<Vec<CostRule>>(text),
        _ => stays::<Vec<String>>(text),
    }
}

fn stays<T: DeserializeOwned + Serialize + PartialEq>(text: &str) {
    let Ok(document) = serde_json::from_str::<T>(text) else { return };
    let written = serde_json::to_string(&document).unwrap();
    assert!(serde_json::from_str::<T>(&written).is_ok_and(|again| again == document), "{written}");
}
