//! The randomness of the system, made one that a seed decides: ids that are made by chance order what is listed, and the
//! order in which a `HashMap` is gone through is drawn for each thread. Both come from the system's `getrandom`, and the
//! standard library calls it by a symbol that may be taken over for just this. Where there is another system, a seed decides
//! all but these two.
#![allow(unsafe_code, reason = "a symbol of C can be defined in no other way, and no product is linked with this")]

use std::cell::Cell;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::dice::Dice;

/// What threads that nobody seeded draw from, each by its number.
static OTHERS: AtomicU64 = AtomicU64::new(1);

thread_local! {
    static STATE: Cell<Option<u64>> = const { Cell::new(None) };
}

/// From now on the randomness of this thread is that of a seed, and so is that of threads that are begun after it.
pub fn seed(seed: u64) {
    STATE.set(Some(seed));
    OTHERS.store(seed.rotate_left(17) | 1, Ordering::Relaxed);
}

fn next() -> u64 {
    STATE.with(|state| {
        let seed = state.get().unwrap_or_else(|| OTHERS.fetch_add(2, Ordering::Relaxed));
        let mut dice = Dice::new(seed);
        let number = dice.draw();
        state.set(Some(seed.wrapping_add(0x9e37_79b9_7f4a_7c15)));
        number
    })
}

#[cfg(target_os = "linux")]
#[unsafe(no_mangle)]
extern "C" fn getrandom(buffer: *mut u8, length: usize, _flags: u32) -> isize {
    for at in 0..length {
        let byte = next().to_le_bytes()[0];
        // SAFETY: whoever calls it hands a buffer of that length over, as the call of the system wants it.
        unsafe { buffer.add(at).write(byte) };
    }
    isize::try_from(length).unwrap_or(-1)
}
