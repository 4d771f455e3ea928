use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use tokio::sync::OnceCell;
use tokio::task::JoinSet;
use tracing::Instrument as _;
use zeroize::Zeroizing;

use crate::account::Account;
use crate::host::Host;
use crate::notices::{self, Notifier};
use crate::store::Store;
use crate::views::{Event, IdArgs, Place};
use crate::{Answer, CommandError, ErrorCode, connect, deploy, lease, session, standing, stock, watch};

/// The whole of Voltdeck without a window.
pub struct App {
    pub(crate) host: Arc<dyn Host>,
    pub(crate) store: Store,
    /// What the person should know about this start.
    pub(crate) notices: Mutex<Vec<String>>,
    /// Said while tokens cannot be kept.
    pub(crate) keychain_notice: Mutex<Option<String>>,
    /// Tokens that no keychain took, by profile: kept until the app quits.
    pub(crate) session_tokens: Mutex<HashMap<String, Zeroizing<String>>>,
    /// Sign-in of the last profile happens once, when a window first asks.
    pub(crate) restored: OnceCell<()>,
    /// Sign-in, sign-out and switching wait for each other.
    pub(crate) session_change: tokio::sync::Mutex<()>,
    /// The part of the SSH config that is kept.
    pub(crate) ssh_config: connect::config::Kept,
    /// Tells the system what there is to tell.
    pub(crate) notifier: Notifier,
    /// What goes on by itself for all accounts; `None` before the start and after the end.
    background: Mutex<Option<JoinSet<()>>>,
    account: RwLock<Option<Arc<Account>>>,
    /// Accounts behind the one in front of which something still runs.
    behind: Mutex<Vec<Arc<Account>>>,
}

impl App {
    /// Opens the store. Nothing is sent until a window asks for something.
    ///
    /// # Errors
    /// [`ErrorCode::Local`] when the store cannot be used.
    pub fn open(host: Arc<dyn Host>) -> Answer<Arc<Self>> {
        let opened = Store::open(&host.data_dir(), host.now())?;
        Ok(Arc::new(Self {
            host,
            store: opened.store,
            notices: Mutex::new(opened.notice.into_iter().collect()),
            keychain_notice: Mutex::default(),
            session_tokens: Mutex::default(),
            restored: OnceCell::new(),
            session_change: tokio::sync::Mutex::default(),
            ssh_config: connect::config::Kept::default(),
            notifier: Notifier::default(),
            background: Mutex::default(),
            account: RwLock::default(),
            behind: Mutex::default(),
        }))
    }

    /// Signs the last profile in again and begins what goes on by itself. A window that asks for anything begins it too.
    pub async fn start(self: &Arc<Self>) {
        session::restored(self).await;
    }

    /// Begins what goes on by itself for all accounts, once.
    pub(crate) fn begin(self: &Arc<Self>) {
        let mut background = self.background.lock().unwrap_or_else(PoisonError::into_inner);
        if background.is_none() {
            let tasks = background.insert(JoinSet::new());
            tasks.spawn(notices::watch(Arc::clone(self)).instrument(tracing::info_span!(parent: None, "notices")));
        }
    }

    /// Opens a place in the window, with its account in front. It never does anything else.
    ///
    /// # Errors
    /// Where the account cannot be put in front.
    pub async fn go(self: &Arc<Self>, profile: &str, place: Place) -> Answer<()> {
        if self.try_account().is_none_or(|account| account.profile_id() != profile) {
            session::switch_profile(Arc::clone(self), IdArgs { id: profile.to_owned() }).await?;
        }
        self.host.emit(Event::Go { place });
        Ok(())
    }

    /// The account in front.
    pub(crate) fn account(&self) -> Answer<Arc<Account>> {
        self.try_account().ok_or_else(|| {
            CommandError::new(ErrorCode::SignedOut, "No account is signed in. Connect one, or open the sandbox.")
        })
    }

    /// The account in front, if one is signed in.
    pub(crate) fn try_account(&self) -> Option<Arc<Account>> {
        self.account.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Puts an account in front, or none. The tasks of the one before are ended.
    pub(crate) fn set_account(&self, account: Option<Arc<Account>>) {
        let before = std::mem::replace(&mut *self.account.write().unwrap_or_else(PoisonError::into_inner), account);
        if let Some(before) = before {
            before.stop();
        }
    }

    /// Keeps an account that goes behind another for its leases, its standing orders and what it waits for, if it has any.
    pub(crate) fn put_behind(self: &Arc<Self>, account: &Account) -> Answer<()> {
        let profile = account.profile_id();
        let waits = standing::stands(&self.store, profile)? || stock::is_waited_for(&self.store, profile)?;
        if !waits && lease::all(&self.store, profile)?.is_empty() {
            return Ok(());
        }
        let account = account.behind();
        watch::by_itself(&account, lease::watch(Arc::clone(self), Arc::clone(&account)));
        self.behind.lock().unwrap_or_else(PoisonError::into_inner).push(Arc::clone(&account));
        watch::by_itself(&account, stock::watch(Arc::clone(self), Arc::clone(&account)));
        // What a standing order bought is followed here too: its lease is set as soon as the machine is known.
        deploy::resume(self, &account)
    }

    /// The open account of a profile, in front or behind.
    pub(crate) fn open_account(&self, profile: &str) -> Option<Arc<Account>> {
        self.try_account().filter(|front| front.profile_id() == profile).or_else(|| self.behind(profile))
    }

    /// The account behind, if there is one of this profile.
    pub(crate) fn behind(&self, profile: &str) -> Option<Arc<Account>> {
        let behind = self.behind.lock().unwrap_or_else(PoisonError::into_inner);
        behind.iter().find(|account| account.profile_id() == profile).cloned()
    }

    /// Closes an account that is behind; its token is not used any more.
    pub(crate) fn take_from_behind(&self, profile: &str) {
        let mut behind = self.behind.lock().unwrap_or_else(PoisonError::into_inner);
        for account in behind.extract_if(.., |account| account.profile_id() == profile) {
            account.stop();
        }
    }

    /// Ends everything that runs, where it stands. What is on disk is picked up at the next start.
    pub fn shut_down(&self) {
        drop(self.background.lock().unwrap_or_else(PoisonError::into_inner).take());
        self.set_account(None);
        for account in self.behind.lock().unwrap_or_else(PoisonError::into_inner).drain(..) {
            account.stop();
        }
    }
}
