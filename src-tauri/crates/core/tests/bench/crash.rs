//! An app that ends without warning wherever it asks the host for anything, which it does between all that it writes.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

/// What the panic of a crash says.
pub const CRASH: &str = "the app ends here";

/// Ends the app at a moment that is chosen by counting: every look at the clock, every event, and every request before it
/// is sent and after it was answered is one.
#[derive(Debug, Default)]
pub struct Crash {
    left: Mutex<Option<u32>>,
    over: AtomicBool,
    /// A fault of Voltdeck's own: one panic, after which everything goes on.
    fault: Mutex<Option<u32>>,
    faults: AtomicU32,
}

impl Crash {
    /// Crashes at the moment with this number, from now on.
    pub fn at(&self, moment: u32) {
        *self.left.lock().unwrap() = Some(moment);
        self.over.store(false, Ordering::SeqCst);
    }

    /// Crashes no more.
    pub fn never(&self) {
        *self.left.lock().unwrap() = None;
        self.over.store(false, Ordering::SeqCst);
    }

    /// Has the look at the clock with this number panic, from now on, and nothing else.
    pub fn fault_at(&self, look: u32) {
        *self.fault.lock().unwrap() = Some(look);
    }

    /// None of that any more.
    pub fn no_fault(&self) {
        *self.fault.lock().unwrap() = None;
    }

    /// How often that happened.
    pub fn faults(&self) -> u32 {
        self.faults.load(Ordering::SeqCst)
    }

    /// A look at the clock.
    #[expect(clippy::panic, reason = "it is the fault")]
    pub fn look(&self) {
        let mut fault = self.fault.lock().unwrap();
        match fault.as_mut() {
            None => return,
            Some(0) => *fault = None,
            Some(left) => {
                *left -= 1;
                return;
            }
        }
        drop(fault);
        self.faults.fetch_add(1, Ordering::SeqCst);
        std::panic::panic_any(CRASH);
    }

    /// The app has ended: nothing of it may go on.
    pub fn is_over(&self) -> bool {
        self.over.load(Ordering::SeqCst)
    }

    /// A moment at which the app may end.
    #[expect(clippy::panic, reason = "it is the crash")]
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
