//! A tour of every screen with pictures, for people who cannot open the window and for those who look after its looks.
#![cfg(target_os = "linux")]

mod support;

use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};

use support::{Keychain, Person, Provider, ProviderSetup, Session, Window, target_folder};

const NAME: &str = "tour-01";
/// The machine that is opened: it runs, and has been for days.
const MACHINE: &str = "train-llama-8b";
const RENTAL: &str = "pretrain-rack";

/// Numbers the pictures of one theme and says what it does.
struct Tour<'a> {
    window: &'a Window,
    theme: &'static str,
    steps: AtomicUsize,
}

impl Tour<'_> {
    async fn picture(&self, name: &str, says: &str) {
        // A fade that is half there is no picture of the screen.
        self.window.settle().await;
        let number = self.steps.fetch_add(1, Ordering::Relaxed) + 1;
        let path = folder().join(format!("{number:02}-{name}-{}.png", self.theme));
        self.window.picture_to(&path).await;
        say(&format!("{says} ({})", self.theme));
    }
}

#[tokio::test]
#[ignore = "takes pictures for people; the other tests cover what it does"]
async fn tour() {
    let _ = std::fs::remove_dir_all(folder());
    // The first screen shows the public prices of a provider, which is not the sandbox inside.
    let provider = Provider::start(ProviderSetup::default()).await;
    let mut session = Session::start(Keychain::Absent);
    provider.serve_to(&mut session);
    session.set("VOLTDECK_SANDBOX_SPEED", "30");
    let person = Person::in_session(&session);
    for program in ["code", "xdg-open"] {
        person.install(program);
    }
    let window = Window::open(session).await;
    let light = Tour { window: &window, theme: "light", steps: AtomicUsize::new(0) };
    say("The window opens on a display of its own.");
    window.sees("Virtual machines").await;
    light.picture("first-start", "First start").await;
    window.explore().await;
    walk(&light).await;
    window.choose_theme("Dark").await;
    let dark = Tour { window: &window, theme: "dark", steps: AtomicUsize::new(1) };
    walk(&dark).await;
    window.finish().await;
    say(&format!("All pictures are in {}.", folder().display()));
}

/// A key that lets into the machines, as a person has one.
async fn make_key(window: &Window) {
    window.go_to("Keys").await;
    window.click("button", "Make a new pair").await;
    window.click("button", "Make it and add it").await;
    window.sees("The organization has it as").await;
    window.click("button", "Done").await;
}

/// Every screen from the overview to the end of a machine.
async fn walk(tour: &Tour<'_>) {
    let window = tour.window;
    let name = &format!("{NAME}-{}", tour.theme);
    window.go_to("Overview").await;
    window.sees("What runs").await;
    tour.picture("overview", "Overview: what it costs, what runs, what needs attention").await;

    window.go_to("Deploy").await;
    window.sees("In stock").await;
    tour.picture("deploy-hardware", "Deploy: the hardware").await;
    window.click("button", "Next").await;
    window.fill("Name", name).await;
    tour.picture("deploy-access", "Deploy: name and access").await;
    window.click("button", "Next").await;
    window.click("checkbox", "Install Docker").await;
    window.click("checkbox", "Run this when it is up").await;
    window.fill("Script", "docker run --rm --gpus all ubuntu nvidia-smi").await;
    window.settle().await;
    tour.picture("deploy-first-steps", "Deploy: first steps, and what each adds").await;
    window.click("button", "Add a command").await;
    window.fill("Command 1", "nvidia-smi").await;
    window.sees("Accepted by the provider").await;
    tour.picture("deploy-software", "Deploy: software, checked by the provider").await;
    window.click("button", "Next").await;
    window.click("radio", "Remind me").await;
    tour.picture("deploy-guardrails", "Deploy: guardrails").await;
    window.click("button", "Review now").await;
    window.sees("The same request").await;
    tour.picture("deploy-review", "Deploy: the review").await;
    window.click("button", &format!("Deploy {name}")).await;
    window.sees("Order written down").await;
    tour.picture("deploy-progress", "The deploy under way").await;
    window.sees_in_time("Answers by SSH, done").await;
    tour.picture("deploy-done", "It runs, and answers by SSH").await;

    window.go_to("Deploy").await;
    window.click("link", "Bare metal").await;
    window.has("radiogroup", "Place and network").await;
    tour.picture("bare-metal", "Deploy: bare metal by place and network").await;
    window.click("link", "Availability").await;
    window.sees("In stock only").await;
    tour.picture("availability", "Deploy: what can be had, and where").await;
    // The second time it is watched already.
    if window.has_now("button", "Tell me when").await {
        window.click("button", "Tell me when").await;
        window.has("radio", "Each time").await;
        tour.picture("tell-me", "To be told when it comes in").await;
        window.click("button", "Tell me").await;
    }
    window.click("link", "Standing").await;
    window.has("table", "Watched").await;
    tour.picture("standing", "Standing orders, and what is watched").await;

    if tour.theme == "light" {
        make_key(window).await;
    }
    window.go_to("Instances").await;
    window.sees(name).await;
    tour.picture("instances", "Instances").await;
    window.click("checkbox", &format!("Select {MACHINE}")).await;
    window.click("checkbox", "Select serve-chat").await;
    tour.picture("bulk", "Several machines at once").await;
    window.press("Escape").await;
    window.click("button", RENTAL).await;
    window.has("heading", RENTAL).await;
    tour.picture("rental", "A rental: its nodes and how to get in").await;
    window.press("Escape").await;
    window.click("button", MACHINE).await;
    window.has("heading", MACHINE).await;
    tour.picture("instance", "One machine: how to get in, power, cost").await;
    inside(tour).await;
    window.click("button", "Stop").await;
    window.sees("goes on being billed in full").await;
    tour.picture("stop", "Before it is stopped: both prices").await;
    window.click("button", "Cancel").await;
    window.sees_no_more("goes on being billed in full").await;
    window.click("link", "New one like this").await;
    window.sees(&format!("Like {MACHINE}.")).await;
    tour.picture("deploy-like", "Deploy: a new one like that one, and what could not be taken over").await;

    window.go_to("Instances").await;
    window.click("button", name).await;
    window.has("heading", name).await;
    window.click("button", "Stop").await;
    window.click("button", &format!("Stop {name}")).await;
    window
        .until("the list says that it is stopped", async |window| {
            window.names("row").await.iter().any(|row| row.contains(name) && row.contains("Stopped"))
        })
        .await;
    tour.picture("stopped", "Stopped, and still billed").await;
    window.click("button", "Terminate").await;
    window.sees("What is lost").await;
    window.fill(&format!("Type {name} to confirm"), name).await;
    tour.picture("terminate", "Before it is terminated: what is lost").await;
    window.click("button", &format!("Terminate {name}")).await;
    window.sees_no_more("Cannot be undone").await;
    rooms(tour).await;
}

