use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use voltdeck_sandbox::{Fault, FaultKind, Operation};

use crate::bench::{World, run_in};

const PASSPHRASE: &str = "canary-passphrase-9";

fn draft(path: &str, passphrase: &str, save_as: Option<&str>) -> Value {
    json!({
        "path": path, "comment": "me@voltdeck", "passphrase": passphrase, "passphraseAgain": passphrase,
        "saveAs": save_as,
    })
}

fn text(path: &Value) -> String {
    fs::read_to_string(path.as_str().unwrap()).unwrap()
}

#[cfg(unix)]
fn mode(path: &Path) -> u32 {
    std::os::unix::fs::PermissionsExt::mode(&fs::metadata(path).unwrap().permissions()) & 0o777
}

#[test]
fn a_pair_is_written_for_its_owner_alone_and_added() {
    let world = World::new();
    run_in(&world, async |bench| {
        let check = bench.call("key_pair_check", json!({ "path": "", "saveAs": null })).await.unwrap();
        let place = world.home().join(".ssh/id_ed25519");
        assert_eq!((&check["suggestedPath"], &check["ready"]), (&json!(place), &json!(true)));
        assert!(check["issues"][0]["message"].as_str().unwrap().contains("is made"), "{check}");
        let made = bench.call("key_pair_make", draft("", "", Some("voltdeck"))).await.unwrap();
        assert_eq!(made["privatePath"], json!(place));
        let private = text(&made["privatePath"]);
        assert!(private.starts_with("-----BEGIN OPENSSH PRIVATE KEY-----\n"));
        assert_eq!(text(&made["publicPath"]), format!("{}\n", made["text"].as_str().unwrap()));
        assert!(made["text"].as_str().unwrap().ends_with(" me@voltdeck"));
        #[cfg(unix)]
        {
            assert_eq!(mode(&place), 0o600);
            assert_eq!(mode(place.parent().unwrap()), 0o700);
        }
        let key = ssh_key::PrivateKey::from_openssh(&private).unwrap();
        assert_eq!(key.fingerprint(ssh_key::HashAlg::Sha256).to_string(), made["fingerprint"].as_str().unwrap());
        assert_eq!(key.public_key().to_openssh().unwrap(), made["text"].as_str().unwrap());
        assert_eq!(made["added"]["fingerprint"], made["fingerprint"]);
        // The next one gets the next name, and nothing is written over.
        let next = bench.call("key_pair_check", json!({ "path": "", "saveAs": "voltdeck" })).await.unwrap();
        assert!(next["suggestedPath"].as_str().unwrap().ends_with("/voltdeck_ed25519"));
        assert_eq!((&next["issues"][0]["field"], &next["suggestedName"]), (&json!("saveAs"), &json!("voltdeck-2")));
        let body = private.lines().nth(1).unwrap();
        assert!(bench.answers().iter().all(|answer| !answer.contains(body)), "the private part stays in its file");
    });
}

#[test]
fn a_passphrase_encrypts_it_and_is_kept_nowhere() {
    let world = World::new();
    run_in(&world, async |bench| {
        let wrong = json!({
            "path": "", "comment": "", "passphrase": PASSPHRASE, "passphraseAgain": "other", "saveAs": null,
        });
        let error = bench.call("key_pair_make", wrong).await.unwrap_err();
        assert_eq!((&error["code"], &error["field"]), (&json!("invalid"), &json!("passphraseAgain")));
        let made = bench.call("key_pair_make", draft("", PASSPHRASE, None)).await.unwrap();
        assert_eq!((&made["encrypted"], &made["added"]), (&json!(true), &Value::Null));
        let key = ssh_key::PrivateKey::from_openssh(text(&made["privatePath"])).unwrap();
        assert!(key.is_encrypted());
        assert!(key.decrypt(PASSPHRASE).is_ok());
        assert!(key.decrypt("other").is_err());
        assert!(bench.answers().iter().all(|answer| !answer.contains(PASSPHRASE)));
    });
    world.each_file(|path, bytes| {
        let found = bytes.windows(PASSPHRASE.len()).any(|window| window == PASSPHRASE.as_bytes());
        assert!(!found, "the passphrase is in {}", path.display());
    });
}

#[test]
fn nothing_is_written_over_what_exists_and_bad_places_are_refused_at_the_field() {
    let world = World::new();
    let folder = world.home().join("keys");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("taken"), "mine").unwrap();
    fs::write(folder.join("half.pub"), "mine").unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink(folder.join("elsewhere"), folder.join("link")).unwrap();
    run_in(&world, async |bench| {
        let at = |name: &str| folder.join(name).display().to_string();
        for path in [
            at("taken"),
            at("half"),
            #[cfg(unix)]
            at("link"),
            at("new.pub"),
            format!("{}/", folder.display()),
            "relative/key".to_owned(),
            // No command could name it.
            at("100%/key"),
            at("taken/below"),
            "/dev/null/key\n".to_owned() + "x",
        ] {
            let error = bench.call("key_pair_make", draft(&path, "", None)).await.unwrap_err();
            assert_eq!((&error["code"], &error["field"]), (&json!("invalid"), &json!("path")), "{path}: {error}");
            let check = bench.call("key_pair_check", json!({ "path": path, "saveAs": null })).await.unwrap();
            assert_eq!(check["ready"], false, "{path}");
        }
        let made = bench.call("key_pair_make", draft("~/keys/good", "", None)).await.unwrap();
        assert_eq!(made["publicPath"], json!(folder.join("good.pub")));
    });
    assert_eq!(fs::read_to_string(folder.join("taken")).unwrap(), "mine");
    assert_eq!(fs::read_to_string(folder.join("half.pub")).unwrap(), "mine");
    assert!(!folder.join("half").exists() && !folder.join("elsewhere").exists());
}

#[test]
fn a_pair_that_could_not_be_added_lies_there_all_the_same() {
    let world = World::new();
    run_in(&world, async |bench| {
        bench.sandbox.add_fault(Fault::once(Operation::AddSshKey, FaultKind::Status { status: 403, detail: None }));
        let made = bench.call("key_pair_make", draft("", "", Some("voltdeck"))).await.unwrap();
        assert_eq!((&made["added"], &made["addFault"]["code"]), (&Value::Null, &json!("forbidden")));
        assert!(Path::new(made["privatePath"].as_str().unwrap()).exists());
        let error = bench.call("key_pair_make", draft("", "", Some("x"))).await.unwrap_err();
        assert_eq!(error["field"], "saveAs", "a bad name writes nothing");
        assert!(!world.home().join(".ssh/voltdeck_ed25519").exists());
    });
}
