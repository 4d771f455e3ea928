//! The keychain of a computer that is not there.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use voltdeck_base::host::{SecretError, Secrets};
use zeroize::Zeroizing;

/// A keychain in memory. It starts as one that is not there.
#[derive(Clone, Default)]
pub struct TestKeychain {
    state: Arc<Mutex<KeychainState>>,
    entries: Arc<Mutex<BTreeMap<String, String>>>,
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub enum KeychainState {
    #[default]
    Absent,
    Locked,
    Open,
}

impl TestKeychain {
    pub fn set_state(&self, state: KeychainState) {
        *self.state.lock().unwrap() = state;
    }

    pub fn entries(&self) -> BTreeMap<String, String> {
        self.entries.lock().unwrap().clone()
    }

    fn check(&self) -> Result<(), SecretError> {
        match *self.state.lock().unwrap() {
            KeychainState::Absent => Err(SecretError::NoKeychain("No keychain is there.".into())),
            KeychainState::Locked => Err(SecretError::Unavailable("The keychain is locked.".into())),
            KeychainState::Open => Ok(()),
        }
    }
}

#[async_trait]
impl Secrets for TestKeychain {
    async fn set(&self, account: &str, secret: Zeroizing<String>) -> Result<(), SecretError> {
        self.check()?;
        self.entries.lock().unwrap().insert(account.to_owned(), secret.to_string());
        Ok(())
    }
    async fn get(&self, account: &str) -> Result<Option<Zeroizing<String>>, SecretError> {
        self.check()?;
        Ok(self.entries.lock().unwrap().get(account).cloned().map(Zeroizing::new))
    }
    async fn delete(&self, account: &str) -> Result<(), SecretError> {
        self.check()?;
        self.entries.lock().unwrap().remove(account);
        Ok(())
    }
}
