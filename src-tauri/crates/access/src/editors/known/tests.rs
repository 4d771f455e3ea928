//! Where each editor of each system is found, and how each is told.

use std::time::Duration;

use async_trait::async_trait;
use voltdeck_base::computer::Program;

use super::*;

/// A computer with these programs and nothing else.
struct Desk(System, &'static [&'static str]);

#[async_trait]
impl Computer for Desk {
    fn system(&self) -> System {
        self.0
    }
    fn home(&self) -> Option<PathBuf> {
        Some("/home/me".into())
    }
    fn program_folders(&self) -> Vec<PathBuf> {
        let folders: &[&str] = match self.0 {
            System::Linux => &[],
            System::Mac => &["/Applications", "/home/me/Applications"],
            System::Windows => &["C:/Me/AppData/Local", "C:/Me/AppData/Local/Programs", "C:/Program Files"],
        };
        folders.iter().map(PathBuf::from).collect()
    }
    fn has(&self, program: &Path) -> bool {
        self.1.iter().any(|path| Path::new(path) == program)
    }
    async fn start(&self, _argv: &[String]) -> Result<(), String> {
        unreachable!()
    }
    fn watch(&self, _argv: &[String]) -> Result<Box<dyn Program>, String> {
        unreachable!()
    }
    fn read(&self, _argv: &[String]) -> Result<Box<dyn Program>, String> {
        unreachable!()
    }
    fn free_port(&self, _wanted: u16) -> Option<u16> {
        None
    }
    async fn accepts(&self, _port: u16, _limit: Duration) -> bool {
        false
    }
}

const FOLDER: Folder<'_> = Folder { alias: "vp-train", user: "ubuntu", port: 20_022, path: "/home/ubuntu/my model" };

/// What is started on a system that has this program, once for each editor that is found.
fn lines(system: System, program: &'static str) -> Vec<(&'static str, String)> {
    let programs: &'static [&'static str] = Box::leak(Box::new([program]));
    let found = found(&Desk(system, programs));
    found.iter().map(|one| (one.editor.name, one.plan(system, &FOLDER).unwrap().join("|"))).collect()
}

#[test]
fn what_is_made_from_vs_code_is_given_alias_and_folder_on_every_system() {
    use System::{Linux, Mac, Windows};
    for (name, system, program) in [
        ("code", Linux, "code"),
        ("code", Linux, "/snap/bin/code"),
        ("code", Linux, "/var/lib/flatpak/exports/bin/com.visualstudio.code"),
        ("code", Mac, "/Applications/Visual Studio Code.app/Contents/Resources/app/bin/code"),
        ("code", Mac, "/home/me/Applications/Visual Studio Code.app/Contents/Resources/app/bin/code"),
        ("code", Windows, "code.cmd"),
        ("code", Windows, "C:/Me/AppData/Local/Programs/Microsoft VS Code/bin/code.cmd"),
        ("code", Windows, "C:/Program Files/Microsoft VS Code/bin/code.cmd"),
        ("code-insiders", Linux, "code-insiders"),
        ("code-insiders", Mac, "/Applications/Visual Studio Code - Insiders.app/Contents/Resources/app/bin/code"),
        ("cursor", Linux, "cursor"),
        ("cursor", Mac, "/Applications/Cursor.app/Contents/Resources/app/bin/cursor"),
        ("cursor", Windows, "C:/Me/AppData/Local/Programs/cursor/resources/app/bin/cursor.cmd"),
        ("windsurf", Linux, "windsurf"),
        ("windsurf", Mac, "/Applications/Windsurf.app/Contents/Resources/app/bin/windsurf"),
        ("windsurf", Windows, "C:/Me/AppData/Local/Programs/Windsurf/bin/windsurf.cmd"),
        ("codium", Linux, "codium"),
    ] {
        let line = format!("{program}|--remote|ssh-remote+vp-train|/home/ubuntu/my model");
        assert_eq!(lines(system, program), [(name, line)], "{program}");
    }
}

#[test]
fn zed_is_given_a_url_and_is_not_taken_for_the_daemon_of_zfs() {
    for (system, program) in [
        (System::Linux, "/home/me/.local/bin/zed"),
        (System::Linux, "zeditor"),
        (System::Mac, "/Applications/Zed.app/Contents/MacOS/cli"),
        (System::Windows, "C:/Me/AppData/Local/Programs/Zed/bin/zed.exe"),
    ] {
        let line = format!("{program}|ssh://vp-train/home/ubuntu/my%20model");
        assert_eq!(lines(system, program), [("zed", line)], "{program}");
    }
    assert_eq!(lines(System::Linux, "zed"), []);
}

#[test]
fn gateway_is_given_its_link() {
    let line = "/Applications/Gateway.app/Contents/MacOS/gateway|jetbrains-gateway://connect#type=ssh&host=vp-train\
                &port=20022&user=ubuntu&projectPath=%2Fhome%2Fubuntu%2Fmy%20model&deploy=false";
    assert_eq!(lines(System::Mac, "/Applications/Gateway.app/Contents/MacOS/gateway"), [("gateway", line.to_owned())]);
    assert_eq!(lines(System::Windows, "C:/Me/AppData/Local/JetBrains/Toolbox/scripts/gateway.cmd").len(), 1);
}

#[test]
fn what_a_prompt_of_windows_would_read_goes_to_no_script_of_it() {
    let found = found(&Desk(System::Windows, &["code.cmd", "zed.exe"]));
    for path in ["/a&calc", "/100%", "/a\"b", "/a^b", "/a!b", "/a|b", "/a>b"] {
        let folder = Folder { path, ..FOLDER };
        assert!(found[0].plan(System::Windows, &folder).is_err_and(|why| why.contains("command prompt")), "{path}");
        assert!(found[1].plan(System::Windows, &folder).is_ok(), "{path}");
    }
}

#[test]
fn the_first_is_taken_until_one_is_named_and_a_named_one_is_never_replaced() {
    let found = found(&Desk(System::Linux, &["cursor", "code"]));
    assert_eq!(found.iter().map(|one| one.editor.name).collect::<Vec<_>>(), ["code", "cursor"]);
    let picked = |name: &str| pick(&found, name).map(|one| one.editor.name);
    assert_eq!((picked(""), picked("cursor"), picked("zed")), (Some("code"), Some("cursor"), None));
}
