use serde_json::{Value, json};

use crate::bench::{BASE, Bench, TOKEN, World, run_in};
use crate::deeds::{activity, filter, lines};

/// Lines of two accounts over three days.
fn fill(world: &World) {
    let rows = [
        ("a1", "sandbox", "2026-10-13T10:00:00+00:00", "eval-a", "stop asked for", "act", "you", "i-1"),
        ("c1", "sandbox", "2026-10-14T23:59:59+00:00", "eval-a", "Running → Stopped", "change", "provider", "i-1"),
        ("c2", "sandbox", "2026-10-15T00:00:00+00:00", "eval_b", "Pending → Running", "change", "provider", "i-2"),
        ("n1", "sandbox", "2026-10-15T09:00:00+00:00", "Runway", "is under 7 days", "notice", "voltdeck", "i-9"),
        ("a2", "sandbox", "2026-10-15T09:00:00+00:00", "eval-a", "terminated", "act", "lease", "i-1"),
        ("w1", "work", "2026-10-15T09:30:00+00:00", "prod", "terminated", "act", "you", "i-7"),
    ];
    for (id, profile, at, subject, deed, kind, actor, machine) in rows {
        world.store(&format!(
            "INSERT INTO activity (id, profile_id, at, subject, deed, mark, outcome, kind, actor, instance_id)
             VALUES ('{id}', '{profile}', '{at}', '{subject}', '{deed}', 'stopped', 'done', '{kind}', '{actor}',
                     '{machine}')"
        ));
    }
}

fn ids(lines: &[Value]) -> Vec<&str> {
    lines.iter().map(|line| line["id"].as_str().unwrap()).collect()
}

#[test]
fn it_is_narrowed_by_words_kind_actor_time_and_machine_and_counted() {
    let world = World::new();
    run_in(&world, async |_| {});
    fill(&world);
    run_in(&world, async |bench: &Bench| {
        let all = activity(bench, json!({})).await;
        assert_eq!(ids(all["lines"].as_array().unwrap()), ["a2", "n1", "c2", "c1", "a1"], "newest first");
        assert_eq!(all["counts"], json!({ "all": 5, "changes": 2, "acts": 2, "notices": 1 }));
        let days = json!([
            { "day": "2026-10-15", "lines": 3 },
            { "day": "2026-10-14", "lines": 1 },
            { "day": "2026-10-13", "lines": 1 },
        ]);
        assert_eq!((&all["total"], &all["days"]), (&json!(5), &days));

        let changes = activity(bench, json!({ "kind": "change" })).await;
        assert_eq!(ids(changes["lines"].as_array().unwrap()), ["c2", "c1"]);
        assert_eq!((&changes["total"], &changes["counts"]), (&json!(2), &all["counts"]), "of the others too");
        assert_eq!(changes["days"].as_array().unwrap().len(), 2);

        for (change, expected) in [
            (json!({ "actor": "lease" }), vec!["a2"]),
            (json!({ "from": "2026-10-15T00:00:00Z" }), vec!["a2", "n1", "c2"]),
            (json!({ "to": "2026-10-15T00:00:00Z" }), vec!["c1", "a1"]),
            (json!({ "instanceId": "i-1" }), vec!["a2", "c1", "a1"]),
            (json!({ "text": "EVAL-A  terminated" }), vec!["a2"]),
            (json!({ "text": "eval_" }), vec!["c2"]),
            (json!({ "text": "i-2" }), vec!["c2"]),
            (json!({ "text": "%" }), vec![]),
            (json!({ "text": "prod" }), vec![]),
            (json!({ "allAccounts": true, "kind": "act" }), vec!["w1", "a2", "a1"]),
        ] {
            assert_eq!(ids(&lines(bench, change.clone()).await), expected, "{change}");
        }

        let part =
            bench.call("activity", json!({ "filter": filter(&json!({})), "offset": 1, "limit": 2 })).await.unwrap();
        assert_eq!((ids(part["lines"].as_array().unwrap()), &part["offset"]), (vec!["n1", "c2"], &json!(1)));
        assert_eq!(part["total"], 5);
        let line = bench.call("activity_line", json!({ "id": "n1" })).await.unwrap();
        assert_eq!(line, all["lines"][1]);
        assert_eq!(bench.call("activity_line", json!({ "id": "nobody" })).await.unwrap_err()["code"], "gone");
    });
}

#[test]
fn each_account_has_its_own_and_one_that_is_removed_takes_its_lines_along() {
    let world = World::new();
    world.keychain.set_state(crate::bench::KeychainState::Open);
    run_in(&world, async |bench: &Bench| {
        let work = json!({ "profileId": null, "name": "Work", "baseUrl": BASE, "token": TOKEN, "readOnly": false });
        let state = bench.call("sign_in", work).await.unwrap();
        let id = state["active"].as_str().unwrap().to_owned();
        bench.call("profile_set_read_only", json!({ "id": id, "readOnly": true })).await.unwrap();
        assert_eq!(lines(bench, json!({})).await.len(), 1);
        bench.call("open_sandbox", json!({})).await.unwrap();
        assert_eq!(lines(bench, json!({})).await.len(), 0);
        let all = lines(bench, json!({ "allAccounts": true })).await;
        assert_eq!((all.len(), all[0]["profile"].as_str()), (1, Some(id.as_str())));
        bench.call("profile_remove", json!({ "id": id })).await.unwrap();
        assert_eq!(lines(bench, json!({ "allAccounts": true })).await.len(), 0);
    });
}

#[test]
fn nothing_is_told_of_an_account_before_one_is_signed_in() {
    crate::bench::start_in(&World::new(), async |bench: &Bench| {
        let args = json!({ "filter": filter(&json!({})), "offset": 0, "limit": 10 });
        assert_eq!(bench.call("activity", args).await.unwrap_err()["code"], "signedOut");
    });
}
