//! The window opens, and shows what the sandbox has.
#![cfg(target_os = "linux")]

mod support;

use support::{Keychain, Session, Window};

/// What the sandbox lists at its start.
const LISTED: [&str; 6] =
    ["train-llama-8b", "serve-chat", "notebook-ana", "dataset-prep", "spot-sweep", "eval-nightly"];

#[tokio::test]
async fn the_sandbox_is_one_click_away_and_lists_its_machines() {
    let window = Window::open(Session::start(Keychain::Absent)).await;
    window.sees("A control room for the Voltage Park GPU cloud.").await;
    window.explore().await;
    window.go_to("Instances").await;
    for name in LISTED {
        window.sees(name).await;
    }
    window.finish().await;
}

#[tokio::test]
async fn the_sandbox_comes_back_with_the_next_start() {
    let mut window = Window::open(Session::start(Keychain::Absent)).await;
    window.explore().await;
    window.restart().await;
    window.sees("SANDBOX").await;
    window.go_to("Instances").await;
    window.sees("train-llama-8b").await;
    window.crash_and_restart().await;
    window.sees("SANDBOX").await;
    window.finish().await;
}

#[tokio::test]
async fn a_theme_is_kept_and_the_system_decides_without_one() {
    let mut session = Session::start(Keychain::Absent);
    session.set("GTK_THEME", "Adwaita:dark");
    let mut window = Window::open(session).await;
    window.explore().await;
    let dark = "return matchMedia('(prefers-color-scheme: dark)').matches";
    assert_eq!(window.script(dark).await, true, "the page follows the desktop's theme");
    let background = "return getComputedStyle(document.body).backgroundColor";
    let of_the_system = window.script(background).await;
    window.choose_theme("Light").await;
    assert_ne!(window.script(background).await, of_the_system);
    window.restart().await;
    window.sees("SANDBOX").await;
    window
        .until("the theme is light again", async |window| {
            window.script("return document.documentElement.dataset.theme ?? null").await == "light"
        })
        .await;
    window.choose_theme("Dark").await;
    assert_eq!(window.script(background).await, of_the_system);
    window.finish().await;
}

#[tokio::test]
async fn nothing_is_cut_off_in_the_smallest_window() {
    let window = Window::open(Session::start(Keychain::Absent)).await;
    window.resize(900, 600).await;
    for room in ["", "Overview", "Deploy", "Instances", "Settings"] {
        match room {
            "" => {}
            "Overview" => window.explore().await,
            room => window.go_to(room).await,
        }
        let wider = window.script("return document.documentElement.scrollWidth > innerWidth").await;
        assert_eq!(wider, false, "{room} is wider than the window");
    }
    window.finish().await;
}

/// What an element looks like, but for what its text makes of it.
const LOOKS: &str = "
return [...document.querySelectorAll('main *')].map((element) => {
  const {display, padding, margin, borderWidth, backgroundColor, color, fontWeight, fontSize} = getComputedStyle(element);
  const looks = [display, padding, margin, borderWidth, backgroundColor, color, fontWeight, fontSize];
  return `${element.tagName} ${element.getAttribute('class') ?? ''}: ${looks.join(' | ')}`;
})";

#[tokio::test]
async fn no_room_changes_the_looks_of_another() {
    let window = Window::open(Session::start(Keychain::Absent)).await;
    window.explore().await;
    window.go_to("Deploy").await;
    window.sees("What it does to the account").await;
    let before = looks(&window).await;
    // The styles of a room and of its panels come with the room, and stay.
    window.go_to("Instances").await;
    window.click("button", "eval-nightly").await;
    window.click("button", "Stop").await;
    window.sees("goes on being billed in full").await;
    window.press("Escape").await;
    window.sees_no_more("goes on being billed in full").await;
    window.go_to("Settings").await;
    window.go_to("Overview").await;
    window.go_to("Deploy").await;
    window.sees("What it does to the account").await;
    let after = looks(&window).await;
    let changed: Vec<_> = after.iter().filter(|element| !before.contains(element)).collect();
    assert!(changed.is_empty(), "the styles of another room change Deploy: {changed:#?}");
    window.finish().await;
}

/// When nothing moves any more.
async fn looks(window: &Window) -> Vec<String> {
    window.script("document.activeElement?.blur()").await;
    window.settle().await;
    let looks = window.script(LOOKS).await;
    looks.as_array().into_iter().flatten().filter_map(|element| element.as_str().map(str::to_owned)).collect()
}
