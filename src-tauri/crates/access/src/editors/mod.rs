//! A machine in an editor: the editors of this computer, and the folder that each machine is opened at.
//!
//! An editor reaches a machine by its name in the SSH config, with the person's own `ssh`, keys and jump hosts. So the
//! machines must be kept there; where they are not, that is asked for in the same click.

mod folder;
pub mod known;

use std::sync::Arc;

use crate::connect::{self, Reached, config};
use folder::Homes;
use known::{Folder, Found};
use voltdeck_base::account::Account;
use voltdeck_base::{App, profiles};
use voltdeck_contract::{
    Answer, CommandError, Done, EditorArgs, EditorFolderArgs, EditorView, EditorsView, ErrorCode, Event, IdArgs,
    NoArgs, SshConfigArgs,
};

/// Setting that says which editor was opened last.
const LAST: &str = "editor";

/// The editors of this computer, and where they open a machine.
pub async fn editors(app: Arc<App>, account: Arc<Account>, args: IdArgs) -> Answer<EditorsView> {
    let found = found(&app)?;
    let view = |one: &Found| EditorView {
        name: one.editor.name.into(),
        label: one.editor.label.into(),
        note: one.editor.note.map(str::to_owned),
    };
    Ok(EditorsView {
        problem: found.is_empty().then(none_found).or_else(|| connect::ssh_missing(&app)),
        editors: found.iter().map(view).collect(),
        folder: folder::of(&app.store, account.profile_id(), &args.id)?,
        needs_config: !keeps_config(&app).await,
    })
}

/// Sets the folder of a machine that editors open; an empty one goes back to the home folder of its user.
pub async fn editor_folder_set(app: Arc<App>, account: Arc<Account>, args: EditorFolderArgs) -> Answer<Done> {
    let folder = args.folder.trim();
    if let Some(problem) = folder::problem(folder).filter(|_| !folder.is_empty()) {
        return Err(CommandError::new(ErrorCode::Invalid, problem).at("folder"));
    }
    folder::keep(&app.store, account.profile_id(), &args.id, folder)?;
    app.host.emit(Event::Connect);
    Ok(Done {})
}

/// Opens a machine in an editor.
pub async fn editor_open(app: Arc<App>, account: Arc<Account>, args: EditorArgs) -> Answer<Done> {
    let found = found(&app)?;
    let asked = args.editor.as_deref().unwrap_or_default();
    let chosen = known::pick(&found, asked).ok_or_else(|| local(missing(asked)))?;
    let label = chosen.editor.label;
    let Reached { target, ssh, .. } = connect::reach(&app, &account, &args.id, args.node).await?;
    if let Some(problem) = connect::ssh_missing(&app) {
        return Err(local(problem));
    }
    if !keeps_config(&app).await {
        if !args.keep_config {
            let said = format!(
                "{label} connects by a name in your SSH config, and Voltdeck does not add your instances there yet. Allow it \
                 in the instance's panel or in Settings."
            );
            return Err(CommandError::new(ErrorCode::NotAllowed, said));
        }
        connect::ssh_config_set(Arc::clone(&app), SshConfigArgs { on: true }).await?;
    }
    let alias = alias(&app, &account, &target, args.node).await?;
    let path = match folder::of(&app.store, account.profile_id(), &target.id)? {
        Some(folder) => folder,
        None => account.part::<Homes>().of(&app, &target.id, &ssh).await,
    };
    let folder = Folder { alias: &alias, user: &ssh.user, port: ssh.port, path: &path };
    let computer = app.host.computer();
    let failed = |reason: String| {
        local(format!(
            "{label} could not be opened ({reason}). Check that you can start it yourself, or choose another editor."
        ))
    };
    let words = chosen.plan(computer.system(), &folder).map_err(failed)?;
    computer.start(&words).await.map_err(failed)?;
    profiles::set_setting(&app.store, LAST, chosen.editor.name)?;
    app.host.emit(Event::Connect);
    Ok(Done {})
}

/// Name of the editor that would be opened, where there is one.
pub fn chosen(app: &App) -> Option<&'static str> {
    Some(found(app).ok()?.first()?.editor.label)
}

/// The editors of this computer, the one that was opened last first.
fn found(app: &App) -> Answer<Vec<Found>> {
    let mut found = known::found(app.host.computer());
    let last = profiles::setting(&app.store, LAST)?.unwrap_or_default();
    found.sort_by_key(|one| one.editor.name != last);
    Ok(found)
}

/// Whether the machines stand in the SSH config.
async fn keeps_config(app: &Arc<App>) -> bool {
    connect::ssh_config(Arc::clone(app), NoArgs {}).await.is_ok_and(|config| config.on)
}

/// Name of an end in the SSH config.
async fn alias(app: &Arc<App>, account: &Account, target: &connect::target::Target, node: u32) -> Answer<String> {
    let end = usize::try_from(node).ok().and_then(|node| target.nodes.get(node));
    let mut aliases = config::aliases(app, account, &target.id);
    if let Some(alias) = end.and_then(|end| aliases.remove(&end.number)) {
        return Ok(alias);
    }
    let problem = connect::ssh_config(Arc::clone(app), NoArgs {}).await?.problem;
    let why = problem
        .unwrap_or_else(|| "Names are added when the list of instances is read: try again in a moment.".to_owned());
    Err(local(format!("This instance has no name in the SSH config yet. {why}")))
}

fn missing(asked: &str) -> String {
    match known::label(asked) {
        Some(label) => format!("{label} was not found on this computer. Choose another editor."),
        None => none_found(),
    }
}

fn none_found() -> String {
    let known = "VS Code, Cursor, Windsurf, VSCodium, Zed or JetBrains Gateway";
    format!("No editor that Voltdeck knows was found on this computer. Install {known}, or use the terminal.")
}

fn local(message: String) -> CommandError {
    CommandError::new(ErrorCode::Local, message)
}