/// What is inside the machine that is open.
async fn inside(tour: &Tour<'_>) {
    let window = tour.window;
    window.sees_in_time("GPU 7").await;
    tour.picture("instance-ready", "The same, once it answers").await;
    window.resize(900, 600).await;
    tour.picture("instance-small", "The same in the smallest window").await;
    window.resize(1280, 800).await;
    window.bring("heading", "GPU use").await;
    tour.picture("gpu-use", "What its GPUs do, and who uses them").await;
    window.bring("button", "Open a port").await;
    window.click("button", "Open a port").await;
    window.sees_in_time("Found on the machine").await;
    tour.picture("ports-found", "Programs that listen on it, by name").await;
    window.click("button", "Open TensorBoard").await;
    window.has("button", "Open port 6006 in the browser").await;
    tour.picture("port-open", "A port that is open on this computer").await;
    window.click("button", "Close port 6006").await;
    window.click("button", "Fetch…").await;
    window.sees_in_time("README.txt").await;
    tour.picture("files-fetch", "Its files").await;
    window.click("button", "Cancel").await;
    window.bring("button", "Fetch…").await;
    tour.picture("files", "Where files are dropped").await;
    window.click("button", "Set an auto-stop").await;
    window.bring("button", "Set auto-stop").await;
    tour.picture("auto-stop-form", "What ends it by itself").await;
    window.click("button", "Then").await;
    window.click("option", "Terminate").await;
    window.click("button", "Set auto-stop").await;
    window.sees("Terminate when idle").await;
    window.bring("heading", "Auto-stop").await;
    tour.picture("auto-stop", "An auto-stop, and what it waits for").await;
    window.click("button", "Remove: When idle").await;
    window.has("button", "Set an auto-stop").await;
}

/// The rooms beside machines.
async fn rooms(tour: &Tour<'_>) {
    let window = tour.window;
    window.go_to("Storage").await;
    window.sees("checkpoints").await;
    tour.picture("storage", "Storage: size, use, price, and what has it").await;
    window.go_to("Billing").await;
    window.sees("Charges per day").await;
    tour.picture("billing", "Billing: a month by day and by kind").await;
    window.go_to("Keys").await;
    window.sees("ana laptop").await;
    tour.picture("keys", "Keys of the organization").await;
    window.press("Control+k").await;
    window.has("combobox", "Search or run").await;
    tour.picture("palette", "The palette: every act and machine by name").await;
    window.press("Escape").await;
    window.go_to("Activity").await;
    window.sees("Today").await;
    tour.picture("activity", "Activity: what was done here, and what was seen to change").await;
    window.go_to("Settings").await;
    tour.picture("settings", "Settings").await;
}

fn folder() -> PathBuf {
    target_folder().join("tour")
}

#[allow(clippy::print_stdout, reason = "it tells whoever waits where it is")]
fn say(text: &str) {
    println!("tour: {text}");
}
