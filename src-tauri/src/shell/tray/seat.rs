//! Whether a desktop of Linux has a tray that shows icons: one is asked over the bus and followed as it comes and goes.

use std::path::{Path, PathBuf};
use std::time::Duration;

use futures::StreamExt;
use zbus::message::Type;
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

/// Tells whether a tray is there, now and whenever that may have changed, for as long as the app runs.
pub(super) async fn watch(tell: impl Fn(bool)) {
    loop {
        if let Err(error) = follow(&tell).await {
            tracing::debug!(%error, "the desktop's bus cannot be asked for a tray");
        }
        tell(false);
        tokio::time::sleep(AGAIN).await;
    }
}

/// Until the bus is gone.
async fn follow(tell: &impl Fn(bool)) -> zbus::Result<()> {
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
    loop {
        tell(has_host(&connection).await);
        match changes.next().await {
            Some(change) => drop(change?),
            None => return Ok(()),
        }
    }
}

/// Whether a tray is there that shows icons. Nothing is started to answer that.
async fn has_host(connection: &Connection) -> bool {
    let asked = async {
        let watcher = Proxy::new(connection, WATCHER, PATH, PROPERTIES).await?;
        let property = (WATCHER, "IsStatusNotifierHostRegistered");
        let answer: Option<OwnedValue> =
            watcher.call_with_flags("Get", MethodFlags::NoAutoStart.into(), &property).await?;
        zbus::Result::Ok(answer.and_then(|value| bool::try_from(value).ok()).unwrap_or_default())
    };
    matches!(tokio::time::timeout(LIMIT, asked).await, Ok(Ok(true)))
}

#[cfg(test)]
mod tests {
    use super::*;

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
