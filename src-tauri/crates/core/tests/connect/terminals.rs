use serde_json::json;

use crate::bench::{Bench, run};

#[test]
fn the_first_terminal_is_opened_with_the_command_unless_another_was_chosen() {
    run(async {
        let bench = Bench::open().await;
        let id = bench.sandbox.add_vm("gpu", 1).to_string();
        bench.computer.change(|computer| computer.programs = ["ssh", "konsole", "xterm"].map(str::to_owned).to_vec());
        let found = bench.call("terminals", json!({})).await.unwrap();
        assert_eq!(found[0], json!({ "name": "konsole", "label": "Konsole", "chosen": true }));
        assert_eq!(found[1]["chosen"], false);
        bench.call("terminal_open", json!({ "id": id })).await.unwrap();
        let mut settings = bench.call("app_state", json!({})).await.unwrap()["settings"].clone();
        settings["terminal"] = json!("xterm");
        bench.call("settings_set", settings).await.unwrap();
        bench.call("terminal_open", json!({ "id": id, "node": 0 })).await.unwrap();
        let view = bench.call("connect", json!({ "id": id })).await.unwrap();
        assert_eq!(view["terminal"], "xterm");
        bench.computer.change(|computer| {
            let [first, second] = &computer.started[..] else { panic!("{:?}", computer.started) };
            assert_eq!((&*first[0], &*first[1], &*second[0]), ("konsole", "-e", "xterm"));
            assert!(second.join(" ").ends_with(view["ends"][0]["command"].as_str().unwrap()));
        });
    });
}

#[test]
fn a_key_that_was_made_in_another_place_goes_with_the_command() {
    run(async {
        let bench = Bench::open().await;
        let id = bench.sandbox.add_vm("gpu", 1).to_string();
        bench.computer.change(|computer| computer.programs = ["ssh", "xterm"].map(str::to_owned).to_vec());
        let pair = json!({
            "path": "~/my keys/gpu", "comment": "", "passphrase": "", "passphraseAgain": "", "saveAs": null,
        });
        let made = bench.call("key_pair_make", pair).await.unwrap();
        bench.call("terminal_open", json!({ "id": id })).await.unwrap();
        let key = made["privatePath"].as_str().unwrap();
        bench.computer.change(|computer| {
            assert!(computer.started[0].windows(2).any(|two| two == ["-i", key]), "{:?}", computer.started);
        });
        let view = bench.call("connect", json!({ "id": id })).await.unwrap();
        let command = view["ends"][0]["command"].as_str().unwrap();
        assert!(command.contains(&format!(" -i '{key}' ")), "{command}");
    });
}

#[test]
fn what_is_missing_is_said_with_the_next_step() {
    run(async {
        let bench = Bench::open().await;
        let id = bench.sandbox.add_vm("gpu", 1).to_string();
        let refused = async || {
            let error = bench.call("terminal_open", json!({ "id": id })).await.unwrap_err();
            error["message"].as_str().unwrap().to_owned()
        };
        assert!(refused().await.contains("Install OpenSSH"));
        let error = bench.call("tunnel_open", json!({ "id": id })).await.unwrap_err();
        assert!(error["message"].as_str().unwrap().contains("Install OpenSSH"));
        bench.computer.change(|computer| computer.programs = vec!["ssh".into()]);
        assert!(refused().await.contains("Copy the command"));
        let view = bench.call("connect", json!({ "id": id })).await.unwrap();
        assert!(view["terminalProblem"].as_str().unwrap().contains("Copy the command"));
        bench.computer.change(|computer| {
            computer.programs.push("xterm".into());
            computer.start_fails = Some("cannot open display".into());
        });
        let said = refused().await;
        assert!(said.contains("xterm could not be opened (cannot open display)"), "{said}");
        let error = bench.call("terminal_open", json!({ "id": id, "node": 7 })).await.unwrap_err();
        assert_eq!(error["code"], "notAllowed");
    });
}
