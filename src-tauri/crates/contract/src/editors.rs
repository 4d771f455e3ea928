use serde::{Deserialize, Serialize};
use specta::Type;

/// The editors of this computer, and where they open a machine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct EditorsView {
    /// Those that were found, the one that was opened last first.
    pub editors: Vec<EditorView>,
    /// The folder that was set for this machine; `None` takes the home folder of its user.
    pub folder: Option<String>,
    /// Editors reach machines by their names in the SSH config, which are not kept there yet.
    pub needs_config: bool,
    /// Why none can be opened, and what to do.
    pub problem: Option<String>,
}

/// An editor on this computer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct EditorView {
    /// Name by which it is chosen.
    pub name: String,
    /// Name to show.
    pub label: String,
    /// What to know before the first time.
    pub note: Option<String>,
}

/// Open a machine in an editor.
#[derive(Debug, Clone, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct EditorArgs {
    /// The machine.
    pub id: String,
    /// Which of its ends.
    #[serde(default)]
    pub node: u32,
    /// The editor; the one that was opened last, else the first that is found, where it is left out.
    #[serde(default)]
    pub editor: Option<String>,
    /// The person allows that the machines are kept in the SSH config from now on, where they are not yet.
    #[serde(default)]
    pub keep_config: bool,
}

/// Set the folder of a machine that editors open.
#[derive(Debug, Clone, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct EditorFolderArgs {
    /// The machine.
    pub id: String,
    /// The folder on it; empty goes back to the home folder of its user.
    pub folder: String,
}
