//! The nodes of a rental, each behind an address of its own, or behind none that answers.
//!
//! The sandbox's nodes listen at 22, which only some may take, and where a computer may have an SSH server of its own:
//! tests that enter them give them another port.

use std::net::Ipv4Addr;
use std::process::Command;

use serde_json::{Value, json};
use tempfile::tempdir;
use voltdeck_sandbox::Config;

use super::{Box, Program, Said, config, finish};

/// A rental of two nodes, that runs.
async fn rack(it: &Box) -> Value {
    let location = it.ask("GET", "/bare-metal/locations", None).await.1["results"][0]["id"].clone();
    let body = json!({
        "location_id": location, "gpu_count": 16, "name": "rack", "network_type": "infiniband",
        "ssh_keys": [it.public_key()],
    });
    let (status, answer) = it.ask("POST", "/bare-metal/", Some(body)).await;
    assert_eq!(status, 201, "{answer}");
    it.sandbox.advance(std::time::Duration::from_secs(200));
    rentals(it).await.into_iter().find(|rental| rental["name"] == "rack").unwrap()
}

async fn rentals(it: &Box) -> Vec<Value> {
    it.ask("GET", "/bare-metal/", None).await.1["results"].as_array().unwrap().clone()
}

fn addresses(rental: &Value) -> Vec<Ipv4Addr> {
    let nodes = rental["node_networking"].as_array().unwrap().iter();
    nodes.map(|node| node["public_ip"].as_str().unwrap().parse().unwrap()).collect()
}

fn ssh(it: &Box, address: Ipv4Addr, port: u16, command: &str) -> Command {
    let mut ssh = Command::new("ssh");
    ssh.args(it.options("mine")).args(["-p", &port.to_string(), &format!("ubuntu@{address}"), command]);
    ssh
}

async fn enter(it: &Box, address: Ipv4Addr, port: u16, command: &str) -> Said {
    finish(ssh(it, address, port, command)).await
}

/// Whether or not the sandbox can take port 22 on the computer that runs the test.
#[tokio::test(flavor = "multi_thread")]
async fn a_node_that_is_told_on_loopback_is_the_sandboxs() {
    let it = Box::new().await;
    for address in addresses(&rack(&it).await) {
        if address.is_loopback() {
            assert_eq!(enter(&it, address, 22, "hostname").await.out, "rack\n");
        } else {
            assert!(address.is_documentation(), "{address}");
        }
    }
}

/// Of the systems on which this is tested, on Linux alone all of 127/8 is loopback.
#[cfg(target_os = "linux")]
mod at_a_port_of_their_own {
    use std::collections::HashSet;
    use std::net::{TcpListener, TcpStream};

    use super::super::door::until;
    use super::*;

    const ANY: Ipv4Addr = Ipv4Addr::UNSPECIFIED;

    async fn with_nodes_at(port: u16) -> Box {
        Box::with(Config { node_port: port, ..config() }, tempdir().unwrap()).await
    }

    fn free() -> u16 {
        TcpListener::bind((ANY, 0)).unwrap().local_addr().unwrap().port()
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn each_node_of_a_rental_has_a_host_key_of_its_own() {
        let port = free();
        let it = with_nodes_at(port).await;
        let mut keys = HashSet::new();
        for address in addresses(&rack(&it).await) {
            assert!(address.is_loopback(), "{address}");
            let mut scan = Command::new("ssh-keyscan");
            scan.args(["-p", &port.to_string(), &address.to_string()]);
            keys.insert(finish(scan).await.out.split_whitespace().last().unwrap().to_owned());
            assert_eq!(enter(&it, address, port, "nvidia-smi -L | wc -l").await.out, "8\n");
        }
        assert_eq!(keys.len(), 2);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn where_somebody_else_listens_no_node_is_told() {
        let theirs = TcpListener::bind((ANY, 0)).unwrap();
        let it = with_nodes_at(theirs.local_addr().unwrap().port()).await;
        let rack = rack(&it).await;
        let told: Vec<Ipv4Addr> = rentals(&it).await.iter().flat_map(addresses).collect();
        assert!(told.len() > 2 && told.iter().all(Ipv4Addr::is_documentation), "{told:?}");
        assert_eq!(told.iter().collect::<HashSet<_>>().len(), told.len(), "nodes are told apart by them: {told:?}");
        let path = format!("/bare-metal/{}/reboot", rack["id"].as_str().unwrap());
        let answer = it.ask("POST", &path, Some(json!({"public_ips": addresses(&rack)}))).await;
        assert_eq!(answer.0, 201, "{answer:?}");
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn nobody_gets_the_port_of_a_node_that_is_off() {
        let port = free();
        let it = with_nodes_at(port).await;
        let before = rack(&it).await;
        let address = addresses(&before)[0];
        assert_eq!(enter(&it, address, port, "echo kept > kept").await.code, Some(0));
        // A connection that the node ends keeps its port busy for a while.
        let session = Program::start(ssh(&it, address, port, "echo here; sleep 600"));
        until("the session began", || session.out.text() == "here\n").await;
        let path = format!("/bare-metal/{}/power-status", before["id"].as_str().unwrap());
        let power = async |status: &str| it.ask("PUT", &path, Some(json!({"status": status}))).await.0;
        assert_eq!(power("stopped").await, 200);
        until("a node that is off does not listen", || TcpStream::connect((address, port)).is_err()).await;
        assert!(TcpListener::bind((address, port)).is_err());
        let off = rentals(&it).await.into_iter().find(|rental| rental["id"] == before["id"]).unwrap();
        assert_eq!(addresses(&off), addresses(&before));
        assert_eq!(power("started").await, 200);
        assert_eq!(enter(&it, address, port, "cat kept").await.out, "kept\n");
    }
}
