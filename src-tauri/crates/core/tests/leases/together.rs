//! Leases that are due together are all carried out in time, and what hangs holds up no other.

use chrono::TimeDelta;
use serde_json::{Value, json};
use voltdeck_sandbox::{Fault, FaultKind, Operation};

use crate::bench::{Bench, World, run, run_in};
use crate::scene::{attention_of_leases, last_act};

/// Machines that all end in the same moment, at this many seconds from now.
async fn due_together(bench: &Bench, names: &[String], action: &str, after: i64) {
    let ids: Vec<String> = names.iter().map(|name| bench.sandbox.add_vm(name, 1).to_string()).collect();
    bench.call("refresh", json!({})).await.unwrap();
    let ends_at = bench.sandbox.now() + TimeDelta::seconds(after);
    for id in ids {
        let args = json!({ "id": id, "hours": null, "endsAt": ends_at, "action": action, "extend": false });
        bench.call("lease_set", args).await.unwrap();
    }
}

fn names(prefix: &str, count: usize) -> Vec<String> {
    (0..count).map(|number| format!("{prefix}-{number}")).collect()
}

fn ends(bench: &Bench, names: &[String]) -> Vec<usize> {
    let count = |name: &String| bench.machine(name).asked.iter().filter(|asked| asked.act == "terminate").count();
    names.iter().map(count).collect()
}

#[test]
fn all_that_are_due_together_are_ended_though_each_answer_takes_half_a_minute() {
    run(async {
        let bench = Bench::open().await;
        bench.tell_no_changes().await;
        let names = names("box", 25);
        due_together(&bench, &names, "terminate", 1_200).await;
        bench.pass(1_190).await;
        bench.sandbox.add_fault(Fault::always(Operation::TerminateVm, FaultKind::Delay { ms: 28_000 }));
        bench.pass(15 * 60).await;
        assert_eq!(ends(&bench, &names), [1; 25], "each of them, and once");
        let mut at: Vec<_> = names.iter().map(|name| bench.machine(name).asked.last().unwrap().at).collect();
        at.sort();
        assert!(at.windows(5).all(|five| five[4] - five[0] >= TimeDelta::seconds(9)), "four at once: {at:?}");
        assert!(at[24] - at[0] <= TimeDelta::seconds(90), "what is slow holds up none: {at:?}");
        assert_eq!(attention_of_leases(&bench).await, Vec::<String>::new(), "none asks: all were found in time");
    });
}

#[test]
fn what_hangs_holds_up_neither_another_end_nor_a_warning_nor_a_question() {
    let world = World::new();
    run_in(&world, async |bench: &Bench| {
        bench.tell_no_changes().await;
        due_together(bench, &names("hang", 6), "terminate", 1_200).await;
        due_together(bench, &["next".to_owned()], "release", 1_210).await;
        due_together(bench, &["say".to_owned()], "remind", 1_210).await;
        due_together(bench, &["warned".to_owned()], "terminate", 1_210 + 300).await;
        bench.pass(1_190).await;
        bench.sandbox.add_fault(Fault::always(Operation::TerminateVm, FaultKind::Stall { after_bytes: 0 }));
        bench.pass(45).await;
        let said = |subject: &str, deed: &str| {
            let sql = "SELECT count(*) FROM activity WHERE subject = ?1 AND deed = ?2";
            world.read().query_row(sql, [subject, deed], |row| row.get::<_, i64>(0)).unwrap()
        };
        assert_eq!(said("warned", "is terminated in 5 min"), 1);
        assert_eq!(said("say", "reached the end of its lease"), 1);
        assert_eq!(last_act(bench, "next"), "stopped_disassociated");
    });
}

#[test]
fn what_waits_its_turn_while_the_computer_sleeps_asks() {
    run(async {
        let bench = Bench::open().await;
        bench.tell_no_changes().await;
        let names = names("box", 12);
        due_together(&bench, &names, "terminate", 1_200).await;
        bench.pass(1_195).await;
        bench.sandbox.add_fault(Fault::always(Operation::GetVm, FaultKind::Delay { ms: 20_000 }));
        bench.pass(10).await;
        bench.sandbox.advance(std::time::Duration::from_secs(8 * 3600));
        bench.sandbox.clear_faults();
        bench.pass(10 * 60).await;
        assert_eq!(ends(&bench, &names), [0; 12], "nobody looked when they came due");
        let fleet = bench.call("fleet", json!({})).await.unwrap();
        let asks = |row: &&Value| row["lease"]["asks"] == true;
        assert_eq!(fleet["instances"].as_array().unwrap().iter().filter(asks).count(), 12);
    });
}
