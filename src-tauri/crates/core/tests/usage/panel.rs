use serde_json::json;
use voltdeck_contract::Event;
use voltdeck_machines::idle::IdleMemory;

use crate::bench::{Bench, run};
use crate::scene::{answers, idle, looks, machine, panel, rental_of_two, row, running, say, says, stay, told};

#[test]
fn a_panel_has_one_ssh_that_tells_on_and_on_and_ends_soon_after_it() {
    run(async {
        let bench = Bench::open().await;
        let id = machine(&bench, "gpu").await;
        let first = panel(&bench, &id).await;
        assert_eq!((&first["ends"][0]["stage"], &first["ends"][0]["gpus"]), (&json!("connecting"), &json!([])));
        assert_eq!(row(&bench, &id).await["gpuUse"], json!(null), "nothing is known, so nothing is shown");
        bench.pass(1).await;
        let programs = running(&bench);
        assert_eq!(programs.len(), 1);
        let line = programs[0].argv.join(" ");
        assert!(line.contains("BatchMode=yes") && line.contains("sleep 5"), "{line}");

        let told_before = bench.told(&Event::Usage);
        let users = " 41234 maria    python3\n 500 root     nv-hostengine\n 41235 maria    python3";
        let apps = "GPU-0, 41234, 40000\nGPU-1, 41235, 30890\nGPU-0, 500, 12";
        say(&programs[0], &says(&["87", "[N/A]"], apps, users, 1));
        let seen = stay(&bench, &id, 1).await;
        assert!(bench.told(&Event::Usage) > told_before);
        let end = &seen["ends"][0];
        assert_eq!(
            (&end["stage"], &end["state"]["word"], &end["sessions"]),
            (&json!("live"), &json!("Live"), &json!(1))
        );
        let gpus = &end["gpus"];
        assert_eq!(
            (&gpus[0]["used"], &gpus[0]["memoryPercent"], &gpus[0]["watts"], &gpus[0]["celsius"]),
            (&json!(87), &json!(87), &json!(612), &json!(64))
        );
        assert_eq!(gpus[0]["memory"], "69.6 of 79.6 GiB");
        assert_eq!((&gpus[1]["used"], &gpus[1]["index"]), (&json!(null), &json!(1)), "unknown is not nought");
        assert_eq!(
            end["users"],
            json!([
                { "user": "maria", "processes": 2, "programs": ["python3"], "memory": "69.2 GiB" },
                { "user": "root", "processes": 1, "programs": ["nv-hostengine"], "memory": "0.0 GiB" },
            ])
        );
        // Of one of them the use is not told, so of all it is not known.
        assert_eq!(row(&bench, &id).await["gpuUse"]["percent"], json!(null));

        bench.pass(5).await;
        say(&programs[0], &says(&["40", "80"], apps, users, 1));
        stay(&bench, &id, 1).await;
        assert_eq!(row(&bench, &id).await["gpuUse"]["percent"], 60);
        assert_eq!(looks(&bench, &id), 1, "it is one program");

        bench.pass(14).await;
        assert!(!programs[0].has_ended(), "the panel may ask again");
        bench.pass(4).await;
        assert!(programs[0].has_ended(), "nobody asks");
        let known = row(&bench, &id).await["gpuUse"].clone();
        assert_eq!((&known["percent"], &known["stale"]), (&json!(60), &json!(false)));
        bench.pass(720).await;
        assert_eq!(row(&bench, &id).await["gpuUse"]["stale"], true);
        // Opened again: until it tells something, what stands there is of then.
        let read_at = panel(&bench, &id).await["ends"][0]["readAt"].clone();
        bench.pass(1).await;
        let end = panel(&bench, &id).await["ends"][0].clone();
        assert_eq!((&end["stage"], &end["state"]["word"]), (&json!("connecting"), &json!("Connecting")), "{end}");
        assert_eq!((&end["gpus"][1]["used"], &end["readAt"]), (&json!(80), &read_at));
        let again = running(&bench);
        assert_eq!(again.len(), 1);
        say(&again[0], &says(&["7", "9"], "", "", 0));
        let end = stay(&bench, &id, 1).await["ends"][0].clone();
        assert_eq!((&end["stage"], &end["gpus"][0]["used"]), (&json!("live"), &json!(7)));
        assert_ne!(end["readAt"], read_at);
    });
}

