//! A rental's kubeconfig, saved to a file for the person alone. It is a secret: it goes to that file and nowhere else.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::fleet::{self, Machine};
use voltdeck_base::account::Account;
use voltdeck_base::{App, activity, files};
use voltdeck_contract::{Answer, CommandError, ErrorCode, Mark, SaveArgs, SavedFile};

/// Saves it under a path that is free.
pub async fn save(app: Arc<App>, account: Arc<Account>, args: SaveArgs) -> Answer<SavedFile> {
    let machine = fleet::read_machine(&app, &account, &args.id).await?;
    let Machine::Rental(rental) = &machine else {
        return Err(CommandError::new(
            ErrorCode::NotAllowed,
            "A VM has no Kubernetes cluster, so it has no kubeconfig.",
        ));
    };
    let Some(secret) = rental.kubeconfig.as_ref().filter(|text| !text.expose().trim().is_empty()) else {
        let message = "The provider tells no kubeconfig for this rental yet. It comes once the rental runs.";
        return Err(CommandError::new(ErrorCode::NotAllowed, message));
    };
    let home = app.host.computer().home();
    let path = place(home.as_deref(), &args.path, machine.name()).map_err(|wrong| at_path(&wrong))?;
    write(&path, secret.expose()).map_err(|error| {
        at_path(&format!("{} could not be written: {}. Choose another place.", path.display(), files::why(&error)))
    })?;
    let act = activity::Act {
        subject: machine.name(),
        deed: "kubeconfig saved",
        mark: Mark::Running,
        instance_id: Some(machine.id()),
        ..activity::Act::default()
    };
    activity::remark(&app, account.profile_id(), &act);
    Ok(SavedFile { path: path.display().to_string() })
}

fn at_path(wrong: &str) -> CommandError {
    CommandError::new(ErrorCode::Invalid, wrong).at("path")
}

/// Where it goes: as typed, else `~/.kube/NAME.yaml` or the next name that is free.
fn place(home: Option<&Path>, typed: &str, name: &str) -> Result<PathBuf, String> {
    if !typed.trim().is_empty() {
        let path = files::whole_path(home, typed)?;
        if files::exists(&path) {
            return Err(format!(
                "{} exists already, and nothing is written over it. Choose another name.",
                path.display()
            ));
        }
        return Ok(path);
    }
    let folder = home.ok_or("This computer tells no home folder. Give the whole path.")?.join(".kube");
    let safe: String = name.chars().map(|c| if c.is_ascii_alphanumeric() || c == '-' { c } else { '-' }).collect();
    let first = folder.join(format!("{safe}.yaml"));
    let numbered = (2_u32..10_000).map(|number| folder.join(format!("{safe}-{number}.yaml")));
    std::iter::once(first.clone())
        .chain(numbered)
        .find(|path| !files::exists(path))
        .ok_or_else(|| format!("{} and all names after it are taken. Give a path.", first.display()))
}

fn write(path: &Path, text: &str) -> std::io::Result<()> {
    if let Some(folder) = path.parent() {
        files::make_folder(folder)?;
    }
    files::put_for_owner(path, text)
}
