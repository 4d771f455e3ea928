//! What is done on this computer, and what is set of an account.

use serde_json::{Value, json};

use crate::bench::{Bench, World, run_in};
use crate::deeds::lines;

async fn newest(bench: &Bench) -> (String, String, Value) {
    let line = lines(bench, json!({})).await.remove(0);
    assert_eq!((&line["outcome"], &line["request"]), (&json!("done"), &Value::Null), "{line}");
    let text = |field: &str| line[field].as_str().unwrap().to_owned();
    (text("subject"), text("deed"), line["place"].clone())
}

#[test]
fn keys_the_ssh_config_tunnels_and_kubeconfigs_stand_in_the_record() {
    let world = World::new();
    run_in(&world, async |bench: &Bench| {
        let draft = json!({ "path": "", "comment": "", "passphrase": "", "passphraseAgain": "", "saveAs": null });
        let made = bench.call("key_pair_make", draft).await.unwrap();
        let path = made["privatePath"].as_str().unwrap().to_owned();
        assert_eq!(newest(bench).await, (path, "SSH key pair made".into(), json!({ "kind": "keys" })));

        for (on, deed) in
            [(true, "includes the machines of Voltdeck"), (false, "left by Voltdeck: its lines and its file are gone")]
        {
            for _ in 0..2 {
                bench.call("ssh_config_set", json!({ "on": on })).await.unwrap();
            }
            let config = world.home().join(".ssh/config").display().to_string();
            assert_eq!(newest(bench).await, (config, deed.into(), json!({ "kind": "settings" })));
        }
        assert_eq!(lines(bench, json!({ "text": "ssh/config" })).await.len(), 2, "only a change is one");

        bench.computer.change(|computer| {
            computer.programs = vec!["ssh".into()];
            computer.tunnels_carry = true;
        });
        let id = bench.sandbox.add_vm("gpu", 1).to_string();
        bench.call("tunnel_open", json!({ "id": id })).await.unwrap();
        let (subject, deed, place) = newest(bench).await;
        assert_eq!((subject.as_str(), &place["id"]), ("gpu", &json!(id)));
        assert_eq!(deed, "tunnel opened: port 8888 here is its port 8888");

        let fleet = bench.call("fleet", json!({})).await.unwrap();
        let row = fleet["instances"].as_array().unwrap().iter().find(|row| row["name"] == "pretrain-rack").unwrap();
        bench.call("kubeconfig_save", json!({ "id": row["id"], "path": "" })).await.unwrap();
        assert_eq!(newest(bench).await.1, "kubeconfig saved");
    });
}

#[test]
fn that_an_account_may_only_look_stands_in_its_own_record() {
    let world = World::new();
    run_in(&world, async |bench: &Bench| {
        for (read_only, deed) in [(true, "made read-only"), (false, "may change and buy again")] {
            for _ in 0..2 {
                let args = json!({ "id": "sandbox", "readOnly": read_only });
                bench.call("profile_set_read_only", args).await.unwrap();
            }
            let place = json!({ "kind": "settings" });
            assert_eq!(newest(bench).await, ("Sandbox".into(), deed.into(), place));
        }
        assert_eq!(lines(bench, json!({})).await.len(), 2, "only a change is one");
    });
}
