use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use specta::Type;

use super::{CloudInitForm, DeployDraft, FirstSteps, JobAgain, MachineKind};

/// What a wizard begins with: a machine that there is or was, or a deploy template. Its cloud-init is secret, so it has no
/// `Debug`.
#[derive(Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct DeployStart {
    /// Which wizard.
    pub kind: MachineKind,
    /// What it is after, in a short sentence.
    pub title: String,
    /// What is filled in. Without hardware none is chosen.
    pub again: JobAgain,
    /// Its cloud-init, where that was saved as a template.
    pub cloud_init: Option<CloudInitForm>,
    /// Its first steps.
    pub first_steps: FirstSteps,
    /// What could not be taken over and why, and what is to be looked at: a sentence each.
    pub remarks: Vec<String>,
}

/// A deploy template.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct DeployTemplateView {
    /// Our id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Which wizard it is for.
    pub kind: MachineKind,
    /// Its hardware in one line.
    pub hardware: String,
    /// When it was saved.
    pub saved_at: DateTime<Utc>,
    /// It has cloud-init contents in it.
    pub has_cloud_init: bool,
}

/// Save a draft as a deploy template.
#[derive(Clone, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct DeployTemplateSaveArgs {
    /// Its name.
    pub name: String,
    /// The draft. Its password is never kept.
    pub draft: DeployDraft,
    /// With its cloud-init and the script of its first steps.
    pub with_cloud_init: bool,
    /// Takes the place of one of the same name.
    pub replace: bool,
}

/// Write a deploy template to a file.
#[derive(Debug, Clone, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct DeployTemplateExportArgs {
    /// The template.
    pub id: String,
    /// With its cloud-init contents.
    pub with_cloud_init: bool,
}

/// What stands in a file of a deploy template. The text may hold secrets, so it has no `Debug`.
#[derive(Clone, Deserialize, Type)]
pub struct DeployTemplateText {
    /// The file.
    pub text: String,
}

/// A file as it was understood, before it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct DeployTemplateRead {
    /// Its name.
    pub name: String,
    /// Which wizard it is for.
    pub kind: MachineKind,
    /// What is in it, a line each.
    pub says: Vec<String>,
    /// It has cloud-init contents, which run as root on each machine that is deployed with it.
    pub has_cloud_init: bool,
    /// A template of this name is there already.
    pub exists: bool,
}

/// Keep a file as a deploy template.
#[derive(Clone, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct DeployTemplateImportArgs {
    /// The file.
    pub text: String,
    /// Takes the place of one of the same name; else it gets a number.
    pub replace: bool,
    /// With its cloud-init contents.
    pub with_cloud_init: bool,
}
