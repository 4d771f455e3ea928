//! Takes out of the provider's words what was sent in secret, since a provider may quote what it refuses: whole, line by
//! line, decoded, cut short or wrapped.

use std::collections::HashSet;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

use voltdeck_contract::CloudInitForm;

/// A piece this long that the words share with a secret is one too many.
const PIECE: usize = 8;
/// Lines shorter than this are left to the whole they stand in: `fi` and `done` are no secrets.
const LINE: usize = 8;
const LEFT_OUT: &str = "The provider's words are left out, since they quote what was sent";

/// The provider's words without the secrets of a deploy. What quotes them otherwise than they were sent is left out
/// altogether.
pub(super) fn without_secrets(words: &str, password: Option<&str>, form: Option<&CloudInitForm>) -> String {
    let decoded = form.map(decoded).unwrap_or_default();
    let mut secrets: Vec<&str> = password.into_iter().collect();
    secrets.extend(decoded.iter().map(|text| text.as_str()));
    if let Some(form) = form {
        secrets.extend(form.runcmd.iter().map(String::as_str));
        secrets.extend(form.write_files.iter().map(|file| file.content.as_str()));
        // The name of a package is worth reading in an error; an address can carry a password.
        secrets.extend(form.packages.iter().map(String::as_str).filter(|package| package.contains([':', '@'])));
    }
    let mut quotes = secrets.clone();
    quotes.extend(secrets.iter().flat_map(|secret| secret.lines()).map(str::trim).filter(|line| line.len() >= LINE));
    quotes.retain(|quote| quote.trim().len() > 3);
    quotes.sort_by_key(|quote| std::cmp::Reverse(quote.len()));
    let rest = quotes.iter().fold(words.to_owned(), |words, quote| words.replace(quote, "…"));
    if secrets.iter().any(|secret| share_a_piece(&rest, secret)) { LEFT_OUT.to_owned() } else { rest }
}

/// What stands behind contents that are sent encoded. Packed ones are not unpacked.
fn decoded(form: &CloudInitForm) -> Vec<Zeroizing<String>> {
    let encoded = form.write_files.iter().filter(|file| {
        let encoding = file.encoding.to_ascii_lowercase();
        encoding.contains("b64") || encoding.contains("base64")
    });
    encoded
        .filter_map(|file| {
            let text = Zeroizing::new(file.content.split_whitespace().collect::<String>());
            let bytes = Zeroizing::new(STANDARD.decode(text.as_bytes()).ok()?);
            Some(Zeroizing::new(String::from_utf8_lossy(&bytes).into_owned()))
        })
        .collect()
}

fn share_a_piece(words: &str, secret: &str) -> bool {
    let (words, secret) = (bare(words), Zeroizing::new(bare(secret)));
    let pieces: HashSet<&[char]> = words.windows(PIECE).collect();
    secret.windows(PIECE).any(|piece| pieces.contains(piece))
}

/// Without what quoting changes: spaces, line ends, escapes.
fn bare(text: &str) -> Vec<char> {
    let unescaped = ["\\n", "\\r", "\\t"].iter().fold(text.to_owned(), |text, escape| text.replace(escape, ""));
    unescaped.chars().filter(|char| !char.is_whitespace() && !char.is_control() && *char != '\\').collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use voltdeck_contract::WriteFile;

    fn form() -> CloudInitForm {
        CloudInitForm {
            packages: vec!["htop".into(), "https://me:canary-address@host/x.deb".into()],
            write_files: vec![
                WriteFile { content: "first\ncanary-line-two\n".into(), ..WriteFile::default() },
                WriteFile {
                    content: STANDARD.encode("token = canary-behind-base64"),
                    encoding: "b64".into(),
                    ..WriteFile::default()
                },
            ],
            runcmd: vec!["export TOKEN=canary-command".into(), "cd /opt\nrun --key canary-second-line".into()],
            ..CloudInitForm::default()
        }
    }

    fn said(words: &str) -> String {
        without_secrets(words, Some("canary-password"), Some(&form()))
    }

    #[test]
    fn what_is_quoted_whole_or_by_the_line_is_taken_out_and_the_rest_stays() {
        assert_eq!(
            said("bad: canary-password and canary-line-two and export TOKEN=canary-command."),
            "bad: … and … and …."
        );
        assert_eq!(said("no package htop"), "no package htop");
        assert_eq!(said("not found: https://me:canary-address@host/x.deb"), "not found: …");
        assert_eq!(said("line 2: run --key canary-second-line"), "line 2: …");
        assert_eq!(said("bad content token = canary-behind-base64"), "bad content …");
        assert_eq!(said(&format!("bad content {}", STANDARD.encode("token = canary-behind-base64"))), "bad content …");
    }

    #[test]
    fn what_is_quoted_otherwise_leaves_no_word() {
        for words in [
            "cannot run: export TOKEN=canary-comm…",
            "cannot run: 'cd /opt\\nrun --key can'",
            "cannot run: cd /opt run --key can",
            "password \"canary-pass\" is weak",
            "cannot parse dG9rZW4gPSBjYW5h",
            "cannot parse canary-behind",
        ] {
            assert_eq!(said(words), LEFT_OUT, "{words}");
        }
    }

    #[test]
    fn with_nothing_secret_sent_nothing_is_taken_out() {
        assert_eq!(without_secrets("sold out", None, None), "sold out");
        assert_eq!(without_secrets("sold out", None, Some(&CloudInitForm::default())), "sold out");
    }
}
