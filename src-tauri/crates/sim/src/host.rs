//! The host of a process: the simulated computer.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use voltagepark::BoxTransport;
use voltdeck_base::computer::{Computer, Program, System};
use voltdeck_base::host::{Host, SandboxEndpoint, SecretError, Secrets};
use voltdeck_base::notices::Notice;
use voltdeck_contract::{Event, Link};
use zeroize::Zeroizing;

use crate::net;
use crate::process::Proc;
use crate::world::{BASE, World};

/// The host of one process.
pub struct SimHost {
    /// All that is around it.
    pub world: Arc<World>,
    /// The process.
    pub proc: Arc<Proc>,
    keychain: Keychain,
}

impl SimHost {
    /// The host of a process.
    pub fn new(world: &Arc<World>, proc: &Arc<Proc>) -> Self {
        let keychain = Keychain { world: Arc::clone(world), proc: Arc::clone(proc) };
        Self { world: Arc::clone(world), proc: Arc::clone(proc), keychain }
    }
}

#[async_trait]
impl Host for SimHost {
    fn now(&self) -> DateTime<Utc> {
        self.proc.crash.moment();
        self.proc.now() + self.world.state().skew
    }
    fn secrets(&self) -> &dyn Secrets {
        &self.keychain
    }
    fn emit(&self, _event: Event) {
        self.proc.crash.moment();
    }
    fn data_dir(&self) -> PathBuf {
        self.world.folder.clone()
    }
    fn has_store_alone(&self) -> bool {
        // Where two processes share the store, its folder knows no locks.
        !self.world.shared
    }
    fn default_base_url(&self) -> String {
        BASE.into()
    }
    async fn probe_ssh(&self, _host: &str, _port: u16, _limit: Duration) -> bool {
        true
    }
    fn copy(&self, _text: &str) -> Result<(), String> {
        Ok(())
    }
    fn open(&self, _link: Link) -> Result<(), String> {
        Ok(())
    }
    async fn notify(&self, notice: Notice) -> Result<(), String> {
        let mut state = self.world.state();
        state.count("notices");
        state.trace.line(self.proc.now(), &format!("{} notice: {}: {}", self.proc.name(), notice.title, notice.body));
        Ok(())
    }
    async fn sandbox(&self) -> Result<SandboxEndpoint, String> {
        Err("There is none here.".into())
    }
    fn computer(&self) -> &dyn Computer {
        &Nothing
    }
    fn has_tray(&self) -> bool {
        true
    }
    fn transport(&self) -> Option<BoxTransport> {
        Some(net::transport(&self.world, &self.proc))
    }
}

/// The keychain of the computer.
struct Keychain {
    world: Arc<World>,
    proc: Arc<Proc>,
}

impl Keychain {
    fn check(&self) -> Result<(), SecretError> {
        self.proc.crash.moment();
        let now = self.proc.now();
        match self.world.state().keychain_locked_until {
            Some(until) if now < until => Err(SecretError::Unavailable("The keychain is locked.".into())),
            _ => Ok(()),
        }
    }
}

#[async_trait]
impl Secrets for Keychain {
    async fn set(&self, account: &str, secret: Zeroizing<String>) -> Result<(), SecretError> {
        self.check()?;
        self.world.state().keychain.insert(account.to_owned(), secret.to_string());
        Ok(())
    }
    async fn get(&self, account: &str) -> Result<Option<Zeroizing<String>>, SecretError> {
        self.check()?;
        Ok(self.world.state().keychain.get(account).cloned().map(Zeroizing::new))
    }
    async fn is_locked(&self) -> Option<bool> {
        Some(self.check().is_err())
    }
    async fn delete(&self, account: &str) -> Result<(), SecretError> {
        self.check()?;
        self.world.state().keychain.remove(account);
        Ok(())
    }
}

/// A computer with no programs and no home folder.
struct Nothing;

#[async_trait]
impl Computer for Nothing {
    fn system(&self) -> System {
        System::Linux
    }
    fn home(&self) -> Option<PathBuf> {
        None
    }
    fn has(&self, _program: &std::path::Path) -> bool {
        false
    }
    async fn start(&self, _argv: &[String]) -> Result<(), String> {
        Err("nothing is started here".into())
    }
    fn watch(&self, _argv: &[String]) -> Result<Box<dyn Program>, String> {
        Err("nothing is started here".into())
    }
    fn read(&self, argv: &[String]) -> Result<Box<dyn Program>, String> {
        self.watch(argv)
    }
    fn free_port(&self, _wanted: u16) -> Option<u16> {
        None
    }
    async fn accepts(&self, _port: u16, _limit: Duration) -> bool {
        false
    }
}
