//! A person of the demo, and the machines that they get into.

use serde_json::{Value, json};
use voltdeck_sandbox::Running;

use crate::bench::Bench;
use crate::bench::ssh_client::SshClient;

/// The sandbox listens, and the app runs the programs of this person.
pub async fn listen(bench: &Bench, client: &SshClient) -> Running {
    let running = bench.sandbox.serve(0).await.unwrap();
    bench.computer.real(client.home(), client.path());
    bench.call("refresh", json!({})).await.unwrap();
    running
}

/// The person has Voltdeck make a pair, and adds its key to the organization.
pub async fn add_key(bench: &Bench) {
    let pair = json!({ "path": "", "comment": "me", "passphrase": "", "passphraseAgain": "", "saveAs": "laptop" });
    let made = bench.call("key_pair_make", pair).await.unwrap();
    assert_eq!(made["added"]["name"], "laptop", "{made}");
}

/// The first end of a machine as its panel tells its GPUs.
pub async fn end(bench: &Bench, id: &str) -> Value {
    bench.call("gpu_use", json!({ "id": id })).await.unwrap()["ends"][0].clone()
}
