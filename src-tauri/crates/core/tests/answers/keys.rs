//! Keys of the organization and of this computer.

use std::fs;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::bench::{Bench, KEY, World, run_in};
use crate::kept::Area;

pub fn scenes(world: &World, area: &mut Area) {
    let folder = world.home().join(".ssh");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("id_ed25519.pub"), KEY).unwrap();
    fs::write(folder.join("wrong.pub"), "-----BEGIN OPENSSH PRIVATE KEY-----").unwrap();
    run_in(world, async |bench: &Bench| {
        let old = bench.call("ssh_key_add", json!({ "name": "old-import", "text": KEY })).await.unwrap();
        bench.tamper(damage_one);
        bench.pass(90).await;
        let keys = bench.call("ssh_keys", json!({})).await.unwrap()["keys"].as_array().unwrap().clone();
        for (name, id) in [("ana laptop", "k1"), ("ci-runner", "k2"), ("old-import", "k3")] {
            area.name_of(keys.iter().find(|key| key["name"] == name).unwrap(), id);
        }
        assert!(keys.iter().any(|key| key["id"] == old["id"] && !key["problem"].is_null()), "{keys:?}");
        fs::write(folder.join("work.pub"), keys[0]["text"].as_str().unwrap()).unwrap();
        area.ask(bench, "keys", "ssh_keys", json!({})).await;
        area.ask(bench, "local", "local_keys", json!({})).await;
        let two = format!("# mine\n{KEY}\n{}\n", keys[0]["text"].as_str().unwrap());
        for (scene, name, text) in [
            ("checkEmpty", "", ""),
            ("checkGood", "me-laptop", KEY),
            ("checkNameless", "", KEY),
            ("checkSeveral", "me-laptop", &two),
            ("checkNoKey", "me-laptop", "hello"),
            ("checkPrivate", "me-laptop", "-----BEGIN OPENSSH PRIVATE KEY-----"),
        ] {
            area.ask(bench, scene, "ssh_key_check", json!({ "name": name, "text": text })).await;
        }
        for (scene, bytes) in [("fileGood", KEY), ("fileEmpty", ""), ("filePrivate", "-----BEGIN RSA PRIVATE KEY-----")]
        {
            area.ask(bench, scene, "ssh_key_file", json!({ "base64": STANDARD.encode(bytes) })).await;
        }
        area.ask(bench, "pairCheck", "key_pair_check", json!({ "path": "", "saveAs": null })).await;
        let taken = folder.join("id_ed25519");
        fs::write(&taken, "").unwrap();
        area.ask(bench, "pairTaken", "key_pair_check", json!({ "path": taken, "saveAs": null })).await;
    });
}

/// The provider keeps whatever text somebody once gave it.
fn damage_one(path: &str, answer: &mut Value) {
    if path.trim_end_matches('/').ends_with("/ssh-keys")
        && let Some(keys) = answer["results"].as_array_mut()
        && let Some(key) = keys.iter_mut().find(|key| key["name"] == "old-import")
    {
        key["content"] = json!("ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABgQDAKOgHv82A6Oi7AWLvBC9N");
    }
}
