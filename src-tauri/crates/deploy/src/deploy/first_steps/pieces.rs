//! The pieces: packages, files and one command of each step.

use voltagepark::types::StorageVolume;

use super::file;
use voltdeck_contract::{FirstStep, FirstSteps, WriteFile};
use voltdeck_volumes::storage;

const MOUNT: &str = "/usr/local/lib/voltdeck/mount.sh";
const MOUNT_UNIT: &str = "/etc/systemd/system/voltdeck-mount.service";
const DOCKER: &str = "/usr/local/lib/voltdeck/docker.sh";
const RUN: &str = "/usr/local/lib/voltdeck/run.sh";

const LOG: &str = "/var/log/voltdeck-first-steps.log";
const RUN_LOG: &str = "/var/log/voltdeck-run.log";

/// It waits for the mount, so that what comes after can use it, and goes on where it fails.
const START_MOUNT: &str = "{ systemctl daemon-reload && systemctl enable --now voltdeck-mount.service; } || true";
const START_DOCKER: &str = "/usr/local/lib/voltdeck/docker.sh >>/var/log/voltdeck-first-steps.log 2>&1 || true";
/// A unit of its own: it outlives cloud-init, and neither waits for the other. What it says may be secret.
const START_RUN: &str = "systemd-run --unit=voltdeck-run --setenv=HOME=/root /bin/sh -c 'umask 077; exec \
                         /usr/local/lib/voltdeck/run.sh >>/var/log/voltdeck-run.log 2>&1' || true";

/// Packages of Ubuntu that Docker's own exclude, by Docker's documentation.
pub(super) const EXCLUDES_DOCKER: &[&str] =
    &["docker.io", "docker-compose", "docker-compose-v2", "docker-doc", "podman-docker", "containerd", "runc"];

/// What a step adds.
pub(super) struct Piece {
    pub(super) step: FirstStep,
    pub(super) packages: Vec<&'static str>,
    pub(super) files: Vec<WriteFile>,
    pub(super) command: &'static str,
    log: &'static str,
}

impl Piece {
    /// The field of the form that stands for it.
    pub(super) fn field(&self) -> &'static str {
        field(self.step)
    }

    /// What it adds, a line each. Contents are not told.
    pub(super) fn adds(&self) -> Vec<String> {
        let packages = self.packages.iter().map(|package| format!("Package {package}"));
        let files = self.files.iter().map(|file| format!("File {}", file.path));
        let last = [format!("A command that starts it; what it says goes to {}", self.log)];
        packages.chain(files).chain(last).collect()
    }
}

pub(super) fn field(step: FirstStep) -> &'static str {
    match step {
        FirstStep::Mount => "firstSteps.mount",
        FirstStep::Docker => "firstSteps.docker",
        FirstStep::Run => "firstSteps.run",
    }
}

pub(super) fn is_on(steps: &FirstSteps, step: FirstStep) -> bool {
    match step {
        FirstStep::Mount => steps.mount,
        FirstStep::Docker => steps.docker,
        FirstStep::Run => steps.run,
    }
}

pub(super) fn docker() -> Piece {
    Piece {
        step: FirstStep::Docker,
        packages: Vec::new(),
        files: vec![file(DOCKER, include_str!("docker.sh").to_owned(), "0755")],
        command: START_DOCKER,
        log: LOG,
    }
}

/// The person's script as a file for root alone. One without a first line that names its shell is for bash.
pub(super) fn run(script: &str) -> Piece {
    let mut text = script.replace("\r\n", "\n");
    if !text.starts_with("#!") {
        text.insert_str(0, "#!/bin/bash\n");
    }
    if !text.ends_with('\n') {
        text.push('\n');
    }
    Piece {
        step: FirstStep::Run,
        packages: Vec::new(),
        files: vec![file(RUN, text, "0700")],
        command: START_RUN,
        log: RUN_LOG,
    }
}

/// Whether a template asks for what the volume exports.
pub(super) fn asks_path(template: &str) -> bool {
    storage::mount_template(template).contains("{path}")
}

/// What a volume exports, as it is put into a command: plain characters alone, so that nothing needs a quote.
pub(super) fn export_path(typed: &str) -> Result<&str, String> {
    if typed.is_empty() {
        return Err(
            "Type what the volume exports, for example /data. The provider does not publish it: ask its support, or \
                    look at an instance that has the volume mounted."
                .into(),
        );
    }
    let plain = |char: char| char.is_ascii_alphanumeric() || "/._-".contains(char);
    if !typed.starts_with('/') || !typed.chars().all(plain) || typed.contains("..") || typed.len() > 200 {
        return Err("An export begins with \"/\" and has letters, digits and . _ - / only.".into());
    }
    Ok(typed)
}

/// The commands of the mount template as a unit that runs at each start, so that the volume is there after a reboot too.
pub(super) fn mount(volume: &StorageVolume, template: &str, path: &str) -> Result<Piece, String> {
    let template = storage::mount_template(template);
    let filled = if template.contains("{path}") { template.replace("{path}", export_path(path)?) } else { template };
    let view = storage::mount_commands(volume, &filled);
    if let Some(caution) = view.caution {
        return Err(format!("{caution} Without that the volume cannot be mounted."));
    }
    if let Some(unknown) = view.parts.iter().find(|part| part.unknown) {
        return Err(format!("The mount template has {} in it, which nobody knows. Edit it in Storage.", unknown.text));
    }
    let nfs = view.text.contains("nfs");
    let script = format!("#!/bin/bash\nset -e\n{}\n", view.text.trim_end());
    Ok(Piece {
        step: FirstStep::Mount,
        packages: if nfs { vec!["nfs-common"] } else { Vec::new() },
        files: vec![file(MOUNT, script, "0755"), file(MOUNT_UNIT, include_str!("mount.service").to_owned(), "0644")],
        command: START_MOUNT,
        log: LOG,
    })
}
