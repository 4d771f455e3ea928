//! A secret however it may be written.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;

/// By what a secret is known: the name of the form, and the bytes.
pub(crate) fn of(secret: &str) -> Vec<(&'static str, Vec<u8>)> {
    let bytes = secret.as_bytes();
    let hex = bytes.iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"));
    let percent: String = bytes
        .iter()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => char::from(*byte).to_string(),
            other => format!("%{other:02X}"),
        })
        .collect();
    let (first, second) = bytes.split_at(bytes.len() / 2);
    let backwards = |part: &[u8]| part.iter().rev().copied().collect::<Vec<u8>>();
    let mut forms = vec![
        ("as it is", bytes.to_vec()),
        ("as JSON", serde_json::to_string(secret).unwrap().trim_matches('"').as_bytes().to_vec()),
        ("as Rust shows it", format!("{secret:?}").trim_matches('"').as_bytes().to_vec()),
        ("for a URL", percent.into_bytes()),
        ("in hex", hex.clone().into_bytes()),
        ("in capital hex", hex.to_uppercase().into_bytes()),
        ("in UTF-16", secret.encode_utf16().flat_map(u16::to_le_bytes).collect()),
        ("its first half", first.to_vec()),
        ("its second half", second.to_vec()),
        ("its first half backwards", backwards(first)),
        ("its second half backwards", backwards(second)),
    ];
    // Wherever it begins among other bytes, the middle of it is written so.
    for skip in 0..3 {
        let whole = &bytes[skip..];
        let whole = &whole[..whole.len() - whole.len() % 3];
        forms.push(("in base64", STANDARD_NO_PAD.encode(whole).into_bytes()));
    }
    forms
}

/// Any form of a secret is plain letters, so that nothing is lost where bytes are read as text.
pub(crate) fn holds(text: &str, needle: &[u8]) -> bool {
    std::str::from_utf8(needle).is_ok_and(|needle| text.contains(needle))
}

#[test]
fn a_secret_is_known_in_every_form() {
    let secret = "a \"secret\"\nof/some length";
    let known = |text: &str| of(secret).iter().any(|(_, needle)| holds(text, needle));
    for text in [
        "x a \"secret\"\nof/some length x",
        r#"{"text":"a \"secret\"\nof/some length"}"#,
        "?q=a%20%22secret%22%0Aof%2Fsome%20length",
        "6120227365637265742",
        "YSAic2VjcmV0IgpvZi9zb21lIGxlbmd0aA",
        "eGEgInNlY3JldCIKb2Yvc29tZSBsZW5ndGg",
        "eHhhICJzZWNyZXQiCm9mL3NvbWUgbGVuZ3Ro",
        "of/some length",
        "htgnel emos/fo",
    ] {
        assert_eq!(known(text), text != "6120227365637265742", "{text}");
    }
    assert!(known("612022736563726574220a6f662f736f6d65206c656e677468"));
    assert!(!known("a secret of some length"));
}
