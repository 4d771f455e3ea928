//! Voltdeck in a browser.

use crate::Outcome;
use crate::process::{built, cargo, command, npm, run};
use crate::{tools, ui};

/// Serves the UI and a core with its sandbox on a loopback port, until it is ended.
pub fn web(port: u16) -> Outcome {
    tools::rust(false)?;
    tools::node()?;
    ui::install()?;
    ui::build_if_stale()?;
    build(&["voltdeck-web-host"])?;
    println!("Open the link below in a browser: it works once. A UI that is built anew shows at the next reload.");
    let port = port.to_string();
    run(command(built("voltdeck-web-host")?).args(["--ui", "ui/dist", "--port", &port]))
}

/// Drives the built UI on the web host in Chromium.
pub fn test() -> Outcome {
    // The sandbox by itself is a second account, beside the one that the host has inside.
    build(&["voltdeck-web-host", "voltdeck-sandbox"])?;
    let mut tests = npm(&["exec", "--", "vitest", "run", "--config", "vitest.e2e.config.ts"]);
    tests.env("VOLTDECK_SANDBOX", built("voltdeck-sandbox")?);
    run(tests.env("VOLTDECK_WEB_HOST", built("voltdeck-web-host")?))
}

/// With a test, so that the features are those of the Rust tests, which have built it then.
fn build(programs: &[&str]) -> Outcome {
    let mut cargo = cargo(&["build", "--workspace", "--test", "guard"]);
    run(cargo.args(programs.iter().flat_map(|program| ["--bin", program])))
}
