//! The simulator, and what it is tried with: the code with a mend taken out, or a fault put in.

use std::fs;
use std::path::{Path, PathBuf};

use crate::Outcome;
use crate::process::{cargo, command, root, run, target};
use crate::tools;

/// Where the patches are.
const MUTANTS: &str = "src-tauri/crates/sim/mutants";

/// Plays schedules; what it is told is handed on.
pub fn sim(arguments: &[String]) -> Outcome {
    tools::rust(false)?;
    let mut cargo = cargo(&["run", "--quiet", "--profile", "sim", "--package", "voltdeck-sim", "--"]);
    run(cargo.args(arguments))
}

/// Plays the schedules of a mutant, or of all, on a copy of the last commit with its patch: each must be found. A patch that
/// does not apply any more fails, too.
pub fn mutants(name: &str) -> Outcome {
    tools::rust(false)?;
    let mut patches: Vec<PathBuf> = fs::read_dir(root().join(MUTANTS))
        .map_err(|error| format!("{MUTANTS} cannot be read: {error}"))?
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|is| is == "patch"))
        .filter(|path| name == "all" || path.file_stem().is_some_and(|stem| stem == name))
        .collect();
    patches.sort();
    if patches.is_empty() {
        return Err(format!("There is no mutant {name} in {MUTANTS}."));
    }
    let folder = target().join("mutants");
    let tree = copy(&folder)?;
    let outcomes: Vec<Outcome> = patches.iter().map(|patch| mutant(patch, &tree, &folder.join("target"))).collect();
    for (patch, outcome) in patches.iter().zip(&outcomes) {
        let name = patch.file_stem().unwrap_or_default().to_string_lossy();
        println!("{name}: {}", outcome.as_ref().map_or_else(String::as_str, |()| "found"));
    }
    outcomes.into_iter().collect()
}

/// A work tree of the last commit. It stays for the next time, so that little is compiled then.
fn copy(folder: &Path) -> Outcome<PathBuf> {
    let tree = folder.join("tree");
    if !tree.join(".git").exists() {
        fs::create_dir_all(folder).map_err(|error| format!("{} cannot be made: {error}", folder.display()))?;
        run(command("git").args(["worktree", "prune"]))?;
        run(command("git").args(["worktree", "add", "--force", "--detach"]).arg(&tree).arg("HEAD"))?;
    }
    Ok(tree)
}

fn mutant(patch: &Path, tree: &Path, target: &Path) -> Outcome {
    let said = fs::read_to_string(patch).map_err(|error| format!("{} cannot be read: {error}", patch.display()))?;
    let word = |name: &str| {
        let line = said.lines().find_map(|line| line.strip_prefix(name));
        line.map(str::trim).ok_or_else(|| format!("{} has no line that begins with {name}", patch.display()))
    };
    let (breaks, seed, runs) = (word("Breaks:")?, word("Seed:")?, word("Runs:")?);
    let head = crate::process::output(command("git").args(["rev-parse", "HEAD"])).unwrap_or_default();
    let git = |args: &[&str]| run(command("git").arg("-C").arg(tree).args(args));
    git(&["checkout", "--quiet", "--force", "--detach", head.trim()])?;
    git(&["apply", "--index", &patch.to_string_lossy()])
        .map_err(|why| format!("{why} The code it changes was changed: write the patch anew."))?;
    let mut cargo = cargo(&["run", "--quiet", "--profile", "sim", "--package", "voltdeck-sim", "--"]);
    cargo.args(["--seed", seed, "--runs", runs, "--must-break", breaks, "--whole"]);
    run(cargo.current_dir(tree).env("CARGO_TARGET_DIR", target))
}
