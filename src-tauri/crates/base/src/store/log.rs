//! Whether the log of the store (its WAL) is whole. `SQLite` reads it up to the first part whose sum is wrong and takes the rest
//! for what a crash left half written: damage in its middle would lose what was committed, and nobody would be told.

use std::fs::File;
use std::io::{self, BufReader, ErrorKind, Read};
use std::path::Path;
use std::time::Duration;

const HEADER: usize = 32;
const FRAME: usize = 24;
/// The first four bytes, whatever the order of bytes in the sums.
const MAGIC: u32 = 0x377f_0682;

/// How long is waited for somebody else who writes into it.
const WRITTEN: Duration = Duration::from_millis(100);

/// Whether a log has parts that belong to it and cannot be read. One that is not there, or empty, is whole; so is one that another
/// Voltdeck is just writing.
pub(super) fn is_damaged(path: &Path) -> io::Result<bool> {
    let state = || std::fs::metadata(path).and_then(|log| Ok((log.len(), log.modified()?)));
    while has_damage(path)? {
        let before = state();
        std::thread::sleep(WRITTEN);
        if let (Ok(before), Ok(now)) = (before, state())
            && before == now
        {
            return has_damage(path);
        }
    }
    Ok(false)
}

fn has_damage(path: &Path) -> io::Result<bool> {
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(false),
        Err(error) => return Err(error),
    };
    if file.metadata()?.len() == 0 {
        return Ok(false);
    }
    let mut log = BufReader::new(file);
    let mut header = [0; HEADER];
    if !filled(&mut log, &mut header)? {
        return Ok(true);
    }
    let big = header[3] & 1 == 1;
    let page = number(&header, 8) as usize;
    let mut sum = add((0, 0), &header[..24], big);
    if number(&header, 0) & !1 != MAGIC || sum != sums(&header, 24) || !(512..=65_536).contains(&page) {
        return Ok(true);
    }
    let mut broken = false;
    let mut frame = vec![0; FRAME + page];
    while filled(&mut log, &mut frame)? {
        // What was written before the log was begun anew has another salt.
        let ours = frame[8..16] == header[16..24];
        sum = add(add(sum, &frame[..8], big), &frame[FRAME..], big);
        if !broken && ours && sum == sums(&frame, 16) {
            continue;
        }
        broken = true;
        if ours {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Fills the whole of it; false where the file ends before.
fn filled(file: &mut impl Read, buffer: &mut [u8]) -> io::Result<bool> {
    match file.read_exact(buffer) {
        Err(error) if error.kind() == ErrorKind::UnexpectedEof => Ok(false),
        read => read.map(|()| true),
    }
}

fn number(bytes: &[u8], at: usize) -> u32 {
    word(&bytes[at..at + 4], true)
}

fn sums(bytes: &[u8], at: usize) -> (u32, u32) {
    (number(bytes, at), number(bytes, at + 4))
}

fn word(bytes: &[u8], big: bool) -> u32 {
    let bytes = [bytes[0], bytes[1], bytes[2], bytes[3]];
    if big { u32::from_be_bytes(bytes) } else { u32::from_le_bytes(bytes) }
}

/// The sum that `SQLite` keeps of a log, gone on with.
fn add((mut one, mut two): (u32, u32), bytes: &[u8], big: bool) -> (u32, u32) {
    for pair in bytes.chunks_exact(8) {
        one = one.wrapping_add(word(pair, big)).wrapping_add(two);
        two = two.wrapping_add(word(&pair[4..], big)).wrapping_add(one);
    }
    (one, two)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_log_is_whole_until_any_byte_of_what_was_committed_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("store");
        let log = folder.path().join("store-wal");
        assert!(!is_damaged(&log).unwrap(), "there is none");
        let connection = rusqlite::Connection::open(&file).unwrap();
        connection.pragma_update(None, "journal_mode", "WAL").unwrap();
        connection
            .execute_batch("CREATE TABLE a (x); BEGIN; INSERT INTO a VALUES (randomblob(9000)); COMMIT;")
            .unwrap();
        let before = std::fs::read(&log).unwrap();
        assert!(!is_damaged(&log).unwrap());
        for at in (0..before.len()).step_by(97) {
            let mut bytes = before.clone();
            bytes[at] ^= 0x5a;
            std::fs::write(folder.path().join("other"), &bytes).unwrap();
            // Of a frame whose own salt is gone nothing says that it is of this log, where no other follows.
            let is_salt_of_the_last =
                at >= before.len() - 4120 && (at - HEADER) % 4120 >= 8 && (at - HEADER) % 4120 < 16;
            assert!(has_damage(&folder.path().join("other")).unwrap() || is_salt_of_the_last, "byte {at}");
        }
        // Begun anew, what was written before stands behind it and is no damage.
        connection.execute_batch("PRAGMA wal_checkpoint(RESTART); INSERT INTO a VALUES (1);").unwrap();
        assert_eq!(std::fs::read(&log).unwrap().len(), before.len());
        assert!(!is_damaged(&log).unwrap());
    }
}
