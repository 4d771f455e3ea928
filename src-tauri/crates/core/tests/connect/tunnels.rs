use serde_json::{Value, json};
use voltdeck_contract::Link;

use crate::bench::{Bench, World, run, run_in};

fn with_ssh(bench: &Bench) -> String {
    bench.computer.change(|computer| {
        computer.programs = vec!["ssh".into()];
        computer.tunnels_carry = true;
    });
    bench.sandbox.add_vm("gpu", 1).to_string()
}

async fn tunnels(bench: &Bench) -> Vec<Value> {
    bench.call("tunnels", json!({})).await.unwrap().as_array().unwrap().clone()
}

#[test]
fn a_tunnel_opens_its_near_end_in_the_browser_and_ends_when_asked() {
    run(async {
        let bench = Bench::open().await;
        let id = with_ssh(&bench);
        let tunnel = bench.call("tunnel_open", json!({ "id": id })).await.unwrap();
        assert_eq!((&tunnel["stage"], &tunnel["url"]), (&json!("open"), &json!("http://127.0.0.1:8888")));
        bench.computer.change(|computer| {
            assert_eq!(computer.opened, [Link::Tunnel { port: 8888 }]);
            assert!(computer.watched[0].argv.join(" ").contains("-L 127.0.0.1:8888:127.0.0.1:8888"));
        });
        let view = bench.call("connect", json!({ "id": id })).await.unwrap();
        assert_eq!(view["tunnels"][0]["id"], tunnel["id"]);
        bench.call("open_link", json!({ "link": { "tunnel": { "port": 8888 } } })).await.unwrap();
        bench.call("tunnel_close", json!({ "id": tunnel["id"] })).await.unwrap();
        bench.computer.change(|computer| assert!(computer.watched[0].has_ended()));
        assert!(tunnels(&bench).await.is_empty());
    });
}

#[test]
fn no_link_leads_to_a_port_without_a_tunnel() {
    run(async {
        let bench = Bench::open().await;
        let error = bench.call("open_link", json!({ "link": { "tunnel": { "port": 631 } } })).await.unwrap_err();
        assert_eq!(error["code"], "gone");
        bench.computer.change(|computer| assert!(computer.opened.is_empty()));
    });
}

#[test]
fn a_taken_port_is_said_at_its_field_with_a_free_one() {
    run(async {
        let bench = Bench::open().await;
        let id = with_ssh(&bench);
        bench.computer.change(|computer| computer.taken = vec![8888, 8889]);
        let args = json!({ "id": id, "remotePort": 8888, "localPort": 8889 });
        let error = bench.call("tunnel_open", args).await.unwrap_err();
        assert_eq!((&error["code"], &error["field"]), (&json!("invalid"), &json!("localPort")));
        assert!(error["message"].as_str().unwrap().contains("8890 is free"));
        let tunnel = bench.call("tunnel_open", json!({ "id": id, "remotePort": 8888 })).await.unwrap();
        assert_eq!(tunnel["localPort"], 8890);
        for (args, field) in [
            (json!({ "id": id, "remotePort": 0 }), "remotePort"),
            (json!({ "id": id, "localPort": 70_000 }), "localPort"),
        ] {
            assert_eq!(bench.call("tunnel_open", args).await.unwrap_err()["field"], field);
        }
    });
}

#[test]
fn two_that_are_opened_at_once_take_ports_of_their_own() {
    run(async {
        let bench = Bench::open().await;
        let (one, other) = (with_ssh(&bench), bench.sandbox.add_vm("other", 1).to_string());
        bench.call("refresh", json!({})).await.unwrap();
        let open = |id: &str| bench.call("tunnel_open", json!({ "id": id }));
        // No SSH listens yet, so that both ports look free to whoever tries them.
        let (one, other) = futures::join!(open(&one), open(&other));
        assert_eq!((&one.unwrap()["localPort"], &other.unwrap()["localPort"]), (&json!(8888), &json!(8889)));
        bench.computer.change(|computer| {
            assert_eq!(computer.opened, [8888, 8889].map(|port| Link::Tunnel { port }));
        });
        let args = json!({ "id": tunnels(&bench).await[0]["instanceId"], "localPort": 8889 });
        let error = bench.call("tunnel_open", args).await.unwrap_err();
        assert_eq!(error["field"], "localPort");
        assert!(error["message"].as_str().unwrap().contains("8890 is free"), "{error}");
    });
}

#[test]
fn a_port_that_another_program_took_meanwhile_opens_nothing() {
    run(async {
        let bench = Bench::open().await;
        let id = with_ssh(&bench);
        let ends = async {
            tokio::time::sleep(std::time::Duration::from_millis(200)).await;
            let program = bench.computer.0.lock().unwrap().watched[0].clone();
            program.end("bind [127.0.0.1]:8888: Address already in use");
        };
        let (tunnel, ()) = futures::join!(bench.call("tunnel_open", json!({ "id": id })), ends);
        let tunnel = tunnel.unwrap();
        assert_eq!(tunnel["stage"], "ended");
        assert!(tunnel["said"].as_str().unwrap().contains("was taken meanwhile"), "{tunnel}");
        bench.computer.change(|computer| assert!(computer.opened.is_empty()));
    });
}

