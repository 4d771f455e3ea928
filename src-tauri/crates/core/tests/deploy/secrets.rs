//! Canaries: a token, a password and cloud-init contents that must turn up nowhere.

use serde_json::json;
use voltdeck_sandbox::{Fault, FaultKind, Operation};

use crate::bench::{Bench, TOKEN, World, run_in};

const SECRETS: [&str; 5] = [TOKEN, "canary-password", "canary-content", "canary-command", "canary-package"];

fn secret_draft(mut draft: serde_json::Value) -> serde_json::Value {
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
