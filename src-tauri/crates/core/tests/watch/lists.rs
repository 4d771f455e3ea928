//! Readings that fail, or are partial: never a loss, told at the third in a row, and again when they go well.

use serde_json::json;
use voltdeck_sandbox::{Fault, FaultKind, Operation};

use crate::bench::{Bench, World, run_in};
use crate::scene::{changes, lines, notices, refresh, said};

fn broken() -> FaultKind {
    FaultKind::Status { status: 500, detail: None }
}

#[test]
fn a_provider_that_cannot_be_read_is_told_once_at_the_third_failure_and_once_when_it_can() {
    let world = World::new();
    run_in(&world, async |bench: &Bench| {
        bench.sandbox.add_fault(Fault::everywhere(broken()));
        refresh(bench).await;
        refresh(bench).await;
        assert_eq!(said(&world), Vec::<String>::new(), "two failures are the weather");
        refresh(bench).await;
        assert_eq!(said(&world), ["The provider cannot be read"]);
        bench.pass(900).await;
        let told = lines(&world.read(), "sandbox", "notice");
        assert_eq!((told.len(), told[0].notice.as_deref()), (1, Some("connection")));
        assert!(told[0].meaning.contains("Nothing is taken for gone"), "{}", told[0].meaning);
        assert_eq!(notices(bench), ["SANDBOX: The provider cannot be read"]);
    });
    // It is not told again at the next start, and its end is told there.
    run_in(&world, async |bench: &Bench| {
        for _ in 0..4 {
            refresh(bench).await;
        }
        assert_eq!(said(&world).len(), 1);
        bench.sandbox.clear_faults();
        bench.pass(150).await;
        refresh(bench).await;
        assert_eq!(said(&world), ["The provider cannot be read", "The provider can be read again"]);
    });
    let back = lines(&world.read(), "sandbox", "notice").pop().unwrap();
    assert!(back.meaning.starts_with("It could not for 15 min"), "{}", back.meaning);
    assert_eq!(changes(&world), Vec::<String>::new());
}

#[test]
fn one_list_that_fails_is_told_by_itself_and_the_other_goes_on() {
    let world = World::new();
    run_in(&world, async |bench: &Bench| {
        let vm = bench.sandbox.add_vm("eval-a", 1);
        refresh(bench).await;
        bench.sandbox.add_fault(Fault::always(Operation::ListBareMetal, broken()));
        for _ in 0..3 {
            refresh(bench).await;
        }
        assert_eq!(said(&world), ["The list of bare metal cannot be read"]);
        bench.sandbox.set_vm_status(vm, "Stopped");
        refresh(bench).await;
        assert_eq!(changes(&world), ["eval-a appeared, Running", "eval-a Running → Stopped"]);
        bench.sandbox.clear_faults();
        refresh(bench).await;
        assert_eq!(said(&world).last().unwrap(), "The list of bare metal can be read again");
    });
}

#[test]
fn a_token_that_is_refused_is_told_as_that() {
    let world = World::new();
    run_in(&world, async |bench: &Bench| {
        bench.sandbox.add_fault(Fault::everywhere(FaultKind::Status { status: 401, detail: None }));
        for _ in 0..3 {
            refresh(bench).await;
        }
        let told = lines(&world.read(), "sandbox", "notice");
        assert_eq!(said(&world), ["The provider refuses the token"]);
        assert_eq!(told[0].notice.as_deref(), Some("token"));
    });
}

#[test]
fn a_partial_list_tells_what_it_has_and_takes_nothing_away() {
    let world = World::new();
    run_in(&world, async |bench: &Bench| {
        let (shown, hidden) = (bench.sandbox.add_vm("shown", 1), bench.sandbox.add_vm("hidden", 1));
        refresh(bench).await;
        let before = changes(&world).len();
        let left_out = hidden.to_string();
        bench.tamper(move |_, answer| {
            if let Some(results) = answer["results"].as_array_mut() {
                results.retain(|one| one["id"] != json!(left_out));
            }
        });
        bench.sandbox.set_vm_status(shown, "Stopped");
        for _ in 0..2 {
            let fleet = refresh(bench).await;
            assert!(fleet["fault"]["message"].as_str().unwrap().contains("incomplete"), "{}", fleet["fault"]);
            assert!(fleet["instances"].to_string().contains("hidden"), "it stays on the screen");
        }
        assert_eq!(changes(&world)[before..], ["shown Running → Stopped"]);
        bench.tamper(|_, _| {});
        bench.sandbox.remove_vm(hidden);
        refresh(bench).await;
        assert_eq!(changes(&world)[before + 1..], ["hidden is gone: nobody here ended it"]);
    });
}
