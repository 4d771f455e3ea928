//! What the web host refuses, and what it gives to the browser that opened its link.
#![allow(clippy::unwrap_used, clippy::used_underscore_binding, reason = "a test fails by a panic")]

use std::path::Path;

use reqwest::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE, COOKIE, HOST, LOCATION, ORIGIN, SET_COOKIE};
use reqwest::{Client, RequestBuilder, Response, StatusCode};
use serde_json::{Value, json};
use tempfile::TempDir;
use voltdeck_web_host::{Config, Running, serve};

struct Bench {
    running: Running,
    client: Client,
    _folder: TempDir,
}

impl Bench {
    async fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let ui = folder.path().join("ui");
        put(&ui.join("index.html"), "<meta name=\"csp-nonce\" content=\"__TAURI_STYLE_NONCE__\">");
        put(&ui.join("assets/app.js"), "1");
        put(&folder.path().join("secret.js"), "2");
        let config = Config { ui, port: 0, data: folder.path().join("data"), sandbox_speed: 1 };
        let running = serve(config).await.unwrap();
        let client = Client::builder().redirect(reqwest::redirect::Policy::none()).no_proxy().build().unwrap();
        Self { running, client, _folder: folder }
    }

    fn origin(&self) -> String {
        format!("http://{}", self.running.address())
    }

    fn get(&self, path: &str) -> RequestBuilder {
        self.client.get(format!("{}{path}", self.origin()))
    }

    /// A command as the page sends it, but for the cookie.
    fn call(&self, command: &str, args: &Value) -> RequestBuilder {
        self.client
            .post(format!("{}/call/{command}", self.origin()))
            .header(ORIGIN, self.origin())
            .json(&json!({ "args": args }))
    }

    /// Opens the link, as a browser does the first time.
    async fn open(&self) -> Response {
        self.client.get(self.running.url()).send().await.unwrap()
    }

    /// The cookie that the link gives.
    async fn cookie(&self) -> String {
        let opened = self.open().await;
        let set = opened.headers()[SET_COOKIE].to_str().unwrap();
        set.split(';').next().unwrap().to_owned()
    }
}

fn put(path: &Path, text: &str) {
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
}

async fn status(request: RequestBuilder) -> StatusCode {
    request.send().await.unwrap().status()
}

#[tokio::test]
async fn the_link_works_once_and_leaves_no_token_in_the_address() {
    let bench = Bench::start().await;
    let opened = bench.open().await;
    assert_eq!((opened.status(), &opened.headers()[LOCATION]), (StatusCode::SEE_OTHER, &"/".parse().unwrap()));
    let set = opened.headers()[SET_COOKIE].to_str().unwrap();
    assert!(set.contains("HttpOnly") && set.contains("SameSite=Strict") && !set.contains("Domain"), "{set}");
    assert!(!set.contains(bench.running.url().split('=').next_back().unwrap()), "the cookie is not the token");

    let again = bench.open().await;
    assert_eq!(again.status(), StatusCode::FORBIDDEN);
    assert!(!again.headers().contains_key(SET_COOKIE));
    assert!(again.text().await.unwrap().contains("used already"));
}

#[tokio::test]
async fn nothing_is_given_without_the_token() {
    let bench = Bench::start().await;
    for path in ["/", "/assets/app.js", "/events", "/last", "/?token=", "/?token=wrong", "/assets/app.js?token=wrong"] {
        assert_eq!(status(bench.get(path)).await, StatusCode::FORBIDDEN, "{path}");
    }
    assert_eq!(status(bench.call("app_state", &json!({}))).await, StatusCode::FORBIDDEN);
    assert_eq!(
        status(bench.call("app_state", &json!({})).header(COOKIE, "voltdeck-1=wrong")).await,
        StatusCode::FORBIDDEN
    );
    let token = bench.running.url().split_once('?').unwrap().1.to_owned();
    assert_eq!(status(bench.get(&format!("/assets/app.js?{token}"))).await, StatusCode::FORBIDDEN, "only at the page");
    assert_eq!(bench.open().await.status(), StatusCode::SEE_OTHER, "none of these used the token up");
}

#[tokio::test]
async fn the_browser_that_opened_the_link_gets_the_page_and_its_files() {
    let bench = Bench::start().await;
    let cookie = bench.cookie().await;
    let page = bench.get("/").header(COOKIE, &cookie).send().await.unwrap();
    assert_eq!(page.status(), StatusCode::OK);
    let policy = page.headers()[CONTENT_SECURITY_POLICY].to_str().unwrap().to_owned();
    let text = page.text().await.unwrap();
    let nonce = text.split('"').nth(3).unwrap();
    assert!(policy.contains(&format!("'nonce-{nonce}'")) && policy.contains("default-src 'none'"), "{policy}");
    let again = bench.get("/").header(COOKIE, &cookie).send().await.unwrap().text().await.unwrap();
    assert_ne!(text, again, "each page has a nonce of its own");

    let script = bench.get("/assets/app.js").header(COOKIE, &cookie).send().await.unwrap();
    assert_eq!(script.headers()[CONTENT_TYPE], "text/javascript; charset=utf-8");
    assert_eq!(script.text().await.unwrap(), "1");
    for path in ["/..%2fsecret.js", "/assets/%2e%2e/%2e%2e/secret.js", "//secret.js", "/assets", "/nothing.js"] {
        assert_eq!(status(bench.get(path).header(COOKIE, &cookie)).await, StatusCode::NOT_FOUND, "{path}");
    }
    let reopened = bench.client.get(bench.running.url()).header(COOKIE, &cookie);
    assert_eq!(status(reopened).await, StatusCode::SEE_OTHER, "a reload of the link leads to the page");
}

