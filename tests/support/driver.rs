//! The driver of `WebKit` itself, which starts the program and puts a hand on its page.

use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::Path;
use std::process::Stdio;
use std::time::Instant;

use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::json;

use super::child::{self, Kept};
use super::session::Session;
use super::{LOOK_EVERY, PATIENCE};

/// A driver with the program that it started.
pub(crate) struct Driver {
    // Dropped after the program was asked to end, by [`Drop`].
    process: Kept,
}

impl Driver {
    /// Starts the driver in a session, and by it the program.
    pub(crate) async fn start(session: &Session, program: &Path, args: &[String]) -> (Self, Client) {
        let port = free_port();
        let mut process = Kept::start(
            "WebKitWebDriver",
            session
                .command("WebKitWebDriver")
                .args([format!("--port={port}"), "--host=127.0.0.1".into()])
                // What makes the program's web view listen to a driver.
                .env("TAURI_WEBVIEW_AUTOMATION", "true")
                .stdout(Stdio::null())
                .stderr(if std::env::var_os("VOLTDECK_E2E_LOUD").is_some() { Stdio::inherit() } else { Stdio::null() }),
        );
        let since = Instant::now();
        while TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err() {
            assert!(process.runs() && since.elapsed() < PATIENCE, "WebKitWebDriver does not listen");
            tokio::time::sleep(LOOK_EVERY).await;
        }
        let options = json!({"binary": program, "args": args});
        let capabilities = [("webkitgtk:browserOptions".to_owned(), options)].into_iter().collect();
        let mut builder = ClientBuilder::new(HttpConnector::new());
        builder.capabilities(capabilities);
        let address = format!("http://127.0.0.1:{port}");
        // A program that ends before it has a window is waited for without end.
        let connecting = tokio::time::timeout(PATIENCE * 3, builder.connect(&address)).await;
        let connecting = connecting.expect("a driver that answers; the program may have ended before it had a window");
        let driver = Self { process };
        match connecting {
            Ok(client) => (driver, client),
            Err(error) => panic!("{} did not open a window that can be driven: {error}", program.display()),
        }
    }

    /// The process of the program, while it runs.
    pub(crate) fn program(&self) -> Option<u32> {
        child::children_of(self.process.id()).first().copied()
    }

    /// Waits for the program to end by itself.
    pub(crate) async fn wait_for_end(&self, program: u32) {
        let since = Instant::now();
        while child::runs(program) && since.elapsed() < PATIENCE {
            tokio::time::sleep(LOOK_EVERY).await;
        }
        if child::runs(program) {
            child::end_at_once(program);
            panic!("the program did not end when its window was closed");
        }
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        // A driver that ends leaves its program running.
        for program in child::children_of(self.process.id()) {
            child::ask_to_end(program);
            let since = Instant::now();
            while child::runs(program) && since.elapsed().as_secs() < 3 {
                std::thread::sleep(LOOK_EVERY);
            }
            if child::runs(program) {
                child::end_at_once(program);
            }
        }
    }
}

fn free_port() -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
    listener.local_addr().expect("an address").port()
}
