//! How an order ends that does not buy: by time, by its hardware, by the person; and what clocks do to it.

use std::time::Duration;

use serde_json::{Value, json};
use voltdeck_sandbox::{Fault, FaultKind, Operation};

use crate::bench::{Bench, World, run, run_in};
use crate::scene::{asked, books, draft, give, lines, notices, order, ordered, sent, state};

#[test]
fn it_ends_when_its_time_is_over_to_the_second_and_that_is_told_once() {
    run(async {
        let bench = Bench::open().await;
        bench.sandbox.sell_out(1);
        let mut draft = draft(&bench, "train-01", "1.99").await;
        draft["standing"]["days"] = json!("1");
        let given = give(&bench, &draft).await.unwrap();
        let id = given["id"].as_str().unwrap();
        assert_eq!(given["endsSoon"], true);
        let attention = bench.call("overview", json!({})).await.unwrap()["attention"].clone();
        assert!(attention.to_string().contains("Standing order for train-01 ends in 24 h"), "{attention}");
        bench.pass(24 * 3600 - 30).await;
        assert_eq!(state(&bench, id).await.0, "waiting");
        bench.pass(60).await;
        let (now, _, said) = state(&bench, id).await;
        assert_eq!(now, "ended");
        assert!(said.contains("Nothing was bought."), "{said}");
        assert!(order(&bench, id).await["endedAt"].as_str() >= given["endsAt"].as_str());
        bench.sandbox.restock(1, 5);
        bench.pass(600).await;
        assert_eq!(sent(&bench), 0);
        let told: Vec<String> = notices(&bench).into_iter().map(|(title, _)| title).collect();
        assert_eq!(told, ["SANDBOX: train-01 standing order ended: its time is over"]);
    });
}

#[test]
fn one_whose_time_passed_while_the_app_was_closed_buys_nothing_at_the_next_start() {
    let world = World::new();
    let id = run_in(&world, async |bench| ordered(bench, "train-01", "1.99").await);
    world.sandbox.advance(Duration::from_secs(8 * 24 * 3600));
    world.sandbox.restock(1, 5);
    run_in(&world, async |bench| {
        bench.pass(200).await;
        assert_eq!((state(bench, &id).await.0.as_str(), sent(bench)), ("ended", 0));
    });
}

#[test]
fn it_ends_when_its_preset_is_gone() {
    run(async {
        let bench = Bench::open().await;
        let id = ordered(&bench, "train-01", "1.99").await;
        bench.tamper(|path, json: &mut Value| {
            if path.ends_with("/instant-deploy-presets/") {
                let list = json.as_array_mut().unwrap();
                list.retain(|preset| preset["resources"]["gpus"]["h100-sxm5-80gb"]["count"] != 1);
            }
        });
        bench.pass(100).await;
        assert_eq!(state(&bench, &id).await.0, "waiting", "one or two readings may be a slip");
        bench.pass(160).await;
        let (now, _, said) = state(&bench, &id).await;
        assert_eq!(now, "ended");
        assert!(said.contains("no longer offers 1 × H100"), "{said}");
        assert_eq!(notices(&bench).len(), 1);
        bench.sandbox.clear_log();
        bench.pass(300).await;
        assert_eq!((sent(&bench), asked(&bench, Operation::ListPresets)), (0, 0));
    });
}

#[test]
fn the_person_ends_it_and_nothing_is_bought_any_more() {
    run(async {
        let bench = Bench::open().await;
        let id = ordered(&bench, "train-01", "1.99").await;
        bench.call("standing_order_end", json!({ "id": id })).await.unwrap();
        bench.sandbox.restock(1, 5);
        bench.pass(300).await;
        assert_eq!((state(&bench, &id).await.0.as_str(), sent(&bench)), ("ended", 0));
        assert_eq!(notices(&bench), [], "the person knows");
        let told = lines(&bench).await;
        assert_eq!(told[0], ("you".into(), "train-01".into(), "standing order ended".into()));
    });
}

