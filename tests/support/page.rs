//! Finding things on the page the way a person does: by role and name, by label, by text.

use chrono::Utc;
use fantoccini::elements::{Element, ElementRef};
use serde_json::{Value, json};

use super::window::Window;

/// Written for the page, where one question is one round trip.
const SCRIPT: &str = include_str!("page.js");
/// The key under which drivers name an element.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// Something that was found.
pub(crate) struct Found {
    /// What is clicked: for a choice its label.
    pub(crate) target: Element,
    /// What has the value: for a choice the input itself.
    pub(crate) source: Element,
    /// Why it cannot be used now.
    pub(crate) off: Option<String>,
    /// Its accessible name in full.
    pub(crate) name: String,
}

/// Asks the page.
pub(super) async fn look(window: &Window, way: &str, arguments: &[Value]) -> Value {
    let mut all = vec![json!(way)];
    all.extend_from_slice(arguments);
    let mut answer = window.script_with(SCRIPT, all).await;
    window.screens.note(Utc::now(), answer["screen"].as_str().unwrap_or_default());
    answer["seen"].take()
}

/// Asks the page for one element.
pub(super) async fn find(window: &Window, way: &str, arguments: &[Value]) -> Option<Found> {
    let answer = look(window, way, arguments).await;
    let element = |name: &str| {
        let id = answer[name][ELEMENT].as_str()?;
        Some(Element::from_element_id(window.client().clone(), ElementRef::from(id.to_owned())))
    };
    Some(Found {
        target: element("element")?,
        source: element("source")?,
        off: answer["off"].as_str().map(str::to_owned),
        name: answer["name"].as_str().unwrap_or_default().to_owned(),
    })
}

/// Scrolls until it stands in the middle, as a person would. It may be gone by now.
pub(super) async fn centre(window: &Window, found: &Found) {
    let Ok(target) = serde_json::to_value(&found.target) else { return };
    let _ = window.client().execute("arguments[0].scrollIntoView({ block: 'center' })", vec![target]).await;
}
