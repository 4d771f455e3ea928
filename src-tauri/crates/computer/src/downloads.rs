//! The folder that this computer downloads to.

use std::path::{Path, PathBuf};

/// On Linux as the desktop's own list of folders says, where it may have a name in the person's language; elsewhere, and
/// without such a list, `Downloads`. Only a folder that is there counts.
pub(crate) fn folder(home: &Path, config: &Path) -> Option<PathBuf> {
    let list = std::fs::read_to_string(config.join("user-dirs.dirs")).ok();
    let named = list.as_deref().and_then(|list| named(home, list));
    named.into_iter().chain([home.join("Downloads")]).find(|folder| folder.is_dir())
}

/// `XDG_DOWNLOAD_DIR="$HOME/Téléchargements"`: a whole path, or one from the home folder. The home folder itself means
/// that there is none.
pub fn named(home: &Path, list: &str) -> Option<PathBuf> {
    let mut lines = list.lines().filter_map(|line| line.trim().strip_prefix("XDG_DOWNLOAD_DIR="));
    let text = lines.next_back()?.trim().strip_prefix('"')?.strip_suffix('"')?;
    let path = match text.strip_prefix("$HOME") {
        Some(rest) => home.join(rest.trim_start_matches('/')),
        None => PathBuf::from(text),
    };
    (path.is_absolute() && path != home).then_some(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_desktops_own_list_says_where_and_only_a_folder_that_is_there_counts() {
        let home = tempfile::tempdir().unwrap();
        let (home, config) = (home.path(), home.path().join(".config"));
        std::fs::create_dir_all(&config).unwrap();
        assert_eq!(folder(home, &config), None);
        std::fs::create_dir(home.join("Downloads")).unwrap();
        assert_eq!(folder(home, &config), Some(home.join("Downloads")));
        let list =
            "# made by xdg-user-dirs\nXDG_DESKTOP_DIR=\"$HOME/Bureau\"\nXDG_DOWNLOAD_DIR=\"$HOME/Téléchargements\"\n";
        std::fs::write(config.join("user-dirs.dirs"), list).unwrap();
        assert_eq!(folder(home, &config), Some(home.join("Downloads")), "the other is not there");
        std::fs::create_dir(home.join("Téléchargements")).unwrap();
        assert_eq!(folder(home, &config), Some(home.join("Téléchargements")));
    }

    #[test]
    fn a_list_that_says_nothing_is_none() {
        let home = Path::new("/home/me");
        assert_eq!(named(home, "XDG_DOWNLOAD_DIR=\"/data/in\""), Some(PathBuf::from("/data/in")));
        for list in ["", "XDG_DOWNLOAD_DIR=\"$HOME/\"", "XDG_DOWNLOAD_DIR=in", "XDG_DOWNLOAD_DIR=\"in\""] {
            assert_eq!(named(home, list), None, "{list}");
        }
    }
}
