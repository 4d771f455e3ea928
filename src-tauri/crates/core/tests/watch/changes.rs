//! What somebody else does to machines at the provider.

use serde_json::{Value, json};
use voltdeck_sandbox::{ResourceKind, Sandbox};

use crate::bench::{Bench, World, run_in};
use crate::scene::{changes, id, last, notices, refresh};

/// What is told, and what somebody else does for it.
type Step<'a> = (&'a str, fn(&Sandbox, uuid::Uuid) -> bool);

fn add(sandbox: &Sandbox, name: &str) -> uuid::Uuid {
    sandbox.add_vm(name, 1)
}

#[test]
fn what_is_there_when_an_account_is_first_seen_is_no_news() {
    let world = World::new();
    run_in(&world, async |bench: &Bench| {
        bench.pass(200).await;
        assert!(!refresh(bench).await["instances"].as_array().unwrap().is_empty());
        assert_eq!(changes(&world), Vec::<String>::new());
        assert!(notices(bench).is_empty());
    });
    run_in(&world, async |bench: &Bench| bench.pass(100).await);
    assert_eq!(changes(&world), Vec::<String>::new());
}

#[test]
fn every_change_of_a_machine_is_told_once_with_its_words_and_its_money() {
    let world = World::new();
    let vm = run_in(&world, async |bench: &Bench| {
        let vm = add(&bench.sandbox, "eval-a");
        bench.pass(16).await;
        assert_eq!(changes(&world), ["eval-a appeared, Running"]);
        vm
    });
    // Each step in a run of its own: nothing is told again by the next.
    let steps: [Step<'_>; 8] = [
        ("eval-a Running → Outbid", |sandbox, vm| sandbox.set_vm_status(vm, "Outbid")),
        ("eval-a Outbid → Relocating", |sandbox, vm| sandbox.set_vm_status(vm, "Relocating")),
        ("eval-a Relocating → Running", |sandbox, vm| sandbox.set_vm_status(vm, "Running")),
        ("eval-a Running → Hibernating", |sandbox, vm| sandbox.set_vm_status(vm, "Hibernating")),
        ("eval-a is called eval-b now", |sandbox, vm| sandbox.rename_vm(vm, "eval-b")),
        ("eval-b costs $2.25/h now, was $1.99/h", |sandbox, vm| {
            sandbox.set_vm_price(vm, "2.15".parse().unwrap(), "0.10".parse().unwrap())
        }),
        ("eval-b is reached at 203.0.113.9 now", |sandbox, vm| sandbox.point_vm(vm, "203.0.113.9:22".parse().unwrap())),
        ("eval-b is gone: nobody here ended it", |sandbox, vm| sandbox.remove_vm(vm)),
    ];
    let mut expected = vec!["eval-a appeared, Running".to_owned()];
    for (words, step) in steps {
        expected.push(words.to_owned());
        run_in(&world, async |bench: &Bench| {
            assert!(step(&bench.sandbox, vm), "{words}");
            bench.pass(130).await;
            refresh(bench).await;
            assert_eq!(changes(&world), expected);
        });
    }
}

#[test]
fn a_change_says_by_whom_at_which_price_and_what_it_does_to_the_burn_rate() {
    let world = World::new();
    run_in(&world, async |bench: &Bench| {
        let vm = add(&bench.sandbox, "eval-a");
        refresh(bench).await;
        let told = last(&world);
        assert_eq!(told.meaning, "Nobody here asked for it. It costs $1.99/h.");
        assert_eq!((told.actor.as_str(), told.notice.as_deref()), ("provider", Some("state")));
        assert_eq!((told.effect.as_deref(), told.price.as_deref()), (Some("1.990000"), Some("1.990000")));
        bench.sandbox.set_vm_status(vm, "StoppedDisassociated");
        refresh(bench).await;
        let told = last(&world);
        assert_eq!(told.deed, "Running → Released");
        assert_eq!((told.effect.as_deref(), told.price.as_deref()), (Some("-1.890000"), Some("0.100000")));
        bench.sandbox.remove_vm(vm);
        refresh(bench).await;
        let told = last(&world);
        assert_eq!((told.effect.as_deref(), told.price.as_deref()), (Some("-0.100000"), Some("0")));
        assert_eq!((told.actor.as_str(), told.notice.as_deref()), ("provider", Some("vanished")));
        // The list of a window has it, too, with a way to where it is shown.
        let line = bench.call("overview", json!({})).await.unwrap()["activity"][0].clone();
        assert_eq!((&line["kind"], &line["subject"]), (&json!("change"), &json!("eval-a")));
        assert_eq!(line["place"], json!({ "kind": "activity" }), "what is gone has no panel");
    });
}

