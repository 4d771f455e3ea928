//! Many machines at once. Alone in its program, since it measures the memory of all of it.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test says what is wrong by failing")]

use std::net::{Ipv4Addr, TcpStream};

use serde_json::Value;
use voltdeck_sandbox::{Config, Sandbox};

/// What this process holds in memory, in KiB.
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn two_hundred_machines_listen_in_little_memory() {
    let config = Config { instances: 0, rate_limit: None, speed: 0, ..Config::default() };
    let sandbox = Sandbox::new(config).unwrap();
    let running = sandbox.serve(0).await.unwrap();
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let get = async |path: &str| -> Value {
        let response = client.get(format!("{}{path}", running.base_url())).bearer_auth("sandbox").send().await.unwrap();
        serde_json::from_slice(&response.bytes().await.unwrap()).unwrap()
    };
    get("/virtual-machines/").await;
    let before = resident();
    for number in 0..210 {
        sandbox.add_vm(&format!("box-{number}"), 8);
    }
    let mut open = 0;
    for offset in [0, 100, 200] {
        let list = get(&format!("/virtual-machines/?limit=100&offset={offset}")).await;
        for vm in list["results"].as_array().unwrap() {
            let port = vm["port_forwards"][0]["external_port"].as_u64().unwrap();
            open += usize::from(TcpStream::connect((Ipv4Addr::LOCALHOST, u16::try_from(port).unwrap())).is_ok());
        }
    }
    // Those above the limit have ports that other programs may hold.
    assert!(open >= 200, "{open}");
    let grown = resident().saturating_sub(before);
    assert!(grown < 20 * 1024, "{grown} KiB");
}
