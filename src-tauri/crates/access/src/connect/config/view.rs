//! How it is with the SSH config, as the person sees it.

use std::sync::PoisonError;

use chrono::{DateTime, Utc};

use super::prefix::prefix;
use super::{SshConfigState, WRITTEN, is_on, named, note, paths, render};
use voltdeck_base::{App, profiles};
use voltdeck_contract::{Answer, SshConfigView, SshLeftOut};

/// How it is with the files.
pub(crate) fn view(app: &App) -> Answer<SshConfigView> {
    let paths = paths(app)?;
    let named = named(app, &paths)?;
    let written: Option<DateTime<Utc>> = profiles::setting(&app.store, WRITTEN)?.and_then(|at| at.parse().ok());
    let state = app.part::<SshConfigState>();
    let problem = state.problem.lock().unwrap_or_else(PoisonError::into_inner).clone();
    let (known, on) = (state.known(), is_on(app)?);
    if on && !known.holds(&paths) {
        // Who looks at it may have changed the config a moment ago.
        state.wanted.notify_one();
    }
    let left_out = |(row, alias, by): (render::HostRow, String, String)| SshLeftOut {
        machine: row.name,
        said: format!(
            "Every alias for it belongs to a host of yours: {by} matches {alias}, the last that was tried. Choose another \
             prefix."
        ),
    };
    let by_hand = known.by_hand.as_ref().map(|why| {
        format!(
            "ssh could not be asked whether the aliases are free: {why}. So only the Host lines of {} were looked at, and \
             not those of the files that it includes.",
            paths.config.display()
        )
    });
    Ok(SshConfigView {
        on,
        path: paths.machines.display().to_string(),
        config: paths.config.display().to_string(),
        prefix: prefix(app)?,
        hosts: named.hosts.into_iter().map(|(_, host)| host).collect(),
        left_out: named.taken.into_iter().map(left_out).collect(),
        being_checked: u32::try_from(named.unknown.len()).unwrap_or(u32::MAX),
        written_at: written,
        problem: problem.or_else(|| known.problem.clone().filter(|_| on)),
        include: if on { note::while_on(&paths.config, &known) } else { note::while_off(&paths.config) },
        by_hand: by_hand.filter(|_| on),
        seen: known.seen.filter(|_| on),
    })
}