#[test]
fn what_was_in_the_way_an_hour_ago_is_not_said_of_now() {
    run(async {
        let bench = Bench::open().await;
        let id = machine(&bench, "gpu").await;
        panel(&bench, &id).await;
        bench.pass(1).await;
        say(&running(&bench)[0], &told("#voltdeck-usage ended 127", "", "", 0));
        assert_eq!(stay(&bench, &id, 1).await["ends"][0]["stage"], "noDriver");
        bench.pass(3_600).await;
        let end = panel(&bench, &id).await["ends"][0].clone();
        assert_eq!((&end["stage"], &end["said"]), (&json!("connecting"), &json!(null)), "{end}");
        assert!(row(&bench, &id).await["gpuUse"]["problem"] == "no driver", "the list tells what was seen last");
    });
}

#[test]
fn the_use_of_a_rental_is_known_only_where_all_its_nodes_told_it_at_one_moment() {
    run(async {
        let bench = Bench::open().await;
        let id = rental_of_two(&bench).await;
        panel(&bench, &id).await;
        bench.pass(1).await;
        let node = |number: u32| {
            let alias = format!("HostKeyAlias=voltdeck-{id}-{number}");
            running(&bench).into_iter().find(|program| program.argv.contains(&alias)).unwrap()
        };
        let (one, two) = (node(1), node(2));
        say(&one, &says(&["80"], "", "", 0));
        let seen = stay(&bench, &id, 1).await;
        let known = row(&bench, &id).await["gpuUse"].clone();
        assert_eq!(
            (&known["percent"], &known["problem"]),
            (&json!(null), &json!("partly read")),
            "one of two: {known}"
        );
        assert_eq!(seen["hour"][59], json!(null));
        say(&two, &says(&["40"], "", "", 0));
        let seen = stay(&bench, &id, 1).await;
        assert_eq!((&seen["hour"][59], &row(&bench, &id).await["gpuUse"]["percent"]), (&json!(60), &json!(60)));

        // Opened again, one tells before the other.
        bench.pass(600).await;
        assert_eq!(row(&bench, &id).await["gpuUse"]["percent"], 60, "as both told it then");
        panel(&bench, &id).await;
        bench.pass(1).await;
        let (one, two) = (node(1), node(2));
        say(&one, &says(&["20"], "", "", 0));
        let seen = stay(&bench, &id, 1).await;
        let stages = (&seen["ends"][0]["stage"], &seen["ends"][1]["stage"]);
        assert_eq!(stages, (&json!("live"), &json!("connecting")));
        assert_eq!(seen["hour"][59], json!(null), "half of it is from then: {}", seen["hour"]);
        assert_eq!(row(&bench, &id).await["gpuUse"]["problem"], "partly read");
        say(&two, &says(&["40"], "", "", 0));
        assert_eq!(stay(&bench, &id, 1).await["hour"][59], json!(30));

        // One is refused, and the other goes on.
        answers(&bench, &format!("{id}-2"), "", 255, "user@127.0.0.1: Permission denied (publickey).");
        two.end("Connection to 127.0.0.1 closed by remote host.");
        for _ in 0..8 {
            say(&one, &says(&["20"], "", "", 0));
            stay(&bench, &id, 10).await;
            let known = row(&bench, &id).await["gpuUse"].clone();
            assert_eq!((&known["percent"], &known["problem"]), (&json!(null), &json!("no login")));
        }
        let seen = panel(&bench, &id).await;
        let stages = (&seen["ends"][0]["stage"], &seen["ends"][1]["stage"]);
        assert_eq!(stages, (&json!("live"), &json!("noLogin")));
        assert_eq!(seen["hour"][59], json!(null), "half of it is from then: {}", seen["hour"]);
    });
}

#[test]
fn a_greeting_and_other_line_ends_are_no_hindrance() {
    run(async {
        let bench = Bench::open().await;
        let id = machine(&bench, "gpu").await;
        panel(&bench, &id).await;
        bench.pass(1).await;
        let programs = running(&bench);
        say(&programs[0], "Welcome to Ubuntu\n0, GPU-fake, none, 1, 1, 1, 1, 1\n");
        says(&["12"], "", "", 0).lines().for_each(|line| programs[0].say(&format!("{line}\r")));
        let seen = stay(&bench, &id, 1).await;
        assert_eq!(seen["ends"][0]["gpus"].as_array().unwrap().len(), 1, "{seen}");
        assert_eq!(seen["ends"][0]["gpus"][0]["used"], 12);
    });
}

