//! Notices that the balance runs out: at each threshold once, until the runway has risen clearly above it.

mod deposits;

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use rusqlite::{Connection, params};
use rust_decimal::Decimal;

use crate::billing::month;
use crate::money;
use voltdeck_base::account::Account;
use voltdeck_base::activity::{self, News};
use voltdeck_base::{App, format, rates};
use voltdeck_contract::{ActivityKind, Actor, Answer, Mark, NoticeKind, Place};

const HOUR: u32 = 3600;
const DAY: u32 = 24 * HOUR;
/// Seconds below which it is told, with their words.
const THRESHOLDS: [(u32, &str); 4] =
    [(7 * DAY, "7 days"), (3 * DAY, "3 days"), (DAY, "24 hours"), (6 * HOUR, "6 hours")];

/// How long the balance lasts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Runway {
    /// So many seconds.
    Lasts(u32),
    /// Nothing burns.
    Forever,
    /// There is no balance that could run out, or it is not known.
    Nothing,
}

impl Runway {
    fn of(balance: Option<Decimal>, burn: Option<Decimal>) -> Self {
        match balance.zip(burn) {
            Some((balance, burn)) if balance > Decimal::ZERO => {
                money::runway(balance, burn).map_or(Self::Forever, Self::Lasts)
            }
            _ => Self::Nothing,
        }
    }
}

/// What a reading tells: the threshold that it fell below, if that is news, and those that are told from then on. A
/// threshold is armed again when the runway is a tenth above it: a machine that starts and stops must not tell it twice.
fn step(told: &BTreeSet<u32>, runway: Runway) -> (Option<u32>, BTreeSet<u32>) {
    let seconds = match runway {
        Runway::Nothing => return (None, told.clone()),
        Runway::Forever => return (None, BTreeSet::new()),
        Runway::Lasts(seconds) => seconds,
    };
    let fallen = THRESHOLDS.iter().map(|(threshold, _)| *threshold).filter(|threshold| seconds < *threshold);
    let fallen: BTreeSet<u32> = fallen.collect();
    // A fall through several is one piece of news: the lowest.
    let news = fallen.first().copied().filter(|lowest| !told.contains(lowest));
    let kept = told.iter().copied().filter(|threshold| seconds < threshold + threshold / 10);
    (news, kept.chain(fallen).collect())
}

/// Tells of the runway after a reading of the money.
pub async fn tell(app: &Arc<App>, account: &Arc<Account>) -> Answer<()> {
    let now = app.host.now();
    let Some(month) = month::sums(app, account) else { return Ok(()) };
    let burn = rates::burn(account).map(|(rate, _)| rate);
    let runway = Runway::of(month.balance, burn);
    // A balance that was never paid in, as of credits or of a bill that comes later, does not run out.
    if runway == Runway::Nothing || !deposits::seen(app, account, &month).await? {
        return Ok(());
    }
    let profile = account.profile_id().to_owned();
    let fell = app.store.write(move |connection| {
        let told = told(connection, &profile)?;
        let (news, kept) = step(&told, runway);
        if kept != told {
            keep(connection, &profile, now, &kept)?;
        }
        let (Some(threshold), Some(balance), Runway::Lasts(seconds)) = (news, month.balance, runway) else {
            return Ok(false);
        };
        write(connection, &profile, now, threshold, (balance, burn, seconds))
    });
    if fell.await? {
        activity::told_now(app);
    }
    Ok(())
}

fn write(
    connection: &Connection,
    profile: &str,
    now: DateTime<Utc>,
    threshold: u32,
    (balance, burn, seconds): (Decimal, Option<Decimal>, u32),
) -> rusqlite::Result<bool> {
    let words = THRESHOLDS.iter().find(|(known, _)| *known == threshold).map_or("", |(_, words)| words);
    let lasts = format::lasting(TimeDelta::seconds(seconds.into()));
    let news = News {
        kind: ActivityKind::Notice,
        actor: Actor::Voltdeck,
        subject: "Runway",
        deed: &format!("is under {words}"),
        meaning: &format!("{} lasts {lasts} at {}.", format::dollars(balance), format::per_hour(burn)),
        mark: Mark::Pending,
        place: Some(Place::Overview),
        notice: Some(NoticeKind::Runway),
        ..News::default()
    };
    activity::tell_in(connection, profile, now, &news)
}

