//! The keychain of the operating system. Its store is opened anew for each call: one that starts late, or starts again, is
//! found without a restart of Voltdeck.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use keyring_core::{CredentialStore, Entry, Error};
use voltdeck_base::host::{SecretError, Secrets};
use zeroize::Zeroizing;

/// Name under which entries stand in the keychain.
const SERVICE: &str = "dev.voltdeck.desktop";
/// A locked keychain asks the person first; past this the call is given up, never the app.
const LIMIT: Duration = Duration::from_secs(30);
/// How long it may take to say whether it is locked.
#[cfg(target_os = "linux")]
const LOOK_LIMIT: Duration = Duration::from_secs(5);

/// The system's keychain.
pub(crate) struct Keychain;

#[async_trait]
impl Secrets for Keychain {
    async fn set(&self, account: &str, secret: Zeroizing<String>) -> Result<(), SecretError> {
        // What nobody waits for any more was said not to be kept, and so is not.
        let undo = |entry: &Entry| drop(entry.delete_credential());
        on_own_thread(account, move |entry| entry.set_password(&secret), undo).await
    }

    async fn get(&self, account: &str) -> Result<Option<Zeroizing<String>>, SecretError> {
        let get = |entry: &Entry| match entry.get_password() {
            Ok(secret) => Ok(Some(Zeroizing::new(secret))),
            Err(Error::NoEntry) => Ok(None),
            Err(error) => Err(error),
        };
        on_own_thread(account, get, |_| ()).await
    }

    async fn delete(&self, account: &str) -> Result<(), SecretError> {
        let delete = |entry: &Entry| match entry.delete_credential() {
            Err(Error::NoEntry) => Ok(()),
            other => other,
        };
        on_own_thread(account, delete, |_| ()).await
    }

    #[cfg(target_os = "linux")]
    async fn is_locked(&self) -> Option<bool> {
        tokio::time::timeout(LOOK_LIMIT, is_default_locked()).await.ok()?.ok()
    }
}

/// Reads the property of the collection that entries are kept in, which asks nobody for anything.
#[cfg(target_os = "linux")]
async fn is_default_locked() -> zbus::Result<bool> {
    let bus = zbus::Connection::session().await?;
    let (service, place) = ("org.freedesktop.secrets", "/org/freedesktop/secrets/aliases/default");
    zbus::Proxy::new(&bus, service, place, "org.freedesktop.Secret.Collection").await?.get_property("Locked").await
}

fn open() -> keyring_core::Result<Arc<CredentialStore>> {
    #[cfg(target_os = "macos")]
    let store = apple_native_keyring_store::keychain::Store::new()?;
    #[cfg(windows)]
    let store = windows_native_keyring_store::Store::new()?;
    #[cfg(target_os = "linux")]
    let store = zbus_secret_service_keyring_store::Store::new()?;
    Ok(store)
}

/// Runs a call on a thread of its own: it may block on a prompt for as long as nobody answers it. What it did when the
/// limit had passed is undone by `too_late`.
async fn on_own_thread<T: Send + 'static>(
    account: &str,
    call: impl FnOnce(&Entry) -> keyring_core::Result<T> + Send + 'static,
    too_late: impl FnOnce(&Entry) + Send + 'static,
) -> Result<T, SecretError> {
    let account = account.to_owned();
    let (send, receive) = tokio::sync::oneshot::channel();
    let thread = std::thread::Builder::new().name("keychain".into()).spawn(move || {
        // Where it cannot be opened there is none; why is of no use to a person.
        let entry = open().map_err(|_| Error::NoDefaultStore).and_then(|store| store.build(SERVICE, &account, None));
        let result = entry.as_ref().map_err(told).and_then(|entry| call(entry).map_err(|error| told(&error)));
        // Nobody waits any more when the limit has passed.
        if let (Err(_), Ok(entry)) = (send.send(result), &entry) {
            too_late(entry);
        }
    });
    if thread.is_err() {
        return Err(SecretError::Unavailable("This computer could not start another thread.".into()));
    }
    match tokio::time::timeout(LIMIT, receive).await {
        Ok(Ok(result)) => result,
        Ok(Err(_)) => Err(SecretError::Unavailable("The keychain stopped answering.".into())),
        Err(_) => Err(SecretError::Unavailable(format!(
            "The keychain did not answer within {} seconds; it may be waiting to be unlocked.",
            LIMIT.as_secs()
        ))),
    }
}

/// What went wrong, from the kind alone: some variants carry the secret's bytes.
fn told(error: &Error) -> SecretError {
    match error {
        Error::NoDefaultStore => SecretError::NoKeychain(if cfg!(target_os = "linux") {
            "No Secret Service answers on this desktop (GNOME Keyring and KWallet provide one).".into()
        } else {
            "The keychain of this system could not be opened.".into()
        }),
        Error::NoStorageAccess(_) => SecretError::Unavailable("The keychain is locked or did not allow access.".into()),
        Error::TooLong(_, limit) => {
            SecretError::Unavailable(format!("The keychain of this system holds {limit} bytes at most."))
        }
        _ => SecretError::Unavailable("The keychain answered with an error.".into()),
    }
}
