//! Sign-in, sign-out, settings: who is in front.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::OnceCell;
use voltagepark::Client;
use zeroize::Zeroizing;

use crate::accounts::open;
use crate::{launch, watch};
use voltdeck_access::connect;
use voltdeck_base::account::Account;
use voltdeck_base::host::SecretError;
use voltdeck_base::identity::{self, Belief, Identity};
use voltdeck_base::parts::Part;
use voltdeck_base::profiles::{self, Profile};
use voltdeck_base::token_state::TokenState;
use voltdeck_base::{App, alive, clients, network, notices, settings};
use voltdeck_contract::{
    Answer, AppState, BaseUrlArgs, CommandError, ErrorCode, Event, FieldIssue, IdArgs, Money, NoArgs, ProfileKind,
    ProfileView, Severity, SignInArgs, TokenPlace,
};
use voltdeck_deploy::deploy;
use voltdeck_machines::fleet;

/// What is known of signing in while this runs.
#[derive(Default)]
pub struct SessionState {
    /// Said while tokens cannot be kept.
    keychain_notice: Mutex<Option<String>>,
    /// Tokens that no keychain took, by profile: kept until the app quits.
    tokens: Mutex<HashMap<String, Zeroizing<String>>>,
    /// Sign-in of the last profile happens once, when a window first asks.
    restored: OnceCell<()>,
    /// Sign-in, sign-out and switching wait for each other.
    change: tokio::sync::Mutex<()>,
}

impl Part for SessionState {}

/// Held while accounts are signed in, signed out or changed: one at a time.
pub async fn one_at_a_time(app: &App) -> tokio::sync::MutexGuard<'_, ()> {
    app.part::<SessionState>().change.lock().await
}

/// What the window shows first. Signs the last profile in again where its token is at hand.
pub async fn app_state(app: Arc<App>, _args: NoArgs) -> Answer<AppState> {
    restored(&app).await;
    state(&app)
}

/// Sees to it that the last profile was signed in again, once.
pub async fn restored(app: &Arc<App>) {
    launch::begin(app);
    network::begin(app).await;
    app.part::<SessionState>().restored.get_or_init(|| restore(app)).await;
}

/// Says what is wrong with a base URL as it is typed.
pub async fn check_base_url(_app: Arc<App>, args: BaseUrlArgs) -> Answer<Vec<FieldIssue>> {
    Ok(clients::base_url(&args.base_url)
        .err()
        .map(|error| FieldIssue { field: "baseUrl".into(), severity: Severity::Error, message: error.message })
        .into_iter()
        .collect())
}

/// Checks a token with a read, keeps it in the keychain, and puts its profile in front.
pub async fn sign_in(app: Arc<App>, args: SignInArgs) -> Answer<AppState> {
    let _one_at_a_time = one_at_a_time(&app).await;
    let token = clean_token(&Zeroizing::new(args.token))?;
    let base_url = clients::base_url(&args.base_url)?;
    let mut profile = if let Some(id) = &args.profile_id {
        profiles::by_id(&app.store, id)?
            .filter(|profile| profile.kind == ProfileKind::Provider)
            .map(|known| Profile { base_url: Some(base_url.clone()), ..known })
            .ok_or_else(profiles::no_such_profile)?
    } else {
        let (id, name) = (uuid::Uuid::new_v4().to_string(), free_name(&app, args.name.trim())?);
        Profile::new(id, name, base_url.clone(), args.read_only)
    };
    let token_state = token_state(&app);
    network::begin(&app).await;
    let client = clients::signed_in(&app, &base_url, &token, profile.read_only, &token_state)?;
    clients::check_token(&client).await?;
    if args.profile_id.is_some() {
        // What is known of the profile is held against what this token sees, before anything is concluded from that.
        identity::doubt(&app.store, &profile.id)?;
    }
    let place = keep_token(&app, &profile, token).await;
    profile.token_kept = place == TokenPlace::Keychain;
    profiles::keep(&app.store, &profile, app.host.now())?;
    put_in_front(&app, &Account::new(profile, base_url, client, token_state, place, app.host.now()))?;
    state(&app)
}

