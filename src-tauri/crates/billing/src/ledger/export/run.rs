//! The one export of an account: in the background, with its progress, until it ends or is stopped.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chrono::{DateTime, Utc};
use tracing::Instrument as _;

use super::plan::ExportPlan;
use super::write::{self, Written};
use voltdeck_base::account::Account;
use voltdeck_base::parts::Part;
use voltdeck_base::{App, activity};
use voltdeck_contract::{Answer, CommandError, ErrorCode, Event, ExportEnd, ExportKind, ExportRunView, Mark, Place};

/// How long an end of the app waits for an export to clear its unfinished files away.
const CLEARED: Duration = Duration::from_secs(2);

/// The exports of an account.
#[derive(Debug, Default)]
pub struct ExportMemory {
    state: Mutex<ExportState>,
    writing: Arc<Writing>,
}

#[derive(Debug, Default)]
struct ExportState {
    run: Option<Run>,
    last: Option<ExportEnd>,
    /// The id of the last one.
    id: u32,
}

impl ExportState {
    fn end(&mut self, run: &Run, at: DateTime<Utc>, written: Answer<Written>) {
        let (written, fault) = match written {
            Ok(written) => (written, None),
            Err(fault) => (Written::default(), Some(fault)),
        };
        self.id += 1;
        self.last = Some(ExportEnd {
            id: self.id,
            kind: run.kind,
            first: run.first.clone(),
            last: run.last.clone(),
            at,
            files: written.files.iter().map(|path| path.display().to_string()).collect(),
            lines: small(written.lines),
            notes: written.notes,
            fault,
        });
        self.run = None;
    }
}

/// An export that runs.
#[derive(Debug, Clone)]
struct Run {
    kind: ExportKind,
    first: String,
    last: String,
    total: u64,
    done: Arc<AtomicU64>,
    stop: Arc<AtomicBool>,
}

impl Part for ExportMemory {
    /// Waits until a stopped one has cleared its files away, so that the app does not end over them.
    fn shut_down(&self) {
        self.stop();
        let threads = self.writing.threads();
        let _ = self.writing.ended.wait_timeout_while(threads, CLEARED, |threads| *threads > 0);
    }
}

impl ExportMemory {
    fn state(&self) -> MutexGuard<'_, ExportState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// For a window: the one that runs, and how the last one ended.
    pub(super) fn view(&self) -> (Option<ExportRunView>, Option<ExportEnd>) {
        let state = self.state();
        let running = state.run.as_ref().map(|run| ExportRunView {
            kind: run.kind,
            first: run.first.clone(),
            last: run.last.clone(),
            done: small(run.done.load(Ordering::Relaxed)),
            total: small(run.total),
            stopping: run.stop.load(Ordering::Relaxed),
        });
        (running, state.last.clone())
    }

    /// Stops the one that runs at its next line.
    pub(super) fn stop(&self) {
        if let Some(run) = &self.state().run {
            run.stop.store(true, Ordering::Relaxed);
        }
    }

    /// A file of the last one.
    pub(super) fn file(&self, id: u32, file: u32) -> Option<PathBuf> {
        let state = self.state();
        let last = state.last.as_ref().filter(|last| last.id == id)?;
        last.files.get(usize::try_from(file).ok()?).map(PathBuf::from)
    }
}

/// Threads that write. A task can be dropped at once, a thread ends at its next line.
#[derive(Debug, Default)]
struct Writing {
    threads: Mutex<u32>,
    ended: Condvar,
}

impl Writing {
    fn threads(&self) -> MutexGuard<'_, u32> {
        self.threads.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn begin(self: &Arc<Self>) -> Thread {
        *self.threads() += 1;
        Thread(Arc::clone(self))
    }
}

struct Thread(Arc<Writing>);

impl Drop for Thread {
    fn drop(&mut self) {
        *self.0.threads() -= 1;
        self.0.ended.notify_all();
    }
}

