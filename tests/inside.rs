//! Inside a machine, in the real window: its GPUs' use, an editor, its ports, its files, and the end of one that is idle.
//! The sandbox's machines are real SSH servers, and the way to them is the OpenSSH of this computer.
#![cfg(target_os = "linux")]

mod support;

use std::time::Duration;

use support::{Keychain, Person, Session, Shown, Window};

const BUSY: &str = "train-llama-8b";
/// Nothing runs on its GPU; its image brings Jupyter.
const IDLE: &str = "eval-nightly";
const FILE: &str = "README.txt";
/// A login, the first numbers, and a computer that is busy with other things.
const IN_TIME: Duration = Duration::from_secs(60);

/// In the sandbox, with a key that the organization knows.
async fn with_a_key(change: impl FnOnce(&mut Session)) -> (Window, Person) {
    let mut session = Session::start(Keychain::Absent);
    change(&mut session);
    let person = Person::in_session(&session);
    person.install("code");
    person.install("xdg-open");
    let window = Window::open(session).await;
    window.explore().await;
    window.go_to("Keys").await;
    window.click("button", "Make a new pair").await;
    window.click("button", "Make it and add it").await;
    window.sees("The organization has it as").await;
    window.click("button", "Done").await;
    window.go_to("Instances").await;
    (window, person)
}

async fn open(window: &Window, machine: &str) {
    window.click("button", machine).await;
    window.has("heading", machine).await;
}

#[tokio::test]
async fn what_its_gpus_do_stands_in_the_panel_and_in_the_list() {
    let (window, _person) = with_a_key(|_| ()).await;
    open(&window, BUSY).await;
    window.sees_within(IN_TIME, "GPU 7").await;
    let text = window.text().await;
    assert!(text.contains("python"), "a program runs on its GPUs: {text}");
    assert!(text.contains("1 other session is logged in."), "a colleague works there: {text}");
    // What is far down in the panel scrolls the panel, and nothing around it.
    window.bring("heading", "Auto-stop").await;
    let moved = "return [...document.querySelectorAll('*')]
        .filter((one) => one.scrollTop > 0 && getComputedStyle(one).overflowY === 'hidden').map((one) => one.className)";
    assert_eq!(window.script(moved).await, serde_json::json!([]));
    let percent = async |window: &Window| {
        let rows = window.names("row").await;
        let row = rows.iter().find(|row| row.contains(BUSY)).expect("its row").clone();
        row.split_whitespace().find_map(|word| word.strip_suffix('%')).and_then(|text| text.parse::<u32>().ok())
    };
    window.until_within(IN_TIME, "the list has it", async |window| percent(window).await.is_some()).await;
    let shown = percent(&window).await.expect("it was there");
    assert!((50..=100).contains(&shown), "{BUSY} works hard: {shown}%");
    window.finish().await;
}

#[tokio::test]
async fn an_editor_opens_it_by_its_name_in_the_ssh_config() {
    let (window, person) = with_a_key(|_| ()).await;
    open(&window, BUSY).await;
    window.click("button", "Open in VS Code").await;
    window.sees("adds one Include line").await;
    assert!(person.told("code").is_empty(), "it is asked first");
    window.click("button", "Add them and open VS Code").await;
    window.until_within(IN_TIME, "the editor was told", async |_| !person.told("code").is_empty()).await;
    let told = person.told("code");
    let [words] = &told[..] else { panic!("it is opened once: {told:?}") };
    let words: Vec<&str> = words.split(' ').collect();
    let ["--remote", remote, folder] = words[..] else { panic!("{words:?}") };
    let alias = remote.strip_prefix("ssh-remote+").expect("an editor reaches it by SSH");
    assert_eq!(alias, format!("vp-{BUSY}"));
    // What the editor does with that: it logs in by the name, and opens a folder that is there.
    let there = person.shell(&format!("ssh -o BatchMode=yes {alias} 'cd {folder} && pwd'"));
    assert_eq!(there.trim(), folder);

    // The second time nothing is asked, and the folder is the one that was chosen.
    window.click("button", "Editors and folder").await;
    window.click("menuitem", "Choose the folder…").await;
    window.fill("Folder on the instance", "/data/llama").await;
    window.click("button", "Save folder").await;
    window.sees("/data/llama").await;
    window.click("button", "Open in VS Code").await;
    window.until_within(IN_TIME, "the editor was told again", async |_| person.told("code").len() == 2).await;
    assert_eq!(person.told("code")[1], format!("--remote ssh-remote+{alias} /data/llama"));
    window.finish().await;
}

