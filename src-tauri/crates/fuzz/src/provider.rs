//! What the provider answers, and how it is reached.

use std::fmt::Debug;
use std::future::Future;

use bytes::Bytes;
use http::{HeaderValue, Request, Response};
use http_body::Frame;
use http_body_util::{BodyExt, StreamBody};
use rust_decimal::Decimal;
use serde_json::{Value, json};
use voltagepark::types::{
    CloudInitContent, CloudInitTarget, CloudInitText, DeployBareMetal, DeployInstantVm, NetworkType, NewSshKey,
    NewStorage, OrganizationSshKeys, PowerStatus, Transaction, TransactionFilter, UpdateInstance, UpdateStorage,
};
use voltagepark::{AnswerBody, BaseUrl, BoxTransport, Client, ClientBuilder, Error, Id, Page, TransportError};
use voltdeck_billing::billing::micros;

/// A token that is in no answer but where it is put.
const TOKEN: &str = "canary-token-4fd81b7723";
/// Stands where the provider quotes what was sent.
const QUOTED: &str = "canary-quoted-5b27ee";

thread_local! {
    static RUNTIME: tokio::runtime::Runtime =
        tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
}

/// Runs to its end; pauses take no time.
pub(crate) fn wait<T>(work: impl Future<Output = T>) -> T {
    RUNTIME.with(|runtime| runtime.block_on(work))
}

/// What every request is answered with.
#[derive(Clone)]
struct Told {
    status: u16,
    headers: Vec<(&'static str, Vec<u8>)>,
    parts: Vec<Bytes>,
}

impl Told {
    fn body(status: u16, body: &[u8]) -> Self {
        Self { status, headers: Vec::new(), parts: vec![Bytes::copy_from_slice(body)] }
    }

