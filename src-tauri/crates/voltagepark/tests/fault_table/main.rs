//! Each of the provider's 31 operations meets each of 20 faults, over real connections before the sandbox, and what the
//! client makes of it is written to docs/faults.md. Written with `UPDATE_BINDINGS=1`, else checked for freshness.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a failure here fails the test")]

mod front;
mod scene;
mod table;
mod tls;
#[path = "../support/tls.rs"]
#[allow(dead_code, reason = "each test file takes what it needs")]
mod unvouched;

use std::sync::Arc;
use std::time::Duration;

use front::{Fault, Front, base};
use http::Method;
use scene::{Operation, Scene, TOKEN, operations};
use table::COLUMNS;
use voltagepark::{Client, ClientBuilder, Error};

/// How long an answer may take where the fault is that none comes, and where one comes on a busy computer.
const SHORT: Duration = Duration::from_secs(4);
const LONG: Duration = Duration::from_secs(60);

/// What became of one operation that met one fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cell {
    /// What the client answered.
    pub verdict: Verdict,
    /// How often it was tried.
    pub tries: usize,
}

/// What the client says of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It was done, or read.
    Done,
    /// A read that failed.
    Failed,
    /// A write that did nothing.
    Refused,
    /// A write of which nobody knows.
    Unknown,
}

impl Verdict {
    fn of(operation: &Operation, answer: &Result<(), Error>) -> Self {
        match answer {
            Ok(()) => Self::Done,
            Err(error) if error.may_have_acted() => Self::Unknown,
            Err(_) if operation.reads => Self::Failed,
            Err(_) => Self::Refused,
        }
    }
}

/// All operations meet one fault, every time or only the first time, side by side.
async fn column(fault: Option<Fault>, once: bool) -> Vec<Cell> {
    let scene = Scene::set().await;
    let front = Arc::new(Front::open(&scene.sandbox, fault, once).await);
    let client = client(fault, &front).await;
    let mut running = Vec::new();
    for operation in operations(&scene) {
        let (client, scene, front) = (client.clone(), Arc::clone(&scene), Arc::clone(&front));
        running.push(tokio::spawn(async move {
            let acted_before = scene.acted(&operation);
            let answer = (operation.ask)(client, Arc::clone(&scene)).await;
            let arrived = front.arrived(operation.method.as_str(), &operation.path);
            let tries = match (&answer, fault.is_some_and(|fault| !fault.arrives())) {
                (Err(error), true) => usize::try_from(error.attempts()).unwrap(),
                _ => arrived,
            };
            let cell = Cell { verdict: Verdict::of(&operation, &answer), tries };
            let acted = scene.acted(&operation) - acted_before;
            check(&operation, fault, once, cell, acted, &answer);
            cell
        }));
    }
    // A panic of one of them is one here.
    futures::future::try_join_all(running).await.unwrap()
}

async fn client(fault: Option<Fault>, front: &Front) -> Client {
    let base = match fault {
        Some(Fault::Refused) => {
            let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
            base(&format!("http://127.0.0.1:{port}/api/v1"))
        }
        Some(Fault::NoName) => base("https://voltdeck.invalid/api/v1"),
        Some(Fault::Tls) => base(&format!("https://localhost:{}/api/v1", tls::open().await)),
        _ => front.base.clone(),
    };
    let silent = matches!(fault, Some(Fault::Silent | Fault::SilentInBody));
    let patience = if silent { SHORT } else { LONG };
    ClientBuilder::new(base).token(TOKEN).without_budget().patience(patience).build().unwrap()
}

/// What must hold in every cell, whatever the client is like.
fn check(
    operation: &Operation,
    fault: Option<Fault>,
    once: bool,
    cell: Cell,
    acted: usize,
    answer: &Result<(), Error>,
) {
    let Operation { name, method, reads, .. } = operation;
    let what = format!("{name}, {fault:?}, once: {once}: {cell:?}, done {acted} times, {answer:?}");
    let Some(fault) = fault else {
        assert_eq!((cell.verdict, cell.tries), (Verdict::Done, 1), "{what}");
        return;
    };
    assert!((1..=3).contains(&cell.tries), "{what}");
    if *reads {
        assert!(matches!(cell.verdict, Verdict::Done | Verdict::Failed), "a read acts on nothing: {what}");
        return;
    }
    assert!(cell.verdict != Verdict::Failed, "{what}");
    let again = *method == Method::DELETE && !fault.answers();
    assert!(cell.tries == 1 || again, "a write was sent again: {what}");
    assert!(acted <= 1, "what was asked for once was done more than once: {what}");
    assert!(cell.verdict != Verdict::Refused || acted == 0, "told as refused, and it was done: {what}");
    assert!(cell.verdict != Verdict::Done || acted == 1, "told as done, and it was not: {what}");
    if fault.is_unsent() {
        assert_eq!(cell.verdict, Verdict::Refused, "not a byte was sent: {what}");
    }
    if let Fault::Status(status) = fault {
        let refused = matches!(status, 307 | 308) || (400..500).contains(&status) && status != 408;
        assert_eq!(cell.verdict == Verdict::Refused, refused, "{what}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn every_operation_meets_every_fault_and_the_table_is_fresh() {
    column(None, false).await;
    let faults = || COLUMNS.iter().map(|column| column.fault);
    let always = futures::future::join_all(faults().map(|fault| column(Some(fault), false))).await;
    let once = faults().filter(|fault| fault.arrives()).map(|fault| column(Some(fault), true));
    let once = futures::future::join_all(once).await;
    let scene = Scene::set().await;
    let names: Vec<_> = operations(&scene).into_iter().map(|operation| (operation.name, operation.method)).collect();
    assert_eq!((names.len(), always.len()), (31, 20));
    table::hold(&table::text(&names, &always, &once));
}
