//! Ports of machines that are opened here: kept, opened again, found, and signed in to.

use serde_json::{Value, json};
use voltdeck_base::computer::Ended;
use voltdeck_contract::Link;

use crate::bench::{Bench, World, run, run_in};

const TOKEN: &str = "fcf97807e12f06c337c078c300e16440";

async fn machine(bench: &Bench) -> String {
    bench.computer.change(|computer| {
        computer.programs = vec!["ssh".into()];
        computer.tunnels_carry = true;
    });
    let id = bench.sandbox.add_vm("gpu", 1).to_string();
    bench.call("refresh", json!({})).await.unwrap();
    id
}

async fn open(bench: &Bench, id: &str, port: u16) -> Value {
    let tunnel = bench.call("tunnel_open", json!({ "id": id, "remotePort": port })).await.unwrap();
    assert_eq!(tunnel["stage"], "open", "{tunnel}");
    tunnel
}

async fn tunnels(bench: &Bench) -> Vec<Value> {
    bench.call("tunnels", json!({})).await.unwrap().as_array().unwrap().clone()
}

/// The stage of each, and its port here.
async fn stages(bench: &Bench) -> Vec<(String, u64)> {
    let text = |tunnel: &Value| tunnel["stage"].as_str().unwrap().to_owned();
    tunnels(bench).await.iter().map(|one| (text(one), one["localPort"].as_u64().unwrap())).collect()
}

fn all_open(ports: &[u64]) -> Vec<(String, u64)> {
    ports.iter().map(|port| ("open".to_owned(), *port)).collect()
}

/// How many that forward were started, and how many of these run.
fn forwards(bench: &Bench) -> (usize, usize) {
    let computer = bench.computer.0.lock().unwrap();
    let all = computer.watched.iter().filter(|program| program.argv.contains(&"-L".to_owned()));
    (all.clone().count(), all.filter(|program| !program.has_ended()).count())
}

/// Ends the newest SSH that forwards.
fn end_newest(bench: &Bench, said: &str) {
    bench.computer.0.lock().unwrap().watched.last().unwrap().clone().end(said);
}

fn opened(bench: &Bench) -> usize {
    let computer = bench.computer.0.lock().unwrap();
    computer.opened.len() + computer.pages.len()
}

async fn told(bench: &Bench) -> Vec<String> {
    let filter = json!({ "text": "is no longer open here", "kind": null, "actor": null, "from": null, "to": null,
                         "instanceId": null, "allAccounts": true });
    let page = bench.call("activity", json!({ "filter": filter, "offset": 0, "limit": 50 })).await.unwrap();
    page["lines"].as_array().unwrap().iter().map(|line| line["deed"].to_string()).collect()
}

#[test]
fn several_ports_are_open_at_once_each_by_its_name() {
    run(async {
        let bench = Bench::open().await;
        let id = machine(&bench).await;
        for port in [8888, 6006, 8000, 12_345] {
            open(&bench, &id, port).await;
        }
        let names: Vec<Value> = tunnels(&bench).await.iter().map(|one| one["name"].clone()).collect();
        assert_eq!(names, [json!("Jupyter"), json!("TensorBoard"), json!("vLLM"), Value::Null]);
        bench.computer.change(|computer| {
            assert_eq!(computer.opened, [8888, 6006, 8000, 12_345].map(|port| Link::Tunnel { port }));
        });
    });
}

#[test]
fn an_ssh_that_died_is_started_again_at_the_same_port_and_opens_no_browser() {
    run(async {
        let bench = Bench::open().await;
        let id = machine(&bench).await;
        let first = open(&bench, &id, 8888).await;
        let second = open(&bench, &id, 6006).await;
        end_newest(&bench, "Timeout, server 127.0.0.1 not responding.");
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        let [_, ended] = &tunnels(&bench).await[..] else { panic!("two are listed") };
        assert_eq!((&ended["stage"], &ended["state"]["word"]), (&json!("reconnecting"), &json!("Reconnecting")));
        assert!(ended["said"].as_str().unwrap().contains("not responding"), "{ended}");
        bench.pass(3).await;
        assert_eq!(stages(&bench).await, all_open(&[8888, 6006]));
        let ids: Vec<Value> = tunnels(&bench).await.iter().map(|one| one["id"].clone()).collect();
        assert_eq!(ids, [first["id"].clone(), second["id"].clone()]);
        assert_eq!((forwards(&bench), opened(&bench)), ((3, 2), 2), "one that runs for each, and no browser by itself");
        assert_eq!(told(&bench).await, Vec::<String>::new(), "a short gap is nobody's news");
    });
}

