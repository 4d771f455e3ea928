//! SSH public keys: one line of kind, base64 and comment, whose base64 is a whole key of that kind.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// Whether a text is one SSH public key that OpenSSH would read.
pub fn is_public_key(text: &str) -> bool {
    let line = text.trim();
    let mut words = line.split(' ');
    let (Some(kind), Some(blob)) = (words.next(), words.next()) else {
        return false;
    };
    if line.chars().any(char::is_control) {
        return false;
    }
    let Some(parts) = STANDARD.decode(blob).ok().and_then(|bytes| parts(&bytes)) else {
        return false;
    };
    let mut parts = parts.iter().map(Vec::as_slice);
    parts.next() == Some(kind.as_bytes()) && is_of(kind, &parts.collect::<Vec<_>>())
}

/// Whether these are the parts of a key after its kind.
fn is_of(kind: &str, parts: &[&[u8]]) -> bool {
    let point = |curve: &str, of: &[u8], length, point: &[u8]| {
        of == curve.as_bytes() && point.len() == length && point.first() == Some(&4)
    };
    match (kind, parts) {
        ("ssh-rsa", [exponent, modulus]) => !exponent.is_empty() && modulus.len() >= 128,
        ("ssh-dss", [_, _, _, _]) => true,
        ("ssh-ed25519", [key]) | ("sk-ssh-ed25519@openssh.com", [key, _]) => key.len() == 32,
        ("ecdsa-sha2-nistp256", [curve, key]) | ("sk-ecdsa-sha2-nistp256@openssh.com", [curve, key, _]) => {
            point("nistp256", curve, 65, key)
        }
        ("ecdsa-sha2-nistp384", [curve, key]) => point("nistp384", curve, 97, key),
        ("ecdsa-sha2-nistp521", [curve, key]) => point("nistp521", curve, 133, key),
        _ => false,
    }
}

/// Cuts a key into its parts, each of which has its length before it; nothing may be left.
fn parts(mut bytes: &[u8]) -> Option<Vec<Vec<u8>>> {
    let mut found = Vec::new();
    while !bytes.is_empty() {
        let (length, rest) = bytes.split_first_chunk::<4>()?;
        let length = usize::try_from(u32::from_be_bytes(*length)).ok()?;
        found.push(rest.get(..length)?.to_vec());
        bytes = &rest[length..];
    }
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ED25519: &str = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIIY610y0jc7g+fEu527M2wnGRkTdZBp4o4VZ5emq9rKi";
    const ECDSA: &str = "ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBB";

    fn made(kind: &str, rest: &[&[u8]]) -> String {
        let mut bytes = Vec::new();
        for part in [kind.as_bytes()].iter().chain(rest) {
            bytes.extend(u32::try_from(part.len()).unwrap().to_be_bytes());
            bytes.extend(*part);
        }
        format!("{kind} {} me@home", STANDARD.encode(bytes))
    }

    #[test]
    fn whole_keys_are_taken() {
        assert!(is_public_key(ED25519));
        assert!(is_public_key(&format!("{ED25519} me@home with a comment\n")));
        let point = |length: usize| [&[4][..], &vec![7; length - 1]].concat();
        assert!(is_public_key(&made("ssh-rsa", &[&[1, 0, 1], &[5; 257]])));
        for (curve, length) in [("nistp256", 65), ("nistp384", 97), ("nistp521", 133)] {
            assert!(is_public_key(&made(&format!("ecdsa-sha2-{curve}"), &[curve.as_bytes(), &point(length)])));
        }
        assert!(is_public_key(&made("sk-ssh-ed25519@openssh.com", &[&[1; 32], b"ssh:"])));
    }

    #[test]
    fn what_is_cut_damaged_or_secret_is_refused() {
        let damaged = ED25519.replace("AAAAC3", "AAAAC!");
        let cut = &ED25519[..ED25519.len() - 4];
        let other = ED25519.replace("ssh-ed25519", "ssh-rsa");
        let two = format!("{ED25519}\n{ED25519}");
        let short = made("ssh-rsa", &[&[1, 0, 1], &[5; 64]]);
        for wrong in [
            "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNz\n-----END OPENSSH PRIVATE KEY-----",
            "ssh-rsa",
            "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABgQDAKOgHv82A6Oi7AWLvBC9N...",
            &damaged,
            cut,
            &other,
            &two,
            &short,
            ECDSA,
            &made("ssh-quantum", &[&[1; 32]]),
            "",
        ] {
            assert!(!is_public_key(wrong), "{wrong}");
        }
    }
}