/// Signs the token of an account that sees another organization into a new one, which comes in front. The old one is signed
/// out, with all that it knows, its leases and its deploys as they were.
pub async fn as_new(app: Arc<App>, args: IdArgs) -> Answer<AppState> {
    let _one_at_a_time = one_at_a_time(&app).await;
    let old = profiles::by_id(&app.store, &args.id)?.ok_or_else(profiles::no_such_profile)?;
    if !is_asked(&app, &old.id) {
        return Err(nothing_asked());
    }
    let (token, _) = token_of(&app, &old).await?;
    let base_url = clients::base_url(old.base_url.as_deref().unwrap_or_default())?;
    let name = free_name(&app, &old.name)?;
    // What holds a person back from spending holds for this token as before.
    let mut profile = Profile {
        spending_limit: old.spending_limit,
        ..Profile::new(uuid::Uuid::new_v4().to_string(), name, base_url.clone(), old.read_only)
    };
    let token_state = token_state(&app);
    let client = clients::signed_in(&app, &base_url, &token, profile.read_only, &token_state)?;
    let place = keep_token(&app, &profile, token).await;
    profile.token_kept = place == TokenPlace::Keychain;
    profiles::keep(&app.store, &profile, app.host.now())?;
    close(&app, &old.id)?;
    app.trouble(&fleet::about_identity(&old.id), None);
    let forgotten = forget_token(&app, old).await;
    put_in_front(&app, &Account::new(profile, base_url, client, token_state, place, app.host.now()))?;
    forgotten?;
    state(&app)
}

/// The person says that the token of an account is of the same organization: all goes on.
pub async fn is_same(app: Arc<App>, args: IdArgs) -> Answer<AppState> {
    let account = app.opened(&args.id).filter(|_| is_asked(&app, &args.id)).ok_or_else(nothing_asked)?;
    fleet::same_identity(&app, &account);
    // Everything is read at once, as after a sleep.
    app.attention.send_modify(voltdeck_base::attention::Attention::jump);
    state(&app)
}

fn is_asked(app: &App, id: &str) -> bool {
    app.opened(id).is_some_and(|account| account.part::<Identity>().belief() == Belief::Other)
}

fn nothing_asked() -> CommandError {
    CommandError::new(ErrorCode::NotAllowed, "It is known by now whose token this is. Nothing was changed.")
}

/// Removes a profile's token from the keychain and from memory. What was learnt of its machines is kept.
pub async fn sign_out(app: Arc<App>, args: IdArgs) -> Answer<AppState> {
    let _one_at_a_time = one_at_a_time(&app).await;
    close(&app, &args.id)?;
    if args.id != profiles::SANDBOX
        && let Some(profile) = profiles::by_id(&app.store, &args.id)?
    {
        forget_token(&app, profile).await?;
    }
    app.part::<open::Unopened>().changed.notify_one();
    app.host.emit(Event::Session);
    state(&app)
}

/// Ends what runs of a profile, in front and behind.
pub fn close(app: &App, id: &str) -> Answer<()> {
    if app.close(id) {
        profiles::set_in_front(&app.store, None)?;
    }
    connect::config::forget(app, id)
}

/// Starts the sandbox in this process and puts it in front. No account and no network are needed.
pub async fn open_sandbox(app: Arc<App>, _args: NoArgs) -> Answer<AppState> {
    let _one_at_a_time = one_at_a_time(&app).await;
    let sandbox = profiles::by_id(&app.store, profiles::SANDBOX)?.ok_or_else(profiles::no_such_profile)?;
    open_profile(&app, sandbox).await?;
    state(&app)
}

/// Puts another profile in front.
pub async fn switch_profile(app: Arc<App>, args: IdArgs) -> Answer<AppState> {
    let _one_at_a_time = one_at_a_time(&app).await;
    let profile = profiles::by_id(&app.store, &args.id)?.ok_or_else(profiles::no_such_profile)?;
    open_profile(&app, profile).await?;
    state(&app)
}

async fn restore(app: &Arc<App>) {
    let _one_at_a_time = one_at_a_time(app).await;
    // Before anything is asked of anybody.
    network::begin(app).await;
    match profiles::in_front(&app.store) {
        Ok(Some(profile)) => {
            if let Err(error) = open_profile(app, profile.clone()).await {
                open::not_opened(app, &profile, &error).await;
            }
        }
        Ok(None) => {}
        Err(error) => {
            tracing::warn!(%error, "which account was in front could not be read");
            app.say_at_start(error.message);
        }
    }
    keep_open(app);
}

/// Opens the other accounts, and all that could not be opened. On its own: a keychain may take its time, and the window
/// waits for what it shows alone.
fn keep_open(app: &Arc<App>) {
    let of_task = Arc::clone(app);
    app.spawn(alive::keep(Arc::clone(app), None, "the opening of accounts", move || open::keep(Arc::clone(&of_task))));
}

/// Puts a profile in front: as it is, where it is signed in already.
async fn open_profile(app: &Arc<App>, profile: Profile) -> Answer<()> {
    if let Some(account) = app.opened(&profile.id) {
        return turn_to(app, &account);
    }
    let account = connect(app, profile).await?;
    put_in_front(app, &account)
}

/// A client that is signed in, and with what.
pub struct SignedIn {
    /// The client.
    pub client: Client,
    base_url: String,
    place: TokenPlace,
}

