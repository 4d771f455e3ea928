//! The icon with its menu: only what differs is touched, so that a menu that is open stays open.

use std::collections::HashMap;

use tauri::menu::{IsMenuItem, Menu, MenuItem, PredefinedMenuItem, Submenu};
use tauri::tray::TrayIcon;
use tauri::{AppHandle, Wry};
use voltdeck_core::tray::{TrayAct, TrayEntry, TrayIcon as Shape, TrayView};

use super::icons;

/// A line of the menu, wherever it stands in it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Line {
    id: String,
    text: String,
    on: bool,
    kind: Kind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Item,
    Separator,
    /// The lines behind it, this many, stand in a menu of its own.
    Submenu(usize),
}

/// The same line as the system has it.
enum Made {
    Item(MenuItem<Wry>),
    Separator(PredefinedMenuItem<Wry>),
    Submenu(Submenu<Wry>),
}

/// What stands in the tray.
pub(super) struct Shown {
    icon: TrayIcon,
    shape: Shape,
    title: String,
    tooltip: String,
    lines: Vec<Line>,
    made: Vec<Made>,
}

/// What the lines of a menu do.
pub(super) fn acts(view: &TrayView) -> HashMap<String, TrayAct> {
    let items = view.menu.iter().flat_map(|entry| match entry {
        TrayEntry::Item(item) => std::slice::from_ref(item),
        TrayEntry::Machine { items, .. } => items,
        TrayEntry::Text(_) | TrayEntry::Separator => &[],
    });
    items.filter_map(|item| Some((item.id.clone(), item.act.clone()?))).collect()
}

impl Shown {
    /// An icon as it was made.
    pub(super) fn new(icon: TrayIcon) -> Self {
        let text = || String::new();
        Self { icon, shape: Shape::Idle, title: text(), tooltip: text(), lines: Vec::new(), made: Vec::new() }
    }

    /// Brings it into step, on the main thread. Says whether the menu had to be made anew.
    pub(super) fn step(&mut self, app: &AppHandle, view: TrayView) -> tauri::Result<bool> {
        if self.shape != view.icon {
            let template = cfg!(target_os = "macos");
            self.icon.set_icon_with_as_template(Some(icons::of(view.icon)), template)?;
            self.shape = view.icon;
        }
        if self.title != view.title {
            self.icon.set_title(Some(&view.title))?;
            self.title = view.title;
        }
        if self.tooltip != view.tooltip {
            self.icon.set_tooltip(Some(&view.tooltip))?;
            self.tooltip = view.tooltip;
        }
        let lines = lines(&view.menu);
        let rebuilt = !same_shape(&self.lines, &lines);
        if rebuilt {
            let (menu, made) = build(app, &lines)?;
            self.icon.set_menu(Some(menu))?;
            self.made = made;
        } else {
            for ((before, now), made) in self.lines.iter().zip(&lines).zip(&self.made) {
                made.set(before, now)?;
            }
        }
        self.lines = lines;
        Ok(rebuilt)
    }
}

impl Made {
    fn set(&self, before: &Line, now: &Line) -> tauri::Result<()> {
        let (text, on) = (before.text != now.text, before.on != now.on);
        match self {
            Self::Item(item) => {
                if text {
                    item.set_text(&now.text)?;
                }
                if on {
                    item.set_enabled(now.on)?;
                }
            }
            Self::Submenu(submenu) if text => submenu.set_text(&now.text)?,
            Self::Submenu(_) | Self::Separator(_) => {}
        }
        Ok(())
    }

    fn as_item(&self) -> &dyn IsMenuItem<Wry> {
        match self {
            Self::Item(item) => item,
            Self::Separator(separator) => separator,
            Self::Submenu(submenu) => submenu,
        }
    }
}

/// The entries one after the other.
fn lines(menu: &[TrayEntry]) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut add = |id: String, text: &str, on: bool, kind: Kind| {
        // An ampersand would underline the letter behind it.
        lines.push(Line { id, text: text.replace('&', "&&"), on, kind });
    };
    for (index, entry) in menu.iter().enumerate() {
        match entry {
            TrayEntry::Text(text) => add(format!("text:{index}"), text, false, Kind::Item),
            TrayEntry::Separator => add(format!("separator:{index}"), "", false, Kind::Separator),
            TrayEntry::Item(item) => add(item.id.clone(), &item.text, item.act.is_some(), Kind::Item),
            TrayEntry::Machine { id, text, items } => {
                add(format!("machine:{id}"), text, true, Kind::Submenu(items.len()));
                for item in items {
                    add(item.id.clone(), &item.text, item.act.is_some(), Kind::Item);
                }
            }
        }
    }
    lines
}

