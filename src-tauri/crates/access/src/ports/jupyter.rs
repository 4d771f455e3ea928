//! The token of a Jupyter server on a machine, so that its page opens signed in.
//!
//! Whoever has the token runs commands on the machine. So it is asked for anew each time a page is opened, held no longer
//! than that takes, and goes nowhere but into the address that the browser is given.

use std::time::Duration;

use serde::Deserialize;
use zeroize::Zeroizing;

use super::names::JUPYTER;
use crate::connect::ssh::Ssh;
use voltdeck_base::App;
use voltdeck_base::computer::output;

/// How long a machine may take to answer; then the page opens without the token, and Jupyter asks for it.
const LIMIT: Duration = Duration::from_secs(10);
/// What is asked first, by a shell as `ssh` starts it.
const ASKED: &str = "jupyter server list";
/// What is asked where that does not know: by a shell that reads the person's profile, which has `~/.local/bin` in its path,
/// and of the files that every server writes, whatever environment it was installed in.
const ASKED_AGAIN: &str = r#"sh -lc 'jupyter server list; cat "${JUPYTER_RUNTIME_DIR:-$HOME/.local/share/jupyter/runtime}"/jpserver-*.json' 2>/dev/null"#;

/// A page below the address of a port, with what signs in there.
pub struct Page(Zeroizing<String>);

impl Page {
    /// Path and query.
    pub fn text(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Page {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Page(…)")
    }
}

/// The page of the Jupyter server at a port of a machine, with its token; `None` where there is none that is known.
pub async fn page(app: &App, ssh: &Ssh, port: u16) -> Option<Page> {
    if !JUPYTER.contains(&port) {
        return None;
    }
    let both = async {
        for asked in [ASKED, ASKED_AGAIN] {
            let told = output(app.host.computer(), &ssh.run(asked), LIMIT).await.ok()?;
            if let Some(page) = find(&Zeroizing::new(told.text), port) {
                return Some(page);
            }
        }
        None
    };
    tokio::time::timeout(LIMIT, both).await.ok().flatten()
}

/// What Jupyter keeps of a running server.
#[derive(Deserialize)]
struct Server {
    port: u16,
    token: String,
    #[serde(default)]
    base_url: String,
}

/// The page of the server at a port, from lines of `jupyter server list` or from what Jupyter keeps, in any order.
fn find(text: &str, port: u16) -> Option<Page> {
    let of_lines = text.lines().find_map(|line| {
        let url = line.split_whitespace().find(|word| word.starts_with("http://") || word.starts_with("https://"))?;
        let (_, rest) = url.split_once("://")?;
        let (host, path) = rest.split_once('/')?;
        let (base, query) = path.split_once('?').unwrap_or((path, ""));
        let token = query.split('&').find_map(|one| one.strip_prefix("token="))?;
        (host.rsplit_once(':')?.1.parse() == Ok(port)).then(|| page_of(base, token)).flatten()
    });
    let kept = || {
        let whole = text
            .match_indices('{')
            .filter_map(|(at, _)| serde_json::Deserializer::from_str(&text[at..]).into_iter::<Server>().next()?.ok());
        whole
            .filter(|server| server.port == port)
            .find_map(|server| page_of(&server.base_url, &Zeroizing::new(server.token)))
    };
    of_lines.or_else(kept)
}

/// A page below the near end. What a machine says is not trusted to be a path: it must lead to the same port.
fn page_of(base: &str, token: &str) -> Option<Page> {
    let plain = |text: &str, more: &str| {
        text.len() <= 512 && text.chars().all(|c| c.is_ascii_alphanumeric() || more.contains(c))
    };
    let base = base.trim_matches('/');
    if token.is_empty() || !plain(token, "-._~%") || !plain(base, "-._~%/@") {
        return None;
    }
    let slash = if base.is_empty() { "" } else { "/" };
    Some(Page(Zeroizing::new(format!("/{base}{slash}?token={token}"))))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str, port: u16) -> Option<String> {
        find(text, port).map(|page| page.text().to_owned())
    }

    #[test]
    fn the_token_is_read_from_the_list_and_from_what_jupyter_keeps() {
        let list = "Currently running servers:\nhttp://127.0.0.1:8889/?token=no :: /home/x\n\
                    http://gpu-1:8888/lab/user-1/?token=fcf97807e12f :: /home/my dir\n";
        assert_eq!(found(list, 8888).as_deref(), Some("/lab/user-1/?token=fcf97807e12f"));
        assert_eq!(found(list, 8889).as_deref(), Some("/?token=no"));
        assert_eq!(found(list, 8890), None);
        // Two files one after the other, the first half written.
        let kept = "{\n  \"base_url\": \"/\", \"port\": 88{\n  \"base_url\": \"/x/\",\n  \"password\": false,\n  \
                    \"port\": 8888,\n  \"token\": \"abc123\",\n  \"url\": \"http://127.0.0.1:8888/x/\"\n}";
        assert_eq!(found(kept, 8888).as_deref(), Some("/x/?token=abc123"));
    }

    #[test]
    fn a_server_without_a_token_and_what_is_no_page_are_none() {
        for text in [
            "",
            "sh: jupyter: not found",
            "Currently running servers:\nhttp://127.0.0.1:8888/ :: /home/x",
            "http://127.0.0.1:8888/?token= :: /home/x",
            "http://127.0.0.1:8888//evil.example/../\"?token=abc :: /x",
            "http://127.0.0.1:8888/?token=a<b> :: /x",
            "{\"port\": 8888, \"token\": \"\"}",
        ] {
            assert_eq!(found(text, 8888), None, "{text}");
        }
        // It stays below the near end, whatever it is called.
        assert_eq!(found("http://x:8888//evil.example/?token=a", 8888).as_deref(), Some("/evil.example/?token=a"));
    }

    #[test]
    fn a_page_is_never_written_out() {
        let page = find("http://x:8888/?token=abc", 8888).unwrap();
        assert_eq!(format!("{page:?}"), "Page(…)");
    }
}
