//! First steps: pieces of cloud-init that Voltdeck writes, put into what the person wrote.
//!
//! The provider takes packages, files and commands alone, so a piece is made of these. The order is fixed: mounting and
//! Docker come before the person's own commands, which may use both; the script comes last and in the background. Each of
//! ours is one line that starts a file, so that a failure in it ends nothing else, and no text of anybody is quoted for a
//! shell. Of the person's own nothing is changed or left out; what does not go together is said and stops the order.

mod fits;
mod pieces;

use std::collections::BTreeMap;

use voltagepark::types::StorageVolume;
use zeroize::Zeroize as _;

use super::cloud_init;
use super::issues::Issues;
use super::reviewed::wipe;
use super::yaml;
use pieces::Piece;
use voltdeck_contract::{
    CloudInitForm, DeployDraft, FirstStep, FirstStepView, FirstSteps, FirstStepsView, StorageMode, WriteFile,
};

/// Longest script, and longest document with everything in it.
const LONGEST_SCRIPT: usize = 64 * 1024;
const LONGEST: usize = 256 * 1024;

/// What the steps depend on besides the draft.
#[derive(Debug, Clone, Default)]
pub(super) struct Around {
    /// The operating system in the provider's words; `None` where it does not tell.
    pub(super) system: Option<String>,
    /// The volumes that were read, by id.
    pub(super) volumes: BTreeMap<String, StorageVolume>,
    /// The person's template of the commands that mount one; empty for the built-in one.
    pub(super) mount_template: String,
}

/// What is sent, and the field of the form from which each part of it comes.
#[derive(Default)]
pub(super) struct Software {
    /// The document; `None` where nothing is sent.
    pub(super) form: Option<CloudInitForm>,
    pub(super) packages: Vec<String>,
    pub(super) files: Vec<String>,
    pub(super) commands: Vec<String>,
}

impl Drop for Software {
    fn drop(&mut self) {
        self.form.iter_mut().for_each(wipe);
    }
}

/// Wipes the script.
pub(super) fn wipe_script(steps: &mut FirstSteps) {
    steps.script.zeroize();
}

/// The steps that are on, in their order. One that cannot be taken adds nothing: it is said at its field.
fn chosen(draft: &DeployDraft, around: &Around) -> Vec<Piece> {
    let steps = &draft.first_steps;
    let mut pieces = Vec::new();
    if steps.mount
        && let Ok(piece) = mount(draft, around)
    {
        pieces.push(piece);
    }
    if steps.docker {
        pieces.push(pieces::docker());
    }
    if steps.run && !steps.script.trim().is_empty() {
        pieces.push(pieces::run(&steps.script));
    }
    pieces
}

/// What would be sent of a draft.
pub(super) fn software(draft: &DeployDraft, around: &Around) -> Software {
    let pieces = chosen(draft, around);
    let own = &draft.cloud_init;
    let mut sent = Software::default();
    let mut form = CloudInitForm::default();
    let filled = |texts: &[String]| -> Vec<(usize, String)> {
        let typed = texts.iter().enumerate().filter(|(_, text)| !text.trim().is_empty());
        typed.map(|(at, text)| (at, text.trim().to_owned())).collect()
    };
    for (at, package) in filled(&own.packages) {
        form.packages.push(package);
        sent.packages.push(format!("cloudInit.packages.{at}"));
    }
    for (at, file) in own.write_files.iter().enumerate().filter(|(_, file)| !cloud_init::is_blank(file)) {
        form.write_files.push(cloud_init::trimmed(file));
        sent.files.push(format!("cloudInit.writeFiles.{at}"));
    }
    for piece in &pieces {
        for package in piece.packages.iter().filter(|package| !own.packages.iter().any(|own| own.trim() == **package)) {
            form.packages.push((*package).to_owned());
            sent.packages.push(piece.field().to_owned());
        }
        for file in &piece.files {
            form.write_files.push(file.clone());
            sent.files.push(piece.field().to_owned());
        }
    }
    let ours = |form: &mut CloudInitForm, sent: &mut Software, last: bool| {
        for piece in pieces.iter().filter(|piece| (piece.step == FirstStep::Run) == last) {
            form.runcmd.push(piece.command.to_owned());
            sent.commands.push(piece.field().to_owned());
        }
    };
    ours(&mut form, &mut sent, false);
    for (at, command) in filled(&own.runcmd) {
        form.runcmd.push(command);
        sent.commands.push(format!("cloudInit.runcmd.{at}"));
    }
    ours(&mut form, &mut sent, true);
    let empty = form.packages.is_empty() && form.write_files.is_empty() && form.runcmd.is_empty();
    sent.form = (!empty).then_some(form);
    sent
}

/// The piece that mounts the volume of a rental, or why there is none.
fn mount(draft: &DeployDraft, around: &Around) -> Result<Piece, String> {
    let Some(metal) = &draft.metal else {
        return Err("A VM has its own disk: volumes attach to bare metal only.".into());
    };
    let id = match metal.storage_mode {
        StorageMode::None => return Err("Choose a volume under Storage first.".into()),
        StorageMode::New => {
            return Err(
                "A new volume has no address until it is created. Create it in Storage now, then choose it here."
                    .into(),
            );
        }
        StorageMode::Existing => metal.storage_id.as_deref().unwrap_or_default(),
    };
    let Some(volume) = around.volumes.get(id) else { return Err("Choose a volume under Storage first.".into()) };
    pieces::mount(volume, &around.mount_template, draft.first_steps.export_path.trim())
}