#[test]
fn what_changed_while_voltdeck_was_closed_is_told_when_it_starts() {
    let world = World::new();
    let (stays, goes) = run_in(&world, async |bench: &Bench| {
        let both = (add(&bench.sandbox, "stays"), add(&bench.sandbox, "goes"));
        bench.pass(20).await;
        both
    });
    world.sandbox.set_vm_status(stays, "Stopped");
    world.sandbox.remove_vm(goes);
    world.sandbox.advance(std::time::Duration::from_secs(3 * 24 * 3600));
    for _ in 0..2 {
        run_in(&world, async |bench: &Bench| bench.pass(30).await);
        let mut told = changes(&world)[2..].to_vec();
        told.sort();
        assert_eq!(told, ["goes is gone: nobody here ended it", "stays Running → Stopped"]);
    }
}

#[test]
fn what_happens_at_once_is_one_notice_and_as_many_lines() {
    let world = World::new();
    run_in(&world, async |bench: &Bench| {
        let all: Vec<uuid::Uuid> = (0..12).map(|number| add(&bench.sandbox, &format!("eval-{number:02}"))).collect();
        bench.pass(240).await;
        bench.computer.change(|computer| computer.notices.clear());
        for vm in &all {
            bench.sandbox.set_vm_status(*vm, "Stopped");
        }
        bench.pass(30).await;
        assert_eq!(notices(bench), ["SANDBOX: 12 instances changed"]);
        let body = bench.computer.0.lock().unwrap().notices[0].body.clone();
        assert!(body.contains("Running → Stopped") && body.ends_with("and 9 more."), "{body}");
        assert_eq!(changes(&world).iter().filter(|line| line.contains("Running → Stopped")).count(), 12);
    });
}

#[test]
fn fields_that_are_missing_while_a_rental_is_pending_are_no_change_over_a_restart_too() {
    let world = World::new();
    let rental = run_in(&world, async |bench: &Bench| {
        let fleet = refresh(bench).await;
        let rental =
            fleet["instances"].as_array().unwrap().iter().find(|row| row["name"] == "ci-metal").unwrap().clone();
        let node = rental["rental"]["nodes"][0]["publicIp"].clone();
        let args = json!({ "id": rental["id"], "publicIps": [node] });
        bench.call("rental_reboot", args).await.unwrap();
        bench.pass(12).await;
        assert_eq!(changes(&world), ["ci-metal Running → Pending"]);
        rental
    });
    // It starts while the rental tells neither address, nor nodes, nor tags.
    run_in(&world, async |bench: &Bench| {
        bench.pass(200).await;
        let now = refresh(bench).await;
        let row = now["instances"].as_array().unwrap().iter().find(|row| row["id"] == rental["id"]).unwrap().clone();
        assert_eq!(row["state"]["word"], "Running");
    });
    assert_eq!(changes(&world), ["ci-metal Running → Pending", "ci-metal Pending → Running"]);
    let told = crate::scene::lines(&world.read(), "sandbox", "change");
    let by = told.iter().filter(|told| told.deed.contains('→')).map(|told| told.actor.as_str());
    assert_eq!(by.collect::<Vec<_>>(), ["you", "you"], "a restart that was asked for leads to both");
}

#[test]
fn a_rental_that_somebody_else_ends_or_whose_price_moves_is_told() {
    let world = World::new();
    run_in(&world, async |bench: &Bench| {
        let rental = id(bench, ResourceKind::BareMetal, "ci-metal");
        assert!(bench.sandbox.set_rental_price(rental, "20.00".parse().unwrap()));
        bench.pass(16).await;
        let told = last(&world);
        assert!(told.deed.starts_with("costs $20.00/h now, was $"), "{}", told.deed);
        assert_eq!(told.notice.as_deref(), Some("changed"));
        assert!(bench.sandbox.remove_rental(rental));
        bench.pass(16).await;
        assert_eq!(last(&world).deed, "is gone: nobody here ended it");
    });
}

#[test]
fn a_machine_that_is_found_by_its_id_alone_is_not_told_to_come_and_go() {
    let world = World::new();
    run_in(&world, async |bench: &Bench| {
        let vm = add(&bench.sandbox, "lags").to_string();
        // The list lags behind: it has neither the machine nor its count.
        let hidden = vm.clone();
        bench.tamper(move |path, answer| {
            if path.ends_with("/virtual-machines/") || path.ends_with("/virtual-machines") {
                let results = answer["results"].as_array_mut().unwrap();
                let before = results.len();
                results.retain(|one| one["id"] != Value::String(hidden.clone()));
                let count = answer["total_result_count"].as_u64().unwrap();
                let left = u64::try_from(before - answer["results"].as_array().unwrap().len()).unwrap();
                answer["total_result_count"] = json!(count - left);
            }
        });
        for _ in 0..3 {
            bench.call("instance", json!({ "id": vm })).await.unwrap();
            refresh(bench).await;
            bench.pass(6).await;
        }
        assert_eq!(changes(&world), Vec::<String>::new());
        bench.tamper(|_, _| {});
        refresh(bench).await;
        assert_eq!(changes(&world), ["lags appeared, Running"]);
    });
}
