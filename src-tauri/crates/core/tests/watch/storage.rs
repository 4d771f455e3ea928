//! What happens to volumes.

use serde_json::json;
use voltdeck_sandbox::{Fault, FaultKind, Operation, Sandbox};

use crate::bench::{Bench, World, run_in};
use crate::scene::{changes, last, said};

/// What is told, and what somebody else does for it.
type Step<'a> = (&'a str, fn(&Sandbox, uuid::Uuid) -> bool);

#[test]
fn every_change_of_a_volume_is_told_once() {
    let world = World::new();
    let volume = run_in(&world, async |bench: &Bench| {
        bench.pass(70).await;
        assert_eq!(changes(&world), Vec::<String>::new());
        let volume = bench.sandbox.add_volume("pool", 100).unwrap();
        bench.pass(61).await;
        assert_eq!(last(&world).meaning, "Nobody here asked for it. It has 100 GB. It costs $0.017408/h.");
        volume
    });
    let mut expected = vec!["pool appeared, Active".to_owned()];
    let steps: [Step<'_>; 6] = [
        ("pool Active → Inactive", |sandbox, id| sandbox.set_volume_status(id, "inactive")),
        ("pool Inactive → migrating", |sandbox, id| sandbox.set_volume_status(id, "migrating")),
        ("pool migrating → Active", |sandbox, id| sandbox.set_volume_status(id, "active")),
        ("pool grown from 100 GB to 5,000 GB", |sandbox, id| sandbox.change_volume(id, None, Some(5_000))),
        ("pool is called sets now", |sandbox, id| sandbox.change_volume(id, Some("sets"), None)),
        ("sets is gone: nobody here deleted it", |sandbox, id| sandbox.remove_volume(id)),
    ];
    for (words, step) in steps {
        expected.push(words.to_owned());
        run_in(&world, async |bench: &Bench| {
            assert!(step(&bench.sandbox, volume), "{words}");
            bench.pass(130).await;
            bench.call("storage_refresh", json!({})).await.unwrap();
            assert_eq!(changes(&world), expected);
        });
    }
    assert_eq!(last(&world).notice.as_deref(), Some("vanished"));
}

#[test]
fn what_is_done_to_a_volume_from_here_is_told_as_that() {
    let world = World::new();
    run_in(&world, async |bench: &Bench| {
        let draft = json!({ "id": null, "name": "pool", "size": "100", "rentalIds": [] });
        let id = bench.call("volume_create", draft).await.unwrap()["volume"]["id"].clone();
        bench.pass(60).await;
        let told = last(&world);
        assert_eq!((told.deed.as_str(), told.actor.as_str(), &told.effect), ("appeared, Active", "you", &None));
        let change = json!({ "id": id, "name": null, "size": "200" });
        bench.call("volume_change", change).await.unwrap();
        assert_eq!((last(&world).deed.as_str(), last(&world).actor.as_str()), ("grown from 100 GB to 200 GB", "you"));
        bench.call("volume_delete", json!({ "id": id, "typedName": "pool" })).await.unwrap();
        bench.pass(65).await;
        assert_eq!((last(&world).deed.as_str(), last(&world).actor.as_str()), ("is gone: deleted", "you"));
        assert_eq!(changes(&world).len(), 3);
    });
}

#[test]
fn a_list_of_volumes_that_fails_takes_none_away_and_is_told_at_the_third_time() {
    let world = World::new();
    run_in(&world, async |bench: &Bench| {
        let refused = FaultKind::Status { status: 403, detail: None };
        bench.sandbox.add_fault(Fault::always(Operation::ListVolumes, refused));
        bench.pass(125).await;
        assert_eq!(said(&world), Vec::<String>::new());
        bench.pass(60).await;
        assert_eq!(said(&world), ["The list of volumes cannot be read"]);
        bench.sandbox.clear_faults();
        bench.pass(200).await;
        assert_eq!(said(&world), ["The list of volumes cannot be read", "The list of volumes can be read again"]);
        assert_eq!(changes(&world), Vec::<String>::new());
    });
}
