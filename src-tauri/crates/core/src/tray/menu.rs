//! The menu from what is known, and nothing else.

use std::cmp::Reverse;

use chrono::{DateTime, Utc};

use super::{Seen, TrayAct, TrayEntry, TrayIcon, TrayItem, TrayView, words};
use voltdeck_base::trouble::Trouble;
use voltdeck_contract::{Ask, InstanceView, Mark, Place};

/// Machines that stand in the menu; the rest is in the window.
const MACHINES: usize = 20;

/// The tray while nobody is signed in.
pub(super) fn signed_out(troubles: &[(String, Trouble)], paused_until: Option<DateTime<Utc>>) -> TrayView {
    let mut menu = vec![TrayEntry::Text("No account is signed in".into())];
    let grave = troubles.iter().filter(|(_, trouble)| trouble.grave);
    menu.extend(grave.clone().map(|(about, trouble)| {
        let text = format!("▲ {}", words::sentence(&trouble.title));
        TrayEntry::Item(TrayItem { id: about.clone(), text, act: Some(TrayAct::Open) })
    }));
    menu.push(TrayEntry::Separator);
    menu.extend(foot(paused_until.is_some()));
    let worst = grave.clone().next();
    TrayView {
        icon: if worst.is_some() { TrayIcon::Attention } else { TrayIcon::Idle },
        title: String::new(),
        tooltip: worst.map_or_else(|| "Voltdeck".into(), |(_, trouble)| trouble.title.clone()),
        menu,
        until: paused_until,
    }
}

/// The tray of the account in front.
pub(super) fn build(seen: &Seen<'_>) -> TrayView {
    let rate = seen.overview.burn_per_hour.map(words::rate);
    let running = seen.rows.iter().filter(|row| row.state.mark == Mark::Running).count();
    let parts = [rate.clone(), seen.read.then(|| format!("{running} running"))];
    let now = parts.into_iter().flatten().collect::<Vec<_>>().join(", ");
    let now = if now.is_empty() { "reading…".to_owned() } else { now };
    let prefix = seen.prefix.as_deref();
    TrayView {
        icon: icon(seen),
        title: match (prefix, rate) {
            (Some("SANDBOX"), Some(rate)) => format!("SANDBOX {rate}"),
            (Some("SANDBOX"), None) => "SANDBOX".into(),
            (_, rate) => rate.unwrap_or_default(),
        },
        tooltip: format!("{}: {now}", prefix.unwrap_or("Voltdeck")),
        menu: menu(seen, &now),
        until: None,
    }
}

fn icon(seen: &Seen<'_>) -> TrayIcon {
    let busy = |row: &InstanceView| row.underway.is_some() || matches!(row.state.mark, Mark::Running | Mark::Pending);
    if seen.token_refused || !seen.overview.attention.is_empty() {
        TrayIcon::Attention
    } else if seen.rows.iter().any(busy) {
        TrayIcon::Running
    } else {
        TrayIcon::Idle
    }
}

fn menu(seen: &Seen<'_>, now: &str) -> Vec<TrayEntry> {
    let mut menu = head(seen, now);
    menu.push(TrayEntry::Separator);
    menu.extend(newest(&seen.rows).into_iter().map(|row| machine(seen, row)));
    if !seen.rows.is_empty() {
        menu.push(go(seen, "more", "More…", Place::Instances));
        menu.push(TrayEntry::Separator);
    }
    menu.push(go(seen, "deploy", "Deploy…", Place::Deploy));
    menu.extend(foot(seen.paused));
    menu
}