#[test]
fn what_does_not_come_back_is_tried_ever_less_often_and_told_once() {
    run(async {
        let bench = Bench::open().await;
        bench.tell_no_changes().await;
        let mut settings = bench.call("app_state", json!({})).await.unwrap()["settings"].clone();
        settings["notices"]["off"] = json!(["state", "ready", "vanished", "changed", "volume"]);
        bench.call("settings_set", settings).await.unwrap();
        let id = machine(&bench).await;
        open(&bench, &id, 8888).await;
        bench.computer.change(|computer| computer.tunnels_carry = false);
        for _ in 0..600 {
            let newest = bench.computer.0.lock().unwrap().watched.last().unwrap().clone();
            newest.end("ssh: connect to host 127.0.0.1 port 22: Network is unreachable");
            bench.pass(1).await;
        }
        let (started, running) = forwards(&bench);
        assert!((10..20).contains(&started) && running == 0, "{started} were started in ten minutes");
        assert_eq!(told(&bench).await, ["\"port 8888 is no longer open here\""]);
        let notices = bench.notices();
        assert_eq!(notices.iter().filter(|(title, _)| title.contains("gpu")).count(), 1, "{notices:?}");
        bench.computer.change(|computer| computer.tunnels_carry = true);
        bench.pass(70).await;
        assert_eq!((stages(&bench).await, opened(&bench)), (all_open(&[8888]), 1));
    });
}

#[test]
fn a_port_that_another_program_took_meanwhile_is_not_shared() {
    run(async {
        let bench = Bench::open().await;
        let id = machine(&bench).await;
        open(&bench, &id, 8888).await;
        bench.computer.change(|computer| computer.taken = vec![8888]);
        end_newest(&bench, "");
        // A person opens another port while the first one is away.
        let other = bench.call("tunnel_open", json!({ "id": id, "remotePort": 8889 })).await.unwrap();
        assert_eq!(other["localPort"], 8889);
        bench.pass(5).await;
        assert_eq!(stages(&bench).await, all_open(&[8890, 8889]), "8888 is taken by others and 8889 by us");
        // The one that is away keeps its port from others here.
        bench.computer.change(|computer| {
            computer.taken.clear();
            computer.start_fails = Some("no memory".into());
            computer
                .watched
                .iter()
                .rev()
                .find(|one| one.argv.iter().any(|word| word.contains(":8890:")))
                .unwrap()
                .end("");
        });
        bench.pass(2).await;
        bench.computer.change(|computer| computer.start_fails = None);
        let args = json!({ "id": id, "remotePort": 7860, "localPort": 8890 });
        assert_eq!(bench.call("tunnel_open", args).await.unwrap_err()["field"], "localPort");
    });
}

#[test]
fn after_a_sleep_all_begin_again_at_once() {
    run(async {
        let bench = Bench::open().await;
        bench.begin().await;
        let id = machine(&bench).await;
        open(&bench, &id, 8888).await;
        open(&bench, &id, 6006).await;
        bench.pass(30).await;
        assert_eq!(forwards(&bench), (2, 2), "nothing begins anew while the computer is awake");
        // SSH still believes in its connection when the computer wakes.
        bench.sleep_counted(3_600).await;
        bench.pass(15).await;
        assert_eq!((stages(&bench).await, forwards(&bench)), (all_open(&[8888, 6006]), (4, 2)));
        // The same on a computer whose counting clock stood still.
        bench.computer.change(|computer| computer.clock = chrono::TimeDelta::hours(1));
        bench.pass(15).await;
        assert_eq!((stages(&bench).await, forwards(&bench)), (all_open(&[8888, 6006]), (6, 2)));
        assert_eq!(opened(&bench), 2);
    });
}

#[test]
fn they_are_open_again_after_a_start_until_they_are_closed() {
    let world = World::new();
    let id = run_in(&world, async |bench| {
        let id = machine(bench).await;
        open(bench, &id, 8888).await;
        open(bench, &id, 6006).await;
        let args = json!({ "id": id, "remotePort": 8000, "remoteHost": "::1", "localPort": 9000 });
        bench.call("tunnel_open", args).await.unwrap();
        bench.shut_down();
        assert_eq!(forwards(bench).1, 0, "none outlives Voltdeck");
        id
    });
    run_in(&world, async |bench| {
        bench.pass(5).await;
        assert_eq!(stages(bench).await, all_open(&[8888, 6006, 9000]));
        bench.computer.change(|computer| {
            let last = computer.watched.last().unwrap().argv.join(" ");
            assert!(last.contains("-L 127.0.0.1:9000:[::1]:8000"), "{last}");
        });
        assert_eq!(opened(bench), 3, "only those that a person opened before");
        let view = bench.call("connect", json!({ "id": id })).await.unwrap();
        for tunnel in view["tunnels"].as_array().unwrap().iter().take(2) {
            bench.call("tunnel_close", json!({ "id": tunnel["id"] })).await.unwrap();
        }
        bench.pass(40).await;
        assert_eq!(stages(bench).await, all_open(&[9000]));
    });
    run_in(&world, async |bench| {
        bench.pass(5).await;
        assert_eq!(stages(bench).await, all_open(&[9000]));
    });
}

