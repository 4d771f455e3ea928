//! The app's icons, all rendered from one drawing, and those of the tray, each from its own.

use std::fs;
use std::path::{Path, PathBuf};

use crate::Outcome;
use crate::process::{command, root, run, succeeds};

/// The pictures that tauri.conf.json names.
const PICTURES: &[(&str, u32)] = &[("32x32", 32), ("128x128", 128), ("128x128@2x", 256), ("icon", 512)];
/// Sizes in the Windows icon.
const ICO: &[u32] = &[16, 24, 32, 48, 64, 256];
/// Sizes in the macOS icon, by the type Apple gives each; the doubled ones are for dense screens.
const ICNS: &[(&[u8; 4], u32)] = &[
    (b"icp4", 16),
    (b"icp5", 32),
    (b"ic07", 128),
    (b"ic08", 256),
    (b"ic09", 512),
    (b"ic10", 1024),
    (b"ic11", 32),
    (b"ic12", 64),
    (b"ic13", 256),
    (b"ic14", 512),
];

/// The icons of the tray, with the size that a panel on a dense screen shows. Those of macOS take the colour of its bar.
const TRAY: &[(&str, u32)] = &[
    ("idle", 48),
    ("running", 48),
    ("attention", 48),
    ("idle-template", 44),
    ("running-template", 44),
    ("attention-template", 44),
];
const DRAWING: &str = "icons/voltdeck.svg";

/// Renders icons/voltdeck.svg in every size and format, and icons/tray.
pub fn render() -> Outcome {
    if !succeeds(command("rsvg-convert").arg("--version")) {
        return Err(
            "The drawing is rendered by rsvg-convert, which is missing. On Debian: apt-get install librsvg2-bin".into(),
        );
    }
    let icons = root().join("icons");
    let work = root().join("target/icons");
    fs::create_dir_all(&work).map_err(|error| told(&work, &error))?;
    for (name, size) in PICTURES {
        png(DRAWING, &icons.join(format!("{name}.png")), *size)?;
    }
    for (name, size) in TRAY {
        png(&format!("icons/tray/{name}.svg"), &icons.join(format!("tray/{name}.png")), *size)?;
    }
    let of_ico: Vec<PathBuf> = ICO.iter().map(|size| scratch(&work, *size)).collect::<Outcome<_>>()?;
    // ImageMagick writes the small sizes as bitmaps, since Windows reads compressed ones only at 256.
    let magick = if succeeds(command("magick").arg("-version")) { "magick" } else { "convert" };
    run(command(magick).args(of_ico).arg(icons.join("icon.ico")))?;
    let mut elements = Vec::new();
    for (kind, size) in ICNS {
        let path = scratch(&work, *size)?;
        elements.push((**kind, fs::read(&path).map_err(|error| told(&path, &error))?));
    }
    let path = icons.join("icon.icns");
    fs::write(&path, icns(&elements)?).map_err(|error| told(&path, &error))
}

fn scratch(work: &Path, size: u32) -> Outcome<PathBuf> {
    let path = work.join(format!("{size}.png"));
    png(DRAWING, &path, size)?;
    Ok(path)
}

fn png(drawing: &str, to: &Path, size: u32) -> Outcome {
    let size = size.to_string();
    run(command("rsvg-convert").args(["--width", &size, "--height", &size, "--output"]).arg(to).arg(drawing))
}

/// An ICNS file: a header with the length of all, then each PNG behind its type and length.
fn icns(elements: &[([u8; 4], Vec<u8>)]) -> Outcome<Vec<u8>> {
    let length = |bytes: usize| u32::try_from(bytes + 8).map_err(|_| "A picture is too large for an icon.".to_owned());
    let mut body = Vec::new();
    for (kind, png) in elements {
        body.extend_from_slice(kind);
        body.extend_from_slice(&length(png.len())?.to_be_bytes());
        body.extend_from_slice(png);
    }
    Ok([b"icns", length(body.len())?.to_be_bytes().as_slice(), body.as_slice()].concat())
}

fn told(path: &Path, error: &std::io::Error) -> String {
    format!("{} could not be read or written: {error}", path.display())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_icns_says_its_own_length_and_that_of_each_picture() {
        let file = icns(&[(*b"ic07", vec![1, 2, 3]), (*b"ic08", vec![4])]).unwrap();
        assert_eq!(file.len(), 28);
        assert_eq!(&file[..8], b"icns\0\0\0\x1c");
        assert_eq!(&file[8..19], b"ic07\0\0\0\x0b\x01\x02\x03");
        assert_eq!(&file[19..], b"ic08\0\0\0\x09\x04");
    }
}
