//! All accounts that are signed in are watched, whichever is in front.

use serde_json::{Value, json};
use voltdeck_sandbox::Operation;

use crate::bench::{Bench, KeychainState, World, run_in, start_in};
use crate::scene::{lines, second, sent};

fn deeds(world: &World, profile: &str) -> Vec<String> {
    let told = lines(&world.read(), profile, "change");
    let told = told.into_iter().filter(|told| told.deed != "is ready to connect");
    told.map(|told| format!("{} {}", told.subject, told.deed)).collect()
}

#[test]
fn an_account_behind_tells_what_changes_and_keeps_what_it_read() {
    let world = World::new();
    run_in(&world, async |bench: &Bench| {
        let work = second(bench, "Work").await;
        bench.pass(65).await;
        let vm = bench.sandbox.add_vm("eval-a", 1);
        bench.pass(65).await;
        assert_eq!(deeds(&world, "sandbox"), ["eval-a appeared, Running"], "behind");
        assert_eq!(deeds(&world, &work), ["eval-a appeared, Running"], "in front");
        bench.sandbox.clear_log();
        bench.call("switch_profile", json!({ "id": "sandbox" })).await.unwrap();
        let fleet = bench.call("fleet", json!({})).await.unwrap();
        assert!(fleet["instances"].to_string().contains("eval-a"), "what was read behind is shown at once");
        bench.sandbox.remove_vm(vm);
        bench.pass(65).await;
        for profile in ["sandbox", &work] {
            assert_eq!(deeds(&world, profile).last().unwrap(), "eval-a is gone: nobody here ended it");
        }
    });
}

/// Two accounts whose tokens are kept; the second is in front.
fn two_kept() -> (World, [String; 2]) {
    let world = World::new();
    world.keychain.set_state(KeychainState::Open);
    let ids = start_in(&world, async |bench: &Bench| {
        let ids = [second(bench, "Work").await, second(bench, "Lab").await];
        bench.pass(5).await;
        ids
    });
    (world, ids)
}

#[test]
fn a_start_opens_every_account_whose_token_is_kept_before_any_window_asks() {
    let (world, ids) = two_kept();
    world.sandbox.add_vm("eval-a", 1);
    world.sandbox.clear_log();
    start_in(&world, async |bench: &Bench| {
        bench.begin().await;
        bench.pass(10).await;
        assert_eq!(sent(bench, Operation::ListVms), 2);
        assert_eq!(bench.call("app_state", json!({})).await.unwrap()["active"], json!(ids[1]));
        for profile in &ids {
            assert_eq!(deeds(&world, profile), ["eval-a appeared, Running"]);
        }
    });
}

#[test]
fn a_keychain_that_fails_is_said_and_the_rest_goes_on() {
    let (world, ids) = two_kept();
    world.keychain.set_state(KeychainState::Locked);
    world.sandbox.clear_log();
    start_in(&world, async |bench: &Bench| {
        bench.begin().await;
        bench.pass(2).await;
        let state = bench.call("app_state", json!({})).await.unwrap();
        let notices = state["notices"].to_string();
        assert!(notices.contains("Work is not watched") && notices.contains("The keychain is locked"), "{notices}");
        assert_eq!((&state["active"], state["notices"].as_array().unwrap().len()), (&Value::Null, 2));
        // Once it is unlocked, either can be put in front.
        world.keychain.set_state(KeychainState::Open);
        for id in &ids {
            bench.call("switch_profile", json!({ "id": id })).await.unwrap();
        }
        bench.pass(2).await;
        assert_eq!(sent(bench, Operation::ListVms), 2);
    });
}

#[test]
fn an_account_that_is_signed_out_or_removed_is_watched_no_more_wherever_it_stood() {
    for command in ["sign_out", "profile_remove"] {
        for in_front in [true, false] {
            let (world, ids) = two_kept();
            start_in(&world, async |bench: &Bench| {
                bench.begin().await;
                bench.pass(5).await;
                let goes = &ids[usize::from(in_front)];
                bench.call(command, json!({ "id": goes })).await.unwrap();
                bench.sandbox.clear_log();
                bench.pass(121).await;
                let (least, most) = if in_front { (2, 3) } else { (8, 9) };
                let lists = sent(bench, Operation::ListVms);
                assert!((least..=most).contains(&lists), "{command} {in_front}: {lists}");
                bench.sandbox.add_vm("eval-a", 1);
                bench.pass(61).await;
                assert_eq!(deeds(&world, goes), Vec::<String>::new());
                assert_eq!(deeds(&world, &ids[usize::from(!in_front)]), ["eval-a appeared, Running"]);
            });
            let left: u32 = world
                .read()
                .query_row("SELECT count(*) FROM seen WHERE profile_id = ?1", [&ids[usize::from(in_front)]], |row| {
                    row.get(0)
                })
                .unwrap();
            assert_eq!(left == 0, command == "profile_remove", "what was learnt goes with a removed account alone");
        }
    }
}

#[test]
fn switching_sends_nothing_twice_and_opens_nothing_again() {
    let world = World::new();
    run_in(&world, async |bench: &Bench| {
        let work = second(bench, "Work").await;
        bench.pass(20).await;
        bench.sandbox.clear_log();
        for _ in 0..10 {
            for id in ["sandbox", &work] {
                bench.call("switch_profile", json!({ "id": id })).await.unwrap();
            }
        }
        bench.pass(5).await;
        let lists = sent(bench, Operation::ListVms);
        assert!(lists <= 2, "{lists}");
    });
}

#[test]
fn a_deploy_goes_on_while_another_account_is_in_front() {
    let world = World::new();
    run_in(&world, async |bench: &Bench| {
        let job = bench.deploy("train-01").await["id"].as_str().unwrap().to_owned();
        second(bench, "Work").await;
        bench.pass(120).await;
        let phase: String =
            world.read().query_row("SELECT phase FROM jobs WHERE id = ?1", [&job], |row| row.get(0)).unwrap();
        assert_eq!(phase, "up");
    });
}
