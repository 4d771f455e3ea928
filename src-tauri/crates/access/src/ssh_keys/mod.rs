//! SSH keys: those of the organization, those that lie on this computer, and new pairs.

mod add;
mod forms;
mod local;
pub mod made;
mod names;
mod organization;
mod pair;
mod place;
mod reading;
mod text;
mod wire;

use std::sync::Arc;

use voltdeck_base::App;
use voltdeck_base::account::Account;
use voltdeck_contract::{
    Answer, Done, IdArgs, KeyFile, KeyFileArgs, KeyPairCheck, KeyPairDraft, KeyPairMade, KeyPairPlace, LocalKeysView,
    NoArgs, SshKeyCheck, SshKeyDraft, SshKeyView, SshKeysView,
};

pub use add::save;
pub use local::chosen;
pub use names::{name_problem, suggested as suggested_name};
pub use organization::KeyMemory;
pub use reading::{KeyReading, describe, read_all};

/// The organization's keys, read now.
pub async fn list(app: Arc<App>, account: Arc<Account>, _args: NoArgs) -> Answer<SshKeysView> {
    organization::list(&app, &account).await
}

/// What can be said of a key before it is added, from what was read last.
pub async fn check(_app: Arc<App>, account: Arc<Account>, args: SshKeyDraft) -> Answer<SshKeyCheck> {
    Ok(add::check(&account.part::<KeyMemory>().keys().unwrap_or_default(), &args))
}

/// Adds a key to the organization.
pub async fn add(app: Arc<App>, account: Arc<Account>, args: SshKeyDraft) -> Answer<SshKeyView> {
    add::add(&app, &account, &args).await
}

/// Removes a key from the organization. Machines that run keep it.
pub async fn remove(app: Arc<App>, account: Arc<Account>, args: IdArgs) -> Answer<Done> {
    organization::remove(&app, &account, &args.id).await
}

/// What a file that was chosen holds. Nothing of a private key comes back.
pub async fn file(_app: Arc<App>, args: KeyFileArgs) -> Answer<KeyFile> {
    Ok(chosen(&args.base64))
}

/// The public keys of this computer.
pub async fn local_keys(app: Arc<App>, _args: NoArgs) -> Answer<LocalKeysView> {
    let known = app.try_account().and_then(|account| account.part::<KeyMemory>().keys()).unwrap_or_default();
    Ok(local::list(app.host.computer().home().as_deref(), &known))
}

/// What can be said of the place of a new pair.
pub async fn pair_check(app: Arc<App>, args: KeyPairPlace) -> Answer<KeyPairCheck> {
    let known = app.try_account().and_then(|account| account.part::<KeyMemory>().keys()).unwrap_or_default();
    Ok(pair::check(app.host.computer().home().as_deref(), &known, &args))
}

/// Makes a new pair, and adds its public part to the organization where that is asked for.
pub async fn pair_make(app: Arc<App>, args: KeyPairDraft) -> Answer<KeyPairMade> {
    pair::make(&app, args).await
}
