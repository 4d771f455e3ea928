use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use super::*;
use voltdeck_contract::{FieldIssue, MetalDraft, Severity};

fn form(packages: &[&str], files: &[&str], runcmd: &[&str]) -> CloudInitForm {
    let texts = |texts: &[&str]| texts.iter().map(|&text| text.to_owned()).collect::<Vec<_>>();
    let write_files =
        files.iter().map(|&path| WriteFile { path: path.into(), content: "x\n".into(), ..WriteFile::default() });
    CloudInitForm {
        packages: texts(packages),
        write_files: write_files.collect(),
        runcmd: texts(runcmd),
        ..CloudInitForm::default()
    }
}

fn volume(name: &str, vip: Option<&str>) -> StorageVolume {
    serde_json::from_value(serde_json::json!({ "id": "v", "name": name, "vip": vip })).unwrap()
}

fn around(vip: Option<&str>) -> Around {
    Around { volumes: BTreeMap::from([("v".to_owned(), volume("scratch", vip))]), ..Around::default() }
}

/// A rental with its volume, and every step on.
fn all_on(own: CloudInitForm, script: &str) -> DeployDraft {
    DeployDraft {
        metal: Some(MetalDraft {
            storage_mode: StorageMode::Existing,
            storage_id: Some("v".into()),
            ..MetalDraft::default()
        }),
        cloud_init: own,
        first_steps: FirstSteps {
            mount: true,
            export_path: "/data".into(),
            docker: true,
            run: true,
            script: script.into(),
        },
        ..DeployDraft::default()
    }
}

fn said(draft: &DeployDraft, around: &Around) -> Vec<FieldIssue> {
    let mut issues = Issues::default();
    check(&mut issues, draft, around);
    issues.0
}

fn errors(draft: &DeployDraft, around: &Around) -> Vec<String> {
    let found = said(draft, around).into_iter().filter(|issue| issue.severity == Severity::Error);
    found.map(|issue| issue.field).collect()
}

fn sent(draft: &DeployDraft, around: &Around) -> CloudInitForm {
    software(draft, around).form.clone().unwrap_or_default()
}

#[test]
fn theirs_is_kept_whole_and_in_order_between_ours() {
    let own = form(&["htop", "", " nfs-common "], &["/etc/motd", ""], &["echo one", " ", "echo two"]);
    let mut own_blank = own.clone();
    own_blank.write_files[1] = WriteFile::default();
    let draft = all_on(own_blank, "python train.py");
    let all = software(&draft, &around(Some("10.0.0.5")));
    let form = all.form.clone().unwrap();
    assert_eq!(form.packages, ["htop", "nfs-common"], "what theirs has is not asked for twice");
    let paths: Vec<&str> = form.write_files.iter().map(|file| file.path.as_str()).collect();
    assert_eq!(paths[0], "/etc/motd");
    assert_eq!(paths[1..].len(), 4);
    let at = |text: &str| form.runcmd.iter().position(|command| command.contains(text)).unwrap();
    let order = [at("voltdeck-mount"), at("docker.sh"), at("echo one"), at("echo two"), at("run.sh")];
    assert_eq!(order, [0, 1, 2, 3, 4]);
    assert_eq!(
        all.commands,
        ["firstSteps.mount", "firstSteps.docker", "cloudInit.runcmd.0", "cloudInit.runcmd.2", "firstSteps.run"]
    );
    assert_eq!(all.packages, ["cloudInit.packages.0", "cloudInit.packages.2"]);
    assert!(errors(&draft, &around(Some("10.0.0.5"))).is_empty());
}

#[test]
fn without_steps_it_is_what_was_typed() {
    let own = form(&["htop"], &["/etc/motd"], &["echo one"]);
    let draft = DeployDraft { cloud_init: own.clone(), ..DeployDraft::default() };
    assert!(software(&draft, &Around::default()).form == cloud_init::cleaned(&own));
    assert!(software(&DeployDraft::default(), &Around::default()).form.is_none());
}

#[test]
fn a_volume_is_mounted_only_where_all_of_it_is_known() {
    let draft = all_on(CloudInitForm::default(), "true");
    assert_eq!(errors(&draft, &around(None)), ["firstSteps.mount"]);
    let text = sent(&draft, &around(Some("10.0.0.5")));
    let script = &text.write_files.iter().find(|file| file.path.ends_with("mount.sh")).unwrap().content;
    assert!(script.contains("10.0.0.5:/data /mnt/scratch"), "{script}");
    for wrong in ["", "data", "/a b", "/a;reboot", "/$(id)", "/../x", "/a'b"] {
        let mut draft = draft.clone();
        draft.first_steps.export_path = wrong.into();
        assert_eq!(errors(&draft, &around(Some("10.0.0.5"))), ["firstSteps.exportPath"], "{wrong}");
        assert!(!yaml::text(&sent(&draft, &around(Some("10.0.0.5")))).contains("mount.sh"));
    }
    let own_template = Around { mount_template: "mount -t lustre {vip}@tcp:/x /scratch".into(), ..around(Some("h")) };
    let mut no_path = draft.clone();
    no_path.first_steps.export_path = String::new();
    assert!(errors(&no_path, &own_template).is_empty(), "this template does not ask for it");
    assert!(!sent(&no_path, &own_template).packages.contains(&"nfs-common".to_owned()));
    let strange = Around { mount_template: "mount {vip}:{size} /x".into(), ..around(Some("h")) };
    assert_eq!(errors(&draft, &strange), ["firstSteps.mount"]);
    let mut new = draft.clone();
    new.metal.as_mut().unwrap().storage_mode = StorageMode::New;
    assert_eq!(errors(&new, &around(Some("10.0.0.5"))), ["firstSteps.mount"]);
    let vm = DeployDraft { metal: None, ..draft };
    assert_eq!(errors(&vm, &around(Some("10.0.0.5")))[0], "firstSteps.mount");
}

