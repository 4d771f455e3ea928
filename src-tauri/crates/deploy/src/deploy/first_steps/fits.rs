//! Which step fits which machine, as far as the provider tells what runs on it.

use voltdeck_contract::FirstStep;

/// Why a step cannot be taken on a system.
pub(super) fn off(step: FirstStep, is_metal: bool, system: Option<&str>) -> Option<String> {
    if step == FirstStep::Mount && !is_metal {
        return Some("A VM has its own disk: volumes attach to bare metal only.".into());
    }
    let windows = system.is_some_and(|system| system.to_lowercase().contains("windows"));
    windows.then(|| {
        "This instance runs Windows, and the first steps are written for Ubuntu. Set it up once it runs.".into()
    })
}

/// What is to be known of a step on a system that it was not written for, or no longer.
pub(super) fn note(step: FirstStep, is_metal: bool, system: Option<&str>) -> Option<String> {
    let known = system.filter(|system| !system.trim().is_empty());
    let lower = known.map(str::to_lowercase).unwrap_or_default();
    let is_ubuntu = lower.contains("ubuntu");
    match step {
        FirstStep::Docker if lower.contains("tensorml") => {
            Some("This image may have Docker already: what is there stays as it is.".into())
        }
        FirstStep::Docker if is_ubuntu && lower.contains("20.04") => {
            Some("Docker no longer supports Ubuntu 20.04: you get the last version that it published for it.".into())
        }
        FirstStep::Docker | FirstStep::Mount if is_metal => {
            Some("Written for Ubuntu 22.04 and 24.04. The provider does not tell what bare metal runs. It runs on each node.".into())
        }
        FirstStep::Run if is_metal => Some("It runs on each node.".into()),
        FirstStep::Docker if !is_ubuntu => match known {
            Some(system) => Some(format!("Written for Ubuntu 22.04 and 24.04, and not tried on {system}.")),
            None => Some("Written for Ubuntu 22.04 and 24.04. The provider does not tell what this instance runs.".into()),
        },
        FirstStep::Mount | FirstStep::Docker | FirstStep::Run => None,
    }
}
