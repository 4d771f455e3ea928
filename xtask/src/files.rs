//! When files changed last.

use std::path::Path;
use std::time::SystemTime;

/// When the file was written; `None` where there is none.
pub fn written(path: &Path) -> Option<SystemTime> {
    path.metadata().and_then(|metadata| metadata.modified()).ok()
}

/// When anything below the folder changed last, its `skipped` children left out. Folders count too, since a deletion
/// shows in nothing else; the folder itself does not, since it changes with its skipped children.
pub fn newest_below(folder: &Path, skipped: &[&str]) -> Option<SystemTime> {
    let children = std::fs::read_dir(folder).ok()?.flatten();
    children
        .filter(|child| !skipped.iter().any(|name| child.file_name() == *name))
        .flat_map(|child| {
            let path = child.path();
            let below = if child.file_type().is_ok_and(|kind| kind.is_dir()) { newest_below(&path, &[]) } else { None };
            [written(&path), below]
        })
        .flatten()
        .max()
}

/// Whether what was made from a source must be made again: it is not there, or the source is newer. What has no source
/// cannot be made and is left alone.
pub fn is_stale(made: Option<SystemTime>, source: Option<SystemTime>) -> bool {
    match (made, source) {
        (_, None) => false,
        (None, Some(_)) => true,
        (Some(made), Some(source)) => source > made,
    }
}

#[cfg(test)]
mod tests {
    use std::fs::{self, File};
    use std::path::PathBuf;
    use std::time::Duration;

    use super::*;

    fn at(seconds: u64) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)
    }

    /// A folder of its own for each test, gone when the test ends.
    struct Folder(PathBuf);

    impl Folder {
        fn new(name: &str) -> Self {
            let path = std::env::temp_dir().join(format!("voltdeck-xtask-{}-{name}", std::process::id()));
            fs::create_dir_all(&path).unwrap();
            Self(path)
        }

        fn write(&self, path: &str, seconds: u64) {
            let path = self.0.join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            let file = File::create(path).unwrap();
            file.set_modified(at(seconds)).unwrap();
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    #[test]
    fn what_is_missing_or_older_than_its_source_is_stale() {
        assert!(is_stale(None, Some(at(1))));
        assert!(is_stale(Some(at(1)), Some(at(2))));
        assert!(!is_stale(Some(at(2)), Some(at(2))));
        assert!(!is_stale(Some(at(3)), Some(at(2))));
        assert!(!is_stale(None, None));
    }

    #[test]
    fn skipped_children_do_not_count() {
        let folder = Folder::new("skipped");
        folder.write("index.html", 1_000);
        folder.write("package.json", 3_000);
        folder.write("dist/index.html", 9_000);
        assert_eq!(newest_below(&folder.0, &["dist"]), Some(at(3_000)));
    }

    #[test]
    fn a_deletion_shows_in_its_folder() {
        let folder = Folder::new("deletion");
        folder.write("src/kept.ts", 1_000);
        folder.write("src/gone.ts", 1_000);
        let before = SystemTime::now() - Duration::from_secs(60);
        fs::remove_file(folder.0.join("src/gone.ts")).unwrap();
        assert!(newest_below(&folder.0, &[]) > Some(before));
    }

    #[test]
    fn a_folder_that_is_not_there_has_nothing_new() {
        assert_eq!(newest_below(Path::new("/no/such/folder"), &[]), None);
    }
}
