//! What each status means for each kind of write: done, refused, or nobody knows.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a failure here fails the test")]

mod support;

use support::{Sent, answer, client, with_header};
use voltagepark::types::{NewSshKey, PowerStatus, UpdateInstance};
use voltagepark::{Client, Error, Id};

/// One write of each method.
const WRITES: [&str; 4] = ["POST", "PUT", "PATCH", "DELETE"];
const WORDS: &str = "Insufficient balance";

async fn write(client: &Client, method: &str) -> Result<(), Error> {
    let id = Id::from("123e4567-e89b-12d3-a456-426614174000");
    match method {
        "POST" => client.add_ssh_key(&NewSshKey { name: "key".into(), content: "k".into() }).await.map(drop),
        "PUT" => client.set_virtual_machine_power(&id, PowerStatus::Stopped).await.map(drop),
        "PATCH" => client.update_virtual_machine(&id, &UpdateInstance::default()).await.map(drop),
        _ => client.terminate_virtual_machine(&id).await,
    }
}

fn answers(status: u16, location: bool) -> (Client, Sent) {
    client(move |_| {
        let body = if status < 300 { r#"{"id": "a"}"#.to_owned() } else { format!(r#"{{"detail": "{WORDS}"}}"#) };
        let answer = answer(status, body);
        if location { with_header(answer, "location", "/api/v1/elsewhere") } else { answer }
    })
}

fn verdict(answer: &Result<(), Error>) -> &'static str {
    match answer {
        Ok(()) => "done",
        Err(error) if error.may_have_acted() => "unknown",
        Err(_) => "refused",
    }
}

/// The table, by the meaning that HTTP gives to a status: 307 and 308 alone say that the method was not carried out here,
/// and 408 does not say how much of the request arrived.
fn expected(status: u16) -> &'static str {
    match status {
        200..=299 => "done",
        307 | 308 | 400..=407 | 409..=499 => "refused",
        _ => "unknown",
    }
}

#[tokio::test(start_paused = true)]
async fn each_status_of_each_write_is_sent_once_and_has_one_verdict() {
    let mut wrong = Vec::new();
    for status in 100..=599 {
        for method in WRITES {
            for location in [false, true] {
                let (client, sent) = answers(status, location);
                let answered = write(&client, method).await;
                let got = verdict(&answered);
                if got != expected(status) {
                    wrong.push(format!("{method} {status} (location: {location}) is {got}, not {}", expected(status)));
                }
                if sent.count() != 1 {
                    wrong.push(format!("{method} {status} was sent {} times", sent.count()));
                }
                if let Err(error) = answered {
                    if (400..=499).contains(&status) && error.detail() != Some(WORDS) {
                        wrong.push(format!("{method} {status} lost the provider's words"));
                    }
                    if got == "unknown" && error.is_retryable() {
                        wrong.push(format!("{method} {status} is unknown and may be sent again"));
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} cells are wrong:\n{}", wrong.len(), wrong.join("\n"));
}
