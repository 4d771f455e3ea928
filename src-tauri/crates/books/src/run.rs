//! How an export tells how far it is, and how it is stopped.

use std::borrow::Borrow;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::{Error, Line};

/// How many lines go by between two tellings.
const EACH: u64 = 1_000;

/// One export as it runs: who is told of each thousand lines, and the flag that stops it.
pub struct Run<'a> {
    progress: &'a mut dyn FnMut(u64),
    cancelled: &'a AtomicBool,
    done: u64,
}

impl<'a> Run<'a> {
    /// `progress` is told how many lines are done. A flag that is set stops the export at the next line.
    pub fn new(progress: &'a mut dyn FnMut(u64), cancelled: &'a AtomicBool) -> Self {
        Self { progress, cancelled, done: 0 }
    }

    /// Lines so far.
    pub fn done(&self) -> u64 {
        self.done
    }

    /// The flag that stops it.
    pub(crate) fn flag(&self) -> &'a AtomicBool {
        self.cancelled
    }

    /// Fails where somebody stopped it.
    pub fn goes_on(&self) -> Result<(), Error> {
        if self.cancelled.load(Ordering::Relaxed) { Err(Error::Cancelled) } else { Ok(()) }
    }

    /// Hands every line to `act`.
    pub(crate) fn each<L: Borrow<Line>>(
        &mut self,
        lines: impl IntoIterator<Item = Result<L, String>>,
        mut act: impl FnMut(&Line) -> Result<(), Error>,
    ) -> Result<(), Error> {
        for line in lines {
            self.goes_on()?;
            act(line.map_err(Error::Lines)?.borrow())?;
            self.done += 1;
            if self.done.is_multiple_of(EACH) {
                (self.progress)(self.done);
            }
        }
        self.goes_on()?;
        (self.progress)(self.done);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(count: usize) -> impl Iterator<Item = Result<Line, String>> {
        let month: crate::Month = "2026-10".parse().unwrap();
        (0..count).map(move |number| Ok(Line::new(month, month.end(), &number.to_string())))
    }

    #[test]
    fn each_thousand_and_the_end_are_told() {
        let (mut told, flag) = (Vec::new(), AtomicBool::new(false));
        Run::new(&mut |done| told.push(done), &flag).each(lines(2_500), |_| Ok(())).unwrap();
        assert_eq!(told, [1_000, 2_000, 2_500]);
    }

    #[test]
    fn the_flag_stops_at_the_next_line_and_also_after_the_last() {
        let flag = AtomicBool::new(false);
        let mut seen = 0;
        let stopped = Run::new(&mut |_| {}, &flag).each(lines(10), |_| {
            seen += 1;
            flag.store(seen == 4, Ordering::Relaxed);
            Ok(())
        });
        assert!(matches!(stopped, Err(Error::Cancelled)));
        assert_eq!(seen, 4);
        let late = Run::new(&mut |_| {}, &flag).each(lines(0), |_| Ok(()));
        assert!(matches!(late, Err(Error::Cancelled)));
    }

    #[test]
    fn a_source_that_fails_says_why() {
        let flag = AtomicBool::new(false);
        let broken = lines(1).chain([Err("the store is gone".to_owned())]);
        let failed = Run::new(&mut |_| {}, &flag).each(broken, |_| Ok(()));
        assert!(failed.unwrap_err().to_string().contains("the store is gone"));
    }
}
