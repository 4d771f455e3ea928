//! Where a new pair is written: never over what exists.

use std::fs;
use std::path::{Path, PathBuf};

use super::{local, made};
use voltdeck_base::files::{self, exists, make_folder, put, put_for_owner};

/// Where OpenSSH looks by itself.
const USUAL: &str = "id_ed25519";
/// What a pair is called where that one is taken.
const NAME: &str = "voltdeck_ed25519";

/// The two files of a pair.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) private: PathBuf,
    pub(super) public: PathBuf,
}

impl Place {
    fn new(private: PathBuf) -> Self {
        let mut public = private.clone().into_os_string();
        public.push(".pub");
        Self { private, public: public.into() }
    }

    fn is_free(&self) -> bool {
        !exists(&self.private) && !exists(&self.public)
    }
}

/// `~/.ssh/id_ed25519` while it is free, else `~/.ssh/voltdeck_ed25519`, or the next name that is free.
pub(super) fn suggested(home: &Path) -> PathBuf {
    let folder = local::folder(home);
    let first = folder.join(NAME);
    let numbered = (2_u32..10_000).map(|number| folder.join(format!("{NAME}_{number}")));
    let mut names = [folder.join(USUAL), first.clone()].into_iter().chain(numbered);
    names.find(|path| Place::new(path.clone()).is_free()).unwrap_or(first)
}

/// The place that was typed, or what is wrong with it; the second says what will be made on the way.
pub(super) fn typed(home: Option<&Path>, text: &str) -> Result<(Place, Option<String>), String> {
    let text = text.trim();
    let path = match (text, home) {
        ("", Some(home)) => suggested(home),
        ("", None) => return Err("Say where the private key is to be written: a whole path.".into()),
        _ => files::whole_path(home, text)?,
    };
    if path.extension().is_some_and(|end| end == "pub") {
        return Err("This is the path of the private key; .pub is added for the public one. Leave it off.".into());
    }
    if !made::can_be_named(&path) {
        return Err(
            "A path with one of % $ ` \" “ ” „ \\ ; in it cannot be named in an SSH command. Choose another place."
                .into(),
        );
    }
    let place = Place::new(path);
    for taken in [&place.private, &place.public] {
        if exists(taken) {
            return Err(format!(
                "{} exists already, and nothing is written over it. Choose another name.",
                taken.display()
            ));
        }
    }
    let note = place.private.parent().and_then(|folder| match fs::metadata(folder) {
        Ok(found) if found.is_dir() => None,
        Ok(_) => Some(Err(format!("{} is a file, so nothing can be written into it.", folder.display()))),
        Err(_) => Some(Ok(format!("The folder {} is made, for you alone.", folder.display()))),
    });
    Ok((place, note.transpose()?))
}

/// Writes both files, or none.
pub(super) fn write(place: &Place, private: &str, public: &str) -> Result<(), String> {
    let failed = |path: &Path, error: &std::io::Error| {
        format!(
            "{} could not be written: {}. No key was made. Choose another place.",
            path.display(),
            files::why(error)
        )
    };
    if let Some(folder) = place.private.parent() {
        make_folder(folder).map_err(|error| failed(folder, &error))?;
    }
    put_for_owner(&place.private, private).map_err(|error| failed(&place.private, &error))?;
    put(&place.public, public).map_err(|error| {
        // Ours alone: it was made a moment ago.
        let _ = fs::remove_file(&place.private);
        failed(&place.public, &error)
    })
}
