//! The keychain of the operating system, over the keyring crate.

use std::time::Duration;

use async_trait::async_trait;
use keyring::Entry;
use voltdeck_core::host::{SecretError, Secrets};
use zeroize::Zeroizing;

/// Name under which entries stand in the keychain.
const SERVICE: &str = "dev.voltdeck.desktop";
/// A locked keychain asks the person first; past this the call is given up, never the app.
const LIMIT: Duration = Duration::from_secs(30);

/// The system's keychain.
pub(crate) struct Keychain;

#[async_trait]
impl Secrets for Keychain {
    async fn set(&self, account: &str, secret: Zeroizing<String>) -> Result<(), SecretError> {
        on_own_thread(account, move |entry| entry.set_password(&secret)).await
    }

    async fn get(&self, account: &str) -> Result<Option<Zeroizing<String>>, SecretError> {
        on_own_thread(account, |entry| match entry.get_password() {
            Ok(secret) => Ok(Some(Zeroizing::new(secret))),
            Err(keyring::Error::NoEntry) => Ok(None),
            Err(error) => Err(error),
        })
        .await
    }

    async fn delete(&self, account: &str) -> Result<(), SecretError> {
        on_own_thread(account, |entry| match entry.delete_credential() {
            Err(keyring::Error::NoEntry) => Ok(()),
            other => other,
        })
        .await
    }
}

/// Runs a call on a thread of its own: it may block on a prompt for as long as nobody answers it.
async fn on_own_thread<T: Send + 'static>(
    account: &str,
    call: impl FnOnce(&Entry) -> keyring::Result<T> + Send + 'static,
) -> Result<T, SecretError> {
    let account = account.to_owned();
    let (send, receive) = tokio::sync::oneshot::channel();
    let thread = std::thread::Builder::new().name("keychain".into()).spawn(move || {
        let result = Entry::new(SERVICE, &account).and_then(|entry| call(&entry));
        // Nobody waits any more when the limit has passed.
        let _ = send.send(result.map_err(|error| told(&error)));
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
fn told(error: &keyring::Error) -> SecretError {
    match error {
        keyring::Error::NoDefaultStore => SecretError::NoKeychain(if cfg!(target_os = "linux") {
            "No Secret Service answers on this desktop (GNOME Keyring and KWallet provide one).".into()
        } else {
            "The keychain of this system could not be opened.".into()
        }),
        keyring::Error::NoStorageAccess(_) => {
            SecretError::Unavailable("The keychain is locked or did not allow access.".into())
        }
        keyring::Error::TooLong(_, limit) => {
            SecretError::Unavailable(format!("The keychain of this system holds {limit} bytes at most."))
        }
        _ => SecretError::Unavailable("The keychain answered with an error.".into()),
    }
}
