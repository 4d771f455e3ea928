use serde::{Deserialize, Serialize};
use specta::Type;

use super::{CloudInitForm, Severity};

/// A cloud-init as text. Its contents are secret, so it has no `Debug`.
#[derive(Clone, Deserialize, Serialize, Type)]
pub struct CloudInitText {
    /// YAML.
    pub text: String,
}

/// A form to be written as text.
#[derive(Clone, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct CloudInitFormArgs {
    /// The form.
    pub cloud_init: CloudInitForm,
}

/// What was read of a text.
#[derive(Clone, Serialize, Type)]
pub struct CloudInitParsed {
    /// The form that the text says; `None` where it cannot be taken as it is.
    pub form: Option<CloudInitForm>,
    /// What is wrong, in the order of the text. No issue quotes the text.
    pub issues: Vec<TextIssue>,
}

/// Something to say at one place of a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TextIssue {
    /// Line, from 1.
    pub line: u32,
    /// Column, from 1, as an editor counts: UTF-16 units.
    pub column: u32,
    /// Column behind the end, where it ends on the same line.
    pub end_column: Option<u32>,
    /// Whether it stops the text.
    pub severity: Severity,
    /// What is wrong and what to write instead.
    pub message: String,
}

/// A cloud-init to begin with. Its contents may be anything, so it has no `Debug`.
#[derive(Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct CloudInitTemplate {
    /// Our id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What it does and what to fill in; empty for the person's own.
    pub about: String,
    /// It comes with Voltdeck and cannot be deleted.
    pub built_in: bool,
    /// The form.
    pub cloud_init: CloudInitForm,
}

/// Save a cloud-init as a template.
#[derive(Clone, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TemplateArgs {
    /// Its name.
    pub name: String,
    /// The form.
    pub cloud_init: CloudInitForm,
}
