//! Canaries: a token, a password and cloud-init contents that must turn up nowhere.

use serde_json::{Value, json};
use voltdeck_sandbox::{Fault, FaultKind, Operation};

use crate::bench::{Bench, TOKEN, World, run_in};

const SECRETS: [&str; 5] = [TOKEN, "canary-password", "canary-content", "canary-command", "canary-package"];

fn secret_draft(mut draft: Value) -> Value {
    draft["password"] = json!("canary-password");
    draft["cloudInit"] = json!({
        "packages": ["https://user:canary-package@host/x.deb"],
        "writeFiles": [{ "path": "/etc/x", "content": "canary-content", "encoding": "", "owner": "", "permissions": "" }],
        "runcmd": ["echo canary-command"],
    });
    draft
}

#[test]
fn no_secret_is_in_any_answer_or_file() {
    let world = World::new();
    run_in(&world, async |bench: &Bench| {
        for (name, fault) in [
            ("accepted", None),
            ("lost", Some(FaultKind::LostAnswer)),
            ("refused", Some(FaultKind::Status { status: 400, detail: Some("bad password canary-password".into()) })),
            (
                "broken",
                Some(FaultKind::Status { status: 500, detail: Some("could not run echo canary-command".into()) }),
            ),
        ] {
            let (draft, _) = bench.reviewed(name).await;
            let draft = secret_draft(draft);
            bench.call("deploy_check", json!({ "draft": draft })).await.unwrap();
            bench.call("cloud_init_check", json!({ "cloudInit": draft["cloudInit"] })).await.unwrap();
            let review = bench.call("deploy_review", json!({ "draft": draft })).await.unwrap();
            if let Some(kind) = fault {
                bench.sandbox.add_fault(Fault::once(Operation::DeployVm, kind));
            }
            let job = bench.start(draft, review["quote"].clone()).await.unwrap();
            assert_eq!(job["again"]["hadPassword"], true);
            assert_eq!(job["again"]["hadCloudInit"], true);
        }
        bench.pass(60).await;
        bench.call("deploy_jobs", json!({})).await.unwrap();
        bench.call("overview", json!({})).await.unwrap();
        // The secrets did reach the provider, or this test would prove nothing.
        let access = bench.machine("accepted").access;
        assert!(access.password && access.cloud_init);
        for secret in SECRETS {
            for answer in bench.answers() {
                assert!(!answer.contains(secret), "{secret} is in {answer}");
            }
        }
    });
    world.each_file(|path, bytes| {
        for secret in SECRETS {
            let found = bytes.windows(secret.len()).any(|window| window == secret.as_bytes());
            assert!(!found, "{secret} is in {}", path.display());
        }
    });
}

/// By these any piece of the secrets below is known; the second is the first in base64.
const MARKS: [&str; 2] = ["canary-", "Y2FuYXJ5"];

/// What is sent in secret, and the last one in another form.
fn sent_secrets() -> [String; 7] {
    [
        "canary-password".to_owned(),
        "echo canary-command".to_owned(),
        format!("export TOKEN=canary-long {}", "and more ".repeat(60)),
        "cd /opt && \\\nrun --key canary-line --fast\nexit".to_owned(),
        "user = me\n  password = canary-content\n".to_owned(),
        "Y2FuYXJ5LWJlaGluZC1iYXNlNjQ=".to_owned(),
        "canary-behind-base64".to_owned(),
    ]
}

fn quoting_draft(mut draft: Value) -> Value {
    let [password, command, long, lines, content, encoded, _] = sent_secrets();
    let file = |path: &str, content: String, encoding: &str| json!({ "path": path, "content": content, "encoding": encoding, "owner": "", "permissions": "" });
    draft["password"] = json!(password);
    draft["cloudInit"] = json!({
        "packages": [],
        "writeFiles": [file("/etc/x", content, ""), file("/etc/y", encoded, "b64")],
        "runcmd": [command, long, lines],
    });
    draft
}

/// The secret whole, cut short, on one line, escaped, one line of it, and at the end of a long sentence, of which a
/// message has 300 characters: seven of the secret would be left.
fn quotes(secret: &str) -> Vec<String> {
    let mark = MARKS.iter().find_map(|mark| secret.find(mark)).unwrap();
    let line = secret.lines().find(|line| MARKS.iter().any(|mark| line.contains(mark))).unwrap();
    let quotes = [
        secret.to_owned(),
        format!("{}…", &secret[..mark + 9]),
        secret.replace('\n', " "),
        secret.replace('\n', "\\n"),
        line.trim().to_owned(),
    ];
    let mut words: Vec<String> = quotes.iter().map(|quote| format!("cannot take this: {quote}")).collect();
    words.push(format!("{:.<293}{secret}", "cannot take this: "));
    words
}

/// The provider answers with these words: as text, or as the list of a 422.
fn answer_with(bench: &Bench, operation: Operation, status: u16, words: &str) {
    let message = words.to_owned();
    bench.tamper(move |_, answer| {
        if status == 422 && answer.get("detail").is_some_and(Value::is_string) {
            answer["detail"] =
                json!([{ "loc": ["body", "cloud_init", "runcmd", 0], "msg": message, "type": "value_error" }]);
        }
    });
    bench.sandbox.add_fault(Fault::once(operation, FaultKind::Status { status, detail: Some(words.to_owned()) }));
}

/// Both ways in which a cloud-init is checked, whatever they answer.
async fn check(bench: &Bench, before: impl Fn()) {
    let draft = quoting_draft(bench.draft("x").await);
    before();
    let check = bench.call("cloud_init_check", json!({ "cloudInit": draft["cloudInit"] })).await;
    assert!(check.is_err() || check.unwrap()["accepted"] == false);
    before();
    let review = bench.call("deploy_review", json!({ "draft": draft })).await;
    assert!(review.is_err() || review.unwrap()["cloudInit"]["accepted"] == false);
}

#[test]
fn what_the_provider_quotes_is_told_nowhere() {
    let world = World::new();
    run_in(&world, async |bench: &Bench| {
        let mut orders = 0;
        for (place, secret) in sent_secrets().iter().enumerate() {
            for words in quotes(secret) {
                for status in [400, 422, 500] {
                    orders += 1;
                    let (draft, agreed) = bench.reviewed(&format!("train-{orders}")).await;
                    answer_with(bench, Operation::DeployVm, status, &words);
                    let job = bench.start(quoting_draft(draft), agreed).await.unwrap();
                    assert_eq!(job["phase"], if status == 500 { "unknown" } else { "refused" });
                }
                // A password is no part of what is checked.
                if place == 0 {
                    continue;
                }
                for status in [400, 422, 500] {
                    check(bench, || answer_with(bench, Operation::ValidateCloudInit, status, &words)).await;
                }
                bench.tamper(move |path, answer| {
                    if path.ends_with("/validate/cloudinit") {
                        *answer = json!({ "error": true, "message": words });
                    }
                });
                check(bench, || ()).await;
            }
        }
        for answer in bench.answers() {
            assert!(!MARKS.iter().any(|mark| answer.contains(mark)), "{answer}");
        }
    });
    world.each_file(|path, bytes| {
        for mark in MARKS {
            let found = bytes.windows(mark.len()).any(|window| window == mark.as_bytes());
            assert!(!found, "{mark} is in {}", path.display());
        }
    });
}
