//! The content policy of the page: the desktop's own, with what differs in a browser.

use serde_json::Value;

const DESKTOP: &str = include_str!("../../../../tauri.conf.json");

/// The word in index.html in whose place the nonce of styles stands.
pub(crate) const NONCE: &str = "__TAURI_STYLE_NONCE__";

/// The policy for a page with this nonce, or for anything else.
pub(crate) fn policy(nonce: Option<&str>) -> String {
    let config: Value = serde_json::from_str(DESKTOP).unwrap_or_default();
    let directives = config["app"]["security"]["csp"].as_object();
    let written = directives.into_iter().flatten().map(|(directive, sources)| {
        let sources = sources.as_str().unwrap_or("'none'");
        match (directive.as_str(), nonce) {
            // In place of the desktop's bridge.
            ("connect-src", _) => "connect-src 'self'".to_owned(),
            ("style-src", Some(nonce)) => format!("style-src {sources} 'nonce-{nonce}'"),
            _ => format!("{directive} {sources}"),
        }
    });
    written.collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_policy_is_the_desktops_but_for_the_bridge_and_the_nonce() {
        let policy = policy(Some("n0nce"));
        for part in ["default-src 'none'", "script-src 'self'", "style-src 'self' 'nonce-n0nce'", "connect-src 'self'"]
        {
            assert!(policy.split("; ").any(|is| is == part), "{part} in {policy}");
        }
        assert!(policy.contains("frame-ancestors 'none'") && !policy.contains("ipc"), "{policy}");
    }
}
