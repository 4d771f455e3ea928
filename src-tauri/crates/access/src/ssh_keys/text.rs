//! The text in a file of a key, however it is encoded: `PowerShell` writes UTF-16 where output goes to a file.

/// The most that is read of a file, in bytes; what is larger is something else.
pub(super) const MOST_BYTES: u64 = 64 * 1024;

/// The text of a file without the mark at its beginning; `None` where it holds none.
pub(super) fn text(bytes: &[u8]) -> Option<String> {
    let text = match bytes {
        [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes),
        // All that stands in a key is ASCII, so every other byte is zero.
        [_, 0, _, 0, ..] => utf16(bytes, u16::from_le_bytes),
        [0, _, 0, _, ..] => utf16(bytes, u16::from_be_bytes),
        _ => std::str::from_utf8(bytes).ok().map(str::to_owned),
    };
    text.filter(|text| !text.contains('\0')).map(|text| text.trim_start_matches('\u{feff}').to_owned())
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Option<String> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let units: Vec<u16> = pairs.iter().map(|&pair| unit(pair)).collect();
    String::from_utf16(&units).ok().filter(|_| rest.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_read_in_every_encoding_that_a_shell_writes() {
        let key = "ssh-ed25519 AAAA mé@laptop\r\n";
        let little: Vec<u8> = key.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = key.encode_utf16().flat_map(u16::to_be_bytes).collect();
        for bytes in [
            key.as_bytes(),
            &[b"\xef\xbb\xbf", key.as_bytes()].concat(),
            &[&[0xff, 0xfe], &little[..]].concat(),
            &[&[0xfe, 0xff], &big[..]].concat(),
            &little,
            &big,
        ] {
            assert_eq!(text(bytes).as_deref(), Some(key));
        }
        assert_eq!(text(b"").as_deref(), Some(""));
        for bytes in [&[0xff, 0xfe, 0x41][..], &[0x80, 0x81], b"a\0b", &[0xff, 0xfe, 0, 0xd8]] {
            assert_eq!(text(bytes), None, "{bytes:?}");
        }
    }
}
