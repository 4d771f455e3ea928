//! The client's example against the sandbox, over real HTTP.
#![allow(clippy::unwrap_used, reason = "a failure here fails the test")]

use voltagepark::{BaseUrl, ClientBuilder};
use voltdeck_sandbox::{Config, Sandbox};

#[path = "../../voltagepark/examples/every_operation.rs"]
#[allow(dead_code, unused_imports, reason = "its main is a program's")]
mod example;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_operation_is_ok_against_the_sandbox() {
    let config = Config { token: "t".into(), speed: 3_000, rate_limit: None, ssh: false, ..Config::default() };
    let sandbox = Sandbox::new(config).unwrap();
    // Prices and stock are the sandbox's own; one node and one VM must be free.
    sandbox.restock(1, 5);
    let running = sandbox.serve(0).await.unwrap();
    let base = BaseUrl::parse(&running.base_url()).unwrap();
    let client = ClientBuilder::new(base).token("t").without_budget().build().unwrap();
    let lines = example::every_operation(&client).await;
    assert_eq!((lines.failed, lines.ok.len()), (vec![], 31));
}
