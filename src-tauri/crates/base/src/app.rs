//! The app without a window: what all areas share, and the accounts that are signed in.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use futures::FutureExt as _;
use tokio::task::JoinSet;
use tracing::Instrument as _;

use crate::account::Account;
use crate::activity::close_open;
use crate::attention::Attention;
use crate::clock::Clock;
use crate::guarded::guarded;
use crate::hooks::Hooks;
use crate::host::Host;
use crate::notices::Notifier;
use crate::parts::{Part, Parts};
use crate::profiles;
use crate::store::Store;
use crate::trouble::{Trouble, Troubles};
use voltdeck_contract::{Answer, CommandError, ErrorCode, Event};

/// For so long what is open in the record may be under way in another copy of Voltdeck.
const OF_ANOTHER: chrono::TimeDelta = chrono::TimeDelta::minutes(10);

/// What the person should know, and nobody asks for.
#[derive(Debug, Default)]
struct Notices {
    /// Of this start, such as that a damaged store was set aside.
    start: Vec<String>,
    /// Said while the store cannot be written.
    store: Option<String>,
}

/// The whole of Voltdeck without a window.
pub struct App {
    /// The place it runs in.
    pub host: Arc<dyn Host>,
    /// What is kept on this computer.
    pub store: Store,
    /// What the person should know about this start.
    notices: Mutex<Notices>,
    /// Tells the system what there is to tell.
    pub notifier: Notifier,
    /// What the pace of the watcher depends on.
    pub attention: tokio::sync::watch::Sender<Attention>,
    /// Names this run of the app: what it sends is marked with it, so that another copy leaves it alone.
    pub run: String,
    /// The clocks of this computer, as they are looked at.
    pub clock: Clock,
    /// What is amiss with Voltdeck itself.
    troubles: Troubles,
    parts: Parts,
    hooks: Hooks,
    /// What goes on by itself for all accounts; `None` before the start and after the end.
    background: Mutex<Option<JoinSet<()>>>,
    account: RwLock<Option<Arc<Account>>>,
    /// The other accounts that are signed in: they are watched as well.
    behind: Mutex<Vec<Arc<Account>>>,
}

impl App {
    /// Opens the store. Nothing is sent until a window asks for something.
    ///
    /// # Errors
    /// [`ErrorCode::Local`] when the store cannot be used.
    pub fn open(host: Arc<dyn Host>, hooks: Hooks) -> Answer<Arc<Self>> {
        let opened = Store::open(&host.data_dir(), host.now())?;
        // Of another copy that runs, what is open may be under way.
        let before = if host.has_store_alone() { host.now() } else { host.now() - OF_ANOTHER };
        close_open(&opened.store, before);
        profiles::write_down(&opened.store);
        Ok(Arc::new(Self {
            host,
            store: opened.store,
            notices: Mutex::new(Notices { start: opened.notice.into_iter().collect(), store: None }),
            notifier: Notifier::default(),
            attention: tokio::sync::watch::Sender::default(),
            run: uuid::Uuid::new_v4().to_string(),
            clock: Clock::default(),
            troubles: Troubles::default(),
            parts: Parts::default(),
            hooks,
            background: Mutex::default(),
            account: RwLock::default(),
            behind: Mutex::default(),
        }))
    }

    /// Begins what goes on by itself for all accounts, once; `tasks` spawns it.
    pub fn begin(&self, tasks: impl FnOnce(&mut JoinSet<()>)) {
        let mut background = self.background.lock().unwrap_or_else(PoisonError::into_inner);
        if background.is_none() {
            tasks(background.insert(JoinSet::new()));
        }
    }

    /// The state of an area that is of no account.
    pub fn part<T: Part + Default>(&self) -> &T {
        self.parts.get()
    }

    /// What is done where a list of the provider was read.
    pub fn hooks(&self) -> &Hooks {
        &self.hooks
    }

    /// What the person should know of this start, of the store, and of what is amiss.
    pub fn said(&self) -> Vec<String> {
        let notices = self.notices();
        let troubles =
            self.troubles.all().into_iter().map(|(_, trouble)| format!("{}. {}", trouble.title, trouble.meaning));
        notices.start.iter().chain(&notices.store).cloned().chain(troubles).collect()
    }

    /// Says that something is amiss, or no more. Answers what was said of it before.
    pub fn trouble(&self, about: &str, now: Option<Trouble>) -> Option<Trouble> {
        let is = now.clone();
        let before = self.troubles.set(about, now);
        if before != is {
            self.host.emit(Event::Session);
            // The first screen shows it, too.
            self.host.emit(Event::Activity);
        }
        before
    }

    /// All that is amiss now, by what it is about.
    pub fn troubles(&self) -> Vec<(String, Trouble)> {
        self.troubles.all()
    }

