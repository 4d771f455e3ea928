//! How long it takes from a click to the prompt of a machine of the sandbox, beside the same `ssh` without Voltdeck: `cargo
//! xtask bench --only click`.

use std::path::Path;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use serde_json::json;
use voltdeck_base::computer::Computer;

use crate::bench::ssh_client::SshClient;
use crate::bench::sshd::pair;
use crate::bench::{World, run_for_real};
use crate::openssh_keys::at_hand;

/// How often each is done.
const TIMES: usize = 30;

/// A terminal as far as it goes here: it runs its command with a terminal device, notes when a prompt appears, and leaves.
const TERMINAL: &str = r##"#!/usr/bin/env python3
import os, pty, sys, time
pid, fd = pty.fork()
if pid == 0:
    os.execvp(sys.argv[2], sys.argv[2:])
seen, noted = b"", False
while True:
    try:
        read = os.read(fd, 4096)
    except OSError:
        break
    if not read:
        break
    seen += read
    if not noted and (b"# " in seen or b"$ " in seen):
        noted = True
        with open("NOTED.new", "w") as file:
            file.write(str(time.time_ns() // 1000))
        os.rename("NOTED.new", "NOTED")
        os.write(fd, b"exit\n")
"##;

fn micros() -> u128 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_micros()
}

/// Waits for the note and takes it away.
async fn noted(file: &Path) -> u128 {
    let begun = Instant::now();
    loop {
        if let Ok(text) = std::fs::read_to_string(file) {
            std::fs::remove_file(file).unwrap();
            return text.parse().unwrap();
        }
        assert!(begun.elapsed() < Duration::from_secs(30), "no prompt");
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}

/// The value below which so many of a hundred lie, in milliseconds.
fn percentile(times: &mut [u128], of: usize) -> u128 {
    times.sort_unstable();
    times[(times.len() * of).div_ceil(100) - 1] / 1000
}

#[test]
#[ignore = "a bench"]
#[allow(clippy::print_stdout, reason = "a bench prints its figures")]
fn click_to_prompt() {
    let (world, client) = (World::new(), SshClient::new());
    // The sandbox has a thread of its own, as in the app.
    let beside = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let _listens = beside.block_on(world.sandbox.serve(0)).unwrap();
    let note = client.home().join("noted");
    client.program("x-terminal-emulator", &TERMINAL.replace("NOTED", note.to_str().unwrap()));
    run_for_real(&world, async |bench| {
        bench.computer.real(client.home(), client.path());
        let key = std::fs::read_to_string(pair(bench, "").await.with_extension("pub")).unwrap();
        let mut draft = bench.draft("click").await;
        draft["keyMode"] = json!("none");
        draft["extraKeys"] = json!([{ "text": key.trim(), "saveAs": null }]);
        let job = bench.start_draft(draft).await;
        let id = at_hand(bench, &job).await;
        let view = bench.call("connect", json!({ "id": id })).await.unwrap();
        let shown = view["ends"][0]["command"].as_str().unwrap();
        let plain: Vec<String> =
            ["x-terminal-emulator", "-e"].into_iter().chain(shown.split(' ')).map(str::to_owned).collect();
        let (mut clicks, mut plains) = (Vec::new(), Vec::new());
        for _ in 0..TIMES {
            let begun = micros();
            let (opened, at) = futures::join!(bench.call("terminal_open", json!({ "id": id })), noted(&note));
            opened.unwrap();
            clicks.push(at - begun);
            let begun = micros();
            let (opened, at) = futures::join!(bench.computer.start(&plain), noted(&note));
            opened.unwrap();
            plains.push(at - begun);
        }
        println!("click to prompt, median: {} ms", percentile(&mut clicks, 50));
        println!("click to prompt, 95th percentile: {} ms", percentile(&mut clicks, 95));
        println!("plain ssh to prompt, median: {} ms", percentile(&mut plains, 50));
        println!("plain ssh to prompt, 95th percentile: {} ms", percentile(&mut plains, 95));
    });
}
