//! A machine's SSH server: who is let in, and what a guest may open.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use russh::keys::{PrivateKey, PublicKey};
use russh::server::{
    Auth, ChannelOpenHandle, Config, Handle, Handler, Msg, PublicKeyOffer, Session, VerifiedPublicKey,
};
use russh::{Channel, ChannelId, ChannelOpenFailure, Disconnect, MethodKind, MethodSet, Pty, SshId};
use tokio::task::{AbortHandle, JoinSet};

use super::keys::is_one_of;
use super::machine::{Machine, USERS};
use super::processes::Running;
use super::{door, forward, sftp, shell};

/// As many refusals as OpenSSH allows; the first question, which has no key, is none.
const TRIES: usize = 6;
/// As many channels as a session may have, its forwards counted.
const CHANNELS: usize = 64;
/// In a refusal to open a channel.
const CONNECT_FAILED: u32 = 2;
const SERVER_ID: &str = "SSH-2.0-VoltdeckSandbox";

/// How a machine with this host key greets.
pub fn config(key: PrivateKey) -> Arc<Config> {
    Arc::new(Config {
        server_id: SshId::Standard(Cow::Borrowed(SERVER_ID)),
        methods: MethodSet::from(&[MethodKind::PublicKey][..]),
        // Nothing here is worth guessing, and a person with several keys should not wait.
        auth_rejection_time: Duration::ZERO,
        max_auth_attempts: TRIES + 2,
        keys: vec![key],
        inactivity_timeout: None,
        ..Config::default()
    })
}

/// A session, as the one who carries its bytes knows it.
#[derive(Clone, Default)]
pub struct Login(Arc<Inside>);

#[derive(Default)]
struct Inside {
    handle: OnceLock<Handle>,
    is_in: AtomicBool,
}

impl Login {
    pub fn begun(&self, handle: Handle) {
        let _ = self.0.handle.set(handle);
    }

    pub fn is_in(&self) -> bool {
        self.0.is_in.load(Ordering::Relaxed)
    }
}

/// Somebody at the door.
pub struct Guest {
    machine: Machine,
    /// Of the machine, for a login on it by way of it.
    config: Arc<Config>,
    login: Login,
    user: String,
    /// In the list of processes, once it was let in.
    process: Option<Running>,
    refused: usize,
    /// Opened, and nothing asked of them yet.
    waiting: HashMap<ChannelId, Waiting>,
    running: HashMap<ChannelId, AbortHandle>,
    /// Owned here, so that what runs ends with the session.
    tasks: JoinSet<()>,
}

struct Waiting {
    channel: Channel<Msg>,
    has_terminal: bool,
}

impl Guest {
    pub fn new(machine: Machine, config: Arc<Config>) -> (Self, Login) {
        let login = Login::default();
        let guest = Self {
            machine,
            config,
            login: login.clone(),
            user: String::new(),
            process: None,
            refused: 0,
            waiting: HashMap::new(),
            running: HashMap::new(),
            tasks: JoinSet::new(),
        };
        (guest, login)
    }

    fn may_enter(&self, user: &str, key: &PublicKey) -> bool {
        self.refused < TRIES
            && USERS.contains(&user)
            && self.machine.look().is_some_and(|look| is_one_of(key, &look.keys))
    }

    async fn refuse(&mut self) -> Auth {
        self.refused += 1;
        if self.refused >= TRIES
            && let Some(handle) = self.login.0.handle.get()
        {
            let why = "Too many authentication failures".to_owned();
            let _ = handle.disconnect(Disconnect::ProtocolError, why, String::new()).await;
        }
        Auth::reject()
    }

    fn is_full(&self) -> bool {
        self.waiting.len() + self.running.values().filter(|task| !task.is_finished()).count() >= CHANNELS
    }

    /// What somebody asked for, on this connection.
    fn session(&self, command: Option<String>) -> shell::Start {
        let connection = self.process.as_ref().map_or(1, |process| process.pid);
        shell::Start { machine: self.machine.clone(), user: self.user.clone(), connection, command }
    }

    fn start(&mut self, channel: ChannelId, run: impl Future<Output = ()> + Send + 'static) {
        while self.tasks.try_join_next().is_some() {}
        self.running.retain(|_, task| !task.is_finished());
        let task = self.tasks.spawn(run);
        self.running.insert(channel, task);
    }
}

impl Handler for Guest {
    type Error = russh::Error;

    async fn auth_publickey_offered(&mut self, user: &str, offer: PublicKeyOffer<'_>) -> Result<Auth, Self::Error> {
        if self.may_enter(user, offer.public_key) { Ok(Auth::Accept) } else { Ok(self.refuse().await) }
    }