#[tokio::test]
async fn a_port_is_found_by_name_and_opens_in_the_browser_signed_in() {
    let (window, person) = with_a_key(|_| ()).await;
    open(&window, IDLE).await;
    window.click("button", "Open a port").await;
    window.sees_within(IN_TIME, "Found on the instance").await;
    window.click("button", "Open Jupyter, port 8888").await;
    window
        .until_within(IN_TIME, "the port is open", async |window| {
            window.has_now("button", "Open port 8888 in the browser").await
        })
        .await;
    window.sees("Jupyter, port 8888").await;
    window.until_within(IN_TIME, "the browser was told", async |_| !person.told("xdg-open").is_empty()).await;
    let told = person.told("xdg-open");
    let url = &told[0];
    // Every user of the computer may read what a browser is started with.
    assert!(url.starts_with("http://127.0.0.1:") && !url.contains("token"), "{url}");
    let page = person.shell(&format!("curl -sSL --max-time 10 '{url}'"));
    assert!(page.to_lowercase().contains("jupyter"), "it is signed in: {page}");
    let again = person.shell(&format!("curl -sSL --max-time 10 '{url}'"));
    assert!(again.contains("leads to the page once"), "{again}");
    window.click("button", "Close port 8888").await;
    window.sees_no_more("Jupyter, port 8888").await;
    window.finish().await;
}

#[tokio::test]
async fn a_file_of_it_comes_to_this_computer() {
    let (window, person) = with_a_key(|_| ()).await;
    open(&window, BUSY).await;
    std::fs::create_dir(window.session().home().join("Downloads")).expect("the folder for downloads");
    window.click("button", "Fetch…").await;
    window
        .until_within(IN_TIME, "its files are listed", async |window| {
            window.names("checkbox").await.iter().any(|name| name.contains(FILE))
        })
        .await;
    window.click("checkbox", FILE).await;
    window.click("button", "Fetch").await;
    let file = window.session().home().join("Downloads").join(FILE);
    window.until_within(IN_TIME, "the file is here", async |_| file.exists()).await;
    let here = std::fs::read(&file).expect("the file");
    assert!(!here.is_empty());
    drop(person);
    window.finish().await;
}

#[tokio::test]
async fn an_idle_machine_is_told_of_before_it_is_ended_and_put_off_from_there() {
    let (window, _person) = with_a_key(Session::start_notices).await;
    open(&window, IDLE).await;
    window.sees_within(IN_TIME, "No process on the GPUs").await;
    window.click("button", "Set an auto-stop").await;
    window.fill("Minutes idle", "9").await;
    window.click("button", "Then").await;
    window.click("option", "Terminate").await;
    window.click("button", "Set auto-stop").await;
    // The shortest that a person may set.
    window.sees("Give 10 minutes to 3 days").await;
    window.fill("Minutes idle", "10").await;
    window.click("button", "Set auto-stop").await;
    window.sees("Terminate when idle").await;
    window.idle_after(IDLE, 1);
    window.sees_within(Duration::from_secs(150), "Any use until then cancels it.").await;
    let seen = async |window: &Window| window.session().notices_on_screen() > 0;
    window.until_within(IN_TIME, "the notification daemon shows it", seen).await;
    window.session().click_notice();
    window.has("heading", &format!("Put off the auto-stop of {IDLE}")).await;
    window.click("button", "For 4 h").await;
    window.sees_no_more("Any use until then cancels it.").await;
    window.sees("Put off for").await;
    let shown = window.session().notices();
    let about = |notice: &&Shown| notice.title.starts_with(&format!("SANDBOX: {IDLE} will be terminated at "));
    let notice = shown.iter().find(about).unwrap_or_else(|| panic!("no notice of it: {shown:#?}"));
    assert!(notice.title.ends_with("because it is idle"), "{notice:?}");
    assert!(notice.body.contains("Put it off if you still need it."), "{notice:?}");
    window.finish().await;
}
