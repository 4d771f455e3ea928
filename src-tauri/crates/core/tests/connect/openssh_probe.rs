//! Whether a machine answers, by the way that the person's SSH config leads by, with the real OpenSSH.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::bench::ssh_client::SshClient;
use crate::bench::sshd::Sshd;
use crate::bench::{Bench, World, run_for_real};

/// Asks for a machine's end until it is as wanted. A try that was under way may count until the next one, half a minute
/// later.
async fn until(bench: &Bench, id: &str, wanted: impl Fn(&Value) -> bool) -> Value {
    let begun = Instant::now();
    loop {
        let view = bench.call("connect", json!({ "id": id })).await.unwrap();
        let answer = view["ends"][0]["answer"].clone();
        if wanted(&answer) {
            return answer;
        }
        assert!(begun.elapsed() < Duration::from_secs(90), "{answer}");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

#[test]
fn a_machine_behind_another_host_is_tried_through_it() {
    let (world, client) = (World::new(), SshClient::new());
    let (server, jump) = (Sshd::start(), Sshd::start());
    run_for_real(&world, async |bench| {
        let id = server.machine(bench, &client).await;
        jump.let_in(&client.dot_ssh("id_ed25519"));
        // From here nothing is reached; the host on the way reaches it.
        bench.computer.change(|computer| computer.mute = true);
        // The host on the way is at the same address, and must not be led through itself.
        client.config(&format!(
            "Host bastion\n  HostName 127.0.0.1\n  Port {}\n  User {}\n  StrictHostKeyChecking accept-new\n  ProxyJump none\n\
             Match originalhost 127.0.0.1\n  ProxyJump bastion\n",
            jump.port, jump.user
        ));
        // It may have been tried before the config was written.
        bench.call("connect_retry", json!({ "id": id })).await.unwrap();
        let ready = until(bench, &id, |answer| answer["kind"] == "ready").await;
        assert_eq!(ready["state"]["word"], "Ready, through bastion");
        assert!(!jump.log().is_empty(), "it went that way");

        // The host on the way lets nobody through.
        jump.let_nobody_in();
        bench.call("connect_retry", json!({ "id": id })).await.unwrap();
        let not =
            until(bench, &id, |answer| answer["checks"].as_array().is_some_and(|checks| !checks.is_empty())).await;
        assert_eq!(not["state"]["word"], "Waiting for SSH, through bastion");
        let checks = not["checks"].to_string();
        assert!(checks.contains("through bastion (ProxyJump)") && checks.contains("did not reach"), "{checks}");
    });
}

#[test]
fn a_machine_by_a_program_on_the_way_is_tried_by_it() {
    let (world, client, server) = (World::new(), SshClient::new(), Sshd::start());
    client.program(
        "carry",
        "#!/bin/sh\nexec python3 -c '\nimport socket,sys,threading,os\n\
        s=socket.create_connection((sys.argv[1],int(sys.argv[2])))\n\
        def up():\n  while True:\n    d=os.read(0,65536)\n    if not d: break\n    s.sendall(d)\n\
        threading.Thread(target=up,daemon=True).start()\n\
        while True:\n  d=s.recv(65536)\n  if not d: break\n  os.write(1,d)\n' \"$@\"\n",
    );
    run_for_real(&world, async |bench| {
        let id = server.machine(bench, &client).await;
        bench.computer.change(|computer| computer.mute = true);
        let carry = client.home().parent().unwrap().join("bin/carry");
        client.config(&format!("Host 127.0.0.1\n  ProxyCommand {} %h %p\n", carry.display()));
        // It may have been tried before the config was written.
        bench.call("connect_retry", json!({ "id": id })).await.unwrap();
        let ready = until(bench, &id, |answer| answer["kind"] == "ready").await;
        assert_eq!(ready["state"]["word"], "Ready, by your ProxyCommand");
    });
}
