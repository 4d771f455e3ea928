use super::*;

const H100: &str = "NVIDIA H100 80GB HBM3";

/// What a reader makes of a look with these parts, each with its exit status.
fn look(gpus: (&str, i32), apps: (&str, i32), users: &str, who: (&str, i32), shells: &str) -> Sample {
    let text = format!(
        "Welcome to Ubuntu 24.04\r\n\r\n#voltdeck-usage gpus\n{}\n#voltdeck-usage ended {}\n#voltdeck-usage apps\n{}\n\
         #voltdeck-usage ended {}\n#voltdeck-usage users\n{users}\n#voltdeck-usage who\n{}\n#voltdeck-usage ended {}\n\
         #voltdeck-usage processes\n{}\n#voltdeck-usage end\n",
        gpus.0,
        gpus.1,
        apps.0,
        apps.1,
        who.0,
        who.1,
        processes(shells),
    );
    let mut reader = Reader::default();
    let samples: Vec<Sample> = text.split('\n').filter_map(|line| reader.take(line)).collect();
    assert_eq!(samples.len(), 1, "{text}");
    samples.into_iter().next().unwrap()
}

/// All processes, with so many connections that have something running on them beside ours; none for a `ps` that is another.
fn processes(shells: &str) -> String {
    let Ok(shells) = shells.parse::<u32>() else { return "742".to_owned() };
    let ours =
        "742\n      1       0 systemd\n    600       1 sshd\n    741     600 sshd\n    742     741 sh\n".to_owned();
    (0..shells).fold(ours, |all, at| all + &format!("{} 600 sshd\n{} {0} node\n", 1_000 + at, 2_000 + at))
}

fn of_gpus(text: &str, status: i32) -> Gpus {
    look((text, status), ("", 0), "", ("", 0), "0").gpus
}

fn one(line: &str) -> Gpu {
    match of_gpus(line, 0) {
        Gpus::Known(gpus, None) if gpus.len() == 1 => gpus.into_iter().next().unwrap(),
        other => panic!("{line}: {other:?}"),
    }
}

#[test]
fn a_machine_at_work_is_read() {
    let gpus =
        format!("0, GPU-5d1f8a, {H100}, 87, 71234, 81559, 612.34, 64\n1, GPU-77aa01, {H100}, 0, 4, 81559, 71.50, 31");
    let apps = "GPU-5d1f8a, 41234, 70890\nGPU-77aa01, 41234, 12\nGPU-5d1f8a, 500, 300";
    let users = "  41234 maria    python3\n    500 root     nv-hostengine";
    let who = "maria    pts/0        2026-10-15 11:02 (198.51.100.7)\nroot     tty1         2026-10-15 09:00";
    let sample = look((&gpus, 0), (apps, 0), users, (who, 0), "1");
    let Gpus::Known(known, None) = &sample.gpus else { panic!("{sample:?}") };
    assert_eq!((known[0].used, known[0].memory_used, known[0].memory_total), (Some(87), Some(71_234), Some(81_559)));
    assert_eq!((known[0].watts, known[0].celsius, known[1].watts), (Some(612), Some(64), Some(72)));
    assert_eq!((known[1].index, known[1].uuid.as_str(), known[1].model.as_str()), (Some(1), "GPU-77aa01", H100));
    let processes = sample.processes.as_ref().unwrap();
    assert_eq!(processes.len(), 2, "one process on two GPUs is one");
    assert_eq!((processes[1].user.as_deref(), processes[1].memory), (Some("maria"), Some(70_902)));
    assert_eq!(sample.sessions, Some(2));
    assert_eq!(sample.average(), Some(44));
    let look = sample.look(chrono::DateTime::UNIX_EPOCH, Some(1));
    assert_eq!((look.gpu, look.processes, look.sessions), (Some(87), Some(2), Some(2)));
}