#[test]
fn what_excludes_each_other_is_said_at_the_step() {
    let around = around(Some("10.0.0.5"));
    let with = |own: CloudInitForm| said(&all_on(own, "true"), &around);
    for package in ["docker.io", "docker.io=24.0", "containerd", "podman-docker"] {
        assert_eq!(with(form(&[package], &[], &[]))[0].field, "firstSteps.docker", "{package}");
    }
    assert!(with(form(&["docker-ce", "containerd.io"], &[], &[])).is_empty());
    assert_eq!(with(form(&[], &["/usr/local/lib/voltdeck/run.sh"], &[]))[0].field, "firstSteps.run");
    let ends = with(form(&[], &[], &["echo a && sudo reboot"]));
    assert_eq!((ends[0].field.as_str(), ends[0].severity), ("firstSteps.run", Severity::Warning));
    assert!(with(form(&[], &[], &["echo rebooted", "test -e /exit"])).is_empty());
    assert_eq!(errors(&all_on(CloudInitForm::default(), " \n"), &around), ["firstSteps.script"]);
    assert_eq!(
        errors(&all_on(CloudInitForm::default(), &"x".repeat(LONGEST_SCRIPT + 1)), &around),
        ["firstSteps.script"]
    );
}

#[test]
fn windows_takes_none_and_a_system_that_nobody_tried_is_told() {
    let on = |system: &str| Around { system: Some(system.into()), ..Around::default() };
    let mut draft = DeployDraft::default();
    draft.first_steps.docker = true;
    assert_eq!(errors(&draft, &on("Windows 10")), ["firstSteps.docker"]);
    for (system, note) in [
        ("Ubuntu 22.04 LTS", None),
        ("Ubuntu 24.04 LTS", None),
        ("Ubuntu 20.04 LTS", Some("no longer supports")),
        ("TensorML 22 Everything", Some("may have Docker already")),
        ("Rocky 9", Some("not tried on Rocky 9")),
    ] {
        let view = view(&draft, &on(system));
        let docker = view.steps.iter().find(|step| step.step == FirstStep::Docker).unwrap();
        assert!(docker.off.is_none() && errors(&draft, &on(system)).is_empty(), "{system}");
        match note {
            None => assert_eq!(docker.note, None, "{system}"),
            Some(part) => assert!(docker.note.as_ref().unwrap().contains(part), "{system}: {:?}", docker.note),
        }
    }
    let steps: Vec<FirstStep> = view(&draft, &on("Ubuntu")).steps.iter().map(|step| step.step).collect();
    assert_eq!(steps, [FirstStep::Docker, FirstStep::Run], "a VM has no volume");
}

#[test]
fn what_a_step_adds_is_told_without_the_script() {
    let view = view(&all_on(CloudInitForm::default(), "echo canary"), &around(Some("10.0.0.5")));
    assert_eq!(view.steps.len(), 3);
    for step in &view.steps {
        assert!(!step.adds.is_empty() && !step.adds.join(" ").contains("canary"), "{:?}", step.adds);
    }
    assert!(view.text.contains("canary"), "the document is whole");
}

/// Scripts that are hard to quote; none of them is ever quoted.
const SCRIPTS: &[&str] = &[
    "echo \"it's $HOME\" `id` ${x:-y} \\",
    "#!/usr/bin/env python3\r\nprint('a: b')\r\n",
    "cat <<'END'\n  - a: [b]\n\t#c\nEND\n",
    "echo '%s' | sed 's#a#b#' && true\n\n\n",
    "echo \u{fc}\u{1f600}",
];

#[test]
fn whatever_the_script_is_the_document_reads_back_the_same() {
    for script in SCRIPTS {
        let draft = all_on(form(&["htop"], &["/etc/motd"], &["echo 'a: b' # c"]), script);
        let all = sent(&draft, &around(Some("10.0.0.5")));
        let read = yaml::parse(&yaml::text(&all));
        assert!(read.form.as_ref() == Some(&all), "{script}");
    }
}

