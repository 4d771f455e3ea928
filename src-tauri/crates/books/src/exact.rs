//! Amounts counted in trillionths, so that no sum is ever rounded.

use rust_decimal::Decimal;

use crate::Error;

/// Places that are counted.
pub(crate) const PLACES: u32 = 12;
/// Digits in all, as `DECIMAL(38, 12)` has them.
pub(crate) const DIGITS: u32 = 38;

/// An amount in trillionths; `None` where it has more places, or more digits than `DECIMAL(38, 12)`.
pub(crate) fn units(amount: Decimal) -> Option<i128> {
    // Only where places have to go: this takes them off one by one.
    let amount = if amount.scale() > PLACES { amount.normalize() } else { amount };
    let more = PLACES.checked_sub(amount.scale())?;
    let units = amount.mantissa().checked_mul(10_i128.pow(more))?;
    (units.unsigned_abs() < 10_u128.pow(DIGITS)).then_some(units)
}

/// An amount as text: plain, with at least six places, and no sign on a zero.
pub(crate) fn text(amount: Decimal) -> String {
    let mut amount = if amount.is_zero() { Decimal::ZERO } else { amount.normalize() };
    if amount.scale() < 6 {
        amount.rescale(6);
    }
    amount.to_string()
}

/// An amount in trillionths as text, with at least so many places.
pub(crate) fn units_text(units: i128, least: usize) -> String {
    let (all, one) = (units.unsigned_abs(), 10_u128.pow(PLACES));
    let mut text = String::with_capacity(24);
    if units < 0 {
        text.push('-');
    }
    // Numbers of 64 bits are written several times as fast as those of 128.
    match u64::try_from(all / one) {
        Ok(whole) => push(&mut text, whole),
        Err(_) => text.push_str(&(all / one).to_string()),
    }
    let places = u64::try_from(all % one).unwrap_or(0);
    let mut digits = [b'0'; PLACES as usize];
    let mut rest = places;
    for digit in digits.iter_mut().rev() {
        *digit += u8::try_from(rest % 10).unwrap_or(0);
        rest /= 10;
    }
    let kept = digits.iter().rposition(|digit| *digit != b'0').map_or(0, |last| last + 1).max(least);
    if kept > 0 {
        text.push('.');
        text.extend(digits[..kept].iter().map(|digit| char::from(*digit)));
    }
    text
}

fn push(text: &mut String, mut number: u64) {
    let mut digits = [b'0'; 20];
    let mut first = digits.len();
    loop {
        first -= 1;
        digits[first] += u8::try_from(number % 10).unwrap_or(0);
        number /= 10;
        if number == 0 {
            break;
        }
    }
    text.extend(digits[first..].iter().map(|digit| char::from(*digit)));
}

/// A sum that is never rounded.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Sum(i128);

impl Sum {
    /// Adds trillionths.
    pub(crate) fn add(&mut self, units: i128) -> Result<(), Error> {
        self.0 = self.0.checked_add(units).ok_or(Error::TooLarge)?;
        Ok(())
    }

    /// As a decimal.
    pub(crate) fn decimal(self) -> Result<Decimal, Error> {
        let (mut units, mut scale) = (self.0, PLACES);
        while scale > 0 && units % 10 == 0 {
            (units, scale) = (units / 10, scale - 1);
        }
        Decimal::try_from_i128_with_scale(units, scale).map_err(|_| Error::TooLarge)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn d(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    #[test]
    fn an_amount_is_counted_or_refused_but_never_rounded() {
        assert_eq!(units(d("-1.5")), Some(-1_500_000_000_000));
        assert_eq!(units(d("0.000000000001")), Some(1));
        assert_eq!(units(d("1.0000000000000000")), Some(1_000_000_000_000));
        assert_eq!(units(d("0.0000000000001")), None);
        assert_eq!(units(d("99999999999999999999999999")), Some(99_999_999_999_999_999_999_999_999 * 10_i128.pow(12)));
        assert_eq!(units(d("100000000000000000000000000")), None);
    }

    #[test]
    fn text_is_plain_and_exact() {
        for (amount, written) in [
            ("0", "0.000000"),
            ("-0.00", "0.000000"),
            ("-12.3", "-12.300000"),
            ("1.23456789", "1.23456789"),
            ("5e3", "5000.000000"),
        ] {
            let amount = Decimal::from_scientific(amount).unwrap_or_else(|_| d(amount));
            assert_eq!(text(amount), written);
            assert_eq!(units_text(units(amount).unwrap(), 6), written);
        }
        assert_eq!(units_text(units(d("2.50")).unwrap(), 0), "2.5");
        assert_eq!(units_text(units(d("3")).unwrap(), 0), "3");
        assert_eq!(units_text(-1, 0), "-0.000000000001");
        assert_eq!(units_text(10_i128.pow(38) - 1, 0), "99999999999999999999999999.999999999999");
    }

    #[test]
    fn a_sum_that_would_be_rounded_as_a_decimal_is_refused() {
        let mut sum = Sum::default();
        sum.add(units(d("9000000000000000000")).unwrap()).unwrap();
        sum.add(1).unwrap();
        assert!(matches!(sum.decimal(), Err(Error::TooLarge)));
        sum.add(-1).unwrap();
        assert_eq!(sum.decimal().unwrap(), d("9000000000000000000"));
        sum.add(i128::MAX - 10_i128.pow(37)).unwrap();
        assert!(matches!(sum.add(10_i128.pow(37)), Err(Error::TooLarge)));
    }
}