/// Stops the thread where its task is dropped: the account was closed, or the app ends.
struct StopsWith(Arc<AtomicBool>);

impl Drop for StopsWith {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// Begins an export, unless one is under way.
pub(super) fn start(app: &Arc<App>, account: &Arc<Account>, plan: ExportPlan) -> Answer<()> {
    let run = Run {
        kind: plan.kind,
        first: plan.first(),
        last: plan.last(),
        total: plan.lines,
        done: Arc::default(),
        stop: Arc::default(),
    };
    {
        let mut state = account.part::<ExportMemory>().state();
        if state.run.is_some() {
            let message = "An export is under way. Wait for its end, or stop it.";
            return Err(CommandError::new(ErrorCode::NotAllowed, message));
        }
        state.run = Some(run.clone());
    }
    app.host.emit(Event::Exports);
    let (app, running, thread) = (Arc::clone(app), Arc::clone(account), account.part::<ExportMemory>().writing.begin());
    let task = async move {
        let stops = StopsWith(Arc::clone(&run.stop));
        let (shown, shown_to, of) = (Arc::clone(&app), Arc::clone(&running), run.clone());
        let written = tokio::task::spawn_blocking(move || {
            let _thread = thread;
            let mut told = 0;
            let mut progress = |done: u64| {
                of.done.store(done, Ordering::Relaxed);
                // A window follows a hundred steps, not every thousand lines.
                let step = done.saturating_mul(100) / of.total.max(1);
                if step > told {
                    told = step;
                    shown_to.show(&shown, Event::Exports);
                }
            };
            let written = write::write(&shown.store, &plan, &mut progress, &of.stop);
            (plan, written)
        });
        let written = written.await;
        drop(stops);
        let (plan, written) = match written {
            Ok((plan, written)) => (Some(plan), written),
            // The thread panicked. Its files went as it was unwound.
            Err(_) => (None, Err(CommandError::new(ErrorCode::Local, "The export was broken off. Export again."))),
        };
        end(&app, &running, &run, plan.as_ref(), written);
    };
    account.spawn(task.instrument(tracing::info_span!(parent: None, "export")));
    Ok(())
}

fn end(app: &App, account: &Account, run: &Run, plan: Option<&ExportPlan>, written: Answer<Written>) {
    if let (Some(plan), Ok(written)) = (plan, &written) {
        note(app, account, plan, written);
    }
    account.part::<ExportMemory>().state().end(run, app.host.now(), written);
    account.show(app, Event::Exports);
}

fn note(app: &App, account: &Account, plan: &ExportPlan, written: &Written) {
    let months = match plan.months.as_slice() {
        [(one, _)] => one.words(),
        many => {
            format!("{} months up to {}", many.len(), many.last().map(|(last, _)| last.words()).unwrap_or_default())
        }
    };
    let to = match written.files.as_slice() {
        [one] => one.display().to_string(),
        many => format!("{} files in {}", many.len(), plan.folder.display()),
    };
    let lines = if written.lines == 1 { "1 line".to_owned() } else { format!("{} lines", written.lines) };
    let deed = format!("{months} exported as {}: {lines}, to {to}", words(plan.kind));
    let act = activity::Act {
        subject: "Billing",
        deed: &deed,
        mark: Mark::Running,
        place: Some(Place::Billing),
        ..activity::Act::default()
    };
    activity::remark(app, account.profile_id(), &act);
}

fn words(kind: ExportKind) -> &'static str {
    match kind {
        ExportKind::LinesCsv => "lines in CSV",
        ExportKind::StatementCsv => "a statement in CSV",
        ExportKind::Workbook => "a workbook",
        ExportKind::FocusCsv => "FOCUS in CSV",
        ExportKind::FocusParquet => "FOCUS in Parquet",
        ExportKind::Page => "a statement to print",
    }
}

fn small(count: u64) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
