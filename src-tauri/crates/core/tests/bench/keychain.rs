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
    asked: Arc<Mutex<u32>>,
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

    /// How often a locked one asked the person to unlock it.
    pub fn asked(&self) -> u32 {
        *self.asked.lock().unwrap()
    }

    fn check(&self) -> Result<(), SecretError> {
        match *self.state.lock().unwrap() {
            KeychainState::Absent => Err(SecretError::NoKeychain("No keychain is there.".into())),
            KeychainState::Locked => {
                *self.asked.lock().unwrap() += 1;
                Err(SecretError::Unavailable("The keychain is locked.".into()))
            }
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
    async fn is_locked(&self) -> Option<bool> {
        match *self.state.lock().unwrap() {
            KeychainState::Absent => None,
            state => Some(state == KeychainState::Locked),
        }
    }
}
