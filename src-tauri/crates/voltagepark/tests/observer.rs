//! Whoever made the client is told of each write and of each answer, and of nothing that may not be written down.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a failure here fails the test")]

mod support;

use std::sync::{Arc, Mutex};

use support::answer;
use support::calls::{call, examples};
use voltagepark::{Answered, Error, Observer, Page, TransportError, Write};

/// Keeps what it is told of writes, one line each, and of answers.
#[derive(Default)]
struct Kept(Mutex<Vec<String>>, Mutex<Vec<(&'static str, u16)>>);

impl Kept {
    fn lines(&self) -> Vec<String> {
        self.0.lock().unwrap().clone()
    }

    fn answers(&self) -> Vec<(&'static str, u16)> {
        self.1.lock().unwrap().clone()
    }
}

impl Observer for Kept {
    fn sending(&self, write: Write<'_>) {
        let Write { operation, method, path, attempt } = write;
        self.0.lock().unwrap().push(format!("{operation} {attempt}: {method} {path}"));
    }
    fn ended(&self, write: Write<'_>, how: Result<Answered<'_>, &Error>) {
        let how = match how {
            Ok(Answered { status, request_id }) => format!("{status} {}", request_id.unwrap_or("-")),
            Err(error) => error.kind.to_string(),
        };
        self.0.lock().unwrap().push(format!("{} {}: {how}", write.operation, write.attempt));
    }
    fn answered(&self, operation: &'static str, status: u16) {
        self.1.lock().unwrap().push((operation, status));
    }
}

#[tokio::test]
async fn exactly_the_writes_are_told_with_method_and_path_alone() {
    let mut writes = 0;
    for example in examples() {
        let operation = example["operation"].as_str().unwrap();
        let reads = example["method"] == "GET" || operation == "validate_cloud_init";
        let (status, response) = (example["status"].as_u64().unwrap(), example["response"].to_string());
        let status = u16::try_from(status).unwrap();
        let (builder, sent) =
            support::builder(move |_| support::with_header(answer(status, response.clone()), "x-request-id", "req-1"));
        let kept = Arc::new(Kept::default());
        let client = builder.observer(Arc::<Kept>::clone(&kept)).build().unwrap();
        call(&client, &example).await.unwrap();
        let request = sent.take_one();
        let told = kept.lines();
        let answers = kept.answers();
        assert!(matches!(answers[..], [(name, answered)] if (name, answered) == (operation, status)), "{answers:?}");
        if reads {
            assert_eq!(told, [""; 0], "{operation}");
            continue;
        }
        writes += 1;
        let path = request.uri().path().strip_prefix("/api/v1").unwrap();
        let began = format!("{operation} 1: {} {path}", request.method());
        assert_eq!(told, [began, format!("{operation} 1: {status} req-1")]);
        assert!(request.uri().query().is_none(), "{operation}: what a query holds would be left out");
    }
    assert_eq!(writes, 14);
}

#[tokio::test(start_paused = true)]
async fn each_attempt_is_told_before_it_is_sent() {
    let (builder, sent) = support::builder(|_| Err(TransportError::broken("the connection broke")));
    let kept = Arc::new(Kept::default());
    let client = builder.observer(Arc::<Kept>::clone(&kept)).build().unwrap();
    client.terminate_virtual_machine(&"123e4567".into()).await.unwrap_err();
    assert_eq!(sent.count(), 3);
    let broken = "the provider could not be reached: the connection broke";
    let expected: Vec<String> = (1..=3)
        .flat_map(|attempt| {
            let name = format!("terminate_virtual_machine {attempt}");
            [format!("{name}: DELETE /virtual-machines/123e4567"), format!("{name}: {broken}")]
        })
        .collect();
    assert_eq!(kept.lines(), expected);
}

#[tokio::test(start_paused = true)]
async fn each_answer_is_told_refusals_and_those_of_reads_too() {
    let statuses = Mutex::new(vec![401, 200, 503]);
    let (builder, _) = support::builder(move |_| answer(statuses.lock().unwrap().pop().unwrap(), "{\"results\": []}"));
    let kept = Arc::new(Kept::default());
    let client = builder.observer(Arc::<Kept>::clone(&kept)).build().unwrap();
    client.list_ssh_keys(Page::default()).await.unwrap();
    client.delete_ssh_key(&"123e4567".into()).await.unwrap_err();
    assert_eq!(kept.answers(), [("list_ssh_keys", 503), ("list_ssh_keys", 200), ("delete_ssh_key", 401)]);
}

#[tokio::test]
async fn what_is_not_sent_is_not_told() {
    let (builder, _) = support::builder(|_| answer(202, ""));
    let kept = Arc::new(Kept::default());
    let client = builder.read_only(true).observer(Arc::<Kept>::clone(&kept)).build().unwrap();
    client.terminate_virtual_machine(&"123e4567".into()).await.unwrap_err();
    let (builder, _) = support::builder(|_| answer(202, ""));
    let client = builder.observer(Arc::<Kept>::clone(&kept)).build().unwrap();
    client.terminate_virtual_machine(&"../token".into()).await.unwrap_err();
    assert_eq!((kept.lines(), kept.answers()), (Vec::new(), Vec::new()));
}