fn has(program: &str) -> bool {
    Command::new(program).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok()
}

/// Hands a text to a program, and answers with what it said where it did not like it.
fn complaint(program: &str, args: &[&str], text: &str) -> Option<String> {
    let mut child = Command::new(program)
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    let out = child.wait_with_output().unwrap();
    let said = || String::from_utf8_lossy(&[out.stdout.as_slice(), out.stderr.as_slice()].concat()).into_owned();
    (!out.status.success()).then(said)
}

/// shellcheck looks at them as well: `cargo xtask setup` installs it on Linux.
#[cfg(unix)]
#[test]
fn shells_can_read_every_piece() {
    let all = sent(&all_on(CloudInitForm::default(), "echo one"), &around(Some("10.0.0.5")));
    let scripts =
        all.write_files.iter().filter(|file| Path::new(&file.path).extension().is_some_and(|end| end == "sh"));
    let mut seen = 0;
    for (text, shell) in scripts
        .map(|file| (&file.content, if file.content.starts_with("#!/bin/sh") { "sh" } else { "bash" }))
        .chain(all.runcmd.iter().map(|command| (command, "sh")))
    {
        assert_eq!(complaint(shell, &["-n"], text), None, "{text}");
        if cfg!(target_os = "linux") || has("shellcheck") {
            assert!(has("shellcheck"), "shellcheck is missing: `cargo xtask setup` installs it");
            let args = ["--severity=warning", "--exclude=SC1091", &format!("--shell={shell}"), "-"];
            assert_eq!(complaint("shellcheck", &args, text), None, "{text}");
        }
        seen += 1;
    }
    assert_eq!(seen, 6);
}

/// What runs at the first start, as cloud-init makes one script of it: a piece that fails ends nothing else.
#[cfg(unix)]
#[test]
fn a_piece_that_fails_ends_nothing_else() {
    let all = sent(&all_on(form(&[], &[], &["echo theirs"]), "echo one"), &around(Some("10.0.0.5")));
    let folder = tempfile::tempdir().unwrap();
    // No program of ours is there, and neither systemctl nor systemd-run is.
    let script = all.runcmd.join("\n").replace("/var/log/", &format!("{}/", folder.path().display()));
    let out = Command::new("/bin/sh")
        .arg("-ec")
        .arg(format!("{script}\necho end"))
        .env("PATH", folder.path())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&out.stdout).into_owned();
    assert_eq!(said, "theirs\nend\n", "{}", String::from_utf8_lossy(&out.stderr));
}

/// With stand-ins for what is installed already: nothing is installed again, and no container is ended by a restart.
#[cfg(unix)]
#[test]
fn docker_that_is_there_stays_as_it_is() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let asked = folder.path().join("asked");
    let stand_in = |name: &str, says: &str| {
        let path = folder.path().join(name);
        let text = format!("#!/bin/sh\necho {name} \"$*\" >>{}\necho '{says}'\n", asked.display());
        std::fs::write(&path, text).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
    };
    let run = || {
        let _ = std::fs::remove_file(&asked);
        let script = pieces::docker().files[0].content.clone();
        let path = format!("{}:/usr/bin:/bin", folder.path().display());
        let out = Command::new("/bin/sh").args(["-c", &script]).env("PATH", path).output().unwrap();
        assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
        std::fs::read_to_string(&asked).unwrap_or_default()
    };
    for program in ["apt-get", "curl", "gpg", "nvidia-ctk", "systemctl"] {
        stand_in(program, "");
    }
    stand_in("docker", r#"{"nvidia":{},"runc":{}}"#);
    assert_eq!(run(), "docker info --format {{json .Runtimes}}\n");
    stand_in("docker", r#"{"runc":{}}"#);
    let said = run();
    assert!(said.ends_with("nvidia-ctk runtime configure --runtime=docker\nsystemctl restart docker\n"), "{said}");
}

/// By the schema of the real cloud-init, where there is one (`CLOUD_INIT` names it, else the path has it).
#[cfg(unix)]
#[test]
fn cloud_init_itself_takes_the_document() {
    let program = std::env::var("CLOUD_INIT").unwrap_or_else(|_| "cloud-init".to_owned());
    if !has(&program) {
        println!("left out: there is no {program} here");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("user-data");
    let takes = |text: &str| {
        std::fs::write(&path, text).unwrap();
        let out = Command::new(&program).args(["schema", "-c"]).arg(&path).output().unwrap();
        (out.status.success(), format!("{}\n{text}", String::from_utf8_lossy(&out.stderr)))
    };
    assert!(!takes("#cloud-config\nruncmd: {a: b}\n").0, "this is no check");
    for script in SCRIPTS {
        let draft = all_on(form(&["htop=3.2"], &["/etc/motd"], &["echo 'a: b'"]), script);
        let text = yaml::text(&sent(&draft, &around(Some("10.0.0.5"))));
        let (accepted, said) = takes(&text);
        assert!(accepted, "{said}");
    }
}