fn same_shape(before: &[Line], now: &[Line]) -> bool {
    before.len() == now.len()
        && before.iter().zip(now).all(|(before, now)| (&before.id, before.kind) == (&now.id, now.kind))
}

fn build(app: &AppHandle, lines: &[Line]) -> tauri::Result<(Menu<Wry>, Vec<Made>)> {
    let menu = Menu::new(app)?;
    let mut made: Vec<Made> = Vec::with_capacity(lines.len());
    let mut parent: Option<(Submenu<Wry>, usize)> = None;
    for line in lines {
        let one = match line.kind {
            Kind::Item => Made::Item(MenuItem::with_id(app, &line.id, &line.text, line.on, None::<&str>)?),
            Kind::Separator => Made::Separator(PredefinedMenuItem::separator(app)?),
            Kind::Submenu(_) => Made::Submenu(Submenu::with_id(app, &line.id, &line.text, true)?),
        };
        match parent.take().filter(|(_, left)| *left > 0) {
            Some((submenu, left)) => {
                submenu.append(one.as_item())?;
                parent = Some((submenu, left - 1));
            }
            None => menu.append(one.as_item())?,
        }
        if let (Made::Submenu(submenu), Kind::Submenu(count)) = (&one, line.kind) {
            parent = Some((submenu.clone(), count));
        }
        made.push(one);
    }
    Ok((menu, made))
}

#[cfg(test)]
mod tests {
    use voltdeck_core::tray::TrayItem;

    use super::*;

    fn item(id: &str, text: &str, act: Option<TrayAct>) -> TrayItem {
        TrayItem { id: id.into(), text: text.into(), act }
    }

    fn machine(id: &str, text: &str) -> TrayEntry {
        let items =
            vec![item(&format!("open:{id}"), "Open", Some(TrayAct::Open)), item(&format!("ssh:{id}"), "SSH", None)];
        TrayEntry::Machine { id: id.into(), text: text.into(), items }
    }

    fn view(menu: Vec<TrayEntry>) -> TrayView {
        TrayView { icon: Shape::Idle, title: String::new(), tooltip: String::new(), menu, until: None }
    }

    #[test]
    fn other_words_keep_the_menu_and_other_lines_make_it_anew() {
        let before = lines(&[TrayEntry::Text("$1.00/h".into()), machine("a", "● a"), machine("b", "● b")]);
        let words = lines(&[TrayEntry::Text("$2.00/h".into()), machine("a", "■ a"), machine("b", "● b")]);
        assert!(same_shape(&before, &words) && before != words);
        let order = lines(&[TrayEntry::Text("$1.00/h".into()), machine("b", "● b"), machine("a", "● a")]);
        assert!(!same_shape(&before, &order), "a line must not change what it means while somebody points at it");
        let fewer = lines(&[TrayEntry::Text("$1.00/h".into()), machine("a", "● a")]);
        assert!(!same_shape(&before, &fewer) && !same_shape(&fewer, &before));
        let other = lines(&[TrayEntry::Text("$1.00/h".into()), TrayEntry::Separator, machine("a", "● a")]);
        assert!(!same_shape(&fewer, &other));
    }

    #[test]
    fn what_is_off_does_nothing_and_an_ampersand_is_one() {
        let entries = vec![machine("a", "● R&D"), TrayEntry::Item(item("quit", "Quit", Some(TrayAct::Quit)))];
        let acts = acts(&view(entries.clone()));
        assert_eq!(acts.get("quit"), Some(&TrayAct::Quit));
        assert_eq!(acts.get("open:a"), Some(&TrayAct::Open));
        assert_eq!(acts.get("ssh:a"), None);
        let lines = lines(&entries);
        assert_eq!((lines[0].text.as_str(), lines[0].kind), ("● R&&D", Kind::Submenu(2)));
        assert_eq!(lines.iter().map(|line| line.on).collect::<Vec<_>>(), [true, true, false, true]);
    }
}
