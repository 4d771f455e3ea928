//! What a page could try that is no longer ours: each is tried in the real window, and each is seen to be refused.
#![cfg(target_os = "linux")]
#![allow(clippy::expect_used, clippy::panic, reason = "a failure here fails the test")]

mod support;

use std::io::Read;
use std::net::TcpListener;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use serde_json::{Value, json};
use support::{Keychain, Session, Window, files_below};

/// A place elsewhere that counts what it is asked.
struct Elsewhere {
    port: u16,
    came: Arc<AtomicUsize>,
}

impl Elsewhere {
    fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let (port, came) = (listener.local_addr().expect("an address").port(), Arc::new(AtomicUsize::new(0)));
        let count = Arc::clone(&came);
        std::thread::spawn(move || {
            for mut stream in listener.incoming().flatten() {
                let count = Arc::clone(&count);
                // The engine may open a connection while it is still being asked; nothing is sent over it.
                std::thread::spawn(move || {
                    if matches!(stream.read(&mut [0]), Ok(1)) {
                        count.fetch_add(1, Ordering::SeqCst);
                    }
                });
            }
        });
        Self { port, came }
    }

    fn came(&self) -> usize {
        self.came.load(Ordering::SeqCst)
    }
}

/// Notes what the page's policy blocks, and that nothing ran.
const WATCH: &str = "
window.ran = [];
window.blocked = [];
document.addEventListener('securitypolicyviolation', (event) => window.blocked.push(event.effectiveDirective));";

/// What is put into the page, and the directive by which it must be seen to be blocked. `HERE` is a place elsewhere.
const INTO_THE_PAGE: [(&str, &str, &str); 13] = [
    (
        "an inline script",
        "script-src",
        "const s = document.createElement('script'); s.textContent = `window.ran.push('inline')`; document.body.append(s)",
    ),
    (
        "an attribute that runs",
        "script-src",
        "const b = document.createElement('button'); b.setAttribute('onclick', `window.ran.push('onclick')`); document.body.append(b); b.click()",
    ),
    (
        "markup that runs",
        "script-src",
        "const d = document.createElement('div'); d.innerHTML = `<svg onload=\"window.ran.push('onload')\"></svg><img src=\"data:,x\" onerror=\"window.ran.push('onerror')\">`; document.body.append(d)",
    ),
    (
        "a link that runs",
        "script-src",
        "const a = document.createElement('a'); a.href = `javascript:window.ran.push('link')`; document.body.append(a); a.click()",
    ),
    (
        "a script from elsewhere",
        "script-src",
        "const s = document.createElement('script'); s.src = 'HERE/x.js'; document.body.append(s)",
    ),
    (
        "a script of data",
        "script-src",
        "const s = document.createElement('script'); s.src = `data:text/javascript,window.ran.push('data')`; document.body.append(s)",
    ),
    ("a picture from elsewhere", "img-src", "new Image().src = 'HERE/x.png'"),
    (
        "a style from elsewhere",
        "style-src",
        "const l = document.createElement('link'); l.rel = 'stylesheet'; l.href = 'HERE/x.css'; document.head.append(l)",
    ),
    ("a request", "connect-src", "fetch('HERE/').then(() => window.ran.push('fetch'), () => {})"),
    ("a socket", "connect-src", "try { new WebSocket('HERE'.replace('http', 'ws')) } catch {}"),
    ("a beacon", "connect-src", "navigator.sendBeacon('HERE/', 'x')"),
    ("a frame", "default-src", "const f = document.createElement('iframe'); f.src = 'HERE/'; document.body.append(f)"),
    (
        "a form",
        "form-action",
        "const f = document.createElement('form'); f.action = 'HERE/'; f.method = 'post'; document.body.append(f); f.submit()",
    ),
];

#[tokio::test]
async fn nothing_runs_and_nothing_is_loaded_that_is_not_ours() {
    let (window, elsewhere) = (opened().await, Elsewhere::open());
    window.script(WATCH).await;
    let here = format!("http://127.0.0.1:{}", elsewhere.port);
    for (what, directive, script) in INTO_THE_PAGE {
        window.script("window.blocked = []").await;
        window.script(&script.replace("HERE", &here)).await;
        window
            .until(&format!("{what} is seen to be blocked by {directive}"), async |window| {
                let blocked = window.script("return window.blocked.join(' ')").await;
                // A part of the directive by its own name, or what falls back to it.
                let by =
                    |word: &str| word.starts_with(directive) || (directive == "default-src" && word == "frame-src");
                blocked.as_str().unwrap_or_default().split(' ').any(by)
            })
            .await;
    }
    for code in ["eval('1')", "new Function('return 1')()", "setTimeout('window.ran.push(1)', 0)"] {
        let tried = format!("try {{ {code}; return 'ran' }} catch (error) {{ return error.name }}");
        let said = window.script(&tried).await;
        assert!(said == "EvalError" || code.starts_with("setTimeout"), "{code}: {said}");
    }
    tokio::time::sleep(Duration::from_millis(500)).await;
    assert_eq!(window.script("return window.ran").await, json!([]), "something ran");
    assert_eq!(elsewhere.came(), 0, "something was loaded from elsewhere");
    end(window).await;
}