/// What is wrong with the steps of a draft, and what does not go together with what the person wrote.
pub(super) fn check(issues: &mut Issues, draft: &DeployDraft, around: &Around) {
    let steps = &draft.first_steps;
    for step in [FirstStep::Mount, FirstStep::Docker, FirstStep::Run] {
        if pieces::is_on(steps, step)
            && let Some(why) = fits::off(step, draft.metal.is_some(), around.system.as_deref())
        {
            issues.error(pieces::field(step), why);
        }
    }
    if steps.mount {
        if pieces::asks_path(&around.mount_template)
            && let Err(problem) = pieces::export_path(steps.export_path.trim())
        {
            issues.error("firstSteps.exportPath", problem);
        } else if let Err(problem) = mount(draft, around) {
            issues.error("firstSteps.mount", problem);
        }
    }
    if steps.run && steps.script.trim().is_empty() {
        issues.error("firstSteps.script", "Type what is to run, or switch this step off.");
    } else if steps.run && steps.script.len() > LONGEST_SCRIPT {
        issues.error("firstSteps.script", "The script is longer than 64 KB. Let it fetch what is large.");
    } else if steps.run && steps.script.contains('\0') {
        issues.error("firstSteps.script", "The script has a character in it that no shell takes. Paste it as text.");
    }
    against_own(issues, draft, around);
}

/// What of the person's own does not go together with a step.
fn against_own(issues: &mut Issues, draft: &DeployDraft, around: &Around) {
    let (own, steps) = (&draft.cloud_init, &draft.first_steps);
    for piece in chosen(draft, around) {
        if let Some(file) =
            piece.files.iter().find(|file| own.write_files.iter().any(|own| own.path.trim() == file.path))
        {
            let message = format!("Your files have {} among them, which this step writes. Rename yours.", file.path);
            issues.error(piece.field(), message);
        }
    }
    // A package may come with a version: name=version.
    let name = |package: &str| package.trim().split(['=', '/']).next().unwrap_or_default().to_owned();
    let has = |other: &&&str| own.packages.iter().any(|package| name(package) == ***other);
    if steps.docker
        && let Some(other) = pieces::EXCLUDES_DOCKER.iter().find(has)
    {
        let message = format!(
            "Your packages have {other} among them, which excludes Docker's own packages. Take it out, or switch this step off."
        );
        issues.error("firstSteps.docker", message);
    }
    if steps.run && own.runcmd.iter().any(|command| ends_all(command)) {
        issues.warn(
            "firstSteps.run",
            "One of your commands ends the rest (exit, exec, reboot or poweroff), and the script comes after it: it may not \
             run.",
        );
    }
    let all = software(draft, around);
    if steps != &FirstSteps::default() && all.form.as_ref().is_some_and(|form| yaml::text(form).len() > LONGEST) {
        issues.error("firstSteps.run", "With the first steps the cloud-init is longer than 256 KB. Shorten it.");
    }
}

/// All commands are one script for cloud-init, which these end.
fn ends_all(command: &str) -> bool {
    let first = |line: &str| line.split_whitespace().find(|word| *word != "sudo").unwrap_or_default().to_owned();
    let words = ["exit", "exec", "reboot", "poweroff", "halt", "shutdown"];
    command.split(['\n', ';']).flat_map(|part| part.split("&&")).any(|part| {
        let word = first(part);
        words.contains(&word.as_str())
    })
}

/// The steps as the wizard shows them, and the whole document.
pub(super) fn view(draft: &DeployDraft, around: &Around) -> FirstStepsView {
    let is_metal = draft.metal.is_some();
    let on = chosen(draft, around);
    let one = |step: FirstStep| {
        let off = fits::off(step, is_metal, around.system.as_deref());
        let off = off.or_else(|| match step {
            FirstStep::Mount => cannot_mount(draft, around),
            FirstStep::Docker | FirstStep::Run => None,
        });
        FirstStepView {
            step,
            note: fits::note(step, is_metal, around.system.as_deref()).filter(|_| off.is_none()),
            adds: on.iter().find(|piece| piece.step == step).map(Piece::adds).unwrap_or_default(),
            off,
        }
    };
    let all = [FirstStep::Mount, FirstStep::Docker, FirstStep::Run];
    // Without a step it is what the person typed, which needs not be told to them.
    let text = if on.is_empty() {
        String::new()
    } else {
        software(draft, around).form.as_ref().map(yaml::text).unwrap_or_default()
    };
    FirstStepsView {
        steps: all.into_iter().filter(|step| is_metal || *step != FirstStep::Mount).map(one).collect(),
        asks_export_path: pieces::asks_path(&around.mount_template),
        text,
    }
}

/// Why no volume can be mounted, whatever path is typed.
fn cannot_mount(draft: &DeployDraft, around: &Around) -> Option<String> {
    let mut with_path = DeployDraft {
        metal: draft.metal.clone(),
        first_steps: FirstSteps { mount: true, export_path: "/export".into(), ..FirstSteps::default() },
        ..DeployDraft::default()
    };
    with_path.name.clone_from(&draft.name);
    mount(&with_path, around).err()
}

/// A file of ours.
fn file(path: &str, content: String, permissions: &str) -> WriteFile {
    WriteFile {
        path: path.to_owned(),
        content,
        encoding: String::new(),
        owner: "root:root".to_owned(),
        permissions: permissions.to_owned(),
    }
}

#[cfg(test)]
mod tests;
