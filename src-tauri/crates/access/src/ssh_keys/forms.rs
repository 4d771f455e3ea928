//! Public keys in other forms than the one line of OpenSSH.

use super::wire;

/// The line of a key in another form, or what it is instead; `None` for what is in none of these forms.
pub(super) fn public(text: &str) -> Option<Result<String, String>> {
    if text.starts_with("---- BEGIN SSH2 PUBLIC KEY") {
        let line = ssh2(text);
        return Some(line.ok_or_else(|| {
            "The key is cut short or damaged. Paste all of it, from the line of BEGIN to that of END.".to_owned()
        }));
    }
    let pem = text.lines().find_map(|line| line.trim().strip_prefix("-----BEGIN "))?;
    let form = match pem.trim_end_matches('-') {
        "PUBLIC KEY" => Some("PKCS8"),
        "RSA PUBLIC KEY" => Some("PEM"),
        _ => None,
    };
    Some(Err(match form {
        Some(form) => format!(
            "This is a public key in the form of OpenSSL. Turn it into one line with \"ssh-keygen -i -m {form} -f FILE\" and \
             paste that."
        ),
        None => "This is not an SSH public key but another PEM file. Paste the one line of a .pub file.".to_owned(),
    }))
}

/// The line of a key in the form of RFC 4716.
fn ssh2(text: &str) -> Option<String> {
    let mut lines = text.lines().map(str::trim_end).skip(1);
    let (mut body, mut comment) = (String::new(), String::new());
    loop {
        let line = lines.next()?;
        if line.starts_with("---- END SSH2 PUBLIC KEY") {
            break;
        }
        let Some((name, value)) = line.split_once(':') else {
            body.push_str(line.trim());
            continue;
        };
        let mut value = value.trim().to_owned();
        // A header goes on in the next line after a backslash.
        while value.ends_with('\\') {
            value.pop();
            value.push_str(lines.next()?.trim());
        }
        if name.eq_ignore_ascii_case("comment") {
            value.trim_matches('"').clone_into(&mut comment);
        }
    }
    let kind = wire::kind_of(&body)?;
    Some(format!("{kind} {body} {comment}").trim_end().to_owned())
}