    fn client(self) -> Client {
        let transport = BoxTransport::new(tower::service_fn(move |_: Request<Bytes>| {
            let told = self.clone();
            async move {
                let parts = told.parts.into_iter().map(|part| Ok::<_, TransportError>(Frame::data(part)));
                let body: AnswerBody = StreamBody::new(futures::stream::iter(parts)).boxed_unsync();
                let mut answer = Response::new(body);
                *answer.status_mut() = http::StatusCode::from_u16(told.status).unwrap_or_default();
                for (name, value) in told.headers {
                    if let Ok(value) = HeaderValue::from_bytes(&value) {
                        answer.headers_mut().insert(name, value);
                    }
                }
                Ok(answer)
            }
        }));
        let base = BaseUrl::parse("https://api.example.com/api/v1").unwrap();
        ClientBuilder::new(base).token(TOKEN).without_budget().transport(transport).build().unwrap()
    }
}

/// Asks for one operation; the answer as `Debug` shows it.
async fn ask(client: &Client, operation: u8) -> Result<String, Error> {
    fn shown(value: impl Debug) -> String {
        format!("{value:?}")
    }
    let (page, id) = (Page { limit: Some(7), offset: None }, &Id::from("123e4567-e89b"));
    let change = UpdateInstance { name: Some("train".into()), tags: None };
    let (power, keys) = (PowerStatus::Started, OrganizationSshKeys::All);
    Ok(match operation % 31 {
        0 => shown(client.list_locations(page).await?),
        1 => shown(client.get_location(id).await?),
        2 => shown(client.get_hostnode(id).await?),
        3 => shown(client.list_virtual_machines(page).await?),
        4 => shown(client.get_virtual_machine(id).await?),
        5 => shown(client.update_virtual_machine(id, &change).await?),
        6 => shown(client.terminate_virtual_machine(id).await?),
        7 => shown(client.set_virtual_machine_power(id, power).await?),
        8 => shown(client.list_instant_deploy_presets(None).await?),
        9 => shown(client.get_instant_deploy_preset(id).await?),
        10 => shown(client.list_bare_metal_locations().await?),
        11 => shown(client.list_bare_metal(page).await?),
        12 => shown(client.set_bare_metal_power(id, power).await?),
        13 => shown(client.terminate_bare_metal(id).await?),
        14 => shown(client.update_bare_metal(id, &change).await?),
        15 => shown(client.reboot_bare_metal(id, &["203.0.113.7".into()]).await?),
        16 => shown(client.get_hourly_rate().await?),
        17 => shown(client.list_transactions(&TransactionFilter::default(), page).await?),
        18 => shown(client.get_monthly_report(2026, 10).await?),
        19 => shown(client.list_ssh_keys(page).await?),
        20 => shown(client.add_ssh_key(&NewSshKey { name: "key".into(), content: "ssh-ed25519 A".into() }).await?),
        21 => shown(client.delete_ssh_key(id).await?),
        22 => {
            let content = CloudInitContent::Text(CloudInitText(String::new()));
            shown(client.validate_cloud_init(&CloudInitTarget::InstantVm, &content).await?)
        }
        23 => shown(client.get_storage_rate().await?),
        24 => {
            let volume = NewStorage { size_in_gb: 1, name: "v".into(), order_ids: Vec::new() };
            shown(client.create_storage(&volume).await?)
        }
        25 => shown(client.list_storage(page).await?),
        26 => shown(client.get_storage(id).await?),
        27 => shown(client.terminate_storage(id).await?),
        28 => shown(client.update_storage(id, &UpdateStorage::default()).await?),
        29 => {
            let order = DeployInstantVm {
                config_id: id.clone(),
                name: "train".into(),
                password: None,
                organization_ssh_keys: keys,
                ssh_keys: Vec::new(),
                cloud_init: None,
                tags: Vec::new(),
            };
            shown(client.deploy_instant_vm(&order).await?)
        }
        _ => {
            let order = DeployBareMetal {
                location_id: id.clone(),
                gpu_count: 8,
                name: "rack".into(),
                organization_ssh_keys: keys,
                ssh_keys: Vec::new(),
                network_type: NetworkType::Ethernet,
                sub_order: None,
                storage_id: None,
                tags: Vec::new(),
                cloudinit_script: None,
            };
            shown(client.deploy_bare_metal(&order).await?)
        }
    })
}

/// An operation, and the body of its answer: it is read, or refused without a word of it.
pub(crate) fn answers(data: &[u8]) {
    let Some((operation, body)) = data.split_first() else { return };
    let client = Told::body(200, body).client();
    match wait(ask(&client, *operation)) {
        // An answer in memory is of the size of the answer on the wire, whatever stands in it.
        Ok(shown) => assert!(shown.len() <= 4000 + 120 * body.len(), "{} bytes became {}", body.len(), shown.len()),
        Err(error) => assert!(error.to_string().len() <= 1000 + 6 * body.len(), "{error}"),
    }
}

/// An operation, a status, `Retry-After`, `Date`, the id of the request (a line each), and the body of a refusal.
pub(crate) fn refusals(data: &[u8]) {
    let [operation, status, rest @ ..] = data else { return };
    let mut lines = rest.splitn(4, |byte| *byte == b'\n');
    let mut next = || lines.next().unwrap_or_default().to_vec();
    let headers =
        vec![("retry-after", next()), ("date", next()), ("x-request-id", next()), ("location", b"/elsewhere".to_vec())];
    let body = next();
    // What is looked for below must not come from here.
    if [TOKEN, QUOTED].iter().any(|one| data.windows(one.len()).any(|part| part == one.as_bytes())) {
        return;
    }
    // As it came, and as the provider quotes what was sent.
    let text = String::from_utf8_lossy(&body).into_owned();
    let quoting = json!({ "detail": [{ "loc": ["body", text], "msg": text, "type": text, "input": QUOTED,
                                       "ctx": { "given": QUOTED } }] });
    let echoing = json!({ "detail": format!("no such token: {TOKEN} {text}") });
    for body in [body, quoting.to_string().into_bytes(), echoing.to_string().into_bytes()] {
        let status = 300 + u16::from(*status) % 300;
        let client = Told { status, headers: headers.clone(), parts: vec![body.clone().into()] }.client();
        let Err(error) = wait(ask(&client, *operation)) else { panic!("{status} is taken for an answer") };
        assert!(error.status().is_none_or(|said| said == status));
        for said in [error.to_string(), format!("{error:?}")] {
            assert!(!said.contains(TOKEN), "the token is in {said}");
            assert!(!said.contains(QUOTED), "what was sent is in {said}");
            assert!(said.len() <= 2000 + 12 * body.len(), "{} bytes became {}", body.len(), said.len());
        }
        let id = error.request_id.as_deref().unwrap_or_default();
        assert!(id.len() <= 80 && id.chars().all(|c| c.is_ascii_graphic()), "{id:?}");
        assert!(!(error.may_have_acted() && error.is_retryable()), "sent again blindly: {error}");
    }
}

/// The size of the parts in which a report comes, and the report: the parts change nothing, and no line is lost.
pub(crate) fn report(data: &[u8]) {
    let Some((size, body)) = data.split_first() else { return };
    let read = |size: usize| {
        let parts = body.chunks(size).map(Bytes::copy_from_slice).collect();
        let client = Told { status: 200, headers: Vec::new(), parts }.client();
        let mut lines: Vec<Transaction> = Vec::new();
        let balances = wait(client.stream_monthly_report(2026, 10, |line| lines.push(line)));
        (lines, balances)
    };
    let (lines, balances) = read(usize::from(*size) + 1);
    let whole = read(body.len().max(1));
    // Lines that were handed over before an error are void.
    if let (Ok(balances), Ok(other)) = (&balances, &whole.1) {
        assert_eq!((&lines, balances), (&whole.0, other));
        let written = |word: &[u8]| body.windows(word.len()).any(|window| window == word);
        match transactions(body) {
            Some(count) => assert_eq!(lines.len() + balances.unreadable.len(), count, "lines of the report"),
            // What is no list is taken for none, but never what is not there.
            None => assert!(written(b"transactions") || written(b"\\u"), "a report of nothing"),
        }
    }
    assert_eq!(balances.is_ok(), whole.1.is_ok());
    assert!(2 * lines.len() <= body.len());
}

/// How many transactions there are, where it is plain JSON and names nothing twice.
fn transactions(body: &[u8]) -> Option<usize> {
    let Value::Object(all) = serde_json::from_slice(body).ok()? else { return None };
    let count = match all.get("transactions")? {
        Value::Null => 0,
        list => list.as_array()?.len(),
    };
    // A name that comes twice is read as the last by one and as both by the other; the provider names each once.
    let keys = serde_json::from_slice::<Names>(body).ok()?;
    (keys.0.iter().filter(|key| *key == "transactions").count() == 1).then_some(count)
}

/// The names of an object, each as often as it comes.
struct Names(Vec<String>);

impl<'de> serde::Deserialize<'de> for Names {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct All;
        impl<'de> serde::de::Visitor<'de> for All {
            type Value = Names;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: serde::de::MapAccess<'de>>(self, mut map: A) -> Result<Names, A::Error> {
                let mut names = Vec::new();
                while let Some((name, _)) = map.next_entry::<String, serde::de::IgnoredAny>()? {
                    names.push(name);
                }
                Ok(Names(names))
            }
        }
        deserializer.deserialize_map(All)
    }
}

