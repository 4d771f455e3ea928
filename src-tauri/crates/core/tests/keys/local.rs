use std::fs;

use serde_json::{Value, json};

use crate::bench::{KEY, World, run_in};

async fn local(bench: &crate::bench::Bench) -> Value {
    bench.call("local_keys", json!({})).await.unwrap()
}

fn file<'a>(view: &'a Value, name: &str) -> &'a Value {
    view["keys"].as_array().unwrap().iter().find(|key| key["file"] == name).unwrap_or_else(|| panic!("{name}: {view}"))
}

#[test]
fn public_keys_are_found_and_what_is_wrong_with_the_others_is_said() {
    let world = World::new();
    let folder = world.home().join(".ssh");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("id_ed25519.pub"), KEY).unwrap();
    fs::write(folder.join("id_ed25519"), "-----BEGIN OPENSSH PRIVATE KEY-----\nCANARY").unwrap();
    fs::write(folder.join("wrong.pub"), "-----BEGIN OPENSSH PRIVATE KEY-----\nCANARY").unwrap();
    fs::write(folder.join("two.pub"), format!("{KEY}\n{KEY}\n")).unwrap();
    fs::write(folder.join("empty.pub"), "").unwrap();
    fs::write(folder.join("large.pub"), "x".repeat(70_000)).unwrap();
    fs::write(folder.join("binary.pub"), [0xff, 0xfd]).unwrap();
    fs::create_dir(folder.join("folder.pub")).unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink("/nowhere/at/all", folder.join("dangling.pub")).unwrap();
    run_in(&world, async |bench| {
        bench.call("ssh_key_add", json!({ "name": "known", "text": KEY })).await.unwrap();
        let view = local(bench).await;
        let good = file(&view, "id_ed25519.pub");
        assert_eq!((&good["text"], &good["key"]["alreadyKnownAs"]), (&json!(KEY), &json!("known")));
        for number in [1, 2] {
            assert_eq!(file(&view, &format!("two.pub, key {number}"))["text"], KEY);
        }
        for (name, part) in [
            ("wrong.pub", "private key"),
            ("empty.pub", "empty"),
            ("large.pub", "too large"),
            ("binary.pub", "no text"),
            ("folder.pub", "not a file"),
            #[cfg(unix)]
            ("dangling.pub", "cannot be read"),
        ] {
            let bad = file(&view, name);
            assert!(bad["key"]["problem"].as_str().unwrap().contains(part), "{name}: {bad}");
            assert_eq!(bad["text"], Value::Null);
        }
        assert!(!view.to_string().contains("CANARY"));
        assert!(view["keys"].as_array().unwrap().iter().all(|key| key["file"] != "id_ed25519"), "only *.pub is opened");
    });
}

#[test]
fn a_missing_or_empty_folder_is_said() {
    let world = World::new();
    run_in(&world, async |bench| {
        assert!(local(bench).await["problem"].as_str().unwrap().contains("There is no folder"));
        fs::create_dir_all(world.home().join(".ssh")).unwrap();
        assert!(local(bench).await["problem"].as_str().unwrap().contains("no public key"));
        fs::remove_dir(world.home().join(".ssh")).unwrap();
        fs::write(world.home().join(".ssh"), "").unwrap();
        assert!(local(bench).await["problem"].as_str().unwrap().contains("cannot be read"));
    });
}
