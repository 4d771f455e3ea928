//! What is in a template, in words. No content of its cloud-init is told.

use std::fmt::Write as _;

use super::file::{Document, Hardware, Keys};
use voltdeck_contract::{LeaseAction, MachineKind};

/// Which wizard it is for.
pub(super) fn kind(document: &Document) -> MachineKind {
    match document.hardware {
        Hardware::Vm(_) => MachineKind::Vm,
        Hardware::BareMetal(_) => MachineKind::BareMetal,
    }
}

/// The hardware in one line.
pub(super) fn hardware(document: &Document) -> String {
    match &document.hardware {
        Hardware::Vm(vm) => {
            let system = Some(&vm.operating_system).filter(|system| !system.is_empty());
            let system = system.map(|system| format!(" · {system}")).unwrap_or_default();
            format!("{} × {}{system}", vm.gpus, vm.gpu_model)
        }
        Hardware::BareMetal(metal) => {
            let place = if metal.place.is_empty() { "its location" } else { &metal.place };
            format!("{} GPUs · {} · {place}", metal.gpus, voltdeck_base::hardware::network(&metal.network))
        }
    }
}

/// What is in a file, a line each. No content of the cloud-init is told.
pub(super) fn says(document: &Document) -> Vec<String> {
    let mut says = vec![format!("Hardware: {}", hardware(document))];
    says.push(match &document.keys {
        Keys::All => "SSH keys: all of the organization".to_owned(),
        Keys::None => "SSH keys: none of the organization".to_owned(),
        Keys::Chosen(keys) => {
            let names: Vec<&str> = keys.iter().map(|key| key.name.as_str()).collect();
            format!("SSH keys: {}", names.join(", "))
        }
    });
    if !document.tags.is_empty() {
        says.push(format!("Tags: {}", document.tags.join(", ")));
    }
    if let Some(lease) = &document.lease {
        let then = match lease.action {
            LeaseAction::Remind => "Reminder",
            LeaseAction::Stop => "Auto-stop",
            LeaseAction::Release => "Auto-stop with release",
            LeaseAction::Terminate => "Auto-terminate",
        };
        says.push(format!("{then} after {} h", lease.hours));
    }
    if let Some(volume) = &document.volume {
        let size = volume.new_size_gb.map(|size| format!(", a new one of {size} GB")).unwrap_or_default();
        says.push(format!("Volume: {}{size}", volume.name));
    }
    if let Some(steps) = &document.first_steps {
        let names = [(steps.mount, "mount the volume"), (steps.docker, "Docker with the NVIDIA toolkit")];
        let on: Vec<&str> = names.iter().filter(|(on, _)| *on).map(|(_, name)| *name).collect();
        if !on.is_empty() {
            says.push(format!("First steps: {}", on.join(", ")));
        }
    }
    if let Some(cloud_init) = &document.cloud_init {
        let mut line = String::from("cloud-init:");
        let counts = [
            (cloud_init.packages.len(), "package"),
            (cloud_init.write_files.len(), "file"),
            (cloud_init.runcmd.len(), "command"),
            (usize::from(!cloud_init.script.is_empty()), "script"),
        ];
        for (count, what) in counts.into_iter().filter(|(count, _)| *count > 0) {
            let _ = write!(line, " {count} {what}{},", if count == 1 { "" } else { "s" });
        }
        says.push(line.trim_end_matches(',').to_owned());
    }
    says
}
