//! What somebody waits for: told once each time it comes in, and again only after it was seen sold out.

use chrono::{DateTime, TimeDelta, Utc};
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::words;
use crate::deploy;
use voltdeck_base::App;
use voltdeck_base::account::Account;
use voltdeck_base::activity::{self, News};
use voltdeck_base::format::lasted;
use voltdeck_base::store::Store;
use voltdeck_catalog::offers::{self, Found, Reading};
use voltdeck_contract::{
    ActivityKind, Actor, Answer, CommandError, ErrorCode, Event, Mark, Money, NoticeKind, Place, StockThing,
    StockWatchArgs, StockWatchView,
};

/// More are a mistake.
const MOST: usize = 50;
/// The most GPUs that may be waited for.
const MOST_GPUS: u32 = 100_000;

/// One thing that is waited for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Watch {
    pub(super) id: String,
    pub(crate) thing: StockThing,
    pub(super) least: u32,
    pub(super) name: String,
    pub(super) keeps: bool,
    /// It was seen sold out, or never seen, since it was last told.
    pub(super) armed: bool,
    pub(super) in_stock: Option<bool>,
    /// Since when it is known to be sold out without a gap.
    pub(super) out_since: Option<DateTime<Utc>>,
    pub(super) seen_at: Option<DateTime<Utc>>,
    pub(super) told_at: Option<DateTime<Utc>>,
    pub(super) created_at: DateTime<Utc>,
}

impl Watch {
    pub(super) fn view(&self) -> StockWatchView {
        StockWatchView {
            id: self.id.clone(),
            thing: self.thing.clone(),
            name: self.name.clone(),
            least: self.least,
            keeps: self.keeps,
            in_stock: self.in_stock,
            out_since: self.out_since.filter(|_| self.in_stock == Some(false)),
            seen_at: self.seen_at,
            told_at: self.told_at,
            created_at: self.created_at,
        }
    }
}

/// Waits for something, or changes how often it is told.
pub(super) fn set(app: &App, account: &Account, args: &StockWatchArgs) -> Answer<()> {
    let (profile, now) = (account.profile_id(), app.host.now());
    let least = match args.thing {
        StockThing::Preset { .. } => 1,
        StockThing::Metal { .. } => args.least.unwrap_or(1),
    };
    if !(1..=MOST_GPUS).contains(&least) {
        let message = "The least number of GPUs is a whole number, 1 or more.";
        return Err(CommandError::new(ErrorCode::Invalid, message).at("least"));
    }
    let known = all(&app.store, profile)?;
    if known.len() >= MOST && known.iter().all(|watch| watch.thing != args.thing) {
        let message = format!("{MOST} things are watched already. Take one off the list in Deploy, Standing.");
        return Err(CommandError::new(ErrorCode::NotAllowed, message));
    }
    let Some(name) = offers::name(account, &args.thing) else {
        return Err(CommandError::new(
            ErrorCode::Gone,
            "The provider does not offer this hardware, as it was read last. Read it again, then watch what is there.",
        ));
    };
    let name = match args.thing {
        StockThing::Metal { .. } if least > 1 => format!("{least} × {name}"),
        _ => name,
    };
    let known_since = offers::since(&app.store, profile, now)?;
    let out_since = known_since.get(&args.thing).filter(|since| !since.in_stock).map(|since| since.at);
    let (kind, id, network) = offers::columns(&args.thing);
    app.store.transact(|connection| {
        connection.execute(
            "INSERT INTO stock_watch (id, profile_id, kind, thing_id, network, least, name, keeps, armed, out_since, seen_at,
                                      created_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 1, ?9, ?10, ?10)
             ON CONFLICT (profile_id, kind, thing_id, network) DO UPDATE SET
               keeps = excluded.keeps, name = excluded.name, least = excluded.least,
               -- another number is another thing to wait for
               armed = CASE WHEN least = excluded.least THEN armed ELSE 1 END,
               in_stock = CASE WHEN least = excluded.least THEN in_stock END",
            params![
                uuid::Uuid::new_v4().to_string(),
                profile,
                kind,
                id,
                network,
                least,
                name,
                args.keeps,
                out_since.map(|at| at.to_rfc3339()),
                now.to_rfc3339(),
            ],
        )
    })?;
    Ok(())
}

/// Everything that is waited for, oldest first.
pub(crate) fn all(store: &Store, profile: &str) -> Answer<Vec<Watch>> {
    store.read(|connection| {
        connection
            .prepare_cached(&format!(
                "SELECT {FIELDS} FROM stock_watch WHERE profile_id = ?1 ORDER BY created_at, rowid"
            ))?
            .query_map([profile], row)?
            .collect()
    })
}

