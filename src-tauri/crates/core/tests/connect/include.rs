//! The line that includes the machines, in the configs that people have, as the real `ssh` reads them.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;

use serde_json::{Value, json};

use crate::aliases::{machine, person, set, setting, until};
use crate::bench::ssh_client::SshClient;
use crate::bench::{Bench, World, run_for_real};

const LINE: &str = "Include voltdeck/config";

/// A start of the app in the home of a person whose config this is.
fn with(config: &str, included: &[(&str, &str)], scene: impl AsyncFnOnce(&Bench, &SshClient)) {
    let (client, world) = (person(config, included), World::new());
    run_for_real(&world, async |bench| {
        bench.computer.real(client.home(), client.path());
        scene(bench, &client).await;
    });
}

fn mode(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

async fn view(bench: &Bench) -> Value {
    bench.call("ssh_config", json!({})).await.unwrap()
}

fn works(view: &Value) -> bool {
    view["seen"]["works"] == true && view["include"].is_null()
}

/// What is left alone, told with the line to add, and seen to be well once the person added it.
async fn told_and_recognised(bench: &Bench, client: &SshClient, config: &Path, add: impl FnOnce()) {
    let before = fs::read(config).unwrap_or_default();
    let alias = machine(bench, "dev").await.unwrap();
    let told = view(bench).await;
    assert_eq!(
        (&told["on"], &told["problem"], &told["seen"]["works"]),
        (&json!(true), &Value::Null, &json!(false)),
        "{told}"
    );
    assert_eq!((&told["include"]["line"], &told["include"]["canMove"]), (&json!(LINE), &json!(false)), "{told}");
    assert!(told["include"]["said"].as_str().unwrap().contains("first line, above every Host"), "{told}");
    assert_eq!(fs::read(config).unwrap_or_default(), before);
    let machines = fs::read_to_string(client.dot_ssh("voltdeck/config")).unwrap();
    assert!(machines.contains("Host vp-dev\n"), "the file with the machines is kept");
    add();
    until(bench, "it is seen that the line is there", works).await;
    assert_ne!(setting(client, &alias, "port"), ["22"]);
    // Nothing of ours was added to it.
    assert!(!fs::read_to_string(config).unwrap().contains(">>> Voltdeck"));
}

#[test]
fn a_config_that_may_not_be_written_is_left_alone_and_the_line_to_add_is_told() {
    with("Host nas\n  User me\n", &[], async |bench, client| {
        let config = client.dot_ssh("config");
        mode(&config, 0o400);
        told_and_recognised(bench, client, &config, || {
            mode(&config, 0o600);
            fs::write(&config, format!("{LINE}\nHost nas\n  User me\n")).unwrap();
            mode(&config, 0o400);
        })
        .await;
        // Switching it off does what can be done.
        bench.call("ssh_config_set", json!({ "on": false })).await.unwrap();
        assert!(!client.dot_ssh("voltdeck/config").exists());
    });
}

#[test]
fn a_link_into_a_store_that_nobody_may_write_is_left_alone() {
    with("", &[], async |bench, client| {
        let (store, config) = (client.home().join("store"), client.dot_ssh("config"));
        fs::create_dir(&store).unwrap();
        fs::write(store.join("ssh_config"), "Host nas\n  User me\n").unwrap();
        fs::write(store.join("ssh_config_2"), format!("{LINE}\nHost nas\n  User me\n")).unwrap();
        fs::remove_file(&config).unwrap();
        symlink(store.join("ssh_config"), &config).unwrap();
        mode(&store, 0o555);
        told_and_recognised(bench, client, &config, || {
            fs::remove_file(&config).unwrap();
            symlink(store.join("ssh_config_2"), &config).unwrap();
        })
        .await;
        assert!(fs::symlink_metadata(&config).unwrap().is_symlink());
        mode(&store, 0o755);
    });
}

#[test]
fn our_lines_in_a_config_that_was_locked_later_are_said_when_it_is_switched_off() {
    with("Host nas\n", &[], async |bench, client| {
        machine(bench, "dev").await.unwrap();
        let config = client.dot_ssh("config");
        mode(&config, 0o400);
        let off = bench.call("ssh_config_set", json!({ "on": false })).await.unwrap();
        assert_eq!(off["on"], false);
        assert!(off["include"]["said"].as_str().unwrap().contains("It does nothing now"), "{off}");
        assert!(!client.dot_ssh("voltdeck/config").exists());
        assert_eq!(setting(client, "nas", "port"), ["22"], "ssh reads on");
        mode(&config, 0o600);
        assert!(view(bench).await["include"].is_object());
    });
}

#[test]
fn ways_of_the_persons_to_include_it_are_recognised_and_nothing_is_added() {
    for (config, included) in [
        ("Include ~/.ssh/voltdeck/*\nHost *\n  User me\n", ""),
        ("Include conf.d/*\nHost *\n  User me\n", "Include voltdeck/config\n"),
        ("Include \"~/.ssh/voltdeck/config\" # the cloud\n", ""),
        ("Match all\n  Include vol*/config\n", ""),
    ] {
        with(config, &[("conf.d/cloud", included)], async |bench, client| {
            let alias = machine(bench, "dev").await.unwrap();
            let view = view(bench).await;
            assert!(works(&view), "{config}: {view}");
            assert_eq!(fs::read_to_string(client.dot_ssh("config")).unwrap(), config);
            assert_eq!(setting(client, &alias, "user"), ["user"]);
            bench.call("ssh_config_set", json!({ "on": false })).await.unwrap();
            assert_eq!(fs::read_to_string(client.dot_ssh("config")).unwrap(), config);
        });
    }
}

#[test]
fn a_line_in_a_file_that_counts_for_one_host_does_not_count() {
    let config = "Host nas\n  Include conf.d/*\n";
    with(config, &[("conf.d/cloud", "Include voltdeck/config\n")], async |bench, client| {
        machine(bench, "dev").await.unwrap();
        assert!(works(&view(bench).await));
        let now = fs::read_to_string(client.dot_ssh("config")).unwrap();
        assert!(now.contains(LINE) && now.ends_with(config), "{now}");
    });
}

#[test]
fn a_line_below_a_host_works_for_nobody_and_moves_when_that_is_asked_for() {
    for (above, below) in [
        ("# mine\nHost nas\n  User me\n\n", "Host *\n  Compression yes\n"),
        ("User me\r\n# settings of my own\r\n", ""),
    ] {
        let eol = if above.contains('\r') { "\r\n" } else { "\n" };
        with(&format!("{above}{LINE}{eol}{below}"), &[], async |bench, client| {
            let alias = machine(bench, "dev").await.unwrap();
            let config = client.dot_ssh("config");
            let before = fs::read_to_string(&config).unwrap();
            let told = view(bench).await;
            assert_eq!((&told["seen"]["works"], &told["include"]["canMove"]), (&json!(false), &json!(true)), "{told}");
            assert_eq!(told["include"]["line"], Value::Null);
            assert_eq!(before, format!("{above}{LINE}{eol}{below}"), "nothing is done unasked");
            assert_ne!(setting(client, &alias, "user"), ["user"]);

            let moved = bench.call("ssh_include_move", json!({})).await.unwrap();
            assert!(works(&moved), "{moved}");
            assert_eq!(fs::read_to_string(&config).unwrap(), format!("{LINE}{eol}{above}{below}"));
            assert_eq!(setting(client, &alias, "user"), ["user"]);
            let again = bench.call("ssh_include_move", json!({})).await.unwrap_err();
            assert!(again["message"].as_str().unwrap().contains("no such line to move"), "{again}");
        });
    }
}

#[test]
fn a_config_in_utf16_is_refused_in_words_and_nothing_is_written_to_it() {
    let text = "Host nas\n  User me\n";
    let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    for bytes in [[&[0xff, 0xfe], &little[..]].concat(), little, [&[0xfe, 0xff], &big[..]].concat(), big] {
        with("", &[], async |bench, client| {
            let config = client.dot_ssh("config");
            fs::write(&config, &bytes).unwrap();
            let view = set(bench).await;
            assert_eq!((&view["on"], &view["seen"]["works"]), (&json!(true), &json!(false)), "{view}");
            assert!(view["include"]["said"].as_str().unwrap().contains("Save it as UTF-8"), "{view}");
            assert_eq!(fs::read(&config).unwrap(), bytes);
            bench.call("ssh_config_set", json!({ "on": false })).await.unwrap();
            assert_eq!(fs::read(&config).unwrap(), bytes);
            set(bench).await;
            fs::write(&config, text).unwrap();
            until(bench, "the line is added by itself", works).await;
            assert!(fs::read_to_string(&config).unwrap().ends_with(text));
        });
    }
}

#[test]
fn a_mark_at_the_beginning_stays_there_and_what_ssh_makes_of_it_is_said() {
    with("\u{feff}Host nas\n", &[], async |bench, client| {
        let view = set(bench).await;
        assert!(fs::read_to_string(client.dot_ssh("config")).unwrap().starts_with("\u{feff}# >>> Voltdeck"));
        assert!(view["seen"]["said"].as_str().unwrap().contains("Bad configuration option"), "{view}");
        assert!(view["include"]["said"].as_str().unwrap().contains("byte order mark"), "{view}");
        assert!(view["byHand"].is_string(), "{view}");
        bench.call("ssh_config_set", json!({ "on": false })).await.unwrap();
        assert_eq!(fs::read_to_string(client.dot_ssh("config")).unwrap(), "\u{feff}Host nas\n");
    });
}
