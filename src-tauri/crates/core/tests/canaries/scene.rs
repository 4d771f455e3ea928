//! Everything that is done with a secret, and every way in which it fails.

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};

use serde_json::{Value, json};
use voltdeck_base::computer::Ended;
use voltdeck_core::{COMMANDS, Kind};
use voltdeck_sandbox::{Fault, FaultKind};

use crate::bench::{BASE, Bench, ComputerState, TOKEN, World, run_in};

const PASSWORD: &str = "Pa55-kq71/word Zz93xW";
const CONTENT: &str = "c0ntent-vT48 \"of\" a file=Lm20";
const COMMAND: &str = "echo c0mmand-Hj35 | to-run-Qe81";
const SCRIPT: &str = "export RUN=scr1pt-Bq48/of:first Gx29";
const KUBECONFIG: &str = "kubec0nfig-Rw62: client-key-data: Uo17pQ";
/// What stands between the lines of the key that is pasted by mistake.
const PRIVATE: &str = "b3BlbnNzaC1rZXktdjEAAAAAQ2FuYXJ5Gb94pr1vateXc56keyYt72";
const PASSPHRASE: &str = "passphrase-Ke29 of/the pair Ma83";
/// Of the Jupyter server on the machines.
const JUPYTER: &str = "jupyt3r5e9a0c4b7d2f8e1a6c3b9d5f7024681";
const KEY_FILE: &str = "~/.ssh/canary_pair";
/// A machine whose name goes through every door, so that each is seen to be open.
const NAME: &str = "canary-box";

/// The six, each with all that it is known by.
pub(crate) fn secrets() -> Vec<(&'static str, Vec<String>)> {
    let text = |values: &[&str]| values.iter().map(|&value| value.to_owned()).collect();
    vec![
        ("the token", text(&[TOKEN])),
        ("a password", text(&[PASSWORD])),
        ("the contents of a cloud-init", text(&[CONTENT, COMMAND, SCRIPT])),
        ("a kubeconfig", text(&[KUBECONFIG])),
        ("a private key", text(&[PRIVATE, PASSPHRASE])),
        ("the token of a Jupyter", text(&[JUPYTER])),
    ]
}

/// What proves that the secrets were there at all.
#[derive(Default)]
pub(crate) struct Seen {
    codes: BTreeSet<String>,
    password_and_cloud_init: bool,
    /// How often a browser was signed in to Jupyter.
    jupyter: usize,
}

impl Seen {
    pub(crate) fn proves_something(&self, world: &World) {
        assert!(self.password_and_cloud_init, "the provider was sent the password and the cloud-init");
        assert_eq!(self.jupyter, 2, "the browser was signed in when the port was opened, and by its button");
        assert!(self.codes.len() >= 6, "few kinds of errors: {:?}", self.codes);
        assert!(world.keychain.entries().values().any(|kept| kept == TOKEN), "the token is in the keychain");
        let kube: String = std::fs::read_dir(world.home().join(".kube"))
            .unwrap()
            .map(|entry| std::fs::read_to_string(entry.unwrap().path()).unwrap())
            .collect();
        assert!(kube.contains(KUBECONFIG), "the person has the kubeconfig");
        let key = std::fs::read_to_string(world.home().join(".ssh/canary_pair")).unwrap();
        assert!(key.contains("PRIVATE KEY"), "the person has the private key");
    }
}

/// A provider that tells a kubeconfig, and quotes what it was sent in the list of a 422.
pub(crate) fn prepare(bench: &Bench, world: &World) {
    for folder in ["", ".ssh", ".kube", "Downloads"] {
        std::fs::create_dir_all(world.home().join(folder)).unwrap();
    }
    bench.computer.change(|computer| {
        computer.programs = ["ssh", "gnome-terminal", "xterm", "code"].map(str::to_owned).to_vec();
        computer.tray = true;
        computer.tunnels_carry = true;
        let list = format!("Currently running servers:\nhttp://gpu:8888/?token={JUPYTER} :: /home/user\n");
        computer.answers.insert(0, ("jupyter server list".into(), list, Ended { code: Some(0), said: JUPYTER.into() }));
        let refused = Ended { code: Some(255), said: "user@host: Permission denied (publickey).".into() };
        computer.answers.insert(0, ("ss -ltnH".into(), String::new(), refused));
    });
    bench.tamper(quoting);
}

