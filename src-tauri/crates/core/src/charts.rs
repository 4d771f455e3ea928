//! Charts as pictures: what the window drew, written into the folder of exports. The window has no way to a file of its
//! own, and a webview that is no browser offers none to download.

use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;

use voltdeck_base::exports::{self, Export};
use voltdeck_base::{App, activity};
use voltdeck_contract::{Answer, ChartSaveArgs, CommandError, ErrorCode, Exported, Mark, PictureKind, Place};

/// The largest picture that is written: far above any screen, far below a disk.
const MOST: usize = 20 * 1024 * 1024;
/// What every PNG begins with.
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";
/// As many characters of a name are kept.
const NAME: usize = 80;

/// Writes a picture, never over what exists.
pub async fn save(app: Arc<App>, args: ChartSaveArgs) -> Answer<Exported> {
    let folder = exports::folder(&app)?;
    let kind = args.kind;
    let written = tokio::task::spawn_blocking(move || write(&folder, &args))
        .await
        .unwrap_or_else(|_| Err(refused("The picture was broken off. Save it again.")))?;
    note(&app, kind, &written);
    Ok(written)
}

fn write(folder: &Path, args: &ChartSaveArgs) -> Answer<Exported> {
    let bytes = picture(args)?;
    let ending = match args.kind {
        PictureKind::Svg => "svg",
        PictureKind::Png => "png",
    };
    let mut file = Export::begin(folder, &stem(&args.name), ending)?;
    file.write_all(&bytes).map_err(|error| exports::not_written(folder, &error))?;
    let path = file.finish()?;
    // It has no lines: what counts is the path.
    Ok(Exported { path: path.display().to_string(), lines: 0 })
}

/// The bytes of the file, where they are what they are said to be.
fn picture(args: &ChartSaveArgs) -> Answer<Vec<u8>> {
    // Three bytes are four letters, and up to two of the last four are filling.
    let most = match args.kind {
        PictureKind::Svg => MOST,
        PictureKind::Png => MOST.div_ceil(3) * 4,
    };
    if args.data.len() > most {
        return Err(refused(
            "The picture of the chart is larger than 20 MB. It was not saved. Make the window smaller and save it again.",
        ));
    }
    let bytes = match args.kind {
        PictureKind::Svg => Some(args.data.as_bytes().to_vec()).filter(|text| text.starts_with(b"<svg")),
        PictureKind::Png => BASE64.decode(&args.data).ok().filter(|bytes| bytes.starts_with(PNG)),
    };
    bytes.ok_or_else(|| {
        refused("The window gave no picture of the chart. Nothing was saved. Show the chart once more, then save it.")
    })
}

/// A name of a file, without a dot at its beginning, which would hide it.
fn stem(name: &str) -> String {
    let name: String = name.trim_matches(['.', ' ']).chars().take(NAME).collect();
    if name.is_empty() { "chart".to_owned() } else { name }
}

fn note(app: &App, kind: PictureKind, written: &Exported) {
    let Some(account) = app.try_account() else { return };
    let form = match kind {
        PictureKind::Svg => "SVG",
        PictureKind::Png => "PNG",
    };
    let act = activity::Act {
        subject: "Billing",
        deed: &format!("chart saved as {form}, to {}", written.path),
        mark: Mark::Running,
        place: Some(Place::Billing),
        ..activity::Act::default()
    };
    activity::remark(app, account.profile_id(), &act);
}

fn refused(message: &str) -> CommandError {
    CommandError::new(ErrorCode::Local, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(name: &str, kind: PictureKind, data: &str) -> ChartSaveArgs {
        ChartSaveArgs { name: name.to_owned(), kind, data: data.to_owned() }
    }

    fn png(bytes: &[u8]) -> String {
        BASE64.encode([PNG, bytes].concat())
    }

    #[test]
    fn both_kinds_are_written_as_they_came_and_never_over_what_exists() {
        let folder = tempfile::tempdir().unwrap();
        let svg = asked("charges-2026-08", PictureKind::Svg, "<svg xmlns=\"a\">é</svg>");
        for expected in ["charges-2026-08.svg", "charges-2026-08-2.svg"] {
            let written = write(folder.path(), &svg).unwrap();
            assert_eq!(Path::new(&written.path), folder.path().join(expected));
            assert_eq!(std::fs::read_to_string(&written.path).unwrap(), svg.data);
        }
        let written = write(folder.path(), &asked("charges-2026-08", PictureKind::Png, &png(b"rest"))).unwrap();
        assert_eq!(Path::new(&written.path), folder.path().join("charges-2026-08.png"));
        assert_eq!(std::fs::read(&written.path).unwrap(), [PNG, b"rest"].concat());
    }

    #[test]
    fn what_is_no_picture_is_refused_and_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let jpeg = BASE64.encode(b"\xff\xd8\xff\xe0");
        for (kind, data) in [
            (PictureKind::Svg, ""),
            (PictureKind::Svg, "<html><svg></svg>"),
            (PictureKind::Svg, &*png(b"")),
            (PictureKind::Png, ""),
            (PictureKind::Png, "<svg></svg>"),
            (PictureKind::Png, &*jpeg),
            (PictureKind::Png, &*format!("data:image/png;base64,{}", png(b""))),
        ] {
            let said = write(folder.path(), &asked("a", kind, data)).unwrap_err();
            assert!(said.message.contains("Nothing was saved"), "{data}: {}", said.message);
        }
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[test]
    fn a_picture_that_is_too_large_is_refused_before_it_is_read() {
        let largest = format!("<svg{}", " ".repeat(MOST - 4));
        assert_eq!(picture(&asked("a", PictureKind::Svg, &largest)).unwrap().len(), MOST);
        let said = picture(&asked("a", PictureKind::Svg, &format!("{largest} "))).unwrap_err();
        assert!(said.message.contains("larger than 20 MB"), "{}", said.message);
        let larger = "A".repeat(MOST.div_ceil(3) * 4 + 4);
        let said = picture(&asked("a", PictureKind::Png, &larger)).unwrap_err();
        assert!(said.message.contains("larger than 20 MB"), "{}", said.message);
    }

    #[test]
    fn a_name_leads_nowhere_else() {
        let folder = tempfile::tempdir().unwrap();
        let deep = folder.path().join("deep");
        for (name, expected) in
            [("../../x", "-..-x.svg"), ("", "chart.svg"), (" .. ", "chart-2.svg"), ("a/b\\c", "a-b-c.svg")]
        {
            let path = write(&deep, &asked(name, PictureKind::Svg, "<svg/>")).unwrap().path;
            assert_eq!(Path::new(&path), deep.join(expected), "{name}");
        }
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "all is in the one folder");
        let long = write(&deep, &asked(&"n".repeat(300), PictureKind::Svg, "<svg/>")).unwrap().path;
        assert_eq!(Path::new(&long), deep.join(format!("{}.svg", "n".repeat(NAME))));
    }
}