const FIELDS: &str =
    "id, kind, thing_id, network, least, name, keeps, armed, in_stock, out_since, seen_at, told_at, created_at";

fn row(row: &Row<'_>) -> rusqlite::Result<Watch> {
    let time = |text: Option<String>| text.and_then(|text| text.parse().ok());
    let (kind, created): (String, String) = (row.get(1)?, row.get(12)?);
    Ok(Watch {
        id: row.get(0)?,
        thing: offers::of_columns(&kind, row.get(2)?, row.get(3)?),
        least: row.get(4)?,
        name: row.get(5)?,
        keeps: row.get(6)?,
        armed: row.get(7)?,
        in_stock: row.get(8)?,
        out_since: time(row.get(9)?),
        seen_at: time(row.get(10)?),
        told_at: time(row.get(11)?),
        created_at: created.parse().unwrap_or_default(),
    })
}

/// Waits no longer.
pub(super) fn remove(store: &Store, profile: &str, id: &str) -> Answer<()> {
    store.transact(|c| c.execute("DELETE FROM stock_watch WHERE profile_id = ?1 AND id = ?2", [profile, id])).map(drop)
}

/// Notes what a reading shows of one thing, and tells where it came in.
pub(crate) fn look(app: &App, profile: &str, watch: &Watch, reading: &Reading) -> Answer<()> {
    let found = reading.find(&watch.thing);
    let Some(in_stock) = found.has(watch.least) else { return Ok(()) };
    let now = app.host.now();
    let told = app.store.transact(|connection| {
        // Read again: the person may have taken it off, or another copy of Voltdeck have told it.
        let Some(kept) = find(connection, profile, &watch.id)? else { return Ok(false) };
        let next = after(&kept, in_stock, now);
        if next == kept {
            return Ok(false);
        }
        let comes_in = in_stock && kept.armed;
        if comes_in {
            let said = comes_in_words(&kept, &found, now);
            let news = News { place: Some(place(&kept.thing)), ..said.news() };
            activity::tell_in(connection, profile, now, &news)?;
        }
        if comes_in && !kept.keeps {
            connection.execute("DELETE FROM stock_watch WHERE id = ?1", [&kept.id])?;
        } else {
            update(connection, &next)?;
        }
        Ok(comes_in)
    })?;
    if told {
        activity::told_now(app);
    }
    app.host.emit(Event::Stock);
    Ok(())
}

/// The watch after it was seen like this.
fn after(watch: &Watch, in_stock: bool, now: DateTime<Utc>) -> Watch {
    let gap = watch.seen_at.is_none_or(|seen| !(TimeDelta::zero()..=offers::GAP).contains(&(now - seen)));
    let out_since = match (in_stock, watch.in_stock) {
        (true, _) => None,
        (false, Some(true)) => Some(now),
        (false, _) if gap => None,
        (false, _) => watch.out_since,
    };
    Watch {
        armed: !in_stock,
        in_stock: Some(in_stock),
        out_since,
        seen_at: Some(now),
        told_at: if in_stock && watch.armed { Some(now) } else { watch.told_at },
        ..watch.clone()
    }
}

fn update(connection: &Connection, watch: &Watch) -> rusqlite::Result<()> {
    let time = |at: Option<DateTime<Utc>>| at.map(|at| at.to_rfc3339());
    connection
        .prepare_cached(
            "UPDATE stock_watch SET armed = ?2, in_stock = ?3, out_since = ?4, seen_at = ?5, told_at = ?6 WHERE id = ?1",
        )?
        .execute(params![
            watch.id,
            watch.armed,
            watch.in_stock,
            time(watch.out_since),
            time(watch.seen_at),
            time(watch.told_at)
        ])?;
    Ok(())
}

fn find(connection: &Connection, profile: &str, id: &str) -> rusqlite::Result<Option<Watch>> {
    let sql = format!("SELECT {FIELDS} FROM stock_watch WHERE profile_id = ?1 AND id = ?2");
    connection.query_row(&sql, [profile, id], row).optional()
}

/// It is no longer offered: that is told, and nobody waits for it any more.
pub(crate) fn gone(app: &App, profile: &str, watch: &Watch) -> Answer<()> {
    let now = app.host.now();
    let told = app.store.transact(|connection| {
        let removed =
            connection.execute("DELETE FROM stock_watch WHERE profile_id = ?1 AND id = ?2", [profile, &watch.id])?;
        if removed == 0 {
            return Ok(false);
        }
        let news = News {
            kind: ActivityKind::Notice,
            subject: &watch.name,
            deed: "is no longer offered",
            meaning: "The provider's list lacks it, so it is not watched any more.",
            mark: Mark::Terminated,
            place: Some(Place::Availability),
            notice: Some(NoticeKind::Stock),
            ..News::default()
        };
        activity::tell_in(connection, profile, now, &news)
    })?;
    if told {
        activity::told_now(app);
        app.host.emit(Event::Stock);
    }
    Ok(())
}

