//! The app on Vite's development server.

use std::net::{Ipv4Addr, Ipv6Addr, TcpStream};
use std::process::Child;
use std::thread::sleep;
use std::time::Duration;

use crate::Outcome;
use crate::packages::Purpose;
use crate::process::{cargo, command, root, run};
use crate::setup;

/// The port of `devUrl` in tauri.conf.json and of ui/vite.config.ts.
const PORT: u16 = 5173;

/// The server, ended with this value: cargo's end must not leave it holding the port.
struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Starts the server and the app that loads its UI from there.
pub fn dev() -> Outcome {
    setup::app(Purpose::Build)?;
    if answers() {
        return Err(format!("Port {PORT} is taken. End what listens there, perhaps another `cargo xtask dev`."));
    }
    // Node itself and not npm, which would keep its child when it is ended.
    let child = command("node")
        .arg("node_modules/vite/bin/vite.js")
        .current_dir(root().join("ui"))
        .spawn()
        .map_err(|error| format!("Vite could not be started: {error}"))?;
    let mut server = Server(child);
    while !answers() {
        if let Ok(Some(status)) = server.0.try_wait() {
            return Err(format!("Vite ended before it answered ({status})."));
        }
        sleep(Duration::from_millis(100));
    }
    run(&mut cargo(&["run", "--package", "voltdeck", "--no-default-features"]))
}

/// Vite listens on whichever address `localhost` means first.
fn answers() -> bool {
    TcpStream::connect((Ipv4Addr::LOCALHOST, PORT)).is_ok() || TcpStream::connect((Ipv6Addr::LOCALHOST, PORT)).is_ok()
}