/// Signs a profile in: a client with its token and with the network as it is set.
pub async fn sign(app: &App, profile: &Profile, token_state: &Arc<TokenState>) -> Answer<SignedIn> {
    let (base_url, token, place) = if profile.kind == ProfileKind::Sandbox {
        let endpoint = app.host.sandbox().await.map_err(|reason| {
            CommandError::new(ErrorCode::Local, format!("The sandbox could not be started: {reason}"))
        })?;
        (endpoint.base_url, endpoint.token, TokenPlace::Session)
    } else {
        let (token, place) = token_of(app, profile).await?;
        // One that came back from a damaged store without its address has the usual one.
        let usual = app.host.default_base_url();
        (clients::base_url(profile.base_url.as_deref().unwrap_or(&usual))?, token, place)
    };
    network::begin(app).await;
    let client = clients::signed_in(app, &base_url, &token, profile.read_only, token_state)?;
    Ok(SignedIn { client, base_url, place })
}

/// A profile's account with a new client; nothing runs on it yet.
pub async fn connect(app: &App, profile: Profile) -> Answer<Arc<Account>> {
    let token_state = token_state(app);
    let SignedIn { client, base_url, place } = sign(app, &profile, &token_state).await?;
    Ok(Account::new(profile, base_url, client, token_state, place, app.host.now()))
}

fn token_state(app: &App) -> Arc<TokenState> {
    let host = Arc::clone(&app.host);
    TokenState::new(move || host.emit(Event::Session))
}

async fn token_of(app: &App, profile: &Profile) -> Answer<(Zeroizing<String>, TokenPlace)> {
    if let Some(token) = session_tokens(app).get(&profile.id) {
        return Ok((token.clone(), TokenPlace::Session));
    }
    let kept = if profile.token_kept { app.host.secrets().get(&entry(&profile.id)).await } else { Ok(None) };
    let kept = kept.map_err(|error| unread(&profile.name, &error.to_string()))?;
    kept.map(|token| (token, TokenPlace::Keychain)).ok_or_else(|| {
        let message = format!("{} is signed out. Give its token to sign in.", profile.name);
        CommandError::new(ErrorCode::TokenRefused, message)
    })
}

/// The keychain did not give the token of an account.
pub fn unread(name: &str, why: &str) -> CommandError {
    let message =
        format!("The token of {name} could not be read: {why} Unlock it, or give the token again to sign in.");
    CommandError::new(ErrorCode::Local, message)
}

/// Whether a token that no keychain took is kept for an account until the app quits.
pub fn has_token(app: &App, id: &str) -> bool {
    session_tokens(app).contains_key(id)
}

fn session_tokens(app: &App) -> MutexGuard<'_, HashMap<String, Zeroizing<String>>> {
    app.part::<SessionState>().tokens.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Puts an account in front that was just signed in.
pub fn put_in_front(app: &Arc<App>, account: &Arc<Account>) -> Answer<()> {
    turn_to(app, account)?;
    begin(app, account)
}

/// Puts an account in front that is signed in.
fn turn_to(app: &Arc<App>, account: &Arc<Account>) -> Answer<()> {
    profiles::set_in_front(&app.store, Some(account.profile_id()))?;
    launch::begin(app);
    // Whoever chose a profile needs no other to be put in front.
    if app.part::<SessionState>().restored.set(()).is_ok() {
        keep_open(app);
    }
    app.put_in_front(account);
    app.part::<open::Unopened>().changed.notify_one();
    app.host.emit(Event::Session);
    Ok(())
}

/// Begins what goes on by itself for an account that was just signed in.
pub fn begin(app: &Arc<App>, account: &Arc<Account>) -> Answer<()> {
    // Before anything is read. Where that cannot be known it is doubted, too.
    if identity::is_doubted(&app.store, account.profile_id()).unwrap_or(true) {
        account.part::<Identity>().believe(Belief::Doubted);
    }
    watch::start(app, account);
    deploy::begin(app, account);
    Ok(())
}

async fn keep_token(app: &App, profile: &Profile, token: Zeroizing<String>) -> TokenPlace {
    let kept = app.host.secrets().set(&entry(&profile.id), token.clone()).await;
    let notice = match &kept {
        Ok(()) => None,
        Err(error) => Some(format!("{error} The token is kept until you quit, and asked for again.")),
    };
    *app.part::<SessionState>().keychain_notice.lock().unwrap_or_else(PoisonError::into_inner) = notice;
    if kept.is_ok() {
        session_tokens(app).remove(&profile.id);
        TokenPlace::Keychain
    } else {
        session_tokens(app).insert(profile.id.clone(), token);
        TokenPlace::Session
    }
}

