//! The doors through which a word can leave.

use std::io;
use std::sync::{Arc, Mutex};

use crate::bench::{Bench, World};

/// Every one of them; `files` are the store, its WAL, what is set aside and backed up, and exports.
pub(crate) const NAMES: [&str; 12] = [
    "answers",
    "argv",
    "clipboard",
    "errors",
    "events",
    "exports",
    "files",
    "log",
    "notices",
    "panics",
    "store",
    "tray",
];

/// What went through each.
pub(crate) struct Doors(Vec<(&'static str, Vec<u8>)>);

impl Doors {
    /// What the running app showed and started.
    pub(crate) async fn of(bench: &Bench) -> Self {
        let mut doors = Self(Vec::new());
        let (errors, answers): (Vec<_>, Vec<_>) =
            bench.answers().into_iter().partition(|answer| answer.contains(": Err("));
        doors.add("answers", answers.join("\n"));
        doors.add("errors", errors.join("\n"));
        doors.add("events", bench.heard());
        doors.add("tray", format!("{:?}", bench.tray().await));
        doors.add("notices", format!("{:?}", bench.notices()));
        let computer = bench.computer.0.lock().unwrap();
        let watched: Vec<_> = computer.watched.iter().map(|program| program.argv.clone()).collect();
        // No program is given an environment by core: there is no way to.
        let (started, read) = (&computer.started, &computer.read);
        doors.add("argv", format!("{started:?} {watched:?} {read:?} {:?}", computer.opened_paths));
        doors.add("clipboard", computer.copied.join("\n"));
        doors
    }

    pub(crate) fn add(&mut self, door: &'static str, text: impl Into<Vec<u8>>) {
        self.0.push((door, text.into()));
    }

    /// Everything that lies in the data folder and in the home folder, but what a person had written for themselves.
    pub(crate) fn files(&mut self, world: &World) {
        let (mut store, mut exports, mut files) = (Vec::new(), Vec::new(), Vec::new());
        world.each_file(|path, bytes| {
            let name = path.file_name().unwrap().to_string_lossy();
            let own = path.starts_with(world.home().join(".kube")) || path.starts_with(world.home().join(".ssh"));
            let to = match () {
                () if own && !name.ends_with(".pub") => return,
                () if name.contains("sqlite") => &mut store,
                () if path.starts_with(world.home()) && !own => &mut exports,
                () => &mut files,
            };
            to.extend_from_slice(path.to_string_lossy().as_bytes());
            to.extend_from_slice(bytes);
        });
        self.add("store", store);
        self.add("exports", exports);
        self.add("files", files);
    }

    pub(crate) fn all(&self) -> impl Iterator<Item = (&'static str, &Vec<u8>)> {
        self.0.iter().map(|(door, text)| (*door, text))
    }
}

/// The log of all crates at its loudest, in memory.
#[derive(Clone, Default)]
pub(crate) struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    pub(crate) fn begin() -> Self {
        let log = Self::default();
        let writer = log.clone();
        let subscriber = tracing_subscriber::fmt()
            .with_max_level(tracing::Level::TRACE)
            .with_span_events(tracing_subscriber::fmt::format::FmtSpan::FULL)
            .with_ansi(false)
            .with_writer(move || writer.clone())
            .finish();
        tracing::subscriber::set_global_default(subscriber).unwrap();
        log
    }

    pub(crate) fn text(&self) -> Vec<u8> {
        self.0.lock().unwrap().clone()
    }
}

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// What panics say from here on.
pub(crate) fn note_panics() -> Arc<Mutex<Vec<String>>> {
    let said = Arc::<Mutex<Vec<String>>>::default();
    let noted = Arc::clone(&said);
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        noted.lock().unwrap().push(panic.to_string());
        before(panic);
    }));
    said
}
