//! Disks that are full, and exports that are stopped.

use std::io::{self, Write};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use voltdeck_books::{Error, Existing, Line, Run, focus, lines_csv, statement_csv, whole, xlsx};

use crate::scene::{account, given, lines, month, run, statement};

/// A disk with so much room left.
struct Disk(usize);

impl Write for Disk {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.0 == 0 {
            return Err(io::ErrorKind::StorageFull.into());
        }
        let written = bytes.len().min(self.0);
        self.0 -= written;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

type Export = (&'static str, fn(&mut (dyn Write + Send), &Path, &[Line], &mut Run<'_>) -> Result<(), Error>);

const EXPORTS: &[Export] = &[
    ("lines.csv", |out, _, lines, run| lines_csv(out, given(lines), run).map(drop)),
    ("statement.csv", |out, _, lines, run| {
        run_dry(run, lines)?;
        statement_csv(out, &statement(month("2026-10"), lines))
    }),
    ("focus.csv", |out, _, lines, run| focus::csv(out, &account(), given(lines), run).map(drop)),
    ("focus.parquet", |out, _, lines, run| focus::parquet(out, &account(), given(lines), run).map(drop)),
    ("book.xlsx", |out, scratch, lines, run| {
        xlsx(out, scratch, &statement(month("2026-10"), lines), given(lines), run).map(drop)
    }),
];

/// A statement alone has no lines to stop at.
fn run_dry(run: &mut Run<'_>, lines: &[Line]) -> Result<(), Error> {
    lines_csv(io::sink(), given(lines), run).map(drop)
}

#[test]
fn a_full_disk_is_said_by_every_export_wherever_it_fills_up() {
    let lines = lines(1, month("2026-10"), 400);
    let scratch = tempfile::tempdir().unwrap();
    for (name, export) in EXPORTS {
        let mut whole = Vec::new();
        run(|run| export(&mut whole, scratch.path(), &lines, run)).unwrap();
        for room in [0, 1, whole.len() / 2, whole.len() - 1] {
            let failed = run(|run| export(&mut Disk(room), scratch.path(), &lines, run));
            assert!(matches!(failed, Err(Error::DiskFull { .. })), "{name} with room for {room}: {failed:?}");
        }
        run(|run| export(&mut Disk(whole.len()), scratch.path(), &lines, run)).unwrap();
    }
}

#[cfg(target_os = "linux")]
#[test]
fn the_systems_own_full_disk_is_one() {
    let lines = lines(1, month("2026-10"), 400);
    let scratch = tempfile::tempdir().unwrap();
    for (name, export) in EXPORTS {
        let mut full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let failed = run(|run| export(&mut full, scratch.path(), &lines, run));
        assert!(matches!(failed, Err(Error::DiskFull { .. })), "{name}: {failed:?}");
    }
}

#[test]
fn a_stopped_export_leaves_no_file_under_any_name() {
    let lines = lines(1, month("2026-10"), 2_500);
    for (name, export) in EXPORTS {
        let folder = tempfile::tempdir().unwrap();
        let stop = AtomicBool::new(false);
        let mut progress = |done| stop.store(done >= 2_000, Ordering::Relaxed);
        let mut run = Run::new(&mut progress, &stop);
        let stopped = whole(&folder.path().join(name), Existing::Number, |draft| {
            let scratch = draft.folder().to_owned();
            export(draft, &scratch, &lines, &mut run)
        });
        assert!(matches!(stopped, Err(Error::Cancelled)), "{name}: {stopped:?}");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "{name}");
    }
}

/// The rows of a workbook go through a file that the library writes, and where it cannot it panics; the app would end.
#[cfg(target_os = "linux")]
#[test]
fn a_workbook_on_a_disk_that_fills_up_fails_in_words() {
    const SMALL: &str = "VOLTDECK_SMALL_DISK";
    if let Some(disk) = std::env::var_os(SMALL) {
        return on_a_small_disk(Path::new(&disk));
    }
    let folder = tempfile::tempdir().unwrap();
    // A file system of 24 MB in a name space of its own: it is gone with the test.
    let mut inside = std::process::Command::new("unshare");
    inside.args(["--user", "--map-root-user", "--mount", "sh", "-c"]);
    inside.arg("mount -t tmpfs -o size=24m none \"$VOLTDECK_SMALL_DISK\" || exit 99; exec \"$0\" \"$@\"");
    inside.arg(std::env::current_exe().unwrap());
    inside.args(["--exact", "full::a_workbook_on_a_disk_that_fills_up_fails_in_words", "--nocapture"]);
    let ended = inside.env(SMALL, folder.path()).output();
    match ended.as_ref().map(|ended| (ended.status.code(), String::from_utf8_lossy(&ended.stdout).into_owned())) {
        // Where a system allows no such name space the two tests above have to do.
        Err(_) => eprintln!("left out: there is no unshare here"),
        Ok((Some(1 | 99), said)) if !said.contains("running 1 test") => {
            eprintln!("left out: no small disk can be had here");
        }
        Ok((Some(0), said)) => assert!(said.contains("the small disk was full"), "{said}"),
        Ok(other) => panic!("{other:?}"),
    }
}

#[cfg(target_os = "linux")]
fn on_a_small_disk(disk: &Path) {
    let few = lines(1, month("2026-10"), 1_000);
    let book = disk.join("book.xlsx");
    let write = |times: usize| {
        // The same lines over and over, under ever later ids.
        let many = (0..times).flat_map(|turn| {
            few.iter().map(move |line| Ok(Line { id: format!("{turn:06}-{}", line.id), ..line.clone() }))
        });
        run(|run| {
            whole(&book, Existing::Number, |draft| {
                let scratch = draft.folder().to_owned();
                xlsx(draft, &scratch, &statement(month("2026-10"), &few), many, run).map(drop)
            })
        })
    };
    let failed = write(60).unwrap_err();
    assert!(matches!(&failed, Error::DiskFull { folder: Some(folder) } if folder == disk), "{failed}");
    assert_eq!(std::fs::read_dir(disk).unwrap().count(), 0, "nothing is left");
    write(1).unwrap();
    println!("the small disk was full: {failed}");
}