#[test]
fn one_that_cannot_be_started_is_not_listed_and_holds_no_port() {
    run(async {
        let bench = Bench::open().await;
        let id = with_ssh(&bench);
        bench.computer.change(|computer| computer.start_fails = Some("no memory".into()));
        let error = bench.call("tunnel_open", json!({ "id": id })).await.unwrap_err();
        assert!(error["message"].as_str().unwrap().contains("no memory"), "{error}");
        assert!(tunnels(&bench).await.is_empty());
        bench.computer.change(|computer| computer.start_fails = None);
        assert_eq!(bench.call("tunnel_open", json!({ "id": id })).await.unwrap()["localPort"], 8888);
    });
}

#[test]
fn a_tunnel_that_ends_by_itself_says_why() {
    run(async {
        let bench = Bench::open().await;
        let id = with_ssh(&bench);
        bench.call("tunnel_open", json!({ "id": id })).await.unwrap();
        let program = bench.computer.0.lock().unwrap().watched[0].clone();
        program.end("user@127.0.0.1: Permission denied (publickey).");
        bench.pass(1).await;
        let ended = tunnels(&bench).await.remove(0);
        assert_eq!(ended["stage"], "ended");
        assert!(ended["said"].as_str().unwrap().contains("refuses the login of user"));
        // Opening it again takes the place of the one that ended.
        bench.call("tunnel_open", json!({ "id": id })).await.unwrap();
        assert_eq!(tunnels(&bench).await.len(), 1);
    });
}

#[test]
fn one_whose_far_end_does_not_answer_waits_for_it_and_is_open_by_itself() {
    run(async {
        let bench = Bench::open().await;
        let id = with_ssh(&bench);
        bench.computer.change(|computer| computer.far_ends_refuse = true);
        let waits = bench.call("tunnel_open", json!({ "id": id })).await.unwrap();
        assert_eq!((&waits["stage"], &waits["state"]["word"]), (&json!("waiting"), &json!("Waiting for Jupyter")));
        bench.pass(30).await;
        assert_eq!(tunnels(&bench).await[0]["stage"], "waiting");
        bench.computer.change(|computer| {
            assert!(computer.opened.is_empty(), "no browser for what does not answer");
            computer.far_ends_refuse = false;
        });
        bench.pass(5).await;
        let open = tunnels(&bench).await.remove(0);
        assert_eq!((&open["stage"], &open["said"]), (&json!("open"), &Value::Null));
        // The program on the machine ends, and comes back.
        bench.computer.change(|computer| computer.far_ends_refuse = true);
        let program = bench.computer.0.lock().unwrap().watched[0].clone();
        program.complain("channel 3: open failed: connect failed: Connection refused");
        bench.pass(3).await;
        assert_eq!(tunnels(&bench).await[0]["stage"], "waiting");
        bench.computer.change(|computer| computer.far_ends_refuse = false);
        bench.pass(5).await;
        assert_eq!(tunnels(&bench).await[0]["stage"], "open");
        assert!(!program.has_ended());
    });
}

#[test]
fn a_machine_that_forbids_tunnels_is_told_apart_from_one_where_nothing_listens_yet() {
    run(async {
        let bench = Bench::open().await;
        let id = with_ssh(&bench);
        bench.call("tunnel_open", json!({ "id": id })).await.unwrap();
        let program = bench.computer.0.lock().unwrap().watched[0].clone();
        program.complain("channel 2: open failed: administratively prohibited: open failed");
        bench.pass(1).await;
        let ended = tunnels(&bench).await.remove(0);
        assert_eq!(ended["stage"], "ended");
        assert!(ended["said"].as_str().unwrap().contains("AllowTcpForwarding"), "{ended}");
        assert!(program.has_ended());
    });
}

#[test]
fn one_that_does_not_carry_in_time_is_given_up() {
    run(async {
        let bench = Bench::open().await;
        let id = with_ssh(&bench);
        bench.computer.change(|computer| computer.tunnels_carry = false);
        let tunnel = bench.call("tunnel_open", json!({ "id": id })).await.unwrap();
        assert_eq!(tunnel["stage"], "ended");
        assert!(tunnel["said"].as_str().unwrap().contains("30 s"));
        bench.computer.change(|computer| assert!(computer.watched[0].has_ended() && computer.opened.is_empty()));
    });
}

#[test]
fn all_end_with_the_account_and_with_the_app() {
    let world = World::new();
    run_in(&world, async |bench| {
        let id = with_ssh(bench);
        bench.call("tunnel_open", json!({ "id": id })).await.unwrap();
        bench.call("sign_out", json!({ "id": "sandbox" })).await.unwrap();
        bench.computer.change(|computer| assert!(computer.watched[0].has_ended()));
        bench.call("open_sandbox", json!({})).await.unwrap();
        bench.call("tunnel_open", json!({ "id": id })).await.unwrap();
        bench.shut_down();
        bench.computer.change(|computer| assert!(computer.watched[1].has_ended()));
    });
}

#[test]
fn one_stays_open_where_the_network_is_set_anew_or_its_account_may_only_look() {
    run(async {
        let bench = Bench::open().await;
        let id = with_ssh(&bench);
        bench.call("tunnel_open", json!({ "id": id })).await.unwrap();
        let state = bench.call("app_state", json!({})).await.unwrap();
        let mut settings = state["settings"].clone();
        settings["proxy"] = json!("http://127.0.0.1:3128");
        bench.call("settings_set", settings).await.unwrap();
        bench.call("profile_set_read_only", json!({ "id": state["active"], "readOnly": true })).await.unwrap();
        assert_eq!(tunnels(&bench).await[0]["stage"], "open");
        bench.computer.change(|computer| assert!(!computer.watched[0].has_ended()));
    });
}
