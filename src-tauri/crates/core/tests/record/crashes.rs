use rusqlite::Connection;
use serde_json::{Value, json};
use voltdeck_sandbox::{Fault, FaultKind, Operation};

use crate::bench::{Bench, World, run_in};
use crate::deeds::{deed, lines, writes};

/// The newest act as it stands in the store: its request, its answer and its outcome.
fn newest(store: &Connection) -> (Option<String>, Option<String>, String) {
    let sql = "SELECT request, answer, outcome FROM activity WHERE kind = 'act' ORDER BY at DESC, rowid DESC LIMIT 1";
    store.query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).unwrap()
}

#[test]
fn every_write_stands_in_the_record_before_it_is_sent_and_a_crash_leaves_its_outcome_unknown() {
    for write in writes() {
        let (world, name) = (World::new(), write.name());
        run_in(&world, async |bench: &Bench| {
            let (command, args) = deed(bench, write).await;
            bench.sandbox.clear_log();
            // It is done, and its answer is still awaited when the app ends.
            bench.sandbox.add_fault(Fault::once(write, FaultKind::Stall { after_bytes: 0 }));
            let called = tokio::time::timeout(std::time::Duration::from_secs(9), bench.call(command, args)).await;
            let sent = bench.sandbox.log().iter().filter(|line| line.operation == Some(write)).count();
            assert_eq!(sent, 1, "{name}: {called:?}");
        });
        let (request, answer, outcome) = newest(&world.read());
        let method = request.unwrap_or_else(|| panic!("{name} leaves no trace"));
        assert!(method.starts_with(write.method().as_str()), "{name}: {method}");
        assert_eq!((answer, outcome.as_str()), (None, "open"), "{name}");
        run_in(&world, async |bench: &Bench| {
            let acts = lines(bench, json!({ "kind": "act" })).await;
            let line = &acts[0];
            // What was created is looked for at once, and what is found is known.
            let found = line["deed"].as_str().unwrap().contains("in the list");
            if matches!(write, Operation::DeployVm | Operation::DeployBareMetal) && found {
                assert_eq!(line["outcome"], "done", "{name}");
                return;
            }
            assert_eq!((&line["outcome"], &line["unknown"]), (&json!("unknown"), &json!(true)), "{name}");
            assert!(line["deed"].as_str().unwrap().contains("outcome unknown"), "{name}: {line}");
            assert!(!line["meaning"].as_str().unwrap().is_empty(), "{name}: {line}");
        });
    }
}

#[test]
fn what_an_earlier_run_left_open_is_closed_once_and_what_is_over_stays_as_it_was() {
    let world = World::new();
    run_in(&world, async |_| {});
    for (id, outcome) in [("a", "open"), ("b", "done"), ("c", "refused"), ("d", "unknown")] {
        world.store(&format!(
            "INSERT INTO activity (id, profile_id, at, subject, deed, mark, effect, outcome, request)
             VALUES ('{id}', 'sandbox', '2026-10-15T11:00:00+00:00', '{id}', 'stop asked for', 'stopped', '-1.89',
                     '{outcome}', 'PUT /virtual-machines/{id}/power-status')"
        ));
    }
    for _ in 0..2 {
        run_in(&world, async |bench: &Bench| {
            let mut rows: Vec<Value> = lines(bench, json!({ "to": "2026-10-15T11:30:00Z" })).await;
            rows.sort_by_key(|row| row["id"].to_string());
            let shown: Vec<(&str, &str)> =
                rows.iter().map(|row| (row["outcome"].as_str().unwrap(), row["deed"].as_str().unwrap())).collect();
            let expected = [
                ("unknown", "stop asked for, outcome unknown"),
                ("done", "stop asked for"),
                ("refused", "stop asked for"),
                ("unknown", "stop asked for"),
            ];
            assert_eq!(shown, expected);
            assert_eq!(rows[0]["effect"], "-1.89", "it may be so");
        });
    }
}
