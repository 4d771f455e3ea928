//! Notices: one for what happens together, none twice, none in quiet hours.

use serde_json::{Value, json};

use crate::bench::{Bench, World, run, run_in};

/// Something to tell, put into the store as the watcher does.
fn news(world: &World, id: &str, kind: &str, at: &str) {
    world.store(&format!(
        "INSERT INTO activity (id, profile_id, at, subject, deed, mark, instance_id, outcome, kind, actor, notice, told)
         VALUES ('{id}', 'sandbox', '{at}', '{id}', 'stopped', 'stopped', '{id}', 'done', 'change', 'provider', '{kind}',
                 'pending')"
    ));
}

fn titles(bench: &Bench) -> Vec<String> {
    bench.computer.0.lock().unwrap().notices.iter().map(|notice| notice.title.clone()).collect()
}

fn told(world: &World, id: &str) -> (String, Option<String>) {
    let sql = "SELECT told, told_why FROM activity WHERE id = ?1";
    world.read().query_row(sql, [id], |row| Ok((row.get(0)?, row.get(1)?))).unwrap()
}

/// The settings with other notices.
async fn set(bench: &Bench, notices: Value) -> Result<Value, Value> {
    let mut settings = bench.call("app_state", json!({})).await.unwrap()["settings"].clone();
    settings["notices"] = notices;
    bench.call("settings_set", settings).await
}

#[test]
fn what_happens_within_ten_seconds_is_one_notice_and_a_restart_repeats_none() {
    let world = World::new();
    run_in(&world, async |bench| {
        for (id, at) in [("eval-a", "2026-10-15T12:00:02Z"), ("eval-b", "2026-10-15T12:00:03Z")] {
            news(&world, id, "state", at);
        }
        bench.call("notices_pause", json!({ "minutes": 0 })).await.unwrap();
        bench.pass(4).await;
        assert_eq!(titles(bench), Vec::<String>::new(), "more may come");
        bench.pass(10).await;
        assert_eq!(titles(bench), ["SANDBOX: 2 instances changed"]);
        let notice = bench.computer.0.lock().unwrap().notices[0].clone();
        assert_eq!(notice.body, "eval-a stopped, eval-b stopped.");
    });
    // What was not told when the app ended is told at the next start; what was told is not.
    news(&world, "eval-c", "state", "2026-10-15T12:00:20Z");
    run_in(&world, async |bench| {
        bench.pass(15).await;
        assert_eq!(titles(bench).last().unwrap(), "SANDBOX: eval-c stopped");
        assert_eq!(titles(bench).len(), 2);
    });
}

#[test]
fn a_pause_and_quiet_hours_hold_notices_and_then_tell_them_as_one() {
    let world = World::new();
    run_in(&world, async |bench| {
        let state = bench.call("notices_pause", json!({ "minutes": 60 })).await.unwrap();
        assert_eq!(state["noticesPausedUntil"], "2026-10-15T13:00:02Z");
        news(&world, "eval-a", "state", "2026-10-15T12:00:03Z");
        bench.pass(70).await;
        assert_eq!((titles(bench).len(), told(&world, "eval-a").0.as_str()), (0, "held"));
        // Twelve o'clock, as the computer of the tests shows it.
        set(bench, json!({ "off": [], "quiet": { "from": "11:30", "to": "12:05" } })).await.unwrap();
        bench.call("notices_pause", json!({ "minutes": null })).await.unwrap();
        news(&world, "eval-b", "state", "2026-10-15T12:01:20Z");
        bench.pass(120).await;
        assert_eq!(titles(bench).len(), 0, "it is quiet until five past");
        bench.pass(200).await;
        assert_eq!(titles(bench), ["SANDBOX: 2 instances changed"]);
        let refused = set(bench, json!({ "off": [], "quiet": { "from": "25:00", "to": "12:05" } })).await.unwrap_err();
        assert_eq!((&refused["code"], &refused["field"]), (&json!("invalid"), &json!("notices.quiet.from")));
    });
}

#[test]
fn a_kind_that_is_off_is_not_told_and_what_the_system_does_not_take_is_noted() {
    let world = World::new();
    run_in(&world, async |bench| {
        set(bench, json!({ "off": ["volume"], "quiet": null })).await.unwrap();
        news(&world, "checkpoints", "volume", "2026-10-15T12:00:03Z");
        bench.call("notices_pause", json!({})).await.unwrap();
        bench.pass(12).await;
        assert_eq!((titles(bench).len(), told(&world, "checkpoints").0.as_str()), (0, "off"));
        bench.computer.change(|computer| computer.notices_fail = Some("No daemon answers.".into()));
        news(&world, "eval-a", "state", "2026-10-15T12:00:15Z");
        bench.call("notices_pause", json!({})).await.unwrap();
        bench.pass(15).await;
        assert_eq!(told(&world, "eval-a"), ("failed".into(), Some("No daemon answers.".into())));
        let refused = bench.call("notices_test", json!({})).await.unwrap_err();
        assert!(refused["message"].as_str().unwrap().contains("No daemon answers."), "{refused}");
        // It came back.
        bench.computer.change(|computer| computer.notices_fail = None);
        bench.call("notices_test", json!({})).await.unwrap();
        assert_eq!(titles(bench), ["Voltdeck can reach you"]);
        let overview = bench.call("overview", json!({})).await.unwrap();
        assert_eq!(overview["activity"][0]["subject"], "Test notice");
    });
}

#[test]
fn a_place_is_opened_with_its_account_in_front() {
    run(async {
        let bench = Bench::open().await;
        let before = bench.events();
        bench.go("sandbox").await;
        assert!(bench.events() > before);
    });
}
