//! The system's packages: what Debian and Ubuntu call them, and how the missing ones are installed.

use std::collections::BTreeSet;
use std::io::IsTerminal;

use crate::Outcome;
use crate::process::{command, output, run, succeeds};

const BUILD: &[&str] = &[
    "libwebkit2gtk-4.1-dev",
    "libayatana-appindicator3-dev",
    "librsvg2-dev",
    "libdbus-1-dev",
    "libxdo-dev",
    "libssl-dev",
    "pkg-config",
    "build-essential",
];

/// The way into machines is tested with the real programs, some of it with a terminal and a proxy in Python, and what
/// machines run at their first start is looked at.
const TEST: &[&str] = &["openssh-client", "openssh-server", "python3", "shellcheck"];

/// Asked for only where there is no Python that can make an environment.
const PYTHON: &[&str] = &["python3", "python3-venv"];

const WINDOW: &[&str] = &[
    "xvfb",
    "xauth",
    "x11-utils",
    "xdotool",
    "webkit2gtk-driver",
    "dbus",
    "dbus-x11",
    "gnome-keyring",
    "libsecret-tools",
    "haskell-gtk-sni-tray-utils",
    "dunst",
    "libnotify-bin",
    // Has busctl, by which dunstctl reads its record.
    "systemd",
    "at-spi2-core",
    "fonts-dejavu-core",
    "imagemagick",
    "adwaita-icon-theme",
    "xdg-utils",
    "xclip",
];

/// Any of these will do; the first is a package of Debian too.
const BROWSERS: &[&str] = &["chromium", "chromium-browser", "google-chrome"];

/// What the packages are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Building the app.
    Build,
    /// The programs that tests run beside it.
    Test,
    /// Building it, and driving its window on a virtual display.
    Window,
    /// Driving the web host's page.
    Browser,
    /// Reading what is exported.
    Python,
}

/// Sees to it that the system has what the purposes need.
pub fn ensure(purposes: &[Purpose]) -> Outcome {
    if !cfg!(target_os = "linux") {
        return elsewhere();
    }
    let wanted = list(purposes, has_browser());
    if wanted.is_empty() {
        return Ok(());
    }
    let debian = succeeds(command("apt-get").arg("--version"));
    match output(command("dpkg-query").args(["-W", "-f", "${Package} ${db:Status-Status}\n"]).args(&wanted)) {
        Some(printed) if debian => install(&missing(&wanted, &printed)),
        _ => other_linux(purposes, &wanted),
    }
}

fn has_browser() -> bool {
    BROWSERS.iter().any(|name| succeeds(command(name).arg("--version")))
}

fn list(purposes: &[Purpose], browser: bool) -> Vec<&'static str> {
    let of = |purpose: &Purpose| match purpose {
        Purpose::Build => BUILD.to_vec(),
        Purpose::Test => TEST.to_vec(),
        Purpose::Window => [BUILD, WINDOW].concat(),
        Purpose::Python => PYTHON.to_vec(),
        Purpose::Browser if browser => Vec::new(),
        Purpose::Browser => vec![BROWSERS[0]],
    };
    let mut names: Vec<&str> = Vec::new();
    for name in purposes.iter().flat_map(of) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

/// The wanted packages that are not among the installed ones. dpkg-query prints nothing for a package it has never heard
/// of, and another state for one that was removed or half configured.
fn missing<'a>(wanted: &[&'a str], printed: &str) -> Vec<&'a str> {
    let installed: BTreeSet<&str> = printed.lines().filter_map(|line| line.strip_suffix(" installed")).collect();
    wanted.iter().copied().filter(|name| !installed.contains(name)).collect()
}

fn install(missing: &[&str]) -> Outcome {
    if missing.is_empty() {
        return Ok(());
    }
    println!("These system packages are missing: {}", missing.join(" "));
    let root = output(command("id").arg("-u")).is_some_and(|id| id.trim() == "0");
    let become_root: &[&str] = if root {
        &[]
    } else if succeeds(command("sudo").args(["-n", "true"])) || (has_sudo() && std::io::stdin().is_terminal()) {
        &["sudo"]
    } else {
        return Err(by_hand(missing));
    };
    // A mirror that fails to answer need not stop the installation of what the lists already know.
    if let Err(why) = run(&mut apt(become_root, &["update"])) {
        println!("{why} Trying with the package lists that are here.");
    }
    let args = [&["install", "-y", "--no-install-recommends"], missing].concat();
    run(&mut apt(become_root, &args)).map_err(|why| format!("{why}\n{}", by_hand(missing)))
}

