//! The proxy, and its password, which is kept as a token is: in the keychain, else until the app quits, and never in a file.

use std::sync::{Mutex, PoisonError};

use tokio::sync::OnceCell;
use url::Url;
use zeroize::Zeroizing;

use crate::parts::Part;
use crate::{App, settings};
use voltdeck_contract::{Answer, SettingsView, TokenPlace};

/// Name of the entry in the keychain.
const ENTRY: &str = "proxy";

/// The password, while this runs.
#[derive(Default)]
pub struct ProxyState {
    password: Mutex<Option<(Zeroizing<String>, TokenPlace)>>,
    begun: OnceCell<()>,
}

impl Part for ProxyState {}

/// A proxy's address in parts.
struct Split {
    /// Without the password.
    url: String,
    /// As it stood in the address, encoded.
    password: Option<Zeroizing<String>>,
}

/// Takes the password out of an address. One that is no address has none.
fn split(text: &str) -> Split {
    let Some(mut url) = parse(text) else { return Split { url: text.to_owned(), password: None } };
    let Some(password) = url.password().map(|password| Zeroizing::new(password.to_owned())) else {
        return Split { url: text.to_owned(), password: None };
    };
    // It fails only where there is no host, and then there is no password.
    let _ = url.set_password(None);
    Split { url: url.as_str().trim_end_matches('/').to_owned(), password: Some(password) }
}

/// An address as HTTP clients take it, which is also without a scheme.
fn parse(text: &str) -> Option<Url> {
    let whole = if text.contains("://") { text.to_owned() } else { format!("http://{text}") };
    Url::parse(&whole).ok().filter(Url::has_host)
}

/// The proxy as it is used, with its password: never shown, kept or logged.
pub(crate) fn proxy(app: &App, kept: &str) -> Zeroizing<String> {
    let password = app.part::<ProxyState>().held().as_ref().map(|(password, _)| password.clone());
    Zeroizing::new(with(kept, password.as_deref().map(String::as_str)))
}

fn with(kept: &str, password: Option<&str>) -> String {
    let url = password.zip(parse(kept)).and_then(|(password, mut url)| {
        // Without a user it is of another address.
        let takes = !url.username().is_empty() && url.set_password(Some(password)).is_ok();
        takes.then(|| url.to_string())
    });
    url.unwrap_or_else(|| kept.to_owned())
}

/// Settings as they may be kept and shown, with the password that was given in them.
pub struct Given {
    /// The settings without it.
    pub settings: SettingsView,
    /// The password.
    pub password: Option<Zeroizing<String>>,
}

/// Takes the password out of settings as they were typed.
pub fn given(settings: SettingsView) -> Given {
    let Split { url, password } = split(&settings.proxy);
    Given { settings: SettingsView { proxy: url, ..settings }, password }
}

impl Given {
    /// The settings as a client takes them, to be tried.
    pub fn whole(&self) -> SettingsView {
        let password = self.password.as_deref().map(String::as_str);
        SettingsView { proxy: with(&self.settings.proxy, password), ..self.settings.clone() }
    }
}

/// Keeps a password that was given, or forgets the one of another proxy.
pub async fn keep_password(app: &App, before: &str, given: &Given) {
    match &given.password {
        Some(password) => hold(app, password.clone()).await,
        None if before == given.settings.proxy => {}
        None => {
            *app.part::<ProxyState>().held() = None;
            if let Err(error) = app.host.secrets().delete(ENTRY).await {
                tracing::warn!(%error, "the password of a proxy that is not used any more could not be removed");
            }
        }
    }
}

async fn hold(app: &App, password: Zeroizing<String>) {
    let kept = app.host.secrets().set(ENTRY, password.clone()).await;
    let place = if kept.is_ok() { TokenPlace::Keychain } else { TokenPlace::Session };
    *app.part::<ProxyState>().held() = Some((password, place));
}

/// Where the password is.
pub fn password_place(app: &App) -> TokenPlace {
    app.part::<ProxyState>().held().as_ref().map_or(TokenPlace::None, |(_, place)| *place)
}

/// Once, before anything is asked of anybody: reads the password, and takes one out of the store that an earlier version kept
/// there.
pub async fn begin(app: &App) {
    let begin = async || {
        if let Err(error) = read(app).await {
            app.say_at_start(error.message);
        }
    };
    app.part::<ProxyState>().begun.get_or_init(begin).await;
}

async fn read(app: &App) -> Answer<()> {
    let kept = settings::current(app)?;
    let Given { settings: clean, password } = given(kept.clone());
    if let Some(password) = password {
        hold(app, password).await;
        return settings::scrub(app, &clean);
    }
    let has_user = parse(&kept.proxy).is_some_and(|url| !url.username().is_empty());
    if has_user && password_place(app) == TokenPlace::None {
        match app.host.secrets().get(ENTRY).await {
            Ok(Some(password)) => *app.part::<ProxyState>().held() = Some((password, TokenPlace::Keychain)),
            Ok(None) => {}
            Err(error) => tracing::warn!(%error, "the password of the proxy could not be read"),
        }
    }
    Ok(())
}

impl ProxyState {
    fn held(&self) -> std::sync::MutexGuard<'_, Option<(Zeroizing<String>, TokenPlace)>> {
        self.password.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_taken_out_of_an_address_and_put_back_as_it_was() {
        for (typed, kept, password) in [
            ("http://ana:s3cret@proxy.example:3128", "http://ana@proxy.example:3128", Some("s3cret")),
            ("ana:s3cret@proxy.example:3128", "http://ana@proxy.example:3128", Some("s3cret")),
            ("socks5h://ana:p%40s%3As@proxy.example:1080", "socks5h://ana@proxy.example:1080", Some("p%40s%3As")),
            ("http://ana@proxy.example:3128", "http://ana@proxy.example:3128", None),
            ("proxy.example:3128", "proxy.example:3128", None),
            ("", "", None),
            ("::", "::", None),
        ] {
            let Split { url, password: taken } = split(typed);
            assert_eq!((url.as_str(), taken.as_deref().map(String::as_str)), (kept, password), "{typed}");
            if let Some(password) = password {
                let whole = with(&url, Some(password));
                assert_eq!(Url::parse(&whole).unwrap().password(), Some(password), "{whole}");
            }
        }
        assert_eq!(with("http://proxy.example:3128", Some("s3cret")), "http://proxy.example:3128");
        assert_eq!(with("http://ana@proxy.example", None), "http://ana@proxy.example");
    }
}
