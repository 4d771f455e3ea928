use serde_json::json;
use voltdeck_machines::idle::IdleMemory;

use crate::bench::{Bench, World, run, run_in};
use crate::scene::{
    all_looks, alone, answers, idle, let_look, looks, machine, panel, row, running, say, says, stay, told, want,
};

#[test]
fn nothing_is_logged_in_on_until_a_person_lets_it_and_then_every_five_minutes() {
    run(async {
        let bench = Bench::open().await;
        alone(&bench).await;
        let id = machine(&bench, "gpu").await;
        answers(&bench, &id, &says(&["80", "40"], "", "", 0), 0, "");
        bench.pass(700).await;
        assert_eq!(all_looks(&bench), 0);

        let_look(&bench, true).await;
        bench.pass(2).await;
        assert_eq!(looks(&bench, &id), 1, "at once");
        assert_eq!(row(&bench, &id).await["gpuUse"]["percent"], 60);
        bench.computer.change(|computer| {
            let argv = computer.read.iter().find(|argv| argv.contains(&"-T".to_owned())).unwrap();
            let line = argv.join(" ");
            assert!(line.contains("BatchMode=yes") && !line.contains("sleep 5"), "{line}");
        });
        bench.pass(3_600).await;
        assert!((12..=14).contains(&looks(&bench, &id)), "{} in an hour", looks(&bench, &id));
        let filter = json!({ "text": "GPU use", "kind": null, "actor": null, "from": null, "to": null, "instanceId": null, "allAccounts": false });
        let record = bench.call("activity", json!({ "filter": filter, "offset": 0, "limit": 5 })).await.unwrap();
        assert!(record.to_string().contains("logs in to its instances every 5 minutes"), "{record}");

        let_look(&bench, false).await;
        let before = looks(&bench, &id);
        bench.pass(1_000).await;
        assert_eq!(looks(&bench, &id), before);
        // What a person did not say is left as it was.
        let_look(&bench, true).await;
        let state = bench.call("app_state", json!({})).await.unwrap();
        let front = state["profiles"].as_array().unwrap().iter().find(|one| one["id"] == state["active"]).unwrap();
        let mut args = json!({});
        for field in ["id", "name", "organizationId", "currency", "colour", "sshUser"] {
            args[field] = front[field].clone();
        }
        let state = bench.call("profile_update", args).await.unwrap();
        assert!(state["profiles"].as_array().unwrap().iter().any(|one| one["samplesGpus"] == true));
    });
}

#[test]
fn it_is_on_again_after_a_start() {
    let world = World::new();
    let id = run_in(&world, async |bench| {
        let id = machine(bench, "gpu").await;
        let_look(bench, true).await;
        id
    });
    run_in(&world, async |bench| {
        answers(bench, &id, &idle(), 0, "");
        bench.pass(30).await;
        assert!(looks(bench, &id) > 0);
    });
}

#[test]
fn windows_and_what_does_not_run_are_left_alone() {
    run(async {
        let bench = Bench::open().await;
        alone(&bench).await;
        let id = machine(&bench, "gpu").await;
        bench.tamper(|path, answer| {
            if path.contains("/virtual-machines")
                && let Some(list) = answer["results"].as_array_mut()
            {
                list.iter_mut().filter(|vm| vm["name"] == "gpu").for_each(|vm| {
                    vm["operating_system"] = json!("Windows Server 2022");
                });
                list.iter_mut().filter(|vm| vm["name"] != "gpu").for_each(|vm| vm["status"] = json!("Stopped"));
            }
            if path.contains("/bare-metal") {
                answer["results"] = json!([]);
            }
        });
        bench.call("refresh", json!({})).await.unwrap();
        let_look(&bench, true).await;
        bench.pass(700).await;
        assert_eq!((looks(&bench, &id), all_looks(&bench)), (0, 0));
    });
}

#[test]
fn never_more_than_four_run_at_once_and_each_ends() {
    run(async {
        let bench = Bench::open().await;
        alone(&bench).await;
        for number in 0..12 {
            machine(&bench, &format!("gpu-{number}")).await;
        }
        let_look(&bench, true).await;
        let mut most = 0;
        for _ in 0..150 {
            bench.pass(1).await;
            most = most.max(running(&bench).len());
        }
        assert_eq!(most, 4);
        // Each was given its time and ended: three times four in 30 s each.
        assert_eq!((all_looks(&bench), running(&bench).len()), (12, 0));
    });
}

#[test]
fn what_fails_is_tried_less_often_and_said() {
    run(async {
        let bench = Bench::open().await;
        alone(&bench).await;
        let (refused, bare, well) =
            (machine(&bench, "refused").await, machine(&bench, "bare").await, machine(&bench, "well").await);
        answers(&bench, &refused, "", 255, "user@127.0.0.1: Permission denied (publickey).");
        answers(&bench, &bare, &told("#voltdeck-usage ended 127", "", "", 0), 0, "");
        answers(&bench, &well, &idle(), 0, "");
        let_look(&bench, true).await;
        bench.pass(4 * 3_600).await;
        assert!(looks(&bench, &well) >= 46, "{}", looks(&bench, &well));
        for id in [&refused, &bare] {
            // After 5, 10, 20, 40 and then 60 minutes.
            assert!((6..=8).contains(&looks(&bench, id)), "{} in four hours", looks(&bench, id));
        }
        assert_eq!(row(&bench, &refused).await["gpuUse"]["problem"], "no login");
        let known = row(&bench, &bare).await["gpuUse"].clone();
        assert_eq!(known["problem"], "no driver");
        assert!(known["problemSays"].as_str().unwrap().contains("not installed"), "{known}");
        let now = bench.sandbox.now();
        let account = bench.account();
        let since = |id: &str| account.part::<IdleMemory>().since(id, 5, now);
        assert!(since(&well).is_some() && since(&bare).is_none() && since(&refused).is_none());
        // Mended, it is like the others again, from its next look on.
        answers(&bench, &refused, &idle(), 0, "");
        bench.pass(3_700).await;
        let before = looks(&bench, &refused);
        bench.pass(1_800).await;
        assert!(looks(&bench, &refused) - before >= 5);
    });
}