#[test]
fn ended_while_everything_is_read_again_it_is_not_sent() {
    run(async {
        let bench = Bench::open().await;
        let id = ordered(&bench, "train-01", "1.99").await;
        bench.sandbox.add_fault(Fault::always(Operation::GetPreset, FaultKind::Delay { ms: 4_000 }));
        bench.sandbox.restock(1, 5);
        bench.sandbox.clear_log();
        while asked(&bench, Operation::GetPreset) == 0 {
            bench.pass(1).await;
        }
        bench.call("standing_order_end", json!({ "id": id })).await.unwrap();
        bench.pass(300).await;
        assert_eq!((state(&bench, &id).await.0.as_str(), sent(&bench)), ("ended", 0));
    });
}

#[test]
fn signing_out_pauses_it_and_signing_in_goes_on() {
    let world = World::new();
    run_in(&world, async |bench| {
        let id = ordered(bench, "train-01", "1.99").await;
        bench.call("sign_out", json!({ "id": "sandbox" })).await.unwrap();
        bench.sandbox.restock(1, 5);
        bench.sandbox.clear_log();
        bench.pass(600).await;
        assert_eq!(bench.sandbox.log().len(), 0);
        bench.call("open_sandbox", json!({})).await.unwrap();
        bench.pass(30).await;
        assert_eq!((state(bench, &id).await.0.as_str(), books(bench, "train-01")), ("bought", 1));
    });
}

#[test]
fn after_a_sleep_between_reading_and_buying_everything_is_read_again_first() {
    run(async {
        let bench = Bench::open().await;
        let id = ordered(&bench, "train-01", "1.99").await;
        bench.sandbox.add_fault(Fault::once(Operation::GetPreset, FaultKind::Delay { ms: 4_000 }));
        bench.sandbox.restock(1, 5);
        bench.sandbox.clear_log();
        while asked(&bench, Operation::GetPreset) == 0 {
            bench.pass(1).await;
        }
        // Eight hours asleep, with the answer on its way. When it comes the price is of yesterday.
        bench.sandbox.advance(Duration::from_secs(8 * 3600));
        bench.sandbox.set_price(1, "9.000000".parse().unwrap(), "0.100000".parse().unwrap());
        bench.pass(20).await;
        let (now, tries, said) = state(&bench, &id).await;
        assert_eq!((now.as_str(), tries, sent(&bench)), ("waiting", 0, 0));
        assert!(said.contains("the clock of this computer jumped") || said.contains("above the limit"), "{said}");
        bench.pass(300).await;
        assert_eq!(sent(&bench), 0, "by then it costs more");
        bench.sandbox.set_price(1, "1.890000".parse().unwrap(), "0.100000".parse().unwrap());
        bench.pass(130).await;
        assert_eq!((state(&bench, &id).await.0.as_str(), books(&bench, "train-01")), ("bought", 1));
    });
}

#[test]
fn a_clock_that_is_put_back_is_said_and_before_its_own_begin_an_order_buys_nothing() {
    let world = World::new();
    run_in(&world, async |bench| {
        let id = ordered(bench, "train-01", "1.99").await;
        bench.pass(3_600).await;
        world.clock_back(Duration::from_secs(24 * 3600));
        bench.sandbox.restock(1, 5);
        bench.pass(300).await;
        let (now, tries, said) = state(bench, &id).await;
        assert_eq!((now.as_str(), tries, sent(bench)), ("waiting", 0, 0));
        assert!(said.contains("Nothing is bought until the clock is right."), "{said}");
        let told = lines(bench).await;
        assert!(
            told.iter().any(|(_, subject, deed)| {
                subject == "The clock of this computer" && deed == "was put back by 24 h"
            }),
            "{told:?}"
        );
        world.clock_back(Duration::ZERO);
        bench.pass(130).await;
        assert_eq!((state(bench, &id).await.0.as_str(), books(bench, "train-01")), ("bought", 1));
    });
}
