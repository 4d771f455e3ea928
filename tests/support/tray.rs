//! The program's item in the tray, read and pressed over the bus as a panel does.

use std::time::{Duration, Instant};

use zbus::names::OwnedBusName;
use zbus::zvariant::{Structure, Value};
use zbus::{Connection, Proxy};

use super::session::Session;
use super::{LOOK_EVERY, PATIENCE};

const WATCHER: &str = "org.kde.StatusNotifierWatcher";
/// Where the library that draws the icon puts an item with our id.
const ITEM: &str = "/org/ayatana/NotificationItem/tray_icon_tray_app_main";
const MENU: &str = "com.canonical.dbusmenu";

/// The item in the tray.
pub(crate) struct Tray {
    connection: Connection,
    program: OwnedBusName,
}

/// A line of its menu.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entry {
    id: i32,
    /// What it says; empty for a line between groups.
    pub(crate) text: String,
    /// It can be pressed.
    pub(crate) on: bool,
    /// What stands in its own menu.
    pub(crate) below: Vec<Entry>,
}

impl Tray {
    /// Waits until the tray of a session has the program's item.
    pub(crate) async fn of(session: &Session) -> Self {
        let connection = zbus::connection::Builder::address(session.bus_address()).expect("an address");
        let connection = connection.build().await.expect("a bus");
        let since = Instant::now();
        loop {
            if let Some(program) = registered(&connection).await {
                return Self { connection, program };
            }
            assert!(since.elapsed() < PATIENCE, "the tray has no item after {PATIENCE:?}");
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }

    /// Whether the tray has an item of the program now.
    pub(crate) async fn has_item(&self) -> bool {
        registered(&self.connection).await.is_some()
    }

    /// The text beside the icon.
    pub(crate) async fn label(&self) -> String {
        self.property("XAyatanaLabel").await
    }

    /// The picture that is the icon now.
    pub(crate) async fn icon(&self) -> Vec<u8> {
        let path = self.property("IconName").await;
        std::fs::read(&path).unwrap_or_else(|error| panic!("the icon {path}: {error}"))
    }

    async fn property(&self, name: &str) -> String {
        let item = Proxy::new(&self.connection, self.program.clone(), ITEM, "org.kde.StatusNotifierItem").await;
        let text = item.expect("the item").get_property::<String>(name).await;
        text.unwrap_or_else(|error| panic!("{name} of the item: {error}"))
    }

    /// The menu from above to below.
    pub(crate) async fn menu(&self) -> Vec<Entry> {
        let all: Vec<&str> = Vec::new();
        let answer = self.menu_proxy().await.call_method("GetLayout", &(0_i32, -1_i32, all)).await;
        let body = answer.expect("the menu").body();
        let layout: Structure<'_> = body.deserialize().expect("a layout");
        entry(&layout.fields()[1]).below
    }

    /// The lines of the menu, those of machines among them.
    pub(crate) async fn texts(&self) -> Vec<String> {
        self.menu().await.into_iter().map(|entry| entry.text).collect()
    }

    /// The line that contains this text.
    pub(crate) async fn line(&self, text: &str) -> Option<Entry> {
        self.menu().await.into_iter().find(|entry| entry.text.contains(text))
    }

    /// Waits until the menu has a line like this.
    pub(crate) async fn until_line(&self, limit: Duration, what: &str, is: impl Fn(&Entry) -> bool) -> Entry {
        let since = Instant::now();
        loop {
            let menu = self.menu().await;
            if let Some(found) = menu.iter().find(|entry| is(entry)) {
                return found.clone();
            }
            let texts: Vec<&String> = menu.iter().map(|entry| &entry.text).collect();
            assert!(since.elapsed() < limit, "waited {limit:?} until the menu has {what}: {texts:#?}");
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }

    /// Presses a line: its text, or how it begins; before it the lines that lead to it.
    pub(crate) async fn press(&self, way: &[&str]) {
        let mut level = self.menu().await;
        let mut found: Option<Entry> = None;
        for text in way {
            let next = level.iter().find(|entry| entry.text == *text || entry.text.contains(text)).cloned();
            let next = next.unwrap_or_else(|| panic!("no “{text}” in {level:#?}"));
            level.clone_from(&next.below);
            found = Some(next);
        }
        let found = found.expect("a way to a line");
        assert!(found.on, "“{}” is off", found.text);
        let pressed = (found.id, "clicked", Value::I32(0), 0_u32);
        self.menu_proxy().await.call_method("Event", &pressed).await.expect("the menu");
    }

    async fn menu_proxy(&self) -> Proxy<'_> {
        Proxy::new(&self.connection, self.program.clone(), format!("{ITEM}/Menu"), MENU).await.expect("the menu")
    }
}

/// The program whose item the watcher knows; there is one program in a session.
async fn registered(connection: &Connection) -> Option<OwnedBusName> {
    let watcher = Proxy::new(connection, WATCHER, "/StatusNotifierWatcher", WATCHER).await.ok()?;
    let items: Vec<String> = watcher.get_property("RegisteredStatusNotifierItems").await.ok()?;
    // Some watchers say where the item stands, too.
    let program = items.first()?.split('/').next()?.to_owned();
    program.try_into().ok()
}

/// A line as it comes over the bus: its number, what it is like, and the lines below it.
fn entry(value: &Value<'_>) -> Entry {
    let value = if let Value::Value(inner) = value { inner } else { value };
    let Value::Structure(line) = value else { panic!("no line: {value:?}") };
    let [Value::I32(id), Value::Dict(properties), Value::Array(below)] = line.fields() else {
        panic!("no line: {line:?}")
    };
    let text: Option<String> = properties.get(&"label").expect("properties");
    let on: Option<bool> = properties.get(&"enabled").expect("properties");
    Entry {
        id: *id,
        text: plain(&text.unwrap_or_default()),
        on: on.unwrap_or(true),
        below: below.iter().map(entry).collect(),
    }
}

/// A text without the marks that underline a letter.
fn plain(text: &str) -> String {
    text.replace("__", "\u{0}").replace('_', "").replace('\u{0}', "_")
}