#[test]
fn what_is_in_the_way_is_said_with_what_to_do() {
    let failed =
        "NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver.\n#voltdeck-usage ended 9";
    let mismatch = "Failed to initialize NVML: Driver/library version mismatch\n#voltdeck-usage ended 18";
    let said = [
        (told(failed, "", "", 0), "noDriver", "Install the NVIDIA driver"),
        (told(mismatch, "", "", 0), "noDriver", "Restart the instance"),
        (told("#voltdeck-usage ended 127", "", "", 0), "noDriver", "not installed"),
        (told("#voltdeck-usage ended 124", "", "", 0), "hangs", "nvidia-smi doesn't answer"),
        (told("Segmentation fault\n#voltdeck-usage ended 139", "", "", 0), "unreadable", "Segmentation fault"),
    ];
    run(async {
        let bench = Bench::open().await;
        for (at, (text, stage, words)) in said.iter().enumerate() {
            let id = machine(&bench, &format!("gpu-{at}")).await;
            panel(&bench, &id).await;
            bench.pass(1).await;
            say(running(&bench).last().unwrap(), text);
            let seen = stay(&bench, &id, 1).await;
            let end = &seen["ends"][0];
            assert_eq!(end["stage"], *stage, "{seen}");
            assert!(end["said"].as_str().unwrap().contains(words), "{seen}");
            let known = row(&bench, &id).await["gpuUse"].clone();
            assert!(known["percent"].is_null() && known["problem"].is_string(), "{known}");
        }
    });
}

#[test]
fn a_refused_login_is_said_in_words_and_not_tried_like_an_attack() {
    run(async {
        let bench = Bench::open().await;
        let id = machine(&bench, "gpu").await;
        answers(&bench, &id, "", 255, "user@127.0.0.1: Permission denied (publickey).");
        let seen = stay(&bench, &id, 300).await;
        let end = &seen["ends"][0];
        assert_eq!(end["stage"], "noLogin");
        assert!(end["said"].as_str().unwrap().contains("refuses the login"), "{seen}");
        assert!((5..=9).contains(&looks(&bench, &id)), "{} in five minutes", looks(&bench, &id));
        assert_eq!(row(&bench, &id).await["gpuUse"]["problem"], "no login");
        // As soon as it is let in it is read.
        answers(&bench, &id, &idle(), 0, "");
        let seen = stay(&bench, &id, 61).await;
        assert_eq!(seen["ends"][0]["gpus"][0]["used"], 0);
    });
}

#[test]
fn a_machine_that_lets_us_in_and_is_silent_is_given_up_and_tried_again() {
    run(async {
        let bench = Bench::open().await;
        let id = machine(&bench, "gpu").await;
        panel(&bench, &id).await;
        bench.pass(1).await;
        say(&running(&bench)[0], "#voltdeck-usage gpus");
        let hung = running(&bench)[0].clone();
        let seen = stay(&bench, &id, 31).await;
        assert_eq!(seen["ends"][0]["stage"], "hangs");
        assert!(seen["ends"][0]["said"].as_str().unwrap().contains("no answer within 20 s"), "{seen}");
        assert!(hung.has_ended(), "no ssh is left behind");
        stay(&bench, &id, 10).await;
        let again = running(&bench);
        assert_eq!(again.len(), 1);
        // One that told goes silent: what it told stays with its time, and is not taken for now.
        say(&again[0], &says(&["50"], "", "", 0));
        stay(&bench, &id, 1).await;
        let seen = stay(&bench, &id, 26).await;
        assert_eq!((&seen["ends"][0]["stage"], &seen["ends"][0]["gpus"][0]["used"]), (&json!("hangs"), &json!(50)));
        let read_at: chrono::DateTime<chrono::Utc> = seen["ends"][0]["readAt"].as_str().unwrap().parse().unwrap();
        assert!((bench.sandbox.now() - read_at).num_seconds() >= 25);
    });
}