#[test]
fn they_end_with_their_account_and_come_back_with_it() {
    run(async {
        let bench = Bench::open().await;
        let id = machine(&bench).await;
        open(&bench, &id, 8888).await;
        let sandbox = bench.call("app_state", json!({})).await.unwrap()["active"].clone();
        let other = json!({ "profileId": null, "name": "Work", "baseUrl": crate::bench::BASE, "token": crate::bench::TOKEN,
                            "readOnly": false });
        bench.call("sign_in", other).await.unwrap();
        bench.pass(65).await;
        assert_eq!((forwards(&bench), tunnels(&bench).await.len()), ((1, 0), 0), "another account is in front");
        bench.call("switch_profile", json!({ "id": sandbox })).await.unwrap();
        bench.pass(5).await;
        assert_eq!((stages(&bench).await, opened(&bench)), (all_open(&[8888]), 1));
        bench.call("sign_out", json!({ "id": sandbox })).await.unwrap();
        assert_eq!(forwards(&bench).1, 0);
    });
}

#[test]
fn a_refused_login_is_not_tried_on_but_when_a_person_says_so() {
    run(async {
        let bench = Bench::open().await;
        let id = machine(&bench).await;
        let tunnel = open(&bench, &id, 8888).await;
        end_newest(&bench, "user@127.0.0.1: Permission denied (publickey).");
        bench.pass(120).await;
        assert_eq!((tunnels(&bench).await[0]["stage"].clone(), forwards(&bench)), (json!("ended"), (1, 0)));
        assert_eq!(told(&bench).await.len(), 1);
        bench.call("tunnel_retry", json!({ "id": tunnel["id"] })).await.unwrap();
        bench.pass(3).await;
        assert_eq!((stages(&bench).await, opened(&bench)), (all_open(&[8888]), 1));
        // One that never carried is not kept.
        bench.call("tunnel_close", json!({ "id": tunnel["id"] })).await.unwrap();
        bench.computer.change(|computer| computer.tunnels_carry = false);
        let failed = bench.call("tunnel_open", json!({ "id": id, "remotePort": 6006 })).await.unwrap();
        assert_eq!(failed["stage"], "ended");
        let before = forwards(&bench);
        bench.pass(120).await;
        assert_eq!(forwards(&bench), before);
    });
}

#[test]
fn the_port_of_a_machine_that_is_down_waits_for_it() {
    run(async {
        let bench = Bench::open().await;
        let vm = bench.sandbox.add_vm("gpu", 1);
        let id = vm.to_string();
        machine(&bench).await;
        open(&bench, &id, 8888).await;
        bench.sandbox.set_vm_status(vm, "Stopped");
        bench.call("refresh", json!({})).await.unwrap();
        end_newest(&bench, "Connection to 127.0.0.1 closed by remote host.");
        bench.pass(120).await;
        let waits = tunnels(&bench).await.remove(0);
        assert_eq!(
            (&waits["stage"], &waits["said"]),
            (&json!("reconnecting"), &json!("It reconnects when the instance is running."))
        );
        assert_eq!((forwards(&bench), told(&bench).await.len()), ((1, 0), 0), "nothing is tried, and it is no news");
        bench.sandbox.set_vm_status(vm, "Running");
        bench.call("refresh", json!({})).await.unwrap();
        bench.pass(40).await;
        assert_eq!(stages(&bench).await, all_open(&[8888]));
    });
}

fn answers(bench: &Bench, command: &str, text: &str, code: i32, said: &str) {
    let end = Ended { code: Some(code), said: said.into() };
    bench.computer.change(|computer| computer.answers.insert(0, (command.into(), text.into(), end)));
}