/// Commands that no window may call: of no list, and of plugins that the shell itself uses or Tauri brings along.
const COMMANDS: [(&str, &str); 18] = [
    ("no_such_command", "{}"),
    ("dispatch", "{ name: 'app_state' }"),
    ("plugin:fs|read_text_file", "{ path: '/etc/passwd' }"),
    ("plugin:shell|execute", "{ program: 'sh', args: ['-c', 'true'] }"),
    ("plugin:http|fetch", "{ url: 'http://127.0.0.1/' }"),
    ("plugin:opener|open_url", "{ url: 'https://example.com/' }"),
    ("plugin:opener|open_path", "{ path: '/etc/passwd' }"),
    ("plugin:opener|reveal_item_in_dir", "{ paths: ['/etc/passwd'] }"),
    ("plugin:clipboard-manager|read_text", "{}"),
    ("plugin:clipboard-manager|write_text", "{ text: 'x' }"),
    ("plugin:autostart|enable", "{}"),
    ("plugin:window-state|save_window_state", "{ flags: 1 }"),
    ("plugin:event|emit", "{ event: 'voltdeck', payload: {} }"),
    ("plugin:webview|create_webview_window", "{ options: { label: 'other', url: 'https://example.com/' } }"),
    ("plugin:window|create", "{ options: { label: 'other' } }"),
    ("plugin:window|close", "{ label: 'main' }"),
    ("plugin:path|resolve_directory", "{ directory: 1 }"),
    ("plugin:app|version", "{}"),
];

#[tokio::test]
async fn only_listed_commands_are_answered() {
    let window = opened().await;
    for (command, args) in COMMANDS {
        let (answered, said) = invoke(&window, command, args).await;
        let refused = ["not allowed", "not found", "denied"].iter().any(|word| said.contains(word));
        assert!(!answered && refused, "{command}: {said}");
    }
    // A listed one is answered by the same way, or the above would prove nothing.
    let (answered, said) = invoke(&window, "app_state", "{ args: {} }").await;
    assert!(answered, "{said}");
    // Of the listed ones, what is not of their arguments.
    for (command, args) in [
        ("open_link", "{ args: { link: { kind: 'url', url: 'https://example.com/' } } }"),
        ("open_link", "{ args: { link: 'file:///etc/passwd' } }"),
        ("export_open", "{ account: 'sandbox', args: { id: 1, file: 0, folder: false, path: '/etc/passwd' } }"),
        ("export_open", "{ args: { path: '/etc/passwd' } }"),
    ] {
        let (answered, said) = invoke(&window, command, args).await;
        assert!(!answered, "{command}: {said}");
    }
    assert!(!window.log().contains("/etc/passwd"), "what was asked is not in the log");
    end(window).await;
}

#[tokio::test]
async fn the_window_never_leaves_its_page() {
    let (window, elsewhere) = (opened().await, Elsewhere::open());
    window.script("window.stays = 'the same page'").await;
    let here = format!("http://127.0.0.1:{}/", elsewhere.port);
    for (number, place) in
        [here.as_str(), "file:///etc/passwd", "data:text/html,other", "about:blank", "tauri://other/"]
            .into_iter()
            .enumerate()
    {
        window
            .script_with("setTimeout((place) => { location.href = place }, 0, arguments[0])", vec![json!(place)])
            .await;
        // A page of data is blocked by the engine itself, before anybody is asked.
        let said = |window: &Window| window.log().matches("was not followed").count();
        for _ in 0..30 {
            tokio::time::sleep(Duration::from_millis(50)).await;
            if said(&window) > number {
                break;
            }
        }
        assert_eq!(window.script("return window.stays ?? location.href").await, "the same page", "{place}");
    }
    let log = window.log();
    assert!(log.contains("was not followed"), "that it wanted to leave is said: {log}");
    let opened = format!("const other = window.open('{here}'); return other === null || other === undefined");
    assert_eq!(window.script(&opened).await, true, "a second window");
    for way in ["target = '_blank'", "download = 'x'", "ping = here"] {
        let link = format!(
            "const here = '{here}', a = document.createElement('a'); a.href = here; a.{way}; document.body.append(a); a.click()"
        );
        window.script(&link).await;
        tokio::time::sleep(Duration::from_millis(400)).await;
        assert_eq!(elsewhere.came(), 0, "{way}: somebody went there: {}", window.log());
    }
    end(window).await;
}

