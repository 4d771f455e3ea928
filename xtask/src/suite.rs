//! The checks and tests, in order, with a table of results at the end.

use std::time::{Duration, Instant};

use clap::ValueEnum;

use crate::Outcome;
use crate::packages::{self, Purpose};
use crate::process::{cargo, npm, run};
use crate::{operations, python, sim, supply, targets, tools, ui, web};

/// One step of `cargo xtask test`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Step {
    /// Format of the Rust sources.
    Fmt,
    /// Types of the UI.
    Types,
    /// Lints and format of the UI.
    Lint,
    /// Tests of the UI.
    Ui,
    /// Build of the UI and the size of what it loads.
    Size,
    /// What comes from others: licenses, sources, checksums, and the list that About shows.
    Supply,
    /// Lints of the Rust sources.
    Clippy,
    /// Rust tests that open no window, the freshness of the bindings among them.
    Rust,
    /// 2,000 schedules of the simulator.
    Sim,
    /// Tests in a browser, on the web host.
    Web,
    /// Tests in the real window.
    Window,
    /// The table of operations, from what the tests in the window did.
    Operations,
}

impl Step {
    fn title(self) -> &'static str {
        match self {
            Self::Fmt => "Rust format",
            Self::Types => "UI types",
            Self::Lint => "UI lints",
            Self::Ui => "UI tests",
            Self::Size => "UI build and size",
            Self::Supply => "what comes from others",
            Self::Clippy => "Rust lints",
            Self::Rust => "Rust tests",
            Self::Sim => "simulated schedules",
            Self::Web => "tests in a browser",
            Self::Window => "tests in the window",
            Self::Operations => "operations",
        }
    }

    /// Whether the step compiles the app, which carries the built UI.
    fn compiles_the_app(self) -> bool {
        matches!(self, Self::Clippy | Self::Rust | Self::Window)
    }

    fn needs_the_window(self) -> bool {
        matches!(self, Self::Window | Self::Operations)
    }

    /// Why nothing can be learnt from the step after what failed before it.
    fn in_vain_after(self, lines: &[Line]) -> Option<&'static str> {
        let window = lines.iter().find(|line| line.title == Self::Window.title())?;
        let failed = self == Self::Operations && window.ending != Ending::Passed;
        failed.then_some("the tests in the window did not pass")
    }

    fn run(self) -> Outcome {
        match self {
            // A UI that does not build must not hide what the Rust tests have to say.
            Self::Clippy | Self::Rust => ui::build_if_missing()?,
            Self::Size | Self::Web | Self::Window => ui::build_if_stale()?,
            Self::Fmt | Self::Types | Self::Lint | Self::Ui | Self::Supply | Self::Sim | Self::Operations => {}
        }
        match self {
            Self::Fmt => run(&mut cargo(&["fmt", "--all", "--check"])),
            Self::Types => run(&mut npm(&["run", "typecheck"])),
            Self::Lint => run(&mut npm(&["run", "lint"])),
            Self::Ui => run(&mut npm(&["test"])),
            Self::Size => run(&mut npm(&["run", "size"])),
            Self::Supply => supply::check(),
            Self::Clippy => run(&mut cargo(&["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"])),
            Self::Rust => all([
                run(workspace_test().args(["--lib", "--bins"]).args(targets::of_crates())),
                run(workspace_test().arg("--doc")),
            ]),
            Self::Sim => sim::sim(&["--runs", "2000"].map(str::to_owned)),
            Self::Web => web::test(),
            Self::Window => {
                operations::forget()?;
                each_or_once_more(&targets::of_the_desktop(), |name| run(workspace_test().args(["--test", name])))
            }
            Self::Operations => operations::check(),
        }
    }
}

