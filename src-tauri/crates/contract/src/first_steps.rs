use serde::{Deserialize, Serialize};
use specta::Type;

/// Steps of Voltdeck's own that a machine takes at its first start. The script is as secret as cloud-init, so it has no `Debug`.
#[derive(Clone, Default, PartialEq, Eq, Deserialize, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct FirstSteps {
    /// Mount the volume of the rental.
    pub mount: bool,
    /// What the volume exports, where the mount template asks for it: the provider does not publish it.
    pub export_path: String,
    /// Install Docker with the NVIDIA Container Toolkit.
    pub docker: bool,
    /// Run the script once the machine is up.
    pub run: bool,
    /// The script; kept in the form while it is off.
    pub script: String,
}

/// One of the first steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum FirstStep {
    /// Mount the volume.
    Mount,
    /// Docker with the NVIDIA Container Toolkit.
    Docker,
    /// Run a script.
    Run,
}

/// A first step as the wizard offers it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct FirstStepView {
    /// Which.
    pub step: FirstStep,
    /// Why it cannot be taken; `None` where it can.
    pub off: Option<String>,
    /// What is to be known of it on this machine.
    pub note: Option<String>,
    /// What it adds to the cloud-init, one line each; nothing while it is off. It never tells the script.
    pub adds: Vec<String>,
}

/// The first steps of a draft, and the document that would be sent with them. The text is secret, so it has no `Debug`.
#[derive(Clone, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct FirstStepsView {
    /// Those that there are for this kind of machine.
    pub steps: Vec<FirstStepView>,
    /// The mount template asks for what the volume exports.
    pub asks_export_path: bool,
    /// The whole cloud-init with the steps in it as YAML; empty where no step is on.
    pub text: String,
}

/// The first steps of a draft as far as they are kept: a script may hold secrets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct StepsAgain {
    /// Mount the volume of the rental.
    pub mount: bool,
    /// What the volume exports, where that was asked for.
    pub export_path: String,
    /// Install Docker with the NVIDIA Container Toolkit.
    pub docker: bool,
    /// It had a script, which was not kept.
    pub had_script: bool,
}
