//! The app in its window, or on a tour of its screens where nobody could see a window.

use crate::Outcome;
use crate::packages::Purpose;
use crate::process::{built, cargo, command, run as start, target};
use crate::setup;

/// Builds the app and opens its window.
pub fn run(forced_tour: bool, args: &[String]) -> Outcome {
    let display = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    let blind = cfg!(target_os = "linux") && !display("DISPLAY") && !display("WAYLAND_DISPLAY");
    if blind && !forced_tour {
        println!("There is no display, so the window opens on a virtual one and takes pictures on its way.");
    }
    if blind || forced_tour {
        return tour();
    }
    setup::app(Purpose::Build)?;
    // With a test, so that the features are those of `cargo xtask test` and neither compiles what the other did.
    start(&mut cargo(&["build", "--workspace", "--bin", "voltdeck", "--test", "tour"]))?;
    println!("Opening the window. No account is needed: choose \"Explore with the sandbox\".");
    start(command(built("voltdeck")?).args(args))
}

/// Drives the real window through its screens on a virtual display and lists the pictures it took.
pub fn tour() -> Outcome {
    if !cfg!(target_os = "linux") {
        return Err("The tour drives the window by WebKitWebDriver on Xvfb, which only Linux has. \
                    Without --tour, `cargo xtask run` opens the window itself."
            .into());
    }
    setup::app(Purpose::Window)?;
    let taken = start(&mut cargo(&["test", "--workspace", "--test", "tour", "--", "--ignored", "--nocapture"]));
    let pictures = pictures();
    if !pictures.is_empty() {
        println!("\nPictures:");
    }
    for picture in pictures {
        println!("  {picture}");
    }
    taken
}

fn pictures() -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(target().join("tour")) else { return Vec::new() };
    let paths =
        entries.flatten().map(|entry| entry.path()).filter(|path| path.extension().is_some_and(|is| is == "png"));
    let mut pictures: Vec<String> = paths.map(|path| path.display().to_string()).collect();
    pictures.sort();
    pictures
}