fn told(connection: &Connection, profile: &str) -> rusqlite::Result<BTreeSet<u32>> {
    let sql = "SELECT seconds FROM runway_told WHERE profile_id = ?1";
    connection.prepare_cached(sql)?.query_map([profile], |row| row.get(0))?.collect()
}

fn keep(connection: &Connection, profile: &str, now: DateTime<Utc>, told: &BTreeSet<u32>) -> rusqlite::Result<()> {
    connection.execute("DELETE FROM runway_told WHERE profile_id = ?1", [profile])?;
    for seconds in told {
        let sql = "INSERT INTO runway_told (profile_id, seconds, at) VALUES (?1, ?2, ?3)";
        connection.execute(sql, params![profile, seconds, now.to_rfc3339()])?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// What a row of readings, in tenths of an hour, tells: the hours of the threshold.
    fn tells(tenths: &[u32]) -> Vec<Option<u32>> {
        let mut told = BTreeSet::new();
        tenths
            .iter()
            .map(|tenths| {
                let (news, kept) = step(&told, Runway::Lasts(tenths * HOUR / 10));
                told = kept;
                news.map(|seconds| seconds / HOUR)
            })
            .collect()
    }

    #[test]
    fn each_threshold_is_told_once_for_each_fall_below_it() {
        let cases: [(&[u32], &[Option<u32>]); 6] = [
            (&[2000, 1680, 1679, 1600], &[None, None, Some(168), None]),
            // A little above and below again tells nothing; a tenth above arms it.
            (&[1670, 1700, 1670, 1847, 1670], &[Some(168), None, None, None, None]),
            (&[1670, 1848, 1670], &[Some(168), None, Some(168)]),
            // A fall through several tells the lowest alone, and those above it not later.
            (&[2000, 200, 600, 230], &[None, Some(24), None, Some(24)]),
            (&[50, 65, 50, 66, 59], &[Some(6), None, None, None, Some(6)]),
            (&[710, 50], &[Some(72), Some(6)]),
        ];
        for (tenths, expected) in cases {
            assert_eq!(tells(tenths), expected, "{tenths:?}");
        }
    }

    #[test]
    fn what_lasts_for_ever_arms_all_and_no_balance_changes_nothing() {
        let told: BTreeSet<u32> = [7 * DAY, 3 * DAY].into();
        assert_eq!(step(&told, Runway::Forever), (None, BTreeSet::new()));
        assert_eq!(step(&told, Runway::Nothing), (None, told));
        let of = |balance: &str, burn: &str| Runway::of(balance.parse().ok(), burn.parse().ok());
        assert_eq!(of("18", "2"), Runway::Lasts(9 * HOUR));
        assert_eq!((of("18", "0"), of("0", "2"), of("-3", "2")), (Runway::Forever, Runway::Nothing, Runway::Nothing));
        assert_eq!((of("", "2"), of("18", "")), (Runway::Nothing, Runway::Nothing));
    }

    proptest! {
        #[test]
        fn between_two_notices_of_a_threshold_the_runway_was_clearly_above_it(
            readings in prop::collection::vec(
                prop_oneof![
                    6 => (0_u32..10 * DAY).prop_map(Runway::Lasts),
                    1 => Just(Runway::Forever),
                    1 => Just(Runway::Nothing),
                ],
                0..60,
            ),
        ) {
            let mut told = BTreeSet::new();
            // The highest runway since each threshold was told last.
            let mut highest: std::collections::BTreeMap<u32, u32> = std::collections::BTreeMap::new();
            for reading in readings {
                let (news, kept) = step(&told, reading);
                if let Runway::Lasts(seconds) = reading {
                    for high in highest.values_mut() {
                        *high = (*high).max(seconds);
                    }
                    // Wherever it stands below, that was told: nothing is missed.
                    prop_assert!(THRESHOLDS.iter().all(|(one, _)| seconds >= *one || kept.contains(one)));
                } else if reading == Runway::Forever {
                    highest.clear();
                }
                if let Some(threshold) = news {
                    prop_assert!(matches!(reading, Runway::Lasts(seconds) if seconds < threshold));
                    if let Some(high) = highest.get(&threshold) {
                        prop_assert!(*high >= threshold + threshold / 10, "{} rose to {} only", threshold, high);
                    }
                    highest.insert(threshold, 0);
                }
                told = kept;
            }
        }
    }
}
