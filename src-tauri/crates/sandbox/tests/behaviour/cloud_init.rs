//! Cloud-init: exactly packages, `write_files` with five fields, and runcmd.

use serde_json::{Value, json};

use super::Api;

async fn validate(api: &Api, content: Value) -> (bool, String) {
    let answer = api.post("/validate/cloudinit", json!({"type": "instant-vm", "content": content})).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    (answer.body["error"].as_bool().unwrap(), answer.body["message"].as_str().unwrap().to_owned())
}

#[tokio::test(start_paused = true)]
async fn yaml_and_objects_are_validated_alike() {
    let api = Api::new();
    let good = json!({
        "packages": ["htop"], "runcmd": ["echo hi"],
        "write_files": [{"encoding": "b64", "content": "aGk=", "owner": "root", "path": "/a", "permissions": "0644"}],
    });
    assert!(!validate(&api, good).await.0);
    let yaml = "#cloud-config\npackages:\n  - htop\nwrite_files:\n  - path: /a\n    content: |\n      hi\n    \
                permissions: '0644'\nruncmd:\n  - echo hi\n";
    let (wrong, message) = validate(&api, json!(yaml)).await;
    assert!(!wrong, "{message}");
}

#[tokio::test(start_paused = true)]
async fn what_is_wrong_is_said_with_its_place() {
    let api = Api::new();
    for (content, place) in [
        (json!({"users": []}), "users"),
        (json!({"packages": "htop"}), "packages"),
        (json!({"packages": [1]}), "packages.0"),
        (json!({"write_files": [{"content": "x"}]}), "write_files.0.path"),
        (json!({"write_files": [{"path": "/a", "defer": true}]}), "write_files.0.defer"),
        (json!("packages: [htop"), "line"),
        (json!("text"), "dictionary"),
        (json!("write_files:\n  - path: /a\n    permissions: 0644\n"), "write_files.0.permissions"),
    ] {
        let (wrong, message) = validate(&api, content.clone()).await;
        assert!(wrong && message.contains(place), "{content}: {message}");
    }
}

#[tokio::test(start_paused = true)]
async fn an_error_never_quotes_the_contents() {
    let api = Api::new();
    for content in ["runcmd: [CANARY", "CANARY: 1\nCANARY: 2\n", "a: *CANARY", "a: !CANARY [\n", "\tCANARY: {"] {
        let (wrong, message) = validate(&api, json!(content)).await;
        assert!(wrong && (!message.contains("CANARY") || message.contains("Extra")), "{content}: {message}");
    }
}

#[tokio::test(start_paused = true)]
async fn the_request_itself_is_checked() {
    let api = Api::new();
    let answer = api.post("/validate/cloudinit", json!({"type": "toaster", "content": 3})).await;
    assert_eq!(answer.fields(), [("body.type".into(), "enum".into()), ("body.content".into(), "string_type".into())]);
    let answer = api.post("/validate/cloudinit", json!({"type": "vm"})).await;
    assert_eq!(answer.fields(), [("body.content".into(), "missing".into())]);
}

#[tokio::test(start_paused = true)]
async fn a_deploy_is_refused_at_the_field() {
    let api = Api::new();
    let order = json!({
        "config_id": api.sandbox.preset_id(1), "name": "x",
        "cloud_init": {"users": [], "runcmd": [["a", "b"]]},
    });
    let fields = api.post("/virtual-machines/instant", order).await.fields();
    assert!(fields.contains(&("body.cloud_init.users".into(), "extra_forbidden".into())));
    assert!(fields.contains(&("body.cloud_init.runcmd.0".into(), "string_type".into())));
    assert_eq!(api.sandbox.records().stock[0].available, 8, "nothing was taken");
}