fn quoting(path: &str, answer: &mut Value) {
    if path.contains("/bare-metal") {
        for rental in answer.get_mut("results").and_then(Value::as_array_mut).into_iter().flatten() {
            rental["kubeconfig"] = json!(KUBECONFIG);
        }
    }
    if answer.get("detail").is_some_and(|detail| detail == "quote it") {
        let input = json!({ "token": TOKEN, "password": PASSWORD, "cloud_init": [CONTENT, COMMAND], "kubeconfig": KUBECONFIG,
                            "key": PRIVATE });
        answer["detail"] = json!([{ "loc": ["body", "cloud_init"], "msg": "Value error", "type": "value_error",
                                    "input": input, "ctx": { "error": input } }]);
    }
    if answer.get("detail").is_some_and(|detail| detail == "say it") {
        // A provider can quote only what it was sent.
        let rest = match path {
            order if order.ends_with("/instant") => format!(", bad password {PASSWORD}, cannot run {COMMAND}"),
            check if check.ends_with("/validate/cloudinit") => format!(", cannot write {CONTENT}"),
            _ => String::new(),
        };
        answer["detail"] = json!(format!("no such token: {TOKEN}{rest}"));
    }
}

fn faults() -> Vec<Option<FaultKind>> {
    let status = |status, detail: &str| FaultKind::Status { status, detail: Some(detail.to_owned()) };
    let mut faults = vec![None];
    faults.extend(
        [400, 401, 402, 403, 404, 408, 409, 422, 429, 500, 502, 503].map(|code| Some(status(code, "quote it"))),
    );
    faults.extend([400, 422, 500].map(|code| Some(status(code, "say it"))));
    faults.extend([
        Some(FaultKind::Html { status: 502 }),
        Some(FaultKind::Redirect { location: "https://elsewhere.example/".into() }),
        Some(FaultKind::RateLimited { retry_after: Some("1".into()) }),
        Some(FaultKind::CutJson),
        Some(FaultKind::WrongJson),
        Some(FaultKind::LostAnswer),
        Some(FaultKind::Reset { after_bytes: 3 }),
        Some(FaultKind::Stall { after_bytes: 0 }),
    ]);
    faults
}

/// Each act with a secret under each fault, and then whatever a screen asks.
pub(crate) async fn everything(bench: &Bench) -> Seen {
    let mut seen = Seen::default();
    sign_in(bench, &mut seen).await;
    let rental = rental(bench).await;
    for (number, fault) in faults().into_iter().enumerate() {
        // Read before anything fails: a draft is of what there is.
        let draft = secret_draft(bench.draft(&format!("{NAME}-{number}")).await);
        let (for_order, for_standing) = (review(bench, &draft).await, review(bench, &draft).await);
        if let Some(kind) = fault.clone() {
            bench.sandbox.add_fault(Fault::everywhere(kind));
        }
        for (command, args) in acts(&draft, &for_order, &for_standing, &rental) {
            note(&mut seen, bench.call(command, args).await);
        }
        // Last: another account in front ends what was reviewed in this one.
        sign_in(bench, &mut seen).await;
        bench.sandbox.clear_faults();
        bench.pass(3).await;
    }
    let machine = bench.machine(&format!("{NAME}-0"));
    seen.password_and_cloud_init = machine.access.password && machine.access.cloud_init;
    let machine = machine.id.to_string();
    bench.pass(90).await;
    for (command, args) in [
        ("terminal_open", json!({ "id": machine, "node": 0 })),
        ("tunnel_open", json!({ "id": machine, "node": 0, "remotePort": 8888, "localPort": 8888 })),
        ("editor_open", json!({ "id": machine, "keepConfig": true })),
        ("ssh_config_set", json!({ "on": true })),
        ("copy_text", json!({ "text": NAME })),
        ("kubeconfig_save", json!({ "id": rental, "path": "" })),
        ("key_pair_make", pair(KEY_FILE)),
        ("key_pair_make", pair(KEY_FILE)),
    ] {
        note(&mut seen, bench.call(command, args).await);
    }
    let tunnels = bench.call("tunnels", json!({})).await.unwrap();
    let tunnel = json!({ "id": tunnels[0]["id"] });
    for command in ["tunnel_browse", "tunnel_retry"] {
        note(&mut seen, bench.call(command, tunnel.clone()).await);
    }
    // SSH breaks, and the port is opened again.
    let forwards = |computer: &mut ComputerState| {
        let program = computer.watched.iter().rev().find(|program| program.argv.contains(&"-L".to_owned()));
        program.unwrap().end("Connection closed by remote host.");
    };
    bench.computer.change(forwards);
    bench.pass(5).await;
    bench.computer.change(|computer| {
        seen.jupyter = computer.pages.iter().filter(|(_, page)| page.contains(JUPYTER)).count();
    });
    for command in COMMANDS.iter().filter(|command| matches!(command.kind, Kind::Told | Kind::Asked)) {
        for args in [json!({}), json!({ "id": machine }), json!({ "id": rental })] {
            note(&mut seen, bench.call(command.name, args).await);
        }
    }
    seen
}

