//! The program, and the machines' ports.

use std::io::{BufRead as _, BufReader, Read as _};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::Value;
use voltdeck_sandbox::{Config, Sandbox};

struct Program(Child);

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn start(arguments: &[&str]) -> (Program, String) {
    let mut child =
        Command::new(env!("CARGO_BIN_EXE_voltdeck-sandbox")).args(arguments).stdout(Stdio::piped()).spawn().unwrap();
    let out = child.stdout.take().unwrap();
    let program = Program(child);
    let mut line = String::new();
    BufReader::new(out).read_line(&mut line).unwrap();
    let url = line.trim_end().strip_prefix("listening on ").unwrap_or_else(|| panic!("{line:?}"));
    (program, url.to_owned())
}

#[tokio::test]
async fn the_program_says_where_it_listens_and_takes_every_flag() {
    let (_program, url) = start(&[
        "--port",
        "0",
        "--token",
        "T",
        "--seed",
        "7",
        "--speed",
        "60",
        "--now",
        "2026-10-15T12:00:00Z",
        "--instances",
        "12",
        "--transactions",
        "300",
        "--rate-limit",
        "3",
    ]);
    let port: u16 = url.strip_prefix("http://127.0.0.1:").unwrap().strip_suffix("/api/v1").unwrap().parse().unwrap();
    assert_ne!(port, 0);
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let get = async |path: &str| {
        let response = client.get(format!("{url}{path}")).bearer_auth("T").send().await.unwrap();
        (response.status().as_u16(), serde_json::from_slice::<Value>(&response.bytes().await.unwrap()).unwrap())
    };
    assert_eq!(get("/virtual-machines/?limit=100").await.1["total_result_count"], 12);
    assert_eq!(get("/billing/transactions").await.1["total_result_count"], 300);
    let machines = get("/virtual-machines?limit=100").await;
    assert_eq!(machines.0, 429, "a redirect that is followed is two requests");
    let control = url.replace("/api/v1", "/_sandbox");
    let state = client.get(format!("{control}/state")).header("x-api-token", "T").send().await.unwrap();
    let state: Value = serde_json::from_slice(&state.bytes().await.unwrap()).unwrap();
    assert!(state["now"].as_str().unwrap().starts_with("2026-10-15T12:"));
    let same = Config { seed: 7, instances: 12, transactions: 300, ..super::config() };
    let same = serde_json::to_value(Sandbox::new(same).unwrap().records()).unwrap();
    let ids = |state: &Value| -> Vec<Value> {
        state["resources"].as_array().unwrap().iter().map(|one| one["id"].clone()).collect()
    };
    assert_eq!(ids(&state), ids(&same), "the world of this seed");
    let clock = client.post(format!("{control}/clock")).bearer_auth("T").body("{}").send().await.unwrap();
    let clock: Value = serde_json::from_slice(&clock.bytes().await.unwrap()).unwrap();
    assert_eq!(clock["speed"], 60);
}

#[tokio::test]
async fn running_machines_answer_with_an_ssh_banner() {
    let sandbox = Sandbox::new(super::config()).unwrap();
    let running = sandbox.serve(0).await.unwrap();
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let url = format!("{}/virtual-machines/", running.base_url());
    let list = client.get(&url).bearer_auth("T0ken").send().await.unwrap().bytes().await.unwrap();
    let list: Value = serde_json::from_slice(&list).unwrap();
    let machines = list["results"].as_array().unwrap();
    let port = |status: &str| {
        let machine = machines.iter().find(|machine| machine["status"] == status).unwrap();
        let forwards = machine["port_forwards"].as_array().unwrap();
        let ssh = forwards.iter().find(|forward| forward["internal_port"] == 22).unwrap();
        assert_eq!(machine["public_ip"], "127.0.0.1");
        (machine["id"].clone(), u16::try_from(ssh["external_port"].as_u64().unwrap()).unwrap())
    };
    let (id, port) = port("Running");
    let banner = |port: u16| {
        let mut stream = TcpStream::connect(("127.0.0.1", port)).ok()?;
        stream.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
        let mut first = [0; 8];
        stream.read_exact(&mut first).ok()?;
        Some(String::from_utf8(first.to_vec()).unwrap())
    };
    let read = tokio::task::spawn_blocking(move || banner(port)).await.unwrap();
    assert_eq!(read.as_deref(), Some("SSH-2.0-"));
    assert!(sandbox.set_vm_status(id.as_str().unwrap().parse().unwrap(), "Stopped"));
    tokio::time::sleep(Duration::from_millis(50)).await;
    let read = tokio::task::spawn_blocking(move || banner(port)).await.unwrap();
    assert_eq!(read, None, "a stopped machine does not answer");
}