/// An amount: nothing is rounded, and both ways to whole micro-dollars are one.
pub(crate) fn amount(data: &[u8]) {
    let Ok(amount) = serde_json::from_slice::<voltagepark::Amount>(data) else { return };
    let written = serde_json::to_vec(&amount).unwrap();
    assert_eq!(serde_json::from_slice::<voltagepark::Amount>(&written).unwrap(), amount);
    let decimal = amount.decimal();
    let micros = micros::exact(&amount);
    assert_eq!(micros.map(micros::decimal).map(|exact| exact.normalize()), micros.and(decimal.map(|d| d.normalize())));
    if let Some(decimal) = decimal {
        assert!(decimal.abs() < Decimal::from(1_000_000_000_000_u64));
        let fine = decimal.normalize().scale() > 6;
        assert_eq!(micros.is_none(), fine, "{amount}");
    }
    if let Some(micros) = micros {
        assert_eq!(micros::exact(&voltagepark::Amount::new(micros::text(micros))), Some(micros));
    }
    let _ = micros::problem(&amount);
}

/// A base URL: what is taken goes by TLS or stays here, and is the same when it is read again.
pub(crate) fn base_url(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let Ok(url) = BaseUrl::parse(text) else { return };
    assert!(url.as_str().starts_with("https://") || (url.is_loopback() && url.as_str().starts_with("http://")));
    assert!(!url.as_str().contains(['?', '#', '\n', ' ']), "{url}");
    assert_eq!(BaseUrl::parse(url.as_str()).as_ref(), Ok(&url));
}

/// A proxy and a token as they are typed: what cannot be used is told without the password and the token.
pub(crate) fn network(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let base = || ClientBuilder::new(BaseUrl::parse("https://api.example.com").unwrap());
    for proxy in [text.to_owned(), format!("http://me:{QUOTED}@{text}"), format!("socks5://{QUOTED}:{text}")] {
        if let Err(error) = base().transport(nowhere()).proxy(&proxy).build() {
            assert!(!format!("{error} {error:?}").contains(QUOTED), "{error}");
        }
    }
    if let Err(error) = base().transport(nowhere()).token(&format!("{QUOTED}{text}")).build() {
        assert!(!format!("{error} {error:?}").contains(QUOTED), "{error}");
    }
}

/// For a client that is only made.
fn nowhere() -> BoxTransport {
    BoxTransport::new(tower::service_fn(|_: Request<Bytes>| async {
        Err::<Response<AnswerBody>, _>(TransportError::unsent("nothing is there"))
    }))
}