/// The id of a review, by which what was reviewed is ordered once.
async fn review(bench: &Bench, draft: &Value) -> Value {
    bench.call("deploy_review", json!({ "draft": draft })).await.unwrap_or_default()["id"].clone()
}

async fn sign_in(bench: &Bench, seen: &mut Seen) {
    let sign_in = json!({ "profileId": null, "name": "Work", "baseUrl": BASE, "token": format!(" {TOKEN}\n"), "readOnly": false });
    note(seen, bench.call("sign_in", sign_in).await);
    let inside = json!({ "profileId": null, "name": "x", "baseUrl": BASE, "token": format!("{TOKEN} {TOKEN}"), "readOnly": true });
    note(seen, bench.call("sign_in", inside).await);
    let elsewhere = json!({ "profileId": null, "name": "x", "baseUrl": format!("https://{TOKEN}@x"), "token": TOKEN, "readOnly": true });
    note(seen, bench.call("sign_in", elsewhere).await);
    note(seen, bench.call("sign_in", json!({ "token": TOKEN, "baseUrl": 5 })).await);
}

async fn rental(bench: &Bench) -> String {
    let fleet = bench.call("refresh", json!({})).await.unwrap();
    let rows = fleet["instances"].as_array().unwrap();
    rows.iter().find(|row| row["kind"] == "bareMetal").unwrap()["id"].as_str().unwrap().to_owned()
}

fn secret_draft(mut draft: Value) -> Value {
    draft["password"] = json!(PASSWORD);
    draft["cloudInit"] = json!({
        "packages": ["htop"],
        "writeFiles": [{ "path": "/etc/x", "content": CONTENT, "encoding": "", "owner": "", "permissions": "" }],
        "runcmd": [COMMAND],
    });
    draft["firstSteps"] = json!({ "mount": false, "exportPath": "", "docker": true, "run": true, "script": SCRIPT });
    draft
}

fn pasted() -> String {
    format!("-----BEGIN OPENSSH PRIVATE KEY-----\n{PRIVATE}\n-----END OPENSSH PRIVATE KEY-----\n")
}

fn pair(path: &str) -> Value {
    json!({ "path": path, "comment": NAME, "passphrase": PASSPHRASE, "passphraseAgain": PASSPHRASE, "saveAs": "canary pair" })
}