    async fn auth_publickey(&mut self, user: &str, key: VerifiedPublicKey<'_>) -> Result<Auth, Self::Error> {
        if !self.may_enter(user, key.public_key) {
            return Ok(self.refuse().await);
        }
        user.clone_into(&mut self.user);
        self.process = Some(self.machine.connection(user));
        self.login.0.is_in.store(true, Ordering::Relaxed);
        Ok(Auth::Accept)
    }

    async fn channel_open_session(
        &mut self,
        channel: Channel<Msg>,
        reply: ChannelOpenHandle,
        _session: &mut Session,
    ) -> Result<(), Self::Error> {
        if self.is_full() {
            reply.reject(ChannelOpenFailure::ResourceShortage).await;
            return Ok(());
        }
        self.waiting.insert(channel.id(), Waiting { channel, has_terminal: false });
        reply.accept().await;
        Ok(())
    }

    async fn pty_request(
        &mut self,
        channel: ChannelId,
        _term: &str,
        _columns: u32,
        _rows: u32,
        _width: u32,
        _height: u32,
        _modes: &[(Pty, u32)],
        session: &mut Session,
    ) -> Result<(), Self::Error> {
        match self.waiting.get_mut(&channel) {
            Some(waiting) => {
                waiting.has_terminal = true;
                session.channel_success(channel)
            }
            None => session.channel_failure(channel),
        }
    }

    async fn shell_request(&mut self, channel: ChannelId, session: &mut Session) -> Result<(), Self::Error> {
        let Some(waiting) = self.waiting.remove(&channel) else {
            return session.channel_failure(channel);
        };
        session.channel_success(channel)?;
        let shell = self.session(None);
        self.start(channel, shell.run(waiting.channel, waiting.has_terminal));
        Ok(())
    }

    async fn exec_request(
        &mut self,
        channel: ChannelId,
        command: &[u8],
        session: &mut Session,
    ) -> Result<(), Self::Error> {
        let Some(waiting) = self.waiting.remove(&channel) else {
            return session.channel_failure(channel);
        };
        session.channel_success(channel)?;
        let shell = self.session(Some(String::from_utf8_lossy(command).into_owned()));
        self.start(channel, shell.run(waiting.channel, waiting.has_terminal));
        Ok(())
    }

    async fn subsystem_request(
        &mut self,
        channel: ChannelId,
        name: &str,
        session: &mut Session,
    ) -> Result<(), Self::Error> {
        if name != "sftp" {
            return session.channel_failure(channel);
        }
        let Some(waiting) = self.waiting.remove(&channel) else {
            return session.channel_failure(channel);
        };
        session.channel_success(channel)?;
        let (machine, user) = (self.machine.clone(), self.user.clone());
        let connection = self.process.as_ref().map_or(1, |process| process.pid);
        self.start(channel, async move {
            let _process = machine.begin(connection, &user, "sftp-server");
            sftp::serve(waiting.channel, machine.clone(), user.clone()).await;
        });
        Ok(())
    }

    async fn channel_close(&mut self, channel: ChannelId, _session: &mut Session) -> Result<(), Self::Error> {
        self.waiting.remove(&channel);
        if let Some(task) = self.running.remove(&channel) {
            task.abort();
        }
        Ok(())
    }

    async fn channel_open_direct_tcpip(
        &mut self,
        channel: Channel<Msg>,
        host: &str,
        port: u32,
        _from: &str,
        _from_port: u32,
        reply: ChannelOpenHandle,
        _session: &mut Session,
    ) -> Result<(), Self::Error> {
        let listens = self.machine.look().is_some_and(|look| {
            forward::is_here(host) && look.listeners().iter().any(|(_, open)| u32::from(*open) == port)
        });
        let Some(port) = u16::try_from(port).ok().filter(|_| listens) else {
            let why = ChannelOpenFailure::Other { code: CONNECT_FAILED, reason: "Connection refused".to_owned() };
            reply.reject(why).await;
            return Ok(());
        };
        if self.is_full() {
            reply.reject(ChannelOpenFailure::ResourceShortage).await;
            return Ok(());
        }
        reply.accept().await;
        let (id, machine, config) = (channel.id(), self.machine.clone(), self.config.clone());
        let stream = channel.into_stream();
        if port == 22 {
            self.start(id, door::host(stream, config, machine));
        } else {
            self.start(id, forward::serve(stream, machine, port));
        }
        Ok(())
    }
}
