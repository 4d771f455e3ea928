//! One process of Voltdeck: its app on a runtime of its own, whose clock is paused and moved in slices, so that two of them
//! run side by side and either can end where it stands.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use tokio::runtime::{Builder, Runtime};
use tokio::time::Instant;
use voltdeck_core::App;

use crate::crash::{CRASH, Crash};
use crate::host::SimHost;
use crate::world::World;

/// What its parts know of a process.
pub struct Proc {
    /// Which of the two, from 0.
    pub no: usize,
    /// Which start of it.
    pub run: u32,
    /// Whether it ends without warning.
    pub crash: Crash,
    /// Provider's time at the beginning of its slice, and that moment on its own clock.
    slice: Mutex<(DateTime<Utc>, Option<Instant>)>,
}

impl Proc {
    /// Provider's time, as far as this process has come.
    pub fn now(&self) -> DateTime<Utc> {
        let (base, began) = *self.slice.lock().unwrap_or_else(PoisonError::into_inner);
        // On a thread that belongs to no runtime the clock would be the real one.
        let passed = began.filter(|_| tokio::runtime::Handle::try_current().is_ok()).map(|began| began.elapsed());
        base + passed.and_then(|passed| TimeDelta::from_std(passed).ok()).unwrap_or_default()
    }

    /// How it is called in the trace.
    pub fn name(&self) -> String {
        format!("p{}.{}", self.no, self.run)
    }

    fn begin(&self, at: DateTime<Utc>) {
        *self.slice.lock().unwrap_or_else(PoisonError::into_inner) = (at, Some(Instant::now()));
    }
}

/// A process that runs.
pub struct Process {
    /// What its parts know of it.
    pub proc: Arc<Proc>,
    /// The app.
    pub app: Arc<App>,
    /// When it was started, in provider's time.
    pub since: DateTime<Utc>,
    runtime: Runtime,
}

impl Process {
    /// Starts one. `None` where it cannot open the store, or ended on the way.
    pub fn start(world: &Arc<World>, no: usize, run: u32, crash_at: Option<u32>) -> Result<Self, String> {
        let runtime = Builder::new_current_thread()
            .enable_time()
            .start_paused(true)
            // One thread for what blocks, and none of its answers before its turn: the order is always the same then.
            .max_blocking_threads(1)
            .global_queue_interval(1 << 20)
            .build()
            .map_err(|error| error.to_string())?;
        let since = world.state().now;
        let proc = Arc::new(Proc { no, run, crash: Crash::default(), slice: Mutex::new((since, None)) });
        if let Some(moment) = crash_at {
            proc.crash.at(moment);
        }
        let opened = unwound(|| {
            runtime.block_on(async {
                proc.begin(since);
                let app = voltdeck_core::open(Arc::new(SimHost::new(world, &proc)))?;
                app.set_attended(false);
                let starting = Arc::clone(&app);
                tokio::spawn(async move { voltdeck_core::start(&starting).await });
                Ok::<_, voltdeck_core::CommandError>(app)
            })
        });
        match opened {
            None => Err("it ended while it started".into()),
            Some(Err(error)) => Err(error.message),
            Some(Ok(app)) => Ok(Self { proc, app, since, runtime }),
        }
    }

    /// Lets it run for so long, or until it ends. Says whether it still runs.
    pub fn run(&self, at: DateTime<Utc>, time: Duration) -> bool {
        let proc = Arc::clone(&self.proc);
        let ran = unwound(|| {
            self.runtime.block_on(async {
                proc.begin(at);
                tokio::select! {
                    biased;
                    () = proc.crash.ended.notified() => {}
                    () = tokio::time::sleep(time) => {}
                }
            });
        });
        ran.is_some() && !self.proc.crash.is_over()
    }

    /// Begins something in it.
    pub fn spawn(&self, task: impl Future<Output = ()> + Send + 'static) {
        self.runtime.spawn(task);
    }

    /// Ends it as a person does.
    pub fn quit(self) {
        let _ = unwound(|| {
            let _inside = self.runtime.enter();
            self.app.shut_down();
        });
        self.kill();
    }

    /// Ends it where it stands.
    pub fn kill(self) {
        let Self { app, runtime, .. } = self;
        let _ = unwound(|| drop(runtime));
        let _ = unwound(|| drop(app));
    }
}

/// What it answers, or `None` where a crash that was asked for ended it.
fn unwound<T>(work: impl FnOnce() -> T) -> Option<T> {
    match catch_unwind(AssertUnwindSafe(work)) {
        Ok(done) => Some(done),
        Err(panic) if panic.downcast_ref::<&str>() == Some(&CRASH) => None,
        Err(panic) => resume_unwind(panic),
    }
}