#[test]
fn on_its_battery_a_computer_does_only_what_was_asked_for_by_name() {
    run(async {
        let bench = Bench::open().await;
        alone(&bench).await;
        let (one, other) = (machine(&bench, "one").await, machine(&bench, "other").await);
        for id in [&one, &other] {
            answers(&bench, id, &idle(), 0, "");
        }
        bench.computer.change(|computer| computer.on_battery = Some(true));
        let_look(&bench, true).await;
        want(&bench, &other, true).await;
        bench.pass(700).await;
        assert_eq!(looks(&bench, &one), 0);
        assert!(looks(&bench, &other) >= 2, "it is to end when it is idle");
        bench.computer.change(|computer| computer.on_battery = Some(false));
        bench.pass(11).await;
        assert_eq!(looks(&bench, &one), 1);
    });
}

#[test]
fn a_machine_that_ends_when_it_is_idle_is_looked_into_though_the_account_lets_no_other() {
    run(async {
        let bench = Bench::open().await;
        alone(&bench).await;
        let (one, other) = (machine(&bench, "one").await, machine(&bench, "other").await);
        answers(&bench, &one, &idle(), 0, "");
        answers(&bench, &other, &idle(), 0, "");
        want(&bench, &one, true).await;
        bench.pass(3_600).await;
        assert!(looks(&bench, &one) >= 12 && looks(&bench, &other) == 0);
        let memory = bench.account();
        let since = |now| memory.part::<IdleMemory>().since(&one, 5, now);
        let idle_for = bench.sandbox.now() - since(bench.sandbox.now()).unwrap();
        assert!(idle_for.num_minutes() >= 55, "no gap: {idle_for}");
        // One that fails is not left alone for an hour.
        answers(&bench, &one, "", 255, "Connection refused");
        bench.pass(3_600).await;
        let before = looks(&bench, &one);
        bench.pass(3_600).await;
        assert!(looks(&bench, &one) - before >= 5);
        want(&bench, &one, false).await;
        bench.pass(15).await;
        let before = looks(&bench, &one);
        bench.pass(1_800).await;
        assert_eq!(looks(&bench, &one), before);
    });
}

#[test]
fn after_a_sleep_it_begins_anew_and_leaves_nothing_hanging() {
    run(async {
        let bench = Bench::open().await;
        alone(&bench).await;
        bench.begin().await;
        let (hangs, refused) = (machine(&bench, "hangs").await, machine(&bench, "refused").await);
        answers(&bench, &refused, "", 255, "Network is unreachable");
        let_look(&bench, true).await;
        bench.pass(5).await;
        let before = running(&bench);
        assert_eq!((before.len(), looks(&bench, &hangs), looks(&bench, &refused)), (1, 1, 1));
        bench.sandbox.advance(std::time::Duration::from_secs(7_200));
        bench.pass(15).await;
        assert!(before[0].has_ended());
        assert!(looks(&bench, &hangs) >= 2 && looks(&bench, &refused) >= 2, "both at once, whatever was before");
    });
}

#[test]
fn what_runs_ends_with_the_consent_and_with_the_account() {
    run(async {
        let bench = Bench::open().await;
        alone(&bench).await;
        machine(&bench, "gpu").await;
        for end in ["opt-out", "sign-out"] {
            let_look(&bench, true).await;
            bench.pass(3).await;
            let program = running(&bench).pop().unwrap();
            if end == "opt-out" {
                let_look(&bench, false).await;
            } else {
                bench.call("sign_out", json!({ "id": "sandbox" })).await.unwrap();
            }
            bench.pass(1).await;
            assert!(program.has_ended(), "{end}");
        }
        let before = all_looks(&bench);
        bench.pass(1_000).await;
        assert_eq!(all_looks(&bench), before);
    });
}

#[test]
fn a_machine_whose_panel_is_open_is_not_asked_twice() {
    run(async {
        let bench = Bench::open().await;
        alone(&bench).await;
        let id = machine(&bench, "gpu").await;
        panel(&bench, &id).await;
        bench.pass(1).await;
        let_look(&bench, true).await;
        for _ in 0..40 {
            for program in running(&bench) {
                say(&program, &idle());
            }
            stay(&bench, &id, 10).await;
        }
        assert_eq!(looks(&bench, &id), 1);
    });
}

#[test]
fn an_account_that_may_only_look_may_look_into_its_machines() {
    run(async {
        let bench = Bench::open().await;
        alone(&bench).await;
        let id = machine(&bench, "gpu").await;
        answers(&bench, &id, &idle(), 0, "");
        bench.call("profile_set_read_only", json!({ "id": "sandbox", "readOnly": true })).await.unwrap();
        let_look(&bench, true).await;
        bench.pass(5).await;
        assert_eq!(row(&bench, &id).await["gpuUse"]["percent"], 0);
    });
}
