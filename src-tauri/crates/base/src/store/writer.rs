//! The writer: the one connection that writes, in turns. Each turn is taken when it is asked for, so that writes come in the
//! order of the calls. Jobs are done on a thread for that; who waits for a tiny one writes in its turn on its own thread,
//! which costs no change of threads where nobody else writes.

use std::future::Future;
use std::panic::{AssertUnwindSafe, Location, catch_unwind};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{JoinHandle, ThreadId};
use std::time::{Duration, Instant};

use rusqlite::{Connection, TransactionBehavior};

use super::words::failed;
use voltdeck_contract::{Answer, CommandError, ErrorCode};

/// A job that takes longer is too long: what waits behind it may be a worker that has windows to answer.
const LONG: Duration = Duration::from_millis(100);

type Place = &'static Location<'static>;
type Job = Box<dyn FnOnce(&mut Connection) + Send>;

/// The connection, and whose turn it is.
struct Turns {
    /// Held by whose turn it is and by nobody else.
    connection: Mutex<Connection>,
    /// The number of the turn that is now.
    now: Mutex<u64>,
    over: Condvar,
}

/// The queue of the thread, and the number of the next turn: a job has its place in both at once.
struct Queue {
    jobs: Option<Sender<(u64, Job, Place)>>,
    next: u64,
}

impl Queue {
    fn number(&mut self) -> u64 {
        self.next += 1;
        self.next - 1
    }
}

/// The writer. Its thread ends, and the file is closed, with the last one who may write.
pub(super) struct Writer {
    turns: Arc<Turns>,
    queue: Mutex<Queue>,
    thread: Option<JoinHandle<()>>,
    id: ThreadId,
}

impl Writer {
    /// Begins the thread.
    pub(super) fn start(connection: Connection) -> std::io::Result<Self> {
        let turns = Turns { connection: Mutex::new(connection), now: Mutex::new(0), over: Condvar::new() };
        let turns = Arc::new(turns);
        let (jobs, queued) = channel();
        let of_thread = Arc::clone(&turns);
        let thread = std::thread::Builder::new().name("store".into()).spawn(move || serve(&of_thread, &queued))?;
        let id = thread.thread().id();
        let queue = Mutex::new(Queue { jobs: Some(jobs), next: 0 });
        Ok(Self { turns, queue, thread: Some(thread), id })
    }

    /// Puts something into the queue now, and answers once it is on the disk. It is done whether or not anybody waits.
    pub(super) fn write<T, F>(&self, act: F, place: Place) -> impl Future<Output = Answer<T>> + Send + use<T, F>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    {
        let (answer, answered) = channel();
        let job = move |connection: &mut Connection| {
            // Whoever asked may be gone.
            let _ = answer.send(in_transaction(connection, act));
        };
        {
            let mut queue = lock(&self.queue);
            let number = queue.number();
            if let Some(jobs) = &queue.jobs {
                // Where the thread is gone, its answer is missing: whoever waits is told.
                let _ = jobs.send((number, Box::new(job), place));
            }
        }
        // Waited for on a thread for that, and not by a waker: a runtime whose clock is paused lets it run on while nothing
        // but the disk is waited for, and a test would see minutes pass.
        async move {
            let waited = tokio::task::spawn_blocking(move || answered.recv()).await;
            waited.ok().and_then(Result::ok).ok_or_else(broken)?
        }
    }

    /// Writes here, when its turn comes.
    pub(super) fn transact<T>(&self, act: impl FnOnce(&Connection) -> rusqlite::Result<T>, place: Place) -> Answer<T> {
        debug_assert_ne!(
            std::thread::current().id(),
            self.id,
            "a job of the writer that waits for the writer: {place}"
        );
        let number = lock(&self.queue).number();
        self.turns.take(number, place, |connection| in_transaction(connection, act))
    }

    /// Does what cannot be done in a transaction, here, when its turn comes.
    #[track_caller]
    pub(super) fn alone<T>(&self, act: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Answer<T> {
        let number = lock(&self.queue).number();
        self.turns.take(number, Location::caller(), |connection| act(connection).map_err(|error| failed(&error)))
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        lock(&self.queue).jobs = None;
        // The last handle may have been in a job.
        if std::thread::current().id() != self.id
            && let Some(thread) = self.thread.take()
        {
            let _ = thread.join();
        }
    }
}

impl Turns {
    /// Waits for a turn and has it. Every number that was given has to be taken once, or all behind it would wait for ever.
    fn take<T>(&self, number: u64, place: Place, act: impl FnOnce(&mut Connection) -> T) -> T {
        /// The turn is over also where it panics.
        struct Turn<'a>(&'a Turns, Instant, Place);
        impl Drop for Turn<'_> {
            fn drop(&mut self) {
                *lock(&self.0.now) += 1;
                self.0.over.notify_all();
                let took = self.1.elapsed();
                if took > LONG {
                    tracing::warn!(place = %self.2, ?took, "a job kept everybody else from writing");
                }
            }
        }
        let now = self.over.wait_while(lock(&self.now), |now| *now != number);
        drop(now.unwrap_or_else(PoisonError::into_inner));
        let _turn = Turn(self, Instant::now(), place);
        act(&mut lock(&self.connection))
    }
}

fn serve(turns: &Turns, queued: &Receiver<(u64, Job, Place)>) {
    while let Ok((number, job, place)) = queued.recv() {
        // A panic is the end of this job: its transaction is rolled back, and those behind it have their turn.
        if catch_unwind(AssertUnwindSafe(|| turns.take(number, place, job))).is_err() {
            tracing::error!(%place, "a job of the store panicked");
        }
    }
}

/// A panic in a transaction rolls it back, so that what it leaves behind is well.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// All of it or nothing. It has the store for itself from its first line, so that what it read is still so when it writes,
/// whoever else has the file open.
fn in_transaction<T>(connection: &mut Connection, act: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Answer<T> {
    let work = |connection: &mut Connection| {
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let answer = act(&transaction)?;
        transaction.commit()?;
        Ok(answer)
    };
    work(connection).map_err(|error| failed(&error))
}

fn broken() -> CommandError {
    tracing::error!("the writer of the store gave no answer");
    CommandError::new(
        ErrorCode::Local,
        "Voltdeck could not write to its store, and nothing of it was kept. Start Voltdeck again.",
    )
}
