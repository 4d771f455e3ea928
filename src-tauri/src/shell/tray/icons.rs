//! The three icons. Each reads on light and on dark panels by itself and differs from the others by its shape;
//! `cargo xtask icons` renders them.

use tauri::image::Image;
use voltdeck_core::tray::TrayIcon;

/// macOS gives its templates the colour of its bar.
#[cfg(target_os = "macos")]
mod drawn {
    use tauri::image::Image;

    pub(super) const IDLE: Image<'_> = tauri::include_image!("icons/tray/idle-template.png");
    pub(super) const RUNNING: Image<'_> = tauri::include_image!("icons/tray/running-template.png");
    pub(super) const ATTENTION: Image<'_> = tauri::include_image!("icons/tray/attention-template.png");
}

#[cfg(not(target_os = "macos"))]
mod drawn {
    use tauri::image::Image;

    pub(super) const IDLE: Image<'_> = tauri::include_image!("icons/tray/idle.png");
    pub(super) const RUNNING: Image<'_> = tauri::include_image!("icons/tray/running.png");
    pub(super) const ATTENTION: Image<'_> = tauri::include_image!("icons/tray/attention.png");
}

/// The icon that says it.
pub(super) fn of(shape: TrayIcon) -> Image<'static> {
    match shape {
        TrayIcon::Idle => drawn::IDLE,
        TrayIcon::Running => drawn::RUNNING,
        TrayIcon::Attention => drawn::ATTENTION,
    }
}

#[cfg(all(test, not(target_os = "macos")))]
mod tests {
    #![allow(clippy::float_arithmetic, reason = "colours, not money")]

    use super::*;

    type Rgb = [f64; 3];

    const SHAPES: [TrayIcon; 3] = [TrayIcon::Idle, TrayIcon::Running, TrayIcon::Attention];
    /// Panels as desktops have them.
    const PANELS: [(&str, Rgb); 4] = [
        ("white", [255.0, 255.0, 255.0]),
        ("light", [228.0, 230.0, 233.0]),
        ("dark", [45.0, 45.0, 48.0]),
        ("black", [0.0, 0.0, 0.0]),
    ];

    /// The icon as it is drawn on a panel, a colour for each pixel.
    fn on(panel: Rgb, shape: TrayIcon) -> Vec<Rgb> {
        let over = |pixel: &[u8]| {
            let alpha = f64::from(pixel[3]) / 255.0;
            [0, 1, 2].map(|c| f64::from(pixel[c]) * alpha + panel[c] * (1.0 - alpha))
        };
        of(shape).rgba().chunks_exact(4).map(over).collect()
    }

    fn luminance(colour: Rgb) -> f64 {
        let linear =
            colour.map(|c| c / 255.0).map(|c| if c <= 0.040_45 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) });
        0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    }

    fn contrast(one: Rgb, other: Rgb) -> f64 {
        let (one, other) = (luminance(one), luminance(other));
        (one.max(other) + 0.05) / (one.min(other) + 0.05)
    }

    #[test]
    fn every_icon_stands_out_from_light_and_from_dark_panels() {
        for (name, panel) in PANELS {
            for shape in SHAPES {
                let pixels = on(panel, shape);
                let clear = pixels.iter().filter(|pixel| contrast(**pixel, panel) >= 3.0).count();
                assert!(clear * 100 / pixels.len() >= 25, "{shape:?} on a {name} panel: {clear} of {}", pixels.len());
            }
        }
    }

    #[test]
    fn no_icon_is_told_from_another_by_its_hue_alone() {
        for (name, panel) in PANELS {
            let drawn = SHAPES.map(|shape| on(panel, shape));
            for (one, other) in [(0, 1), (1, 2), (0, 2)] {
                // In grey, as whoever sees no hues has it.
                let pairs = drawn[one].iter().zip(&drawn[other]);
                let apart = pairs.filter(|(one, other)| contrast(**one, **other) >= 3.0).count();
                assert!(apart >= 90, "{:?} and {:?} on a {name} panel: {apart}", SHAPES[one], SHAPES[other]);
            }
        }
    }
}
