//! Storage volumes: what there is and costs, and what a person does with it.
//!
//! A volume's `order_ids` is a list that a PATCH replaces, so it is read afresh before each change. A creation is written
//! down before it is sent; where its answer is lost it is settled by listing, never by sending again.

mod attach;
mod change;
mod check;
mod create;
mod delete;
mod facts;
mod follow;
mod history;
mod memory;
mod mount;
pub mod price;
mod read;
mod rentals;
mod send;
mod unsettled;
mod view;
mod watch;

use std::sync::Arc;

use voltagepark::types::StorageVolume;

use voltdeck_base::App;
use voltdeck_base::account::Account;
use voltdeck_contract::{
    Answer, Done, IdArgs, MountArgs, MountView, NameArgs, NoArgs, StateView, StorageView, VolumeAttachArgs,
    VolumeChangeArgs, VolumeCheck, VolumeChoice, VolumeDeleteArgs, VolumeDeletePreview, VolumeDetail, VolumeDone,
    VolumeDraft,
};

pub use check::parse_size;
pub use create::{Made, NewVolume, create_one};
pub use history::seen_name;
pub use memory::StorageMemory;
pub use unsettled::{forget as forget_unsettled, names as unsettled_names};
pub use watch::watch;

/// The template of the commands that mount a volume that is in use: the person's, or the one that Voltdeck comes with.
pub fn mount_template(template: &str) -> String {
    mount::in_use(template).to_owned()
}

/// The commands that mount a volume, after a template.
pub fn mount_commands(volume: &StorageVolume, template: &str) -> MountView {
    mount::of(Some(volume), template)
}

/// The volumes as they are known, read now where that is older than the watcher's pace.
pub async fn storage(app: Arc<App>, account: Arc<Account>, _args: NoArgs) -> Answer<StorageView> {
    read::shown(&app, &account).await;
    Ok(view::all(&account))
}

/// The volumes, read now.
pub async fn refresh(app: Arc<App>, account: Arc<Account>, _args: NoArgs) -> Answer<StorageView> {
    // A failure stands in the answer.
    let _ = read::sweep(&app, &account, &account.client()).await;
    Ok(view::all(&account))
}

/// One volume with what only its panel needs.
pub async fn volume(app: Arc<App>, account: Arc<Account>, args: IdArgs) -> Answer<VolumeDetail> {
    read::detail(&app, &account, &args.id).await
}

/// What can be said of a form at once, from what was read last.
pub async fn check(_app: Arc<App>, account: Arc<Account>, args: VolumeDraft) -> Answer<VolumeCheck> {
    Ok(check::check(&rentals::named(&account), &args))
}

/// Creates a volume, once.
pub async fn create(app: Arc<App>, account: Arc<Account>, args: VolumeDraft) -> Answer<VolumeDone> {
    create::create(&app, &account, &args).await
}

/// Takes a creation that was looked for long enough off the list.
pub async fn dismiss(app: Arc<App>, account: Arc<Account>, args: NameArgs) -> Answer<Done> {
    unsettled::dismiss(&app, &account, &args.name)
}

/// Gives a volume another name or size.
pub async fn change(app: Arc<App>, account: Arc<Account>, args: VolumeChangeArgs) -> Answer<VolumeDone> {
    change::change(&app, &account, &args).await
}

/// Attaches rentals to a volume, or detaches them.
pub async fn attach(app: Arc<App>, account: Arc<Account>, args: VolumeAttachArgs) -> Answer<VolumeDone> {
    attach::attach(&app, &account, &args).await
}

/// What deleting a volume means, read now.
pub async fn delete_preview(app: Arc<App>, account: Arc<Account>, args: IdArgs) -> Answer<VolumeDeletePreview> {
    delete::preview(&app, &account, &args.id).await
}

/// Deletes a volume whose name was typed.
pub async fn delete(app: Arc<App>, account: Arc<Account>, args: VolumeDeleteArgs) -> Answer<Done> {
    delete::delete(&app, &account, &args).await
}

/// The commands that a template makes for a volume.
pub async fn mount_preview(_app: Arc<App>, account: Arc<Account>, args: MountArgs) -> Answer<MountView> {
    Ok(mount::of(account.part::<StorageMemory>().state().volumes.get(&args.id), &args.template))
}

/// The state of a volume as a word and a mark.
pub fn state_of(volume: &StorageVolume) -> StateView {
    view::state_view(volume.status.as_ref())
}

/// Name of a volume that was seen, be it that it is gone.
pub fn known_name(account: &Account, id: &str) -> Option<String> {
    let state = account.part::<StorageMemory>().state();
    let gone = || state.gone.iter().map(|(volume, _)| volume).find(|volume| volume.id.as_str() == id);
    state.volumes.get(id).or_else(gone).map(|volume| facts::name(volume).to_owned())
}

/// The names of all volumes that are known, by id.
pub fn known_names(account: &Account) -> Vec<(String, String)> {
    let state = account.part::<StorageMemory>().state();
    let gone = state.gone.iter().map(|(volume, _)| volume);
    gone.chain(state.volumes.values()).map(|volume| (volume.id.to_string(), facts::name(volume).to_owned())).collect()
}

/// Volumes to choose from, read now.
///
/// # Errors
/// Where the list cannot be read.
pub async fn choices(app: &Arc<App>, account: &Arc<Account>) -> Answer<Vec<VolumeChoice>> {
    read::sweep(app, account, &account.client()).await?;
    Ok(view::choices(&account.part::<StorageMemory>().state()))
}
