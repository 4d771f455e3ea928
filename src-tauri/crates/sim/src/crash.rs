//! A process that ends without warning wherever it asks the host for anything, which it does between all that it writes.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::sync::Notify;

/// What the panic of a crash says.
pub const CRASH: &str = "the process ends here";

/// Ends a process at a moment that is chosen by counting: every look at the clock, every event, and every request before it
/// is sent and after it was answered is one.
#[derive(Debug, Default)]
pub struct Crash {
    left: Mutex<Option<u32>>,
    over: AtomicBool,
    /// Told when it is over.
    pub ended: Notify,
}

impl Crash {
    /// Crashes at the moment with this number, from now on.
    pub fn at(&self, moment: u32) {
        *self.left.lock().unwrap() = Some(moment);
    }

    /// Crashes no more.
    pub fn never(&self) {
        *self.left.lock().unwrap() = None;
    }

    /// The process has ended: nothing of it may go on.
    pub fn is_over(&self) -> bool {
        self.over.load(Ordering::SeqCst)
    }

    /// A moment at which the process may end.
    pub fn moment(&self) {
        if !self.is_over() {
            let mut left = self.left.lock().unwrap();
            match left.as_mut() {
                None => return,
                Some(0) => self.over.store(true, Ordering::SeqCst),
                Some(left) => {
                    *left -= 1;
                    return;
                }
            }
            drop(left);
            self.ended.notify_one();
        }
        // What is dropped on the way out of a crash must not end in another.
        if std::thread::panicking() {
            return;
        }
        // What holds a lock unwinds through it: everything that goes on meets the same end at its next moment.
        std::panic::panic_any(CRASH);
    }
}

/// Says nothing of crashes that were asked for.
pub fn quiet() {
    static ONCE: std::sync::Once = std::sync::Once::new();
    ONCE.call_once(|| {
        let loud = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            if panic.payload().downcast_ref::<&str>() != Some(&CRASH) {
                loud(panic);
            }
        }));
    });
}