/// What became of a step.
#[derive(Debug, PartialEq, Eq)]
enum Ending {
    Passed,
    Failed(String),
    LeftOut(&'static str),
}

/// One line of the table.
struct Line {
    title: &'static str,
    took: Duration,
    ending: Ending,
}

/// Runs the chosen steps to the last, whatever fails on the way; none chosen means all.
pub fn test(only: &[Step], no_window: bool) -> Outcome {
    let chosen = |step: &Step| only.is_empty() || only.contains(step);
    let steps: Vec<Step> = Step::value_variants().iter().copied().filter(chosen).collect();
    let left_out = if no_window {
        Some("asked for by --no-window")
    } else if cfg!(target_os = "linux") {
        None
    } else {
        Some("the window is driven by WebKitWebDriver, which only Linux has")
    };
    suite(&steps, left_out)
}

/// The steps that run no test.
pub fn check() -> Outcome {
    suite(&[Step::Fmt, Step::Clippy, Step::Types, Step::Lint], None)
}

/// Writes ui/src/host/bindings.ts, ui/src/testing/answers, docs/map.md and docs/faults.md. The tests that hold the files to
/// the code are also what writes them.
pub fn bindings() -> Outcome {
    tools::rust(false)?;
    let packages = ["--package", "voltdeck-core", "--package", "voltagepark"];
    let tests = ["--lib", "--test", "answers", "--test", "house", "--test", "fault_table", "fresh"];
    run(cargo(&[&["test"], &packages[..], &tests[..]].concat()).env("UPDATE_BINDINGS", "1"))
}

fn suite(steps: &[Step], no_window: Option<&'static str>) -> Outcome {
    let start = Instant::now();
    heading("setup");
    prepare(steps, no_window.is_none())?;
    let mut lines = vec![Line { title: "setup", took: start.elapsed(), ending: Ending::Passed }];
    for &step in steps {
        heading(step.title());
        let begun = Instant::now();
        let ending = match no_window.filter(|_| step.needs_the_window()).or_else(|| step.in_vain_after(&lines)) {
            Some(reason) => Ending::LeftOut(reason),
            None => step.run().map_or_else(Ending::Failed, |()| Ending::Passed),
        };
        let line = Line { title: step.title(), took: begun.elapsed(), ending };
        println!("{}", row(&line));
        lines.push(line);
    }
    heading("summary");
    for line in &lines {
        println!("{}", row(line));
    }
    println!("{:<22}{:>9}", "all", clock(start.elapsed()));
    let failed: Vec<&str> =
        lines.iter().filter(|line| matches!(line.ending, Ending::Failed(_))).map(|line| line.title).collect();
    if failed.is_empty() { Ok(()) } else { Err(format!("Failed: {}.", failed.join(", "))) }
}

/// Asks for no more than the steps need: a change to the UI is tested without a system package.
fn prepare(steps: &[Step], window: bool) -> Outcome {
    let compiles = steps.iter().any(|step| step.compiles_the_app());
    let browser = steps.contains(&Step::Web);
    if compiles || browser || [Step::Fmt, Step::Supply, Step::Sim].iter().any(|step| steps.contains(step)) {
        tools::rust(true)?;
    }
    if steps.iter().any(|step| !matches!(step, Step::Fmt | Step::Sim | Step::Operations)) {
        tools::node()?;
        let driven = window && steps.contains(&Step::Window);
        let programs = steps.contains(&Step::Rust);
        let wanted = [
            (compiles, Purpose::Build),
            (programs, Purpose::Test),
            (driven, Purpose::Window),
            (browser, Purpose::Browser),
        ];
        let purposes: Vec<Purpose> = wanted.into_iter().filter_map(|(is, purpose)| is.then_some(purpose)).collect();
        packages::ensure(&purposes)?;
        if programs || driven {
            python::readers()?;
        }
        ui::install()?;
    }
    println!("Everything these steps need is here.");
    Ok(())
}

/// All steps select the whole workspace and leave out by target: cargo unites the features of what is selected, so a
/// narrower selection would compile most dependencies once more.
fn workspace_test() -> std::process::Command {
    cargo(&["test", "--workspace", "--no-fail-fast"])
}

/// Runs each by itself, and once more what failed: a driver of windows, a panel or a web view falls over now and then, which
/// is no fault of what is tested. Both runs are printed, and what needed the second is named.
fn each_or_once_more(names: &[String], mut run: impl FnMut(&str) -> Outcome) -> Outcome {
    let failed: Vec<&String> = names.iter().filter(|name| run(name).is_err()).collect();
    if failed.is_empty() {
        return Ok(());
    }
    let list = |names: &[&String]| names.iter().map(|name| name.as_str()).collect::<Vec<_>>().join(", ");
    println!("Once more: {}.", list(&failed));
    let twice: Vec<&String> = failed.iter().copied().filter(|name| run(name).is_err()).collect();
    if twice.is_empty() {
        println!("Passed when run once more: {}.", list(&failed));
        return Ok(());
    }
    Err(format!("failed twice: {}.", list(&twice)))
}

/// The first failure, after all have been run.
fn all<const N: usize>(outcomes: [Outcome; N]) -> Outcome {
    outcomes.into_iter().collect()
}

fn heading(title: &str) {
    println!("\n=== {title} {}", "=".repeat(74_usize.saturating_sub(title.len())));
}

fn row(line: &Line) -> String {
    let ending = match &line.ending {
        Ending::Passed => "passed".to_owned(),
        Ending::Failed(why) => format!("FAILED  {why}"),
        Ending::LeftOut(reason) => format!("left out: {reason}"),
    };
    format!("{:<22}{:>9}  {ending}", line.title, clock(line.took))
}

fn clock(took: Duration) -> String {
    let tenths = took.as_millis() / 100;
    match tenths / 600 {
        0 => format!("{}.{} s", tenths / 10, tenths % 10),
        minutes => format!("{minutes}:{:02} min", tenths / 10 % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_read_at_a_glance() {
        assert_eq!(clock(Duration::from_millis(40)), "0.0 s");
        assert_eq!(clock(Duration::from_millis(12_380)), "12.3 s");
        assert_eq!(clock(Duration::from_secs(65)), "1:05 min");
        assert_eq!(clock(Duration::from_secs(3_601)), "60:01 min");
    }

    #[test]
    fn a_row_says_what_failed() {
        let line = |ending| Line { title: "UI tests", took: Duration::from_secs(3), ending };
        assert_eq!(row(&line(Ending::Passed)), "UI tests                  3.0 s  passed");
        assert!(row(&line(Ending::Failed("npm test failed.".into()))).ends_with("FAILED  npm test failed."));
        assert!(row(&line(Ending::LeftOut("no driver"))).ends_with("left out: no driver"));
    }

    #[test]
    fn what_fails_once_is_run_once_more_and_what_fails_twice_fails() {
        let names = ["a", "b", "c"].map(str::to_owned);
        let (mut asked, mut left) = (Vec::new(), std::collections::HashMap::from([("b", 1), ("c", 2)]));
        let mut run = |name: &str| {
            asked.push(name.to_owned());
            match left.get_mut(name).filter(|left| **left > 0) {
                Some(left) => {
                    *left -= 1;
                    Err("failed".to_owned())
                }
                None => Ok(()),
            }
        };
        assert_eq!(each_or_once_more(&names[..2], &mut run), Ok(()));
        assert_eq!(each_or_once_more(&names[2..], &mut run), Err("failed twice: c.".to_owned()));
        assert_eq!(asked, ["a", "b", "b", "c", "c"]);
    }

    #[test]
    fn one_failure_of_several_fails_the_step() {
        assert_eq!(all([Ok(()), Err("second".into()), Ok(())]), Err("second".into()));
        assert_eq!(all([Ok(()), Ok(())]), Ok(()));
    }
}
