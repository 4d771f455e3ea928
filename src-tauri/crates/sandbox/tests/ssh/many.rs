//! Many machines at once.

use std::net::{Ipv4Addr, TcpStream};

use super::{Box, config};
use tempfile::tempdir;
use voltdeck_sandbox::Config;

/// What this process holds in memory, in KiB.
#[cfg(target_os = "linux")]
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

/// Alone in its process it would be exact; other tests of this one only make it larger.
#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread")]
async fn two_hundred_machines_listen_in_little_memory() {
    let it = Box::with(Config { instances: 0, ..config() }, tempdir().unwrap()).await;
    let before = resident();
    for number in 0..210 {
        it.sandbox.add_vm(&format!("box-{number}"), 8);
    }
    let list = it.ask("GET", "/virtual-machines/?limit=100", None).await.1;
    assert_eq!(list["total_result_count"], 210);
    let mut open = 0;
    for offset in [0, 100, 200] {
        let list = it.ask("GET", &format!("/virtual-machines/?limit=100&offset={offset}"), None).await.1;
        for vm in list["results"].as_array().unwrap() {
            let port = vm["port_forwards"][0]["external_port"].as_u64().unwrap();
            open += usize::from(TcpStream::connect((Ipv4Addr::LOCALHOST, u16::try_from(port).unwrap())).is_ok());
        }
    }
    assert!(open >= 200, "{open}");
    let grown = resident().saturating_sub(before);
    eprintln!("200 machines: {grown} KiB more");
    assert!(grown < 60 * 1024, "{grown} KiB");
}