#[test]
fn what_listens_is_found_and_what_is_known_comes_first() {
    run(async {
        let bench = Bench::open().await;
        let id = machine(&bench).await;
        let listing = "LISTEN 0 128 0.0.0.0:22 0.0.0.0:*\nLISTEN 0 4096 127.0.0.53%lo:53 0.0.0.0:*\n\
                       LISTEN 0 128 *:12345 *:*\nLISTEN 0 128 127.0.0.1:8888 0.0.0.0:*\nLISTEN 0 5 [::1]:6006 [::]:*\n";
        answers(&bench, "ss -ltnH", listing, 0, "");
        open(&bench, &id, 12_345).await;
        let found = bench.call("ports_found", json!({ "id": id })).await.unwrap();
        let expected = json!([
            { "port": 6006, "host": "::1", "name": "TensorBoard", "isOpen": false },
            { "port": 8888, "host": null, "name": "Jupyter", "isOpen": false },
            { "port": 12_345, "host": null, "name": null, "isOpen": true },
        ]);
        assert_eq!(found, expected);
        let args = json!({ "id": id, "remotePort": 6006, "remoteHost": "::1" });
        let tunnel = bench.call("tunnel_open", args).await.unwrap();
        assert_eq!((&tunnel["remoteHost"], &tunnel["localPort"]), (&json!("::1"), &json!(6006)));
        for host in ["localhost", "-oProxyCommand=x", "10.0.0.1:8888", "127.0.0.1 x"] {
            let args = json!({ "id": id, "remotePort": 6006, "remoteHost": host });
            assert_eq!(bench.call("tunnel_open", args).await.unwrap_err()["field"], "remoteHost", "{host}");
        }
    });
}

#[test]
fn a_machine_without_ss_is_asked_in_another_way_and_one_that_refuses_says_so() {
    run(async {
        let bench = Bench::open().await;
        let id = machine(&bench).await;
        answers(&bench, "ss -ltnH", "", 127, "sh: 1: ss: not found");
        answers(&bench, "netstat -ltn", "", 127, "sh: 1: netstat: not found");
        let kernel = "   0: 0100007F:22B8 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000 0 21234 1 0\n";
        answers(&bench, "cat /proc/net/tcp", kernel, 0, "");
        let found = bench.call("ports_found", json!({ "id": id })).await.unwrap();
        assert_eq!(found[0]["port"], 8888);
        answers(&bench, "ss -ltnH", "", 255, "Warning: x\nuser@127.0.0.1: Permission denied (publickey).");
        let error = bench.call("ports_found", json!({ "id": id })).await.unwrap_err();
        let message = error["message"].as_str().unwrap();
        assert!(message.contains("The instance refuses the login of user."), "{message}");
        assert!(message.ends_with("Enter the port yourself."), "{message}");
    });
}

#[test]
fn jupyter_opens_signed_in_and_its_token_goes_nowhere_else() {
    run(async {
        let bench = Bench::open().await;
        let id = machine(&bench).await;
        let list = format!("Currently running servers:\nhttp://gpu:8888/lab-1/?token={TOKEN} :: /home/user\n");
        answers(&bench, "jupyter server list", &list, 0, "");
        let tunnel = open(&bench, &id, 8888).await;
        // The button of the list asks anew: the server may have been started again.
        answers(&bench, "jupyter server list", &list.replace(TOKEN, "another"), 0, "");
        bench.call("tunnel_browse", json!({ "id": tunnel["id"] })).await.unwrap();
        open(&bench, &id, 6006).await;
        bench.computer.change(|computer| {
            let page = |token: &str| (8888, format!("/lab-1/?token={token}"));
            assert_eq!(computer.pages, [page(TOKEN), page("another")]);
            assert_eq!(computer.opened, [Link::Tunnel { port: 6006 }], "no other page is given it");
        });
        let crossed = format!("{:?} {}", bench.answers(), bench.heard());
        assert!(!crossed.contains(TOKEN) && !crossed.contains("lab-1"), "{crossed}");
    });
}

#[test]
fn a_token_that_the_shell_does_not_know_is_found_where_jupyter_keeps_it() {
    run(async {
        let bench = Bench::open().await;
        let id = machine(&bench).await;
        let kept = format!("{{\n  \"base_url\": \"/\",\n  \"port\": 8889,\n  \"token\": \"{TOKEN}\"\n}}\n");
        answers(&bench, "sh -lc 'jupyter server list", &kept, 1, "");
        let tunnel = open(&bench, &id, 8889).await;
        bench.computer.change(|computer| assert_eq!(computer.pages, [(8889, format!("/?token={TOKEN}"))]));
        // A server without one, or none at all, opens as any other page.
        open(&bench, &id, 8888).await;
        bench.computer.change(|computer| assert_eq!(computer.opened, [Link::Tunnel { port: 8888 }]));
        bench.call("tunnel_close", json!({ "id": tunnel["id"] })).await.unwrap();
        let error = bench.call("tunnel_browse", json!({ "id": tunnel["id"] })).await.unwrap_err();
        assert_eq!(error["code"], "gone");
    });
}