#[tokio::test]
async fn no_file_is_written_or_opened_out_of_the_folder_of_exports() {
    let window = opened().await;
    let root = window.session().folder().to_owned();
    let (folder, target) = (root.join("exports"), root.join("target-of-a-link.svg"));
    std::fs::create_dir(&folder).expect("a folder");
    std::os::unix::fs::symlink(&target, folder.join("link.svg")).expect("a link");
    let set = |folder: &str| format!("{{ args: {{ ...window.settings, exportFolder: {} }} }}", json!(folder));
    window.script("window.__TAURI_INTERNALS__.invoke('app_state', { args: {} }).then((state) => { window.settings = state.settings })").await;
    window
        .until("the settings are read", async |window| !window.script("return window.settings ?? null").await.is_null())
        .await;
    let out = format!("{}/../outside", folder.display());
    for wrong in [out.as_str(), "../outside", "outside", "/tmp/a\nb"] {
        let (answered, said) = invoke(&window, "settings_set", &set(wrong)).await;
        assert!(!answered && said.contains("exportFolder"), "{wrong}: {said}");
        let asked =
            json!({ "kind": "linesCsv", "first": "2026-01", "last": "2026-01", "folder": wrong, "replace": true });
        let (answered, said) =
            invoke(&window, "export_start", &format!("{{ account: 'sandbox', args: {asked} }}")).await;
        assert!(!answered && said.contains("folder"), "{wrong}: {said}");
    }
    let (answered, said) = invoke(&window, "settings_set", &set(&folder.display().to_string())).await;
    assert!(answered, "{said}");
    // A name is a name: whatever stands in it, the file is in the folder, and no link is written through.
    for name in ["../outside", "/etc/outside", "..\\outside", "a/../../outside", "link", "."] {
        let asked = json!({ "name": name, "kind": "svg", "data": "<svg xmlns='http://www.w3.org/2000/svg'/>" });
        let (answered, said) = invoke(&window, "chart_save", &format!("{{ account: 'sandbox', args: {asked} }}")).await;
        assert!(answered, "{name}: {said}");
        let path: Value = serde_json::from_str(&said).expect("an answer");
        let path = path["path"].as_str().expect("a path");
        assert_eq!(Path::new(path).parent(), Some(folder.as_path()), "{name}");
    }
    assert!(!target.exists(), "a link was written through");
    let strays: Vec<_> = files_below(&root)
        .into_iter()
        .filter(|path| path.to_string_lossy().contains("outside") && !path.starts_with(&folder))
        .collect();
    assert!(strays.is_empty(), "{strays:?}");
    let (answered, said) =
        invoke(&window, "export_open", "{ account: 'sandbox', args: { id: 1, file: 0, folder: true } }").await;
    assert!(!answered && said.contains("not the last export"), "{said}");
    end(window).await;
}

async fn opened() -> Window {
    let window = Window::open(Session::start(Keychain::Absent)).await;
    window.explore().await;
    window
}

/// What the program answers to the page's own bridge, and whether it was no refusal.
async fn invoke(window: &Window, command: &str, args: &str) -> (bool, String) {
    let ask = format!(
        "window.answer = null;
         const said = (value) => typeof value === 'string' ? value : JSON.stringify(value);
         window.__TAURI_INTERNALS__.invoke('{command}', {args}).then(
           (value) => {{ window.answer = [true, said(value) ?? ''] }},
           (error) => {{ window.answer = [false, said(error?.message ? {{ ...error, text: error.message }} : error) ?? ''] }})"
    );
    window.script(&ask).await;
    for _ in 0..200 {
        let answer = window.script("return window.answer").await;
        if let Some([answered, said]) = answer.as_array().map(Vec::as_slice) {
            return (answered == true, said.as_str().unwrap_or_default().to_owned());
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("{command} is not answered");
}

/// The page counted what was tried here, and is whole but for that.
async fn end(window: Window) {
    window
        .script("document.documentElement.dataset.cspViolations = '0'; document.documentElement.dataset.uiFaults = '0'")
        .await;
    window.finish().await;
}