    /// Adds to what the person should know of this start.
    pub fn say_at_start(&self, said: String) {
        self.notices().start.push(said);
    }

    /// Says that the store cannot be written, or no more.
    pub fn say_of_store(&self, said: Option<String>) {
        let says = said.is_some();
        let before = std::mem::replace(&mut self.notices().store, said);
        if before.is_some() != says {
            self.host.emit(Event::Session);
        }
    }

    fn notices(&self) -> MutexGuard<'_, Notices> {
        self.notices.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Runs something that no account owns for as long as the app runs; nothing before [`Self::begin`].
    pub fn spawn(&self, task: impl Future<Output = ()> + Send + 'static) {
        let mut background = self.background.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(tasks) = background.as_mut() {
            while tasks.try_join_next().is_some() {}
            tasks.spawn(guarded(task).map(|_whole| ()).in_current_span());
        }
    }

    /// Says whether somebody may be looking: the window is in front, or it is not. Where nobody is, the watcher slows down;
    /// who comes back sees a reading that is no older than the pace of a window that is looked at.
    pub fn set_attended(&self, attended: bool) {
        let changed = self.attention.send_if_modified(|attention| attention.attend(attended));
        if changed && attended {
            // Meanwhile the windows were told of news alone, not of how old it is.
            for event in [Event::Fleet, Event::Money, Event::Storage] {
                self.host.emit(event);
            }
        }
    }

    /// Whether somebody may be looking at this account now.
    pub fn is_looked_at(&self, account: &Account) -> bool {
        self.attention.borrow().looks_at(account.profile_id())
    }

    /// The account in front.
    pub fn account(&self) -> Answer<Arc<Account>> {
        self.try_account().ok_or_else(|| {
            CommandError::new(ErrorCode::SignedOut, "No account is signed in. Connect one, or open the sandbox.")
        })
    }

    /// The account in front, if one is signed in.
    pub fn try_account(&self) -> Option<Arc<Account>> {
        self.account.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Puts an account in front. The one before goes on behind it; another of the same profile is closed.
    pub fn put_in_front(&self, account: &Arc<Account>) {
        let profile = account.profile_id();
        let mut behind = self.behind();
        behind.retain(|one| !Arc::ptr_eq(one, account));
        close(behind.extract_if(.., |one| one.profile_id() == profile));
        account.come_to_front();
        let mut front = self.account.write().unwrap_or_else(PoisonError::into_inner);
        let before = front.replace(Arc::clone(account)).filter(|before| !Arc::ptr_eq(before, account));
        drop(front);
        if let Some(before) = before {
            if before.profile_id() == profile {
                before.stop();
            } else {
                before.leave_front();
                behind.push(before);
            }
        }
        drop(behind);
        self.attention.send_if_modified(|attention| attention.turn_to(Some(profile)));
    }

    /// Puts an account behind the one in front; another of the same profile is closed.
    pub fn put_behind(&self, account: &Arc<Account>) {
        let mut behind = self.behind();
        close(behind.extract_if(.., |one| one.profile_id() == account.profile_id()));
        behind.push(Arc::clone(account));
    }

    /// The account of a profile, where it is signed in.
    pub fn opened(&self, profile: &str) -> Option<Arc<Account>> {
        self.all_opened().into_iter().find(|account| account.profile_id() == profile)
    }

    /// All accounts that are signed in, the one in front first.
    pub fn all_opened(&self) -> Vec<Arc<Account>> {
        let behind = self.behind();
        self.try_account().into_iter().chain(behind.iter().cloned()).collect()
    }

    /// Closes the account of a profile, in front or behind; its token is not used any more. Says whether it was in front.
    pub fn close(&self, profile: &str) -> bool {
        close(self.behind().extract_if(.., |one| one.profile_id() == profile));
        let mut front = self.account.write().unwrap_or_else(PoisonError::into_inner);
        let Some(account) = front.take_if(|account| account.profile_id() == profile) else { return false };
        drop(front);
        account.stop();
        self.attention.send_if_modified(|attention| attention.turn_to(None));
        true
    }

    fn behind(&self) -> MutexGuard<'_, Vec<Arc<Account>>> {
        self.behind.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Ends everything that runs, where it stands. What is on disk is picked up at the next start.
    pub fn shut_down(&self) {
        drop(self.background.lock().unwrap_or_else(PoisonError::into_inner).take());
        let front = self.account.write().unwrap_or_else(PoisonError::into_inner).take();
        let all: Vec<Arc<Account>> = front.into_iter().chain(std::mem::take(&mut *self.behind())).collect();
        close(all.iter().cloned());
        for account in all {
            account.shut_down();
        }
    }
}

fn close(accounts: impl Iterator<Item = Arc<Account>>) {
    for account in accounts {
        account.stop();
    }
}
