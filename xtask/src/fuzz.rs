//! libFuzzer on every decoder of bytes from outside, on nightly. `cargo test` tries the same functions on stable.

use crate::Outcome;
use crate::process::{command, root, run, succeeds};

const PROGRAM: &str = "decoders";
/// Longest input. What is longer is tried by the tests of each decoder's own limit.
const LONGEST: &str = "-max_len=4096";

/// Gives each decoder so many inputs, or the one that is named.
pub fn fuzz(runs: u64, only: Option<&str>) -> Outcome {
    if !succeeds(nightly().args(["fuzz", "--version"])) {
        return Err("cargo-fuzz or the nightly toolchain is missing. Run: rustup toolchain install nightly && cargo \
                    install cargo-fuzz --locked"
            .into());
    }
    let names = decoders()?;
    let chosen: Vec<&String> = names.iter().filter(|name| only.is_none_or(|only| only == *name)).collect();
    if chosen.is_empty() {
        return Err(format!("There is no such decoder. There are: {}.", names.join(", ")));
    }
    for name in chosen {
        println!("\n=== {name}");
        // What is found goes below target; what is worth keeping is put into the corpus by hand.
        let found = format!("target/fuzz/{name}");
        std::fs::create_dir_all(root().join(&found)).map_err(|error| format!("{found}: {error}"))?;
        let kept = format!("fuzz/corpus/{name}");
        // No sanitizer: our code has no unsafe in it, and a panic is what is looked for.
        let mut fuzz = nightly();
        fuzz.args(["fuzz", "run", "--fuzz-dir", "fuzz", "--sanitizer", "none", PROGRAM, &found, &kept, "--", LONGEST]);
        fuzz.args(["-timeout=20", "-rss_limit_mb=3072", "-print_final_stats=1"]).arg(format!("-runs={runs}"));
        run(fuzz.env("VOLTDECK_DECODER", name))?;
    }
    Ok(())
}

/// Each has a folder of inputs that are kept.
fn decoders() -> Outcome<Vec<String>> {
    let entries = std::fs::read_dir(root().join("fuzz/corpus")).map_err(|error| format!("fuzz/corpus: {error}"))?;
    let mut names: Vec<String> = entries.flatten().filter_map(|entry| entry.file_name().into_string().ok()).collect();
    names.sort();
    Ok(names)
}

fn nightly() -> std::process::Command {
    let mut cargo = command("rustup");
    // The cargo that runs this is another, and says so to its children.
    cargo.args(["run", "nightly", "cargo"]).env_remove("CARGO").env_remove("RUSTUP_TOOLCHAIN");
    cargo
}