/// What it costs, how long that lasts, and what is wrong.
fn head(seen: &Seen<'_>, now: &str) -> Vec<TrayEntry> {
    let said = |text: String| match &seen.prefix {
        Some(prefix) => format!("{prefix}: {text}"),
        None => text,
    };
    let mut head = vec![TrayEntry::Text(said(now.to_owned()))];
    if let Some(balance) = seen.overview.balance {
        let lasts = seen.overview.runway_seconds.map(|seconds| format!(" lasts {}", words::duration(seconds)));
        head.push(TrayEntry::Text(said(words::money(balance.0) + &lasts.unwrap_or_default())));
    }
    if seen.token_refused {
        head.push(go(seen, "token", "▲ The token was refused", Place::Settings));
    } else if let Some(since) = &seen.unread_since {
        let text = if since.is_empty() { "Could not be read yet".into() } else { format!("Not read since {since}") };
        head.push(TrayEntry::Text(text));
    }
    let amiss = seen.overview.attention.iter().filter(|item| item.key.starts_with("account:"));
    head.extend(amiss.map(|item| go(seen, &item.key, &format!("▲ {}", words::sentence(&item.title)), Place::Settings)));
    // What counts down or asks can be put off from here.
    let counting = seen.rows.iter().filter(|row| row.auto_stops.iter().any(|stop| stop.urgent));
    head.extend(counting.map(|row| {
        let place = Place::Instance { id: row.id.clone(), ask: Some(Ask::PutOff) };
        go(seen, &format!("putOff:{}", row.id), &words::put_off(&row.name), place)
    }));
    let text = match seen.overview.attention.len() {
        0 => return head,
        1 => "▲ 1 needs attention".to_owned(),
        count => format!("▲ {count} need attention"),
    };
    head.push(go(seen, "attention", &text, Place::Overview));
    head
}

/// What is the same whoever is signed in.
fn foot(paused: bool) -> [TrayEntry; 4] {
    let item =
        |id: &str, text: &str, act| TrayEntry::Item(TrayItem { id: id.into(), text: text.into(), act: Some(act) });
    [
        if paused {
            item("resume", "Resume notices", TrayAct::Resume)
        } else {
            item("pause", "Pause notices for 1 hour", TrayAct::Pause)
        },
        TrayEntry::Separator,
        item("open", "Open Voltdeck", TrayAct::Open),
        item("quit", "Quit", TrayAct::Quit),
    ]
}

/// The newest first. What does not say yet when it was made was just ordered.
fn newest(rows: &[InstanceView]) -> Vec<&InstanceView> {
    let mut rows: Vec<&InstanceView> = rows.iter().collect();
    rows.sort_by_key(|row| (row.created_at.is_some(), Reverse(row.created_at), row.id.clone()));
    rows.truncate(MACHINES);
    rows
}

fn machine(seen: &Seen<'_>, row: &InstanceView) -> TrayEntry {
    let profile = seen.profile;
    let item =
        |deed: &str, text: String, act: Option<TrayAct>| TrayItem { id: format!("{deed}:{}", row.id), text, act };
    let open = |ask: Option<Ask>| {
        Some(TrayAct::Go { profile: profile.into(), place: Place::Instance { id: row.id.clone(), ask } })
    };
    let mut items = vec![
        item("open", "Open".into(), open(None)),
        item("ssh", "Copy SSH".into(), row.ssh.as_ref().map(|ssh| TrayAct::Copy(ssh.command.clone()))),
    ];
    if let Some(editor) = seen.editor.filter(|_| row.state.mark == Mark::Running && row.ssh.is_some()) {
        let act = TrayAct::Edit { profile: profile.into(), id: row.id.clone() };
        items.push(item("edit", format!("Open in {editor}"), Some(act)));
    }
    let acts = &row.acts;
    if acts.start.allowed {
        // What costs the same started asks nothing, here as in the window.
        items.push(if acts.start.price_after.is_some() && acts.start.price_after == row.price_now {
            let act = TrayAct::Start { profile: profile.into(), id: row.id.clone() };
            item("start", "Start".into(), Some(act))
        } else {
            item("start", words::priced("Start", acts.start.price_after), open(Some(Ask::Start)))
        });
    }
    if acts.stop.allowed {
        items.push(item("stop", words::stop(row), open(Some(Ask::Stop))));
    }
    if acts.release.allowed {
        items.push(item("release", words::priced("Release", acts.release.price_after), open(Some(Ask::Release))));
    }
    TrayEntry::Machine { id: row.id.clone(), text: words::line(row), items }
}

fn go(seen: &Seen<'_>, id: &str, text: &str, place: Place) -> TrayEntry {
    let act = TrayAct::Go { profile: seen.profile.into(), place };
    TrayEntry::Item(TrayItem { id: id.into(), text: text.into(), act: Some(act) })
}

#[cfg(test)]
mod tests;
