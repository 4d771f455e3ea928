//! A client that only reads sends no write.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a failure here fails the test")]

mod support;

use support::answer;
use support::calls::{call, examples};
use voltagepark::ErrorKind;

#[tokio::test]
async fn exactly_the_writes_are_refused_and_nothing_is_sent() {
    let (mut sent_in_all, mut refused_in_all) = (0, 0);
    for example in examples() {
        let operation = example["operation"].as_str().unwrap();
        let reads = example["method"] == "GET" || operation == "validate_cloud_init";
        let (status, response) = (example["status"].as_u64().unwrap(), example["response"].to_string());
        let (builder, sent) = support::builder(move |_| answer(u16::try_from(status).unwrap(), response.clone()));
        let client = builder.read_only(true).build().unwrap();
        assert!(client.is_read_only());
        let called = call(&client, &example).await;
        assert_eq!(sent.count(), usize::from(reads), "{operation}");
        sent_in_all += sent.count();
        if reads {
            called.unwrap_or_else(|error| panic!("{error}"));
            continue;
        }
        let error = called.unwrap_err();
        assert_eq!((error.operation, &error.kind), (operation, &ErrorKind::ReadOnly));
        assert!(!error.may_have_acted() && !error.is_retryable() && error.status().is_none(), "{error:?}");
        assert_eq!(error.to_string(), format!("{operation}: it was not sent: this client only reads"));
        refused_in_all += 1;
    }
    assert_eq!((sent_in_all, refused_in_all), (17, 14));
}

#[tokio::test]
async fn a_clone_of_another_priority_only_reads_too() {
    let (builder, sent) = support::builder(|_| answer(202, ""));
    let client = builder.read_only(true).build().unwrap().with_priority(voltagepark::Priority::Background);
    let error = client.terminate_virtual_machine(&"123e4567".into()).await.unwrap_err();
    assert_eq!((error.kind, sent.count()), (ErrorKind::ReadOnly, 0));
}

#[tokio::test]
async fn a_client_that_is_forbidden_to_write_forbids_it_to_its_clones() {
    let (builder, sent) = support::builder(|_| answer(202, ""));
    let client = builder.build().unwrap();
    let clone = client.clone().with_priority(voltagepark::Priority::Background);
    clone.terminate_virtual_machine(&"123e4567".into()).await.unwrap();
    client.forbid_writes();
    let error = clone.terminate_virtual_machine(&"123e4567".into()).await.unwrap_err();
    assert_eq!((error.kind.clone(), error.may_have_acted(), sent.count()), (ErrorKind::ReadOnly, false, 1));
}

#[tokio::test(start_paused = true)]
async fn a_write_that_waits_for_its_turn_is_not_sent_once_it_is_forbidden() {
    let (builder, sent) = support::with_budget(|_| answer(202, ""));
    let client = builder.build().unwrap();
    let id = "123e4567".into();
    // The burst is used up: the next one waits.
    for _ in 0..20 {
        client.terminate_virtual_machine(&id).await.unwrap();
    }
    let waiting = client.terminate_virtual_machine(&id);
    let forbid = async {
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        client.forbid_writes();
    };
    let (ended, ()) = futures::join!(waiting, forbid);
    assert_eq!((ended.unwrap_err().kind, sent.count()), (ErrorKind::ReadOnly, 20));
}

#[test]
fn a_client_writes_unless_told_not_to() {
    let (builder, _) = support::builder(|_| answer(200, ""));
    assert!(!builder.build().unwrap().is_read_only());
}
