//! axe-core in the page.

use serde_json::{Value, json};

use super::window::Window;

/// What is looked at, and what is left out and why.
const RUN: &str = include_str!("axe.js");

impl Window {
    /// What axe-core has to say against this screen: rule, why, and each place.
    pub(crate) async fn axe(&self) -> Vec<String> {
        if self.script("return typeof window.axe").await == json!("undefined") {
            let path = concat!(env!("CARGO_MANIFEST_DIR"), "/ui/node_modules/axe-core/axe.min.js");
            let source = std::fs::read_to_string(path)
                .unwrap_or_else(|error| panic!("{path}: {error}; `npm ci` in ui brings it"));
            // Run as a script would be, where `this` is the window.
            self.script(&format!("(function() {{ {source}\n }}).call(window); window.axe ??= axe;")).await;
        }
        let answer = match self.client().execute_async(RUN, Vec::new()).await {
            Ok(answer) => answer,
            Err(error) => panic!("axe did not run: {error}"),
        };
        let Value::Array(violations) = answer else { panic!("axe did not run: {answer}") };
        violations.iter().map(told).collect()
    }
}

fn told(violation: &Value) -> String {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let rule = format!("{} ({}): {}", text(&violation["id"]), text(&violation["impact"]), text(&violation["help"]));
    let places = violation["nodes"].as_array().into_iter().flatten().take(5).map(|node| {
        let why = text(&node["failureSummary"]).replace('\n', " ");
        format!("  {}\n    at {}\n    {why}", text(&node["html"]), text(&node["target"]))
    });
    std::iter::once(rule).chain(places).collect::<Vec<_>>().join("\n")
}