#[test]
fn an_idle_machine_is_nought_because_it_said_so() {
    let sample = look((&format!("0, GPU-a, {H100}, 0, 4, 81559, 71.5, 31"), 0), ("", 0), "", ("", 0), "0");
    let look = sample.look(chrono::DateTime::UNIX_EPOCH, Some(1));
    assert_eq!((look.gpu, look.processes, look.sessions), (Some(0), Some(0), Some(0)));
    // With `who` alone that nobody is there is not known, and where neither is there nothing is.
    let idle = |who, shells| look_sessions(who, shells);
    assert_eq!(idle(("", 0), ""), None);
    assert_eq!(idle(("", 127), ""), None);
    assert_eq!(idle(("", 127), "0"), Some(0));
    assert_eq!(idle(("maria    pts/0   2026-10-15 11:02", 0), ""), Some(1));
    // An editor has no terminal.
    assert_eq!(idle(("", 0), "2"), Some(2));
    // A `who` that asks systemd lists connections without a terminal, ours too.
    let listed =
        "root     sshd         2026-10-15 11:02 (198.51.100.7)\nmaria    sshd pts/1   2026-10-15 11:02 (198.51.100.8)";
    assert_eq!(idle((listed, 0), "1"), Some(1));
}

fn look_sessions(who: (&str, i32), shells: &str) -> Option<u32> {
    look((&format!("0, GPU-a, {H100}, 0, 4, 81559, 71.5, 31"), 0), ("", 0), "", who, shells).sessions
}

#[test]
fn what_the_driver_does_not_tell_is_unknown() {
    for word in ["[N/A]", "N/A", "[Not Supported]", "ERR!", "[Unknown Error]", "[GPU requires reset]", "", "-", "101"] {
        assert_eq!(one(&format!("0, GPU-a, {H100}, {word}, 4, 81559, 71.5, 31")).used, None, "{word}");
    }
    let all = one(&format!("0, GPU-a, {H100}, [N/A], [N/A], [Not Supported], ERR!, [N/A]"));
    assert_eq!((all.memory_used, all.memory_total, all.watts, all.celsius), (None, None, None, None));
    let looked = look((&format!("0, GPU-a, {H100}, [N/A], 4, 81559, 71.5, 31"), 0), ("", 0), "", ("", 0), "0");
    assert_eq!(
        (looked.average(), looked.look(chrono::DateTime::UNIX_EPOCH, Some(1)).gpu),
        (None, None),
        "MIG tells no use"
    );
    // One of two that is not known leaves the whole unknown.
    let two = format!("0, GPU-a, {H100}, [N/A], 4, 81559, 71.5, 31\n1, GPU-b, {H100}, 3, 4, 81559, 71.5, 31");
    assert_eq!(look((&two, 0), ("", 0), "", ("", 0), "0").look(chrono::DateTime::UNIX_EPOCH, Some(1)).gpu, None);
}

#[test]
fn other_drivers_tell_more_or_less_or_with_units() {
    let more = one(&format!("0, GPU-a, {H100}, 12, 4, 81559, 71.5, 31, 99, new"));
    assert_eq!((more.used, more.celsius), (Some(12), Some(31)));
    let less = one(&format!("0, GPU-a, {H100}, 12"));
    assert_eq!((less.used, less.memory_used, less.watts), (Some(12), None, None));
    let units = one(&format!("0, GPU-a, {H100}, 12 %, 4 MiB, 81559 MiB, 71.50 W, 31"));
    assert_eq!((units.used, units.memory_used, units.watts), (Some(12), Some(4), Some(72)));
    let carriage = one(&format!("0, GPU-a, {H100}, 12, 4, 81559, 71.5, 31\r"));
    assert_eq!(carriage.celsius, Some(31));
    // A warning beside the lines spoils none of them.
    let warned =
        one(&format!("0, GPU-a, {H100}, 12, 4, 81559, 71.5, 31\nWARNING: infoROM is corrupted at gpu 0000:00:05.0"));
    assert_eq!(warned.used, Some(12));
}

