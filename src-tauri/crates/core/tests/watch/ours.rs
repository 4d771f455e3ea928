//! What this app asked for is told as such: by the person, a lease, or a deploy.

use serde_json::{Value, json};
use voltdeck_sandbox::{Fault, FaultKind, Operation};

use crate::bench::{Bench, World, run_in};
use crate::scene::{changes, last, lines, notices};

async fn running(bench: &Bench, name: &str) -> Value {
    let id = bench.sandbox.add_vm(name, 1).to_string();
    bench.pass(20).await;
    json!(id)
}

#[test]
fn power_acts_and_a_new_name_are_told_as_those_of_the_person() {
    let world = World::new();
    run_in(&world, async |bench: &Bench| {
        let id = running(bench, "box").await;
        for (target, words) in
            [("stop", "Running → Stopped"), ("release", "Stopped → Released"), ("start", "Released → Running")]
        {
            bench.call("instance_power", json!({ "id": id, "target": target })).await.unwrap();
            bench.pass(20).await;
            let told = last_change(&world, words);
            assert_eq!((told.actor.as_str(), told.effect), ("you", None), "{words}: the act tells the effect");
            assert!(told.price.is_some());
        }
        bench.call("instance_rename", json!({ "id": id, "name": "case" })).await.unwrap();
        bench.pass(20).await;
        assert_eq!(last_change(&world, "is called case now").actor, "you");
        // The provider does the same later: nobody here asked for that.
        bench.pass(1_800).await;
        bench.sandbox.set_vm_status(id.as_str().unwrap().parse().unwrap(), "Stopped");
        bench.pass(20).await;
        assert_eq!((last(&world).deed.as_str(), last(&world).actor.as_str()), ("Running → Stopped", "provider"));
    });
}

fn last_change(world: &World, deed: &str) -> crate::scene::Told {
    let all = lines(&world.read(), "sandbox", "change");
    all.into_iter().rev().find(|line| line.deed == deed).unwrap()
}

#[test]
fn an_end_that_was_asked_for_is_told_as_one_over_a_restart_too() {
    let world = World::new();
    run_in(&world, async |bench: &Bench| {
        let id = running(bench, "box").await;
        bench.call("instance_terminate", json!({ "id": id, "typedName": "box" })).await.unwrap();
    });
    world.sandbox.advance(std::time::Duration::from_secs(48 * 3600));
    run_in(&world, async |bench: &Bench| bench.pass(20).await);
    let told = last(&world);
    assert_eq!((told.deed.as_str(), told.actor.as_str()), ("is gone: terminated", "you"));
    assert_eq!(told.notice.as_deref(), Some("state"), "that it was done is told, as it was only asked for before");
    assert_eq!(changes(&world).iter().filter(|line| line.contains("gone")).count(), 1);
}

#[test]
fn an_act_that_was_refused_explains_nothing() {
    let world = World::new();
    run_in(&world, async |bench: &Bench| {
        let id = running(bench, "box").await;
        let refused = FaultKind::Status { status: 403, detail: None };
        bench.sandbox.add_fault(Fault::once(Operation::TerminateVm, refused));
        bench.call("instance_terminate", json!({ "id": id, "typedName": "box" })).await.unwrap_err();
        bench.sandbox.remove_vm(id.as_str().unwrap().parse().unwrap());
        bench.pass(20).await;
        assert_eq!(last(&world).deed, "is gone: nobody here ended it");
    });
}

#[test]
fn a_lease_that_ends_a_machine_is_named() {
    let world = World::new();
    run_in(&world, async |bench: &Bench| {
        let id = running(bench, "box").await;
        let lease = json!({ "id": id, "hours": 1, "action": "terminate", "extend": false });
        bench.call("lease_set", lease).await.unwrap();
        bench.pass(3_700).await;
        let told = last(&world);
        assert_eq!((told.deed.as_str(), told.actor.as_str()), ("is gone: terminated", "lease"));
        bench.pass(20).await;
        let titles: Vec<String> = notices(bench).into_iter().filter(|title| title.contains("box")).collect();
        // It came by another hand, which is told, too.
        let of_the_lease = titles.iter().skip_while(|title| !title.contains("in 30 min")).collect::<Vec<_>>();
        assert_eq!(
            of_the_lease,
            [
                "SANDBOX: box is terminated in 30 min",
                "SANDBOX: box is terminated in 5 min",
                "SANDBOX: box was terminated at the end of its lease"
            ]
        );
    });
}

#[test]
fn a_deploy_from_here_appears_as_ours_be_its_answer_lost() {
    for lost in [false, true] {
        let world = World::new();
        run_in(&world, async |bench: &Bench| {
            if lost {
                bench.sandbox.add_fault(Fault::once(Operation::DeployVm, FaultKind::LostAnswer));
            }
            bench.deploy("train-01").await;
            bench.pass(90).await;
            let told = last_change(&world, "appeared, Running");
            assert_eq!((told.subject.as_str(), told.actor.as_str(), told.effect), ("train-01", "you", None));
            assert_eq!(told.meaning, "It was deployed from here. It costs $1.99/h.");
        });
    }
}
