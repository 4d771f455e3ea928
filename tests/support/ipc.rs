//! What the program tells its page: answers and events.

use serde_json::Value;

use super::window::Window;

/// Keeps a copy of every answer, as it comes over the wire, and of every event.
const LISTEN: &str = "
const done = arguments[arguments.length - 1];
window.heard = [];
const ask = window.fetch;
window.fetch = async (...request) => {
  const response = await ask(...request);
  const keep = response.clone().text();
  keep.then((text) => window.heard.push(text));
  return response;
};
const inside = window.__TAURI_INTERNALS__;
const handler = inside.transformCallback((event) => window.heard.push(JSON.stringify(event)));
inside.invoke('plugin:event|listen', {event: 'voltdeck', target: {kind: 'Any'}, handler})
  .then(() => done(null), (error) => done(String(error)));";

impl Window {
    /// From here on keeps what the program tells the page, until the page is loaded anew.
    pub(crate) async fn listen(&self) {
        match self.client().execute_async(LISTEN, Vec::new()).await {
            Ok(Value::Null) => {}
            Ok(failed) => panic!("the page cannot listen: {failed}"),
            Err(error) => panic!("the page cannot listen: {error}"),
        }
    }

    /// What was heard so far.
    pub(crate) async fn heard(&self) -> Vec<String> {
        let heard = self.script("return window.heard").await;
        heard.as_array().into_iter().flatten().filter_map(|text| text.as_str().map(str::to_owned)).collect()
    }
}
