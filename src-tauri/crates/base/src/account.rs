//! A signed-in profile: its client, what was read with it, and the tasks that read.

use std::future::Future;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use chrono::{DateTime, Utc};
use futures::FutureExt as _;
use tokio::task::JoinSet;
use tracing::Instrument as _;
use voltagepark::{Client, Priority};

use crate::App;
use crate::guarded::guarded;
use crate::identity::{Belief, Identity};
use crate::parts::{Part, Parts};
use crate::profiles::Profile;
use crate::token_state::TokenState;
use voltdeck_contract::{Answer, CommandError, ErrorCode, Event, TokenPlace};

/// Said where an account may only look.
const READ_ONLY: &str = "This account is read-only.";

/// A profile that is signed in.
pub struct Account {
    /// The profile as it was when it was signed in.
    pub profile: Profile,
    /// Where the provider is reached.
    pub base_url: String,
    /// Where its token is kept.
    pub token_place: TokenPlace,
    /// When it was signed in.
    pub opened_at: DateTime<Utc>,
    /// Another one comes where the network was set anew: the account goes on.
    client: RwLock<Client>,
    parts: Parts,
    token: Arc<TokenState>,
    /// It can look and never change or buy anything. Its client refuses too; this one can be set at once.
    read_only: AtomicBool,
    /// Windows show it; they are told of changes of this account alone.
    in_front: AtomicBool,
    /// What ends when another account comes to the front.
    front_tasks: Mutex<JoinSet<()>>,
    /// `None` once it is closed: nothing starts on it any more.
    tasks: Mutex<Option<JoinSet<()>>>,
}

impl Account {
    /// An account that was just signed in; nothing runs on it yet.
    pub fn new(
        profile: Profile,
        base_url: String,
        client: Client,
        token: Arc<TokenState>,
        token_place: TokenPlace,
        opened_at: DateTime<Utc>,
    ) -> Arc<Self> {
        let read_only = AtomicBool::new(profile.read_only);
        Arc::new(Self {
            profile,
            base_url,
            client: RwLock::new(client),
            token_place,
            opened_at,
            parts: Parts::default(),
            token,
            read_only,
            in_front: AtomicBool::new(false),
            front_tasks: Mutex::default(),
            tasks: Mutex::new(Some(JoinSet::new())),
        })
    }

    /// The client for reading that goes on by itself.
    pub fn background(&self) -> Client {
        self.client().with_priority(Priority::Background)
    }

    /// The client for what a person asked for.
    pub fn client(&self) -> Client {
        self.client.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Goes on with another client, which may change things or only looks. What runs is not ended.
    pub fn renew(&self, client: Client, read_only: bool) {
        let before = std::mem::replace(&mut *self.client.write().unwrap_or_else(PoisonError::into_inner), client);
        if read_only {
            before.forbid_writes();
        }
        self.read_only.store(read_only, Ordering::Relaxed);
    }

    /// Id of the profile.
    pub fn profile_id(&self) -> &str {
        &self.profile.id
    }

    /// Refuses where the account may only look, or was closed. Every use case that changes something asks this first; what
    /// was set since is refused by the client, right before the first byte.
    pub fn may_change(&self) -> Answer<()> {
        if self.is_closed() {
            let message = "This account was signed out meanwhile. Nothing was sent or done.";
            return Err(CommandError::new(ErrorCode::SignedOut, message));
        }
        if self.read_only.load(Ordering::Relaxed) {
            return Err(CommandError::new(ErrorCode::ReadOnly, format!("{READ_ONLY} Nothing was done.")));
        }
        Ok(())
    }

    /// Why nothing may be changed, where the account may only look.
    pub fn read_only_reason(&self) -> Option<&'static str> {
        self.read_only.load(Ordering::Relaxed).then_some(READ_ONLY)
    }

    /// Refuses changes from now on, those that are being prepared among them.
    pub fn forbid_changes(&self) {
        self.read_only.store(true, Ordering::Relaxed);
        self.client().forbid_writes();
    }

    /// Whether it may be another organization's token: until that is known nothing that the profile has is settled, carried
    /// out or taken for gone.
    pub fn is_frozen(&self) -> bool {
        self.part::<Identity>().belief() != Belief::Same
    }

    /// Tells windows that something of it changed, where they show it.
    pub fn show(&self, app: &App, event: Event) {
        if self.in_front.load(Ordering::Relaxed) {
            app.host.emit(event);
        }
    }

    /// Windows show it from now on.
    pub fn come_to_front(&self) {
        self.in_front.store(true, Ordering::Relaxed);
    }

    /// Another account is shown. It is watched on, with its deploys and leases; what a person followed on screen ends: a
    /// bulk act after the machine that is under way, and its tunnels.
    pub fn leave_front(&self) {
        self.in_front.store(false, Ordering::Relaxed);
        // Taken out first: what a task drops may come back here.
        let tasks = std::mem::take(&mut *self.front_tasks.lock().unwrap_or_else(PoisonError::into_inner));
        drop(tasks);
        self.parts.each(Part::leave_front);
    }

    /// The app ends: what is unfinished is cleared away.
    pub fn shut_down(&self) {
        self.parts.each(Part::shut_down);
    }

    /// The state that an area keeps of this account.
    pub fn part<T: Part + Default>(&self) -> &T {
        self.parts.get()
    }

    /// Runs a task for as long as the account is in front.
    pub fn spawn_in_front(&self, task: impl Future<Output = ()> + Send + 'static) {
        if self.is_closed() || !self.in_front.load(Ordering::Relaxed) {
            return;
        }
        let mut tasks = self.front_tasks.lock().unwrap_or_else(PoisonError::into_inner);
        while tasks.try_join_next().is_some() {}
        tasks.spawn(guarded(task).map(|_whole| ()).in_current_span());
    }

    /// Runs a task for as long as the account is open; does nothing once it is closed. In the log it stands under what
    /// started it.
    pub fn spawn(&self, task: impl Future<Output = ()> + Send + 'static) {
        let mut tasks = self.tasks.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(tasks) = tasks.as_mut() else { return };
        // Ended ones are cleared away here, so that a long day of deploys does not pile them up.
        while tasks.try_join_next().is_some() {}
        tasks.spawn(guarded(task).map(|_whole| ()).in_current_span());
    }

    /// Runs a task that goes on by itself, under its own name in the log.
    pub fn watch(&self, task: impl Future<Output = ()> + Send + 'static) {
        self.spawn(task.instrument(tracing::info_span!(parent: None, "watcher")));
    }

    /// Ends all its tasks where they stand, for good.
    pub fn stop(&self) {
        // Taken out first: what a task drops may come back here.
        let tasks = self.tasks.lock().unwrap_or_else(PoisonError::into_inner).take();
        drop(tasks);
        // What runs elsewhere for it, as an order that is being prepared, sends nothing more.
        self.client().forbid_writes();
        self.leave_front();
    }

    /// Whether it was ended.
    pub fn is_closed(&self) -> bool {
        self.tasks.lock().unwrap_or_else(PoisonError::into_inner).is_none()
    }

    /// Whether its token is taken, for a client of its own.
    pub fn token_state(&self) -> &Arc<TokenState> {
        &self.token
    }

    /// Whether the provider refuses the token.
    pub fn token_refused(&self) -> bool {
        self.token.is_refused()
    }
}