fn has_sudo() -> bool {
    succeeds(command("sudo").arg("--version"))
}

fn apt(become_root: &[&str], args: &[&str]) -> std::process::Command {
    // `env`, since sudo passes no variables on.
    let words = [become_root, &["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"], args].concat();
    let mut apt = command(words[0]);
    apt.args(&words[1..]);
    apt
}

fn by_hand(missing: &[&str]) -> String {
    format!(
        "System packages are missing and could not be installed from here. Run this, then the same task again:\n\n  \
         sudo apt-get update && sudo apt-get install -y --no-install-recommends {}",
        missing.join(" ")
    )
}

/// On a Linux without apt the libraries are looked for themselves; the names of packages differ from one to the next.
fn other_linux(purposes: &[Purpose], debian: &[&str]) -> Outcome {
    let window = purposes.contains(&Purpose::Window);
    let desktop = window || purposes.contains(&Purpose::Build);
    let libraries: &[&str] = if desktop { &["webkit2gtk-4.1", "librsvg-2.0", "dbus-1", "openssl"] } else { &[] };
    let programs: &[(&str, &str)] = if window {
        &[
            ("Xvfb", "-help"),
            ("WebKitWebDriver", "--version"),
            ("xdotool", "version"),
            ("dbus-run-session", "--version"),
            ("gnome-keyring-daemon", "--version"),
            ("gtk-sni-tray-standalone", "--help"),
            ("dunst", "--version"),
            ("busctl", "--version"),
        ]
    } else {
        &[]
    };
    let no_library = libraries.iter().filter(|name| !succeeds(command("pkg-config").args(["--exists", name])));
    let no_program = programs.iter().filter(|(name, ask)| output(command(name).arg(ask)).is_none());
    let no_browser = BROWSERS.iter().take(1).filter(|name| debian.contains(name));
    let absent: Vec<&str> =
        no_library.copied().chain(no_program.map(|(name, _)| *name)).chain(no_browser.copied()).collect();
    if absent.is_empty() {
        return Ok(());
    }
    Err(format!(
        "These are missing, by the names pkg-config and the shell know: {}.\nInstall them with your package manager; \
         a build of the app needs the headers of libayatana-appindicator3 and libxdo too.\n\
         https://v2.tauri.app/start/prerequisites lists the packages of each system. On Debian they are:\n\n  {}",
        absent.join(", "),
        debian.join(" ")
    ))
}

fn elsewhere() -> Outcome {
    if cfg!(target_os = "macos") && !succeeds(command("xcode-select").arg("-p")) {
        return Err("The compiler's tools are missing. Run: xcode-select --install".into());
    }
    if cfg!(windows) {
        println!(
            "Windows needs the C++ build tools of Visual Studio and WebView2, which Windows 11 has: \
             https://v2.tauri.app/start/prerequisites"
        );
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_not_installed_is_missing() {
        let printed = "libssl-dev installed\nxvfb config-files\nxclip not-installed\npkg-config half-configured\n";
        let wanted = ["libssl-dev", "xvfb", "xclip", "pkg-config", "xdotool"];
        assert_eq!(missing(&wanted, printed), ["xvfb", "xclip", "pkg-config", "xdotool"]);
    }

    #[test]
    fn a_name_is_not_taken_for_a_longer_one() {
        assert_eq!(missing(&["dbus"], "dbus-x11 installed\n"), ["dbus"]);
        assert!(missing(&["dbus", "dbus-x11"], "dbus installed\ndbus-x11 installed\n").is_empty());
    }

    #[test]
    fn a_window_needs_all_that_a_build_needs() {
        let window = list(&[Purpose::Window], false);
        assert!(list(&[Purpose::Build], false).iter().all(|name| window.contains(name)));
    }

    #[test]
    fn a_browser_that_is_there_is_not_installed_and_no_package_is_named_twice() {
        assert_eq!(list(&[Purpose::Browser], false), ["chromium"]);
        assert!(list(&[Purpose::Browser], true).is_empty());
        assert_eq!(list(&[Purpose::Build, Purpose::Window], true), list(&[Purpose::Window], true));
    }

    #[test]
    fn apt_is_asked_through_sudo_only_where_that_is_needed() {
        assert_eq!(apt(&[], &["update"]).get_program(), "env");
        assert_eq!(apt(&["sudo"], &["update"]).get_program(), "sudo");
    }
}