#[tokio::test]
async fn another_host_or_origin_gets_nothing_even_with_the_cookie() {
    let bench = Bench::start().await;
    let cookie = bench.cookie().await;
    let port = bench.running.address().port();
    for host in
        ["elsewhere.example", "localhost", "127.0.0.1", &format!("localhost:{port}"), &format!("evil.test:{port}")]
    {
        assert_eq!(
            status(bench.get("/").header(COOKIE, &cookie).header(HOST, host)).await,
            StatusCode::FORBIDDEN,
            "{host}"
        );
    }
    let url = format!("{}/call/app_state", bench.origin());
    let write = || bench.client.post(&url).header(COOKIE, &cookie).json(&json!({ "args": {} }));
    for origin in ["null", "https://elsewhere.example", "http://127.0.0.1", &format!("http://localhost:{port}")] {
        assert_eq!(status(write().header(ORIGIN, origin)).await, StatusCode::FORBIDDEN, "{origin}");
        assert_eq!(
            status(bench.get("/events").header(COOKIE, &cookie).header(ORIGIN, origin)).await,
            StatusCode::FORBIDDEN
        );
    }
    assert_eq!(status(write()).await, StatusCode::FORBIDDEN, "a write says where it comes from");
    for site in ["cross-site", "same-site"] {
        let asked = bench.get("/last").header(COOKIE, &cookie).header("sec-fetch-site", site);
        assert_eq!(status(asked).await, StatusCode::FORBIDDEN, "{site}");
    }
    assert_eq!(status(write().header(ORIGIN, bench.origin())).await, StatusCode::OK);
}

#[tokio::test]
async fn a_command_answers_or_says_why_not() {
    let bench = Bench::start().await;
    let cookie = bench.cookie().await;
    let call = |command: &str, args: Value| bench.call(command, &args).header(COOKIE, &cookie).send();

    let answer = call("app_state", json!({})).await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK);
    assert_eq!(answer.json::<Value>().await.unwrap()["active"], Value::Null);

    let unknown = call("no_such_command", json!({})).await.unwrap();
    assert_eq!(unknown.status(), StatusCode::NOT_FOUND);
    assert_eq!(unknown.json::<Value>().await.unwrap()["message"], "There is no command no_such_command.");

    let signed_out = call("fleet", json!({})).await.unwrap();
    assert_eq!(signed_out.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(signed_out.json::<Value>().await.unwrap()["code"], "signedOut");

    let form = bench.client.post(format!("{}/call/app_state", bench.origin())).header(COOKIE, &cookie);
    let form = form.header(ORIGIN, bench.origin()).header(CONTENT_TYPE, "text/plain").body("{}").send().await.unwrap();
    assert_eq!(form.status(), StatusCode::BAD_REQUEST);
    assert_eq!(form.json::<Value>().await.unwrap()["code"], "local");
}

#[tokio::test]
async fn what_changed_is_told_as_it_happens_and_copies_are_kept() {
    let bench = Bench::start().await;
    let cookie = bench.cookie().await;
    let mut events = bench.get("/events").header(COOKIE, &cookie).send().await.unwrap();
    assert_eq!(events.headers()[CONTENT_TYPE], "text/event-stream");
    let opened = bench.call("open_sandbox", &json!({})).header(COOKIE, &cookie).send().await.unwrap();
    assert_eq!(opened.json::<Value>().await.unwrap()["active"], "sandbox");
    let told = events.chunk().await.unwrap().unwrap();
    assert!(told.starts_with(b"data: {\"kind\":"), "{told:?}");

    for (command, args) in [("copy_text", json!({ "text": "ssh me" })), ("open_link", json!({ "link": "console" }))] {
        let named = bench.call(command, &args).json(&json!({ "args": args, "account": "sandbox" }));
        assert_eq!(status(named.header(COOKIE, &cookie)).await, StatusCode::OK, "{command}");
    }
    let last: Value = bench.get("/last").header(COOKIE, &cookie).send().await.unwrap().json().await.unwrap();
    assert_eq!(last, json!({ "copied": "ssh me", "opened": "console", "notified": [] }));
}

#[tokio::test]
async fn a_second_host_on_one_folder_says_why_it_does_not_start_until_the_first_has_ended() {
    let bench = Bench::start().await;
    let (ui, data) = (bench._folder.path().join("ui"), bench._folder.path().join("data"));
    let config = Config { ui, port: 0, data, sandbox_speed: 1 };
    let said = serve(config.clone()).await.err().unwrap().to_string();
    assert!(said.starts_with("Voltdeck runs already on this computer"), "{said}");
    let Bench { running, client, _folder } = bench;
    drop((running, client));
    // What is still being answered ends a moment later.
    for _ in 0..100 {
        if serve(config.clone()).await.is_ok() {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    unreachable!("the folder is free once nobody serves it");
}