#[test]
fn no_driver_is_told_in_its_words() {
    let failed = "NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver. Make sure that the latest \
                  NVIDIA driver is installed and running.";
    assert_eq!(of_gpus(failed, 9), Gpus::NoDriver(failed.to_owned()));
    assert_eq!(of_gpus("No devices were found", 6), Gpus::NoDriver("No devices were found".into()));
    let mismatch = "Failed to initialize NVML: Driver/library version mismatch\nNVML library version: 550.90";
    assert!(matches!(of_gpus(mismatch, 18), Gpus::NoDriver(words) if words.contains("version mismatch NVML")));
    for missing in
        ["sh: 1: nvidia-smi: not found", "sh: line 1: nvidia-smi: command not found", "", "Kommando nicht gefunden"]
    {
        assert!(matches!(of_gpus(missing, 127), Gpus::NoDriver(_)), "{missing}");
    }
    assert!(matches!(of_gpus("timeout: failed to run command 'nvidia-smi': No such file", 127), Gpus::NoDriver(_)));
    for status in [124, 137, 143] {
        assert_eq!(of_gpus("", status), Gpus::Hangs);
    }
    assert_eq!(of_gpus("what is this", 0), Gpus::Unreadable("what is this".into()));
    assert_eq!(of_gpus("", 0), Gpus::Unreadable(String::new()), "nothing is not an idle machine");
    // A GPU that fell off the bus: the others are known, and the whole is not.
    let lost =
        format!("0, GPU-a, {H100}, 0, 4, 81559, 71.5, 31\nUnable to determine the device handle for GPU0000:41:00.0");
    let sample = look((&lost, 15), ("", 0), "", ("", 0), "0");
    assert!(matches!(&sample.gpus, Gpus::Known(gpus, Some(said)) if gpus.len() == 1 && said.contains("device handle")));
    assert_eq!(sample.look(chrono::DateTime::UNIX_EPOCH, Some(1)).gpu, None);
}

#[test]
fn processes_that_cannot_be_told_are_not_none() {
    let idle = format!("0, GPU-a, {H100}, 0, 4, 81559, 71.5, 31");
    let of = |apps: &str, status: i32| look((&idle, 0), (apps, status), "", ("", 0), "0");
    assert_eq!(of("Field \"used_memory\" is not a valid field to query.", 2).processes, None);
    assert_eq!(of("something else", 0).processes, None);
    assert_eq!(of("No running processes found", 0).processes, Some(vec![]));
    let hidden = of("GPU-a, [Insufficient Permissions], [N/A]", 0);
    assert_eq!(hidden.processes, Some(vec![Process { user: None, program: None, memory: None }]));
    // Without `ps` they are there all the same.
    assert_eq!(of("GPU-a, 17, 500", 0).processes.unwrap()[0].user, None);
    // Memory that nobody listed holds is somebody's, as in a container.
    let held = look((&format!("0, GPU-a, {H100}, 0, 60000, 81559, 71.5, 31"), 0), ("", 0), "", ("", 0), "0");
    assert_eq!(
        (held.processes.as_ref().map(Vec::len), held.look(chrono::DateTime::UNIX_EPOCH, Some(1)).processes),
        (Some(0), None)
    );
}

#[test]
fn a_greeting_is_no_part_of_it_and_a_look_that_is_cut_is_none() {
    let mut reader = Reader::default();
    for line in ["0, GPU-fake, X, 1, 1, 1, 1, 1", "This account is currently not available.", ""] {
        assert_eq!(reader.take(line), None);
    }
    assert!(!reader.has_begun());
    assert_eq!(reader.greeting(), "This account is currently not available.");
    // A prompt without an end of line.
    assert_eq!(reader.take("\u{1b}]0;me@box\u{7}#voltdeck-usage gpus"), None);
    assert!(reader.has_begun());
    reader.take(&format!("0, GPU-a, {H100}, 12, 4, 81559, 71.5, 31"));
    // Begun anew: what was there of the first is not of the second.
    reader.take("#voltdeck-usage gpus");
    reader.take("#voltdeck-usage ended 127");
    let sample = reader.take("#voltdeck-usage end").unwrap();
    assert!(matches!(sample.gpus, Gpus::NoDriver(_)));
    assert_eq!((sample.processes, sample.sessions), (None, None), "parts that did not come");
}

#[test]
fn a_flood_is_kept_short_and_counts_as_unknown() {
    let many = (0..5000).map(|at| format!("GPU-a, {at}, 5")).collect::<Vec<_>>().join("\n");
    let sample = look((&format!("0, GPU-a, {H100}, 0, 4, 81559, 71.5, 31"), 0), (&many, 0), "", ("", 0), "0");
    assert_eq!(sample.processes, None);
}