fn place(thing: &StockThing) -> Place {
    match thing {
        StockThing::Preset { .. } => Place::Deploy,
        StockThing::Metal { .. } => Place::Availability,
    }
}

struct ComesIn {
    subject: String,
    deed: String,
    meaning: String,
    price: Option<Money>,
}

impl ComesIn {
    fn news(&self) -> News<'_> {
        News {
            subject: &self.subject,
            deed: &self.deed,
            meaning: &self.meaning,
            mark: Mark::Running,
            price: self.price.map(|price| price.0),
            notice: Some(NoticeKind::Stock),
            actor: Actor::Provider,
            ..News::default()
        }
    }
}

/// `2 × H100` `is in stock in Allen after 47 h`.
fn comes_in_words(watch: &Watch, found: &Found<'_>, now: DateTime<Utc>) -> ComesIn {
    let gap = watch.seen_at.is_none_or(|seen| now - seen > offers::GAP);
    let after = watch.out_since.filter(|_| !gap).map(|since| format!(" after {}", lasted(now - since)));
    let after = after.unwrap_or_default();
    let then =
        if watch.keeps { "You are told again when it sold out and comes back." } else { "It is not watched any more." };
    match found {
        Found::Preset(preset) => {
            let price = preset.per_hour.map(|price| format!("It costs {}/h. ", deploy::dollars(price)));
            ComesIn {
                subject: watch.name.clone(),
                deed: format!("is in stock{}{after}", words::places(&preset.places)),
                meaning: format!("{}{then}", price.unwrap_or_default()),
                price: preset.per_hour,
            }
        }
        Found::Metal(line) => {
            let free = line.free_gpus.unwrap_or_default();
            let price = line.per_gpu_hour.map(|price| format!("A GPU costs {}/h. ", deploy::dollars(price)));
            ComesIn {
                subject: watch.name.clone(),
                deed: format!("is in stock{after}"),
                meaning: format!("{free} GPUs are free. {}{then}", price.unwrap_or_default()),
                price: line.per_gpu_hour,
            }
        }
        Found::Gone | Found::Unsaid => ComesIn {
            subject: watch.name.clone(),
            deed: "is in stock".to_owned(),
            meaning: then.to_owned(),
            price: None,
        },
    }
}

#[cfg(test)]
mod tests {
    use voltdeck_contract::PresetView;

    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        format!("2026-10-15T{text}Z").parse().unwrap()
    }

    fn watch() -> Watch {
        Watch {
            id: "w".into(),
            thing: StockThing::Preset { id: "two".into() },
            least: 1,
            name: "2 × H100".into(),
            keeps: true,
            armed: true,
            in_stock: None,
            out_since: None,
            seen_at: Some(at("12:00:00")),
            told_at: None,
            created_at: at("12:00:00"),
        }
    }

    #[test]
    fn it_is_told_when_it_comes_in_and_again_only_after_it_was_seen_sold_out() {
        let told = |before: &Watch, in_stock, time| (in_stock && before.armed, after(before, in_stock, at(time)));
        let (first, watch) = told(&watch(), true, "12:01:00");
        let (second, watch) = told(&watch, true, "12:02:00");
        let (sold_out, watch) = told(&watch, false, "12:03:00");
        assert_eq!(watch.out_since, Some(at("12:03:00")));
        let (third, watch) = told(&watch, true, "12:04:00");
        assert_eq!([first, second, sold_out, third], [true, false, false, true]);
        assert_eq!((watch.told_at, watch.out_since), (Some(at("12:04:00")), None));
    }

    #[test]
    fn how_long_it_was_sold_out_is_said_only_where_somebody_looked_all_the_time() {
        let sold_out = Watch { out_since: Some(at("10:00:00")), in_stock: Some(false), ..watch() };
        let places = vec!["Allen, Texas, USA".to_owned()];
        let here = PresetView { places, in_stock: true, ..PresetView::default() };
        let said = |watch: &Watch, time| comes_in_words(watch, &Found::Preset(&here), at(time)).deed;
        assert_eq!(said(&sold_out, "12:01:00"), "is in stock in Allen after 2 h");
        assert_eq!(said(&sold_out, "13:00:00"), "is in stock in Allen", "an hour without a look");
        assert_eq!(after(&sold_out, false, at("13:00:00")).out_since, None);
        assert_eq!(after(&sold_out, false, at("12:01:00")).out_since, Some(at("10:00:00")));
    }
}
