use serde_json::{Value, json};

use crate::bench::{World, run_in};

fn form(command: &str) -> Value {
    json!({ "packages": ["git"], "writeFiles": [], "runcmd": [command] })
}

#[test]
fn what_a_template_leaves_to_put_in_is_warned_of_at_its_field() {
    let world = World::new();
    run_in(&world, async |bench| {
        let mut draft = bench.draft("box").await;
        let templates = bench.call("cloud_init_templates", json!({})).await.unwrap();
        let mount = templates.as_array().unwrap().iter().find(|one| one["id"] == "nfs-volume").unwrap();
        draft["cloudInit"] = mount["cloudInit"].clone();
        let check = bench.call("deploy_check", json!({ "draft": draft })).await.unwrap();
        let [issue] = check["issues"].as_array().unwrap().as_slice() else { panic!("{check}") };
        assert_eq!((&issue["field"], &issue["severity"]), (&json!("cloudInit.runcmd.1"), &json!("warning")));
        assert_eq!(check["ready"], true, "the provider would take it");
        let review = bench.call("deploy_review", json!({ "draft": draft })).await.unwrap();
        assert_eq!(review["issues"], check["issues"], "the last look says so too");
        draft["cloudInit"]["runcmd"][1] = json!("echo '10.0.0.7:/data /mnt/volume nfs defaults 0 0' >> /etc/fstab");
        let check = bench.call("deploy_check", json!({ "draft": draft })).await.unwrap();
        assert_eq!(check["issues"], json!([]));
    });
}

#[test]
fn own_templates_outlive_the_app_and_secrets_are_refused() {
    let world = World::new();
    run_in(&world, async |bench| {
        let save = async |name: &str, command: &str| {
            bench.call("cloud_init_template_save", json!({ "name": name, "cloudInit": form(command) })).await
        };
        save(" Mine ", "nvidia-smi").await.unwrap();
        save("mine", "nvidia-smi -L").await.unwrap();
        for (name, command, field) in [
            ("", "x", "name"),
            ("JupyterLab", "x", "name"),
            ("Key", "echo '-----BEGIN OPENSSH PRIVATE KEY-----'", "cloudInit.runcmd.0"),
            ("Token", "export HF_TOKEN=hf_abcdefghijklmnopqrstuvwxyz012345", "cloudInit.runcmd.0"),
        ] {
            let error = save(name, command).await.unwrap_err();
            assert_eq!((&error["code"], &error["field"]), (&json!("invalid"), &json!(field)), "{name}");
            assert!(!error.to_string().contains("hf_abc"), "a refused secret is not repeated");
        }
        let empty = json!({ "packages": [], "writeFiles": [], "runcmd": [" "] });
        let error = bench.call("cloud_init_template_save", json!({ "name": "Empty", "cloudInit": empty })).await;
        assert_eq!(error.unwrap_err()["field"], "cloudInit");
    });
    world.each_file(|path, bytes| {
        let holds = bytes.windows(6).any(|window| window == b"hf_abc");
        assert!(!holds, "{}", path.display());
    });
    run_in(&world, async |bench| {
        let all = bench.call("cloud_init_templates", json!({})).await.unwrap();
        let own: Vec<&Value> = all.as_array().unwrap().iter().filter(|one| one["builtIn"] == false).collect();
        assert_eq!(own.len(), 1, "one of the same name is replaced");
        assert_eq!((&own[0]["name"], &own[0]["cloudInit"]["runcmd"][0]), (&json!("mine"), &json!("nvidia-smi -L")));
        let left = bench.call("cloud_init_template_delete", json!({ "id": own[0]["id"] })).await.unwrap();
        assert!(left.as_array().unwrap().iter().all(|one| one["builtIn"] == true));
    });
}

#[test]
fn a_draft_whose_text_has_errors_is_not_ready() {
    let world = World::new();
    run_in(&world, async |bench| {
        let parsed = bench.call("cloud_init_parse", json!({ "text": "packages: git\n" })).await.unwrap();
        assert_eq!((&parsed["form"], &parsed["issues"][0]["line"]), (&Value::Null, &json!(1)));
        let mut draft = bench.draft("yaml").await;
        draft["cloudInit"]["textUnread"] = json!(true);
        let check = bench.call("deploy_check", json!({ "draft": draft })).await.unwrap();
        assert_eq!((&check["ready"], &check["issues"][0]["field"]), (&json!(false), &json!("cloudInit")));
        let text = bench.call("cloud_init_text", json!({ "cloudInit": form("a: b") })).await.unwrap();
        let back = bench.call("cloud_init_parse", text).await.unwrap();
        assert_eq!(back["form"], form("a: b"));
    });
}

#[test]
fn a_text_is_in_no_file() {
    let world = World::new();
    run_in(&world, async |bench| {
        let text = "write_files:\n- path: /a\n  content: canary-content\n  canary-key: x\n";
        bench.call("cloud_init_parse", json!({ "text": text })).await.unwrap();
    });
    world.each_file(|path, bytes| {
        assert!(!bytes.windows(7).any(|window| window == b"canary-"), "{}", path.display());
    });
}
