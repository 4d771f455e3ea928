//! When the tray is looked up and shown: soon after something was told, not more often than once a second, and not at all
//! where nothing differs.

use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::Instant;

/// The least time between two updates.
const PACE: Duration = Duration::from_secs(1);
/// What is told together is shown together.
const GATHER: Duration = Duration::from_millis(100);

/// How it stands.
pub(super) struct Look<V> {
    /// `None` where it could not be looked up: what is shown stays.
    pub(super) view: Option<V>,
    /// When to look again though nothing is told.
    pub(super) again: Option<Duration>,
}

/// Shows what there is to show, without end.
pub(super) async fn follow<V: Clone + PartialEq, F: Future<Output = Look<V>>>(
    told: &Notify,
    look: impl Fn() -> F,
    mut show: impl FnMut(V),
) {
    let mut shown: Option<V> = None;
    loop {
        let began = Instant::now();
        let Look { view, again } = look().await;
        if let Some(view) = view.filter(|view| shown.as_ref() != Some(view)) {
            shown = Some(view.clone());
            show(view);
        }
        tokio::time::sleep_until(began + PACE).await;
        match again {
            Some(time) => drop(tokio::time::timeout(time, told.notified()).await),
            None => told.notified().await,
        }
        tokio::time::sleep(GATHER).await;
    }
}

#[cfg(test)]
mod tests {
    use std::cell::{Cell, RefCell};

    use super::*;

    /// What was shown, and when, while this happened.
    async fn shown(state: &Cell<u32>, again: Option<Duration>, scene: impl AsyncFnOnce(&Notify)) -> Vec<(u32, u128)> {
        let (told, shown, began) = (Notify::new(), RefCell::new(Vec::new()), Instant::now());
        let look = || std::future::ready(Look { view: Some(state.get()), again });
        let show = |view| shown.borrow_mut().push((view, began.elapsed().as_millis()));
        tokio::select! {
            () = follow(&told, look, show) => {}
            () = scene(&told) => {}
        }
        shown.into_inner()
    }

    async fn pass(milliseconds: u64) {
        tokio::time::sleep(Duration::from_millis(milliseconds)).await;
    }

    #[tokio::test(start_paused = true)]
    async fn a_thousand_changes_at_once_are_one_update() {
        let state = Cell::new(0);
        let updates = shown(&state, None, async |told| {
            pass(5_000).await;
            for change in 1..=1_000 {
                state.set(change);
                told.notify_one();
                tokio::task::yield_now().await;
            }
            pass(60_000).await;
        })
        .await;
        assert_eq!(updates, [(0, 0), (1_000, 5_100)]);
    }

    #[tokio::test(start_paused = true)]
    async fn changes_without_end_are_an_update_a_second() {
        let state = Cell::new(0);
        let updates = shown(&state, None, async |told| {
            for change in 0..100 {
                state.set(change);
                told.notify_one();
                pass(100).await;
            }
        })
        .await;
        assert!((9..=11).contains(&updates.len()), "{updates:?}");
        assert!(updates.windows(2).all(|pair| pair[1].1 - pair[0].1 >= 1_000), "{updates:?}");
    }

    #[tokio::test(start_paused = true)]
    async fn what_is_told_and_changes_nothing_is_no_update_and_time_alone_can_make_one() {
        let state = Cell::new(7);
        let updates = shown(&state, Some(Duration::from_secs(30)), async |told| {
            for _ in 0..20 {
                told.notify_one();
                pass(2_000).await;
            }
            assert_eq!(state.replace(8), 7);
            pass(32_000).await;
        })
        .await;
        assert_eq!(updates.iter().map(|(view, _)| *view).collect::<Vec<_>>(), [7, 8]);
    }
}
