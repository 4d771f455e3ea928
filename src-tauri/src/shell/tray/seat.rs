//! Whether a desktop of Linux has a tray that shows our icon: one is asked over the bus and followed as it comes and goes.

use std::path::{Path, PathBuf};
use std::time::Duration;

use futures::StreamExt;
use zbus::fdo::DBusProxy;
use zbus::message::Type;
use zbus::names::BusName;
use zbus::proxy::MethodFlags;
use zbus::zvariant::OwnedValue;
use zbus::{Connection, MatchRule, MessageStream, Proxy};

const WATCHER: &str = "org.kde.StatusNotifierWatcher";
const PATH: &str = "/StatusNotifierWatcher";
const PROPERTIES: &str = "org.freedesktop.DBus.Properties";
/// Where the bus is gone, or never was, it is tried again this often.
const AGAIN: Duration = Duration::from_secs(60);
/// How long a tray may take to answer.
const LIMIT: Duration = Duration::from_secs(5);
/// A tray that lacks our icon is offered it anew after this.
const OFFER_AFTER: Duration = Duration::from_secs(1);
/// How often it is offered before the tray is trusted to have it: in some sandboxes our process has another number there.
const OFFERS: u32 = 5;

/// The libraries that draw the icon, the first that is found.
const LIBRARIES: [&str; 2] = ["libayatana-appindicator3.so.1", "libappindicator3.so.1"];
const FOLDERS: [&str; 5] = ["/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib"];
const LOADER_CACHE: &str = "/etc/ld.so.cache";

/// Whether the library that draws the icon is here: where it is missing, to load it would end the program.
pub(super) fn can_be_made() -> Result<(), String> {
    let listed = std::env::var_os("LD_LIBRARY_PATH").unwrap_or_default();
    let folders: Vec<PathBuf> = std::env::split_paths(&listed).chain(FOLDERS.map(PathBuf::from)).collect();
    if has_library(&folders, Path::new(LOADER_CACHE)) {
        return Ok(());
    }
    Err(format!("{} was not found; the package is called libayatana-appindicator3-1, or like it", LIBRARIES[0]))
}

fn has_library(folders: &[PathBuf], cache: &Path) -> bool {
    let cached = std::fs::read(cache).unwrap_or_default();
    LIBRARIES.iter().any(|name| {
        let named = [name.as_bytes(), b"\0"].concat();
        folders.iter().any(|folder| folder.join(name).exists()) || cached.windows(named.len()).any(|part| part == named)
    })
}

/// Tells whether a tray shows our icon, now and whenever that may have changed, for as long as the app runs. `offer` hands
/// the icon to the tray once more: the library does so once when a tray comes, and one that just starts may not listen yet.
pub(super) async fn watch(tell: impl Fn(bool), offer: impl Fn()) {
    loop {
        if let Err(error) = follow(&tell, &offer).await {
            tracing::debug!(%error, "the desktop's bus cannot be asked for a tray");
        }
        tell(false);
        tokio::time::sleep(AGAIN).await;
    }
}

/// Until the bus is gone.
async fn follow(tell: &impl Fn(bool), offer: &impl Fn()) -> zbus::Result<()> {
    let connection = Connection::session().await?;
    let owner = MatchRule::builder()
        .msg_type(Type::Signal)
        .sender("org.freedesktop.DBus")?
        .interface("org.freedesktop.DBus")?
        .member("NameOwnerChanged")?
        .arg(0, WATCHER)?
        .build();
    let hosts = MatchRule::builder().msg_type(Type::Signal).sender(WATCHER)?.interface(WATCHER)?.build();
    let owner = MessageStream::for_match_rule(owner, &connection, None).await?;
    let hosts = MessageStream::for_match_rule(hosts, &connection, None).await?;
    let mut changes = futures::stream::select(owner, hosts);
    let mut offered = 0;
    loop {
        let there = has_host(&connection).await;
        let has_ours = there && has_item(&connection).await;
        if has_ours || !there {
            offered = 0;
        }
        tell(has_ours || (there && offered == OFFERS));
        let lacks = there && !has_ours && offered < OFFERS;
        let limit = if lacks { OFFER_AFTER } else { Duration::MAX };
        match tokio::time::timeout(limit, changes.next()).await {
            Ok(Some(change)) => drop(change?),
            Ok(None) => return Ok(()),
            Err(_) => {
                offered += 1;
                tracing::debug!(offered, "the tray lacks the icon, which is offered anew");
                offer();
            }
        }
    }
}

/// Whether a tray is there that shows icons. Nothing is started to answer that.
async fn has_host(connection: &Connection) -> bool {
    asked(connection, "IsStatusNotifierHostRegistered").await.and_then(|value| bool::try_from(value).ok()) == Some(true)
}

/// Whether it has an icon of this process.
async fn has_item(connection: &Connection) -> bool {
    let items = asked(connection, "RegisteredStatusNotifierItems").await;
    let items = items.and_then(|value| Vec::<String>::try_from(value).ok()).unwrap_or_default();
    let Ok(bus) = DBusProxy::new(connection).await else { return false };
    for item in items {
        let Some(owner) = owner(&item) else { continue };
        let process = tokio::time::timeout(LIMIT, bus.get_connection_unix_process_id(owner)).await;
        if matches!(process, Ok(Ok(process)) if process == std::process::id()) {
            return true;
        }
    }
    false
}

/// Whose an item is: some trays say where it stands, too, behind a slash or an at.
fn owner(item: &str) -> Option<BusName<'_>> {
    BusName::try_from(item.split(['/', '@']).next()?).ok()
}

/// A property of the tray; `None` where there is none that answers.
async fn asked(connection: &Connection, property: &str) -> Option<OwnedValue> {
    let asked = async {
        let watcher = Proxy::new(connection, WATCHER, PATH, PROPERTIES).await?;
        watcher.call_with_flags("Get", MethodFlags::NoAutoStart.into(), &(WATCHER, property)).await
    };
    let answer: zbus::Result<Option<OwnedValue>> = tokio::time::timeout(LIMIT, asked).await.ok()?;
    answer.ok()?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_item_is_its_owner_s_wherever_a_tray_says_that_it_stands() {
        for item in [":1.3", ":1.3/org/ayatana/NotificationItem/tray", ":1.3@/org/ayatana/NotificationItem/tray"] {
            assert_eq!(owner(item).map(|owner| owner.to_string()), Some(":1.3".to_owned()), "{item}");
        }
        assert_eq!(owner("org.kde.StatusNotifierItem-7-1").unwrap().as_str(), "org.kde.StatusNotifierItem-7-1");
        assert_eq!(owner("/nobody"), None);
    }

    #[test]
    fn the_library_is_found_in_a_folder_or_in_the_loaders_list_and_nowhere_else() {
        let folder = tempfile::tempdir().unwrap();
        let (cache, folders) = (folder.path().join("cache"), [folder.path().join("lib")]);
        std::fs::create_dir(&folders[0]).unwrap();
        assert!(!has_library(&folders, &cache), "neither is there");
        std::fs::write(&cache, b"libayatana-appindicator3.so.10\0libfoo.so.1\0").unwrap();
        assert!(!has_library(&folders, &cache), "another version");
        std::fs::write(&cache, b"\x01libappindicator3.so.1\0/usr/lib/libappindicator3.so.1\0").unwrap();
        assert!(has_library(&folders, &cache));
        std::fs::remove_file(&cache).unwrap();
        std::fs::write(folders[0].join(LIBRARIES[0]), b"").unwrap();
        assert!(has_library(&folders, &cache));
    }
}