/// Every act that is given a secret, or fetches one.
fn acts(draft: &Value, for_order: &Value, for_standing: &Value, rental: &str) -> Vec<(&'static str, Value)> {
    let mut with_key = draft.clone();
    with_key["extraKeys"] = json!([{ "text": pasted(), "saveAs": "mine" }]);
    let form = &draft["cloudInit"];
    let yaml = format!("runcmd: [{COMMAND:?}, &a [\nwrite_files: {CONTENT:?}\n{PASSWORD}: {PRIVATE}\n");
    let template = |with: bool| json!({ "name": "canary", "draft": draft, "withCloudInit": with, "replace": true });
    let file = json!({ "format": "voltdeck-deploy-template", "version": 1, "name": "canary", "password": PASSWORD,
                       "cloudInit": { "runcmd": [COMMAND], "script": format!("{SCRIPT}\n{}", pasted()) } });
    vec![
        ("deploy_template_save", template(false)),
        ("deploy_template_read", json!({ "text": file.to_string() })),
        ("deploy_template_import", json!({ "text": file.to_string(), "replace": true, "withCloudInit": true })),
        ("deploy_template_import", json!({ "text": SCRIPT, "replace": true, "withCloudInit": true })),
        ("deploy_draft_like", json!({ "id": rental })),
        ("deploy_draft_like", json!({ "id": SCRIPT })),
        ("deploy_check", json!({ "draft": with_key })),
        ("deploy_review", json!({ "draft": with_key })),
        ("standing_order_check", json!({ "draft": draft })),
        ("standing_order_create", json!({ "reviewId": for_standing, "typedName": PASSWORD })),
        ("cloud_init_check", json!({ "cloudInit": form })),
        ("cloud_init_parse", json!({ "text": yaml })),
        (
            "cloud_init_template_save",
            json!({ "name": "canary", "cloudInit": { "packages": [], "writeFiles": [],
            "runcmd": [format!("curl -H 'Authorization: Bearer {TOKEN}' --password={PASSWORD}")] } }),
        ),
        (
            "cloud_init_template_save",
            json!({ "name": "canary", "cloudInit": { "packages": [], "writeFiles": [],
            "runcmd": [pasted()] } }),
        ),
        ("ssh_key_check", json!({ "name": "mine", "text": pasted() })),
        ("ssh_key_add", json!({ "name": "mine", "text": pasted() })),
        ("key_pair_check", json!({ "path": KEY_FILE, "saveAs": "canary pair" })),
        ("kubeconfig_save", json!({ "id": rental, "path": "/dev/null/kube" })),
        ("kubeconfig_save", json!({ "id": rental, "path": 7, "kubeconfig": KUBECONFIG })),
        ("deploy_start", json!({ "draft": with_key, "reviewId": for_order })),
        ("deploy_start", json!({ "reviewId": PASSWORD, "typedName": [CONTENT, COMMAND] })),
        ("deploy_start", json!({ "reviewId": PASSWORD, "typedName": CONTENT })),
        ("deploy_start", json!({ "reviewId": for_order })),
        ("refresh", json!({})),
        ("ledger_sync", json!({})),
        ("storage_refresh", json!({})),
    ]
}

fn note(seen: &mut Seen, answer: Result<Value, Value>) {
    if let Err(error) = answer {
        seen.codes.insert(error["code"].to_string());
    }
}

/// The record and the ledger as files in the home folder.
pub(crate) async fn export_everything(bench: &Bench) {
    bench.pass(120).await;
    let months = bench.call("exports", json!({})).await.unwrap_or_default()["months"].clone();
    let month = months.as_array().and_then(|months| months.first().cloned()).unwrap_or(json!("2026-10"));
    for kind in ["linesCsv", "workbook", "page", "focusCsv"] {
        let args = json!({ "kind": kind, "first": month, "last": month, "folder": "~/Downloads", "replace": true });
        let _ = bench.call("export_start", args).await;
        bench.pass(3).await;
    }
    for format in ["csv", "jsonl"] {
        let filter = json!({ "text": "", "kind": null, "actor": null, "from": null, "to": null, "instanceId": null,
                             "allAccounts": true });
        bench.call("activity_export", json!({ "format": format, "filter": filter })).await.unwrap();
    }
    bench.pass(3).await;
}

/// The whole process of a command falls over while a secret is on its way.
pub(crate) fn panic_with_an_order_out(world: &World) {
    let falls = catch_unwind(AssertUnwindSafe(|| {
        run_in(world, async |bench: &Bench| {
            let (draft, quote) = bench.reviewed("canary-panic").await;
            bench.tamper(|path, _| assert!(!path.ends_with("/instant"), "the computer falls over"));
            let _ = bench.start(secret_draft(draft), quote).await;
            bench.pass(5).await;
        });
    }));
    // Where the order is sent on a task of its own, the command outlives it.
    let _ = falls;
}
