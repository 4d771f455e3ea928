use serde_json::{Value, json};

use crate::bench::{Bench, run};

async fn connect(bench: &Bench, id: &str) -> Value {
    bench.call("connect", json!({ "id": id })).await.unwrap()
}

#[test]
fn the_user_is_set_for_one_machine_and_taken_back() {
    run(async {
        let bench = Bench::open().await;
        let id = bench.sandbox.add_vm("gpu", 1).to_string();
        let view = connect(&bench, &id).await;
        assert_eq!((&view["user"]["name"], &view["user"]["source"]), (&json!("user"), &json!("settings")));
        let command = view["ends"][0]["command"].as_str().unwrap();
        assert!(command.starts_with(&format!("ssh -o HostKeyAlias=voltdeck-{id} -p ")), "{command}");
        assert!(command.contains(" user@"), "{command}");

        bench.call("connect_user_set", json!({ "id": id, "user": " maria " })).await.unwrap();
        let view = connect(&bench, &id).await;
        assert_eq!(view["user"]["name"], "maria");
        assert_eq!((&view["user"]["source"], &view["user"]["otherwise"]), (&json!("machine"), &json!("user")));
        bench.pass(20).await;
        let fleet = bench.call("fleet", json!({})).await.unwrap();
        let row = fleet["instances"].as_array().unwrap().iter().find(|row| row["id"] == id.as_str()).unwrap();
        assert_eq!(row["ssh"]["command"], view["ends"][0]["command"], "the list says the same");

        bench.call("connect_user_set", json!({ "id": id, "user": "" })).await.unwrap();
        assert_eq!(connect(&bench, &id).await["user"]["source"], "settings");
    });
}

#[test]
fn a_user_that_a_shell_would_read_is_refused_at_its_field() {
    run(async {
        let bench = Bench::open().await;
        let id = bench.sandbox.add_vm("gpu", 1).to_string();
        for user in ["-oProxyCommand=x", "two words", "a;b", "$(id)", "a@b"] {
            let error = bench.call("connect_user_set", json!({ "id": id, "user": user })).await.unwrap_err();
            assert_eq!((&error["code"], &error["field"]), (&json!("invalid"), &json!("user")), "{user}");
        }
        assert_eq!(connect(&bench, &id).await["user"]["source"], "settings");
    });
}

#[test]
fn an_address_that_is_none_is_said_and_never_used() {
    run(async {
        let bench = Bench::open().await;
        bench.computer.change(|computer| computer.programs = vec!["ssh".into(), "xterm".into()]);
        for hostile in ["-oProxyCommand=touch /tmp/pwned", "203.0.113.7 -oProxyCommand=x", "a\nProxyCommand b", "$(id)"]
        {
            bench.tamper(move |path, answer| {
                if path.contains("/virtual-machines") {
                    for vm in answer["results"].as_array_mut().into_iter().flatten() {
                        vm["public_ip"] = json!(hostile);
                    }
                }
            });
            let id = bench.sandbox.add_vm("gpu", 1).to_string();
            bench.call("refresh", json!({})).await.unwrap();
            bench.pass(20).await;
            bench.computer.change(|computer| computer.probed.clear());
            let view = connect(&bench, &id).await;
            bench.pass(10).await;
            let end = &view["ends"][0];
            assert_eq!((&end["command"], &end["answer"]["kind"]), (&Value::Null, &json!("untried")), "{hostile}");
            assert!(end["problem"].as_str().unwrap().contains("cannot be used"));
            assert_eq!(bench.computer.probes(), 0);
            for (command, args) in [("terminal_open", json!({ "id": id })), ("tunnel_open", json!({ "id": id }))] {
                let error = bench.call(command, args).await.unwrap_err();
                assert!(error["message"].as_str().unwrap().contains("cannot be used"), "{error}");
            }
            bench.computer.change(|computer| assert!(computer.started.is_empty() && computer.watched.is_empty()));
            let fleet = bench.call("fleet", json!({})).await.unwrap();
            let row = fleet["instances"].as_array().unwrap().iter().find(|row| row["id"] == id.as_str()).unwrap();
            assert_eq!(row["ssh"], Value::Null);
        }
    });
}

#[test]
fn windows_is_reached_by_remote_desktop() {
    run(async {
        let bench = Bench::open().await;
        bench.tamper(|path, answer| {
            if path.contains("/virtual-machines") {
                for vm in answer["results"].as_array_mut().into_iter().flatten() {
                    vm["operating_system"] = json!("Windows 10");
                    vm["port_forwards"] = json!([{ "internal_port": 3389, "external_port": 33_890 }]);
                }
            }
        });
        let id = bench.sandbox.add_vm("win", 1).to_string();
        bench.pass(20).await;
        let view = connect(&bench, &id).await;
        assert_eq!((&view["way"], &view["ends"][0]["port"]), (&json!("rdp"), &json!(33_890)));
        assert!(view["ends"][0]["command"].as_str().unwrap().ends_with(":33890"));
        let error = bench.call("tunnel_open", json!({ "id": id })).await.unwrap_err();
        assert_eq!(error["code"], "notAllowed");
        let fleet = bench.call("fleet", json!({})).await.unwrap();
        let row = fleet["instances"].as_array().unwrap().iter().find(|row| row["id"] == id.as_str()).unwrap();
        assert_eq!((&row["ssh"], &row["noSsh"]), (&Value::Null, &json!("Windows: connect by Remote Desktop.")));
    });
}
