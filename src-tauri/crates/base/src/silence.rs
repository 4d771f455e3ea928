//! How long a list has been silent on a thing: the one rule by which what is not listed is taken not to be there.

use std::time::Duration;

use tokio::time::Instant;

/// For how long a list may lag behind what there is.
pub const LISTS_LAG: Duration = Duration::from_secs(15 * 60);
/// Whole sweeps that must agree before what they lack is taken not to be there.
const SWEEPS_THAT_AGREE: u32 = 3;

/// Whole sweeps, one after the other, that lack the same thing. It is counted by the clock that only counts, so whoever
/// sets the other makes nothing absent; and it is kept in memory alone, so that a new run counts anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Silence {
    sweeps: u32,
    first: Instant,
    last: Instant,
}

impl Silence {
    /// Counts a whole sweep that lacks the thing, by when it was asked for. True once they are enough: three of them, over
    /// at least as long as a list may lag. Whoever finds the thing in a list forgets the silence.
    ///
    /// The caller leaves out a sweep that was asked for before the thing could be listed, and one that is not whole.
    pub fn note(silence: &mut Option<Self>, asked: Instant) -> bool {
        let counted = match *silence {
            // The same sweep seen twice is one sweep.
            Some(before) if asked <= before.last => before,
            Some(before) => Self { sweeps: before.sweeps.saturating_add(1), last: asked, ..before },
            None => Self { sweeps: 1, first: asked, last: asked },
        };
        *silence = Some(counted);
        counted.sweeps >= SWEEPS_THAT_AGREE && counted.last - counted.first >= LISTS_LAG
    }

    /// When the newest of them was asked for: only a later one says more.
    pub fn last(&self) -> Instant {
        self.last
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What each sweep says, asked for so many seconds after the first.
    fn said(seconds: &[u64]) -> Vec<bool> {
        let (began, mut silence) = (Instant::now(), None);
        seconds.iter().map(|&after| Silence::note(&mut silence, began + Duration::from_secs(after))).collect()
    }

    #[test]
    fn it_takes_three_sweeps_and_fifteen_minutes() {
        assert_eq!(said(&[0, 420, 899, 900]), [false, false, false, true]);
        assert_eq!(said(&[0, 1_740, 1_741]), [false, false, true], "two sweeps are not enough, however far apart");
    }

    #[test]
    fn one_sweep_counts_once_and_an_older_one_not_at_all() {
        assert_eq!(said(&[0, 1_740, 1_740, 60, 1_740]), [false; 5]);
    }

    #[test]
    fn what_was_found_in_between_is_counted_anew() {
        let began = Instant::now();
        let mut silence = None;
        for after in [0, 600] {
            assert!(!Silence::note(&mut silence, began + Duration::from_secs(after)));
        }
        silence = None;
        for (after, enough) in [(900, false), (1_000, false), (1_799, false), (1_800, true)] {
            assert_eq!(Silence::note(&mut silence, began + Duration::from_secs(after)), enough, "{after}");
        }
        assert_eq!(silence.map(|silence| silence.last()), Some(began + Duration::from_secs(1_800)));
    }
}