#[test]
fn the_last_hour_is_a_curve_with_gaps() {
    run(async {
        let bench = Bench::open().await;
        let id = machine(&bench, "gpu").await;
        panel(&bench, &id).await;
        bench.pass(1).await;
        let program = running(&bench)[0].clone();
        for used in ["10", "20", "30"] {
            say(&program, &says(&[used], "", "", 0));
            stay(&bench, &id, 20).await;
        }
        let seen = panel(&bench, &id).await;
        let points: Vec<u64> = seen["hour"].as_array().unwrap().iter().filter_map(serde_json::Value::as_u64).collect();
        assert_eq!(seen["hour"].as_array().unwrap().len(), 60);
        assert!(points.len() <= 2 && points.last() == Some(&30), "one point a minute: {points:?}");
        assert!(seen["hourSays"].as_str().unwrap().contains("to 30%"), "{seen}");
        bench.pass(3_700).await;
        let seen = panel(&bench, &id).await;
        assert!(seen["hour"].as_array().unwrap().iter().all(serde_json::Value::is_null), "{seen}");
        assert_eq!(seen["hourSays"], json!(null));
    });
}

#[test]
fn nothing_is_started_for_what_cannot_be_read() {
    run(async {
        let bench = Bench::open().await;
        let id = machine(&bench, "gpu").await;
        let state = std::sync::Arc::new(std::sync::Mutex::new(json!({})));
        let shown = std::sync::Arc::clone(&state);
        bench.tamper(move |path, answer| {
            if path.contains("/virtual-machines") {
                let Some(list) = answer["results"].as_array_mut() else { return };
                for vm in list.iter_mut().filter(|vm| vm["name"] == "gpu") {
                    for (field, value) in shown.lock().unwrap().as_object().unwrap() {
                        vm[field] = value.clone();
                    }
                }
            }
        });
        for (change, words) in [
            (json!({ "operating_system": "Windows Server 2022" }), "Windows instances"),
            (json!({ "status": "Stopped" }), "isn't running"),
            (json!({ "public_ip": "" }), "until it has an address"),
        ] {
            *state.lock().unwrap() = change.clone();
            bench.call("refresh", json!({})).await.unwrap();
            let seen = stay(&bench, &id, 3).await;
            assert!(seen["problem"].as_str().is_some_and(|problem| problem.contains(words)), "{change}: {seen}");
            assert_eq!(seen["ends"], json!([]));
        }
        assert_eq!(looks(&bench, &id), 0);
    });
}

#[test]
fn no_ssh_outlives_the_account_that_is_shown_nor_a_machine_that_stops() {
    run(async {
        let bench = Bench::open().await;
        let id = machine(&bench, "gpu").await;
        panel(&bench, &id).await;
        bench.pass(1).await;
        let program = running(&bench)[0].clone();
        bench.tamper(|path, answer| {
            if path.contains("/virtual-machines")
                && let Some(list) = answer["results"].as_array_mut()
            {
                list.iter_mut().filter(|vm| vm["name"] == "gpu").for_each(|vm| vm["status"] = json!("Stopped"));
            }
        });
        bench.call("refresh", json!({})).await.unwrap();
        stay(&bench, &id, 2).await;
        assert!(program.has_ended());
        bench.tamper(|_, _| {});
        bench.call("refresh", json!({})).await.unwrap();
        stay(&bench, &id, 2).await;
        let program = running(&bench)[0].clone();
        bench.call("sign_out", json!({ "id": "sandbox" })).await.unwrap();
        bench.pass(1).await;
        assert!(program.has_ended());
        assert!(running(&bench).is_empty());
    });
}

#[test]
fn whether_it_is_idle_learns_of_each_look_and_of_each_that_failed() {
    run(async {
        let bench = Bench::open().await;
        let id = machine(&bench, "gpu").await;
        let since = |bench: &Bench| bench.account().part::<IdleMemory>().since(&id, 5, bench.sandbox.now());
        panel(&bench, &id).await;
        bench.pass(1).await;
        let program = running(&bench)[0].clone();
        let a_minute_idle = async || {
            for _ in 0..7 {
                say(&program, &idle());
                stay(&bench, &id, 10).await;
            }
        };
        let gpu = says(&["6"], "", "", 0);
        let process = says(&["0"], "GPU-0, 7, 100", "", 0);
        for busy in [gpu, process, says(&["0"], "", "", 1), says(&["[N/A]"], "", "", 0)] {
            a_minute_idle().await;
            assert!(since(&bench).is_some(), "before {busy}");
            say(&program, &busy);
            stay(&bench, &id, 1).await;
            assert_eq!(since(&bench), None, "{busy}");
        }
        a_minute_idle().await;
        assert!(since(&bench).is_some());
        program.end("Connection to 127.0.0.1 closed by remote host.");
        stay(&bench, &id, 1).await;
        assert_eq!(since(&bench), None, "what is not known is use");
    });
}
