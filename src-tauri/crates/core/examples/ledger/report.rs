//! A month's report as the provider prints it, with as many lines as one likes.

use std::io::Write as _;

use bytes::Bytes;

/// Machines that are billed in it.
const MACHINES: u32 = 500;
/// Micro-dollars.
const START: i64 = 5_000_000_000_000;

/// A report that adds up. Ids come in no order, as those of a provider.
pub fn made(lines: u32) -> Bytes {
    let mut json = Vec::with_capacity(lines as usize * 600);
    json.extend_from_slice(b"{\"transactions\":[");
    let mut sum = 0_i64;
    for number in 0..lines {
        if number > 0 {
            json.push(b',');
        }
        sum += line(&mut json, number);
    }
    let [start, delta, end] = [START, sum, START + sum].map(text);
    let _ = write!(
        json,
        "],\"balance_at_period_start\":\"{start}\",\"balance_delta_in_period\":\"{delta}\",\
         \"balance_at_period_end\":\"{end}\"}}"
    );
    json.into()
}

/// Writes a line and says its amount.
fn line(json: &mut Vec<u8>, number: u32) -> i64 {
    let mixed = u64::from(number).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let (machine, minute) = (number % MACHINES, mixed % (29 * 1_440));
    let (day, hour, minute) = (minute / 1_440 + 1, minute / 60 % 24, minute % 60);
    let amount = -i64::try_from(mixed >> 40).unwrap_or(0) - 1;
    let (kind, of) = match number % 10 {
        0..=5 => ("charge", "virtual_machine_instance"),
        6..=8 => ("charge", "storage_block_instance"),
        _ => ("payout", "virtual_machine_instance"),
    };
    let amount = if kind == "payout" { -amount } else { amount };
    let id = format!("{:08x}-{:04x}-4000-8000-{number:012x}", mixed >> 32, mixed >> 16 & 0xffff);
    let _ = write!(
        json,
        "{{\"id\":\"{id}\",\"total_amount\":\"{amount}\",\"timestamp_creation\":\"2026-09-{day:02}T{hour:02}:{minute:02}:07.123456Z\",\
         \"timestamp_completion\":\"2026-09-{day:02}T{hour:02}:{minute:02}:59.654321Z\",\"details\":{{\"type\":\"{kind}\",\
         \"linked_instance\":{{\"type\":\"{of}\",\"id\":\"5e{id}\",\"virtual_machine_id\":\"{machine:08x}-0000-4000-8000-000000000000\",\
         \"timestamp_creation\":\"2026-09-{day:02}T{hour:02}:{minute:02}:07.123456Z\",\
         \"timestamp_deletion\":\"2026-09-{day:02}T{hour:02}:{minute:02}:59.654321Z\"}},\"note_public\":null}},\
         \"period_amount\":\"{amount}\"}}",
        amount = text(amount),
    );
    amount
}

fn text(micros: i64) -> String {
    rust_decimal::Decimal::new(micros, 6).to_string()
}
