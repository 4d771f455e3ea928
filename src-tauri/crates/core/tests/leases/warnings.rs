//! A lease is warned of half an hour and five minutes before its end, once each.

use serde_json::json;

use crate::bench::{Bench, World, run, run_in};
use crate::scene::{attention, last_act, leased, told_of};

fn titles(bench: &Bench, name: &str) -> Vec<String> {
    told_of(bench, name).into_iter().map(|(title, _)| title).collect()
}

#[test]
fn it_is_warned_of_twice_and_an_extension_warns_anew() {
    run(async {
        let bench = Bench::open().await;
        let id = leased(&bench, "box", "terminate").await;
        bench.pass(1_790).await;
        assert_eq!(titles(&bench, "box"), Vec::<String>::new());
        bench.pass(30).await;
        let half = "SANDBOX: box is terminated in 30 min";
        assert_eq!(titles(&bench, "box"), [half]);
        let (_, body) = told_of(&bench, "box").remove(0);
        assert_eq!(body, "Its disk is erased then, which saves $1.99/h. Its panel has Extend 1 h.");
        let place = bench.computer.0.lock().unwrap().notices[0].place.clone();
        assert_eq!(serde_json::to_value(place).unwrap(), json!({ "kind": "instance", "id": id, "ask": null }));
        bench.pass(1_500).await;
        let five = "SANDBOX: box is terminated in 5 min";
        assert_eq!(titles(&bench, "box"), [half, five]);
        assert!(attention(&bench).await.iter().any(|title| title.starts_with("box ends in")));

        bench.call("lease_set", json!({ "id": id, "hours": 1, "action": null, "extend": true })).await.unwrap();
        bench.pass(1_700).await;
        assert_eq!(titles(&bench, "box").len(), 2, "its new end is far");
        bench.pass(1_900).await;
        assert_eq!(titles(&bench, "box"), [half, five, half, five]);
        assert_eq!(last_act(&bench, "box"), "deploy");
        bench.pass(600).await;
        assert_eq!(last_act(&bench, "box"), "terminate");
    });
}

#[test]
fn a_restart_repeats_no_warning_and_one_that_was_missed_is_told_late_and_true() {
    let world = World::new();
    run_in(&world, async |bench: &Bench| {
        leased(bench, "box", "release").await;
        bench.pass(1_830).await;
        assert_eq!(titles(bench, "box"), ["SANDBOX: box is stopped and released in 30 min"]);
    });
    run_in(&world, async |bench: &Bench| {
        bench.pass(120).await;
        assert_eq!(titles(bench, "box").len(), 1);
    });
    // Twenty-five minutes later: of the last warning the time that is left is told.
    world.sandbox.advance(std::time::Duration::from_secs(1_440));
    run_in(&world, async |bench: &Bench| {
        bench.pass(30).await;
        assert_eq!(titles(bench, "box")[1..], ["SANDBOX: box is stopped and released in 3 min"]);
    });
}

#[test]
fn nothing_is_warned_of_that_was_set_so_or_is_so_or_is_gone() {
    run(async {
        let bench = Bench::open().await;
        bench.tell_no_changes().await;
        let soon = bench.sandbox.add_vm("soon", 1).to_string();
        bench.pass(60).await;
        let args =
            json!({ "id": soon, "hours": null, "endsAt": "2026-10-15T12:21:00Z", "action": "remind", "extend": false });
        bench.call("lease_set", args).await.unwrap();
        let released = leased(&bench, "released", "release").await;
        let gone = leased(&bench, "gone", "terminate").await;
        bench.call("instance_power", json!({ "id": released, "target": "release" })).await.unwrap();
        assert!(bench.sandbox.remove_vm(gone.parse().unwrap()));
        bench.pass(60).await;
        assert_eq!(titles(&bench, "soon"), Vec::<String>::new(), "whoever sets 20 minutes knows of them");
        bench.pass(900).await;
        assert_eq!(titles(&bench, "soon"), ["SANDBOX: soon reaches the end of its lease in 5 min"]);
        bench.pass(2_500).await;
        for name in ["released", "gone"] {
            assert_eq!(titles(&bench, name), Vec::<String>::new(), "{name}");
        }
    });
}
