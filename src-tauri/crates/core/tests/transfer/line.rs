//! A line to a machine that becomes slow when it is told to, so that a transfer can be met in its middle on any computer.

use std::io::{ErrorKind, Read, Write};
use std::net::{Ipv4Addr, Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

/// Bytes of a connection that pass at once on a slow line too: the login, and a quarter of what the tests transfer.
const FREE: u64 = 16 << 20;
/// What passes at once afterwards, and how long the next waits: the rest of 64 MB takes more than half a minute.
const PIECE: usize = 64 << 10;
const WAITS: Duration = Duration::from_millis(50);

pub struct Line {
    pub port: u16,
    slow: Arc<AtomicBool>,
}

impl Line {
    /// To a port of this computer; as fast as that is.
    pub fn to(port: u16) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let line = Self { port: listener.local_addr().unwrap().port(), slow: Arc::default() };
        let slow = Arc::clone(&line.slow);
        // Ends with the test's process.
        std::thread::spawn(move || {
            for near in listener.incoming() {
                let (near, far) = (near.unwrap(), TcpStream::connect((Ipv4Addr::LOCALHOST, port)));
                // A server that is gone closes what is sent to it.
                let Ok(far) = far else { continue };
                let passed = Arc::new(AtomicU64::new(0));
                for (from, to) in [(near.try_clone(), far.try_clone()), (Ok(far), Ok(near))] {
                    let (slow, passed) = (Arc::clone(&slow), Arc::clone(&passed));
                    std::thread::spawn(move || carry(from.unwrap(), to.unwrap(), &slow, &passed));
                }
            }
        });
        line
    }

    pub fn slow(&self, slow: bool) {
        self.slow.store(slow, Ordering::Relaxed);
    }
}

/// Carries what comes, until one side is gone.
fn carry(mut from: TcpStream, mut to: TcpStream, slow: &AtomicBool, passed: &AtomicU64) {
    let mut piece = vec![0; PIECE];
    loop {
        let read = match from.read(&mut piece) {
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            Ok(read @ 1..) => read,
            Ok(_) | Err(_) => break,
        };
        if passed.fetch_add(read as u64, Ordering::Relaxed) > FREE && slow.load(Ordering::Relaxed) {
            std::thread::sleep(WAITS);
        }
        if to.write_all(&piece[..read]).is_err() {
            break;
        }
    }
    // What is closed already cannot be closed again.
    let _ = (from.shutdown(Shutdown::Both), to.shutdown(Shutdown::Both));
}
