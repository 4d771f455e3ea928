//! What listens behind a tunnel, and what comes through it.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::time::Duration;

/// Answers each request with a text, for as long as the test lives.
pub fn serve(listener: TcpListener, answer: &'static str) {
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            std::thread::spawn(move || {
                let mut asked = [0; 64];
                if stream.read(&mut asked).is_ok_and(|read| asked[..read].starts_with(b"GET / ")) {
                    let _ = write!(stream, "HTTP/1.0 200 OK\r\n\r\n{answer}");
                }
            });
        }
    });
}

/// What is answered at a port of this computer.
pub async fn asked(port: u16) -> String {
    let answer = tokio::task::spawn_blocking(move || {
        let mut near = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).unwrap();
        near.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
        near.write_all(b"GET / HTTP/1.0\r\n\r\n").unwrap();
        let mut answer = String::new();
        let _ = near.read_to_string(&mut answer);
        answer
    });
    answer.await.unwrap()
}