/// Takes the token of a profile off this computer.
pub async fn forget_token(app: &App, profile: Profile) -> Answer<()> {
    session_tokens(app).remove(&profile.id);
    let deleted = app.host.secrets().delete(&entry(&profile.id)).await;
    let was_kept = profile.token_kept;
    // Whatever became of the entry: what a person signed out nobody opens but a person.
    profiles::keep(&app.store, &Profile { token_kept: false, ..profile }, app.host.now())?;
    if let Err(SecretError::NoKeychain(reason) | SecretError::Unavailable(reason)) = deleted
        && was_kept
    {
        app.part::<open::Unopened>().changed.notify_one();
        app.host.emit(Event::Session);
        return Err(CommandError::new(
            ErrorCode::Local,
            format!(
                "You are signed out, but the token is still in the keychain: {reason} Remove the entry of Voltdeck there by hand."
            ),
        ));
    }
    Ok(())
}

/// What the window needs to know of itself.
pub fn state(app: &App) -> Answer<AppState> {
    let account = app.try_account();
    let mut views = Vec::new();
    for profile in profiles::all(&app.store)? {
        let in_front = account.as_ref().filter(|account| account.profile.id == profile.id);
        let token = match in_front {
            Some(account) => account.token_place,
            None if session_tokens(app).contains_key(&profile.id) => TokenPlace::Session,
            None if profile.token_kept => TokenPlace::Keychain,
            None => TokenPlace::None,
        };
        let base_url = in_front.map(|account| account.base_url.clone()).or(profile.base_url);
        views.push(ProfileView {
            id: profile.id,
            name: profile.name,
            kind: profile.kind,
            base_url,
            token,
            organization_id: profile.organization_id,
            currency: profile.currency,
            colour: profile.colour,
            ssh_user: profile.ssh_user,
            read_only: profile.read_only,
            token_ends_on: profile.token_ends_on,
            spending_limit: profile.spending_limit.map(Money),
            samples_gpus: profile.samples_gpus,
        });
    }
    Ok(AppState {
        version: env!("CARGO_PKG_VERSION").into(),
        profiles: views,
        active: account.as_ref().map(|account| account.profile.id.clone()),
        asked_identity: account.as_ref().map(|one| one.profile.id.clone()).filter(|id| is_asked(app, id)),
        token_refused: account.is_some_and(|account| account.token_refused()),
        keychain_notice: app
            .part::<SessionState>()
            .keychain_notice
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone(),
        default_base_url: app.host.default_base_url(),
        proxy_password: network::password_place(app),
        settings: settings::current(app)?,
        notices: app.said(),
        notices_paused_until: notices::paused_until(app)?,
        tray: app.host.has_tray(),
        start_at_login: app.host.starts_at_login(),
    })
}

/// A token as it is pasted: white space around it and a leading `Bearer` are taken off; inside it there is none.
fn clean_token(pasted: &Zeroizing<String>) -> Answer<Zeroizing<String>> {
    let trimmed = pasted.trim();
    let bare = match trimmed.strip_prefix("Bearer") {
        Some(rest) if rest.is_empty() || rest.starts_with(char::is_whitespace) => rest.trim_start(),
        _ => trimmed,
    };
    let said = if bare.is_empty() {
        "Paste the token."
    } else if bare.chars().any(char::is_whitespace) {
        "There is a space or a line break inside the token. Copy it again, whole and alone."
    } else if !bare.chars().all(|c| c.is_ascii_graphic()) {
        "There is a character in it that no token has. Copy it again."
    } else {
        return Ok(Zeroizing::new(bare.to_owned()));
    };
    Err(CommandError::new(ErrorCode::Invalid, said).at("token"))
}

fn free_name(app: &App, wanted: &str) -> Answer<String> {
    let wanted = if wanted.is_empty() { "Voltage Park" } else { wanted };
    let taken: Vec<String> = profiles::all(&app.store)?.into_iter().map(|profile| profile.name).collect();
    let numbered = (2..).map(|number| format!("{wanted} {number}"));
    Ok(std::iter::once(wanted.to_owned()).chain(numbered).find(|name| !taken.contains(name)).unwrap_or_default())
}

fn entry(profile_id: &str) -> String {
    format!("token:{profile_id}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clean(text: &str) -> Answer<String> {
        clean_token(&Zeroizing::new(text.into())).map(|token| token.to_string())
    }

    #[test]
    fn a_pasted_token_is_trimmed_but_never_mended_inside() {
        assert_eq!(clean("  vp-123\n").unwrap(), "vp-123");
        assert_eq!(clean("Bearer vp-123").unwrap(), "vp-123");
        for bad in ["", "  \n", "vp 123", "vp\n123", "vp-12\u{200b}3", "Bearer "] {
            let error = clean(bad).unwrap_err();
            assert_eq!((error.code, error.field.as_deref()), (ErrorCode::Invalid, Some("token")), "{bad:?}");
            assert!(!error.message.contains("123"), "a refused token is not repeated");
        }
    }
}
