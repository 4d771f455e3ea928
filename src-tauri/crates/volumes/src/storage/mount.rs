//! Commands that mount a volume, after a template. They are generic: the provider does not publish its export path or
//! mount options. What is put in is made safe for a shell, since a volume's name can be anything.

use voltagepark::types::StorageVolume;

use super::facts;
use voltdeck_contract::{MountPart, MountView};

const BUILT_IN: &str =
    "sudo mkdir -p /mnt/{name}\nsudo mount -t nfs -o vers=3,nconnect=16 \\\n  {vip}:{path} /mnt/{name}";
/// What stands for the part that only the provider knows.
const PATH: &str = "/export/path";
const NO_ADDRESS: &str = "ADDRESS";

/// A template, or the built-in one where it is empty.
pub(super) fn in_use(template: &str) -> &str {
    if template.trim().is_empty() { BUILT_IN } else { template }
}

/// The commands for a volume; `None` makes them for none, with the unknown parts marked.
pub(super) fn of(volume: Option<&StorageVolume>, template: &str) -> MountView {
    let built_in = template.trim().is_empty();
    let template = in_use(template);
    let address = volume.and_then(|volume| volume.vip.as_deref()).and_then(host);
    let name = volume.map_or_else(|| "volume".to_owned(), |volume| folder(facts::name(volume)));
    let mut parts: Vec<MountPart> = Vec::new();
    let mut strange = Vec::new();
    let mut rest = template;
    while let Some((before, placeholder, after)) = next(rest) {
        put(&mut parts, before, false);
        match placeholder {
            "vip" => match &address {
                Some(address) => put(&mut parts, address, false),
                None => put(&mut parts, NO_ADDRESS, true),
            },
            "name" => put(&mut parts, &name, false),
            "path" => put(&mut parts, PATH, true),
            other => {
                strange.push(format!("{{{other}}}"));
                put(&mut parts, &format!("{{{other}}}"), true);
            }
        }
        rest = after;
    }
    put(&mut parts, rest, false);
    let caution = if let Some(first) = strange.first() {
        Some(format!("{first} is not a placeholder. There are {{vip}}, {{name}} and {{path}}."))
    } else if address.is_none() && volume.is_some() && template.contains("{vip}") {
        Some("The provider tells no address for this volume yet.".to_owned())
    } else {
        None
    };
    MountView {
        text: parts.iter().map(|part| part.text.as_str()).collect(),
        parts,
        template: template.to_owned(),
        built_in,
        caution,
    }
}

fn put(parts: &mut Vec<MountPart>, text: &str, unknown: bool) {
    match parts.last_mut() {
        Some(last) if last.unknown == unknown => last.text.push_str(text),
        _ if text.is_empty() => {}
        _ => parts.push(MountPart { text: text.to_owned(), unknown }),
    }
}

/// The next placeholder: a word of small letters in braces, but not a variable of the shell.
fn next(text: &str) -> Option<(&str, &str, &str)> {
    let mut from = 0;
    while let Some(open) = text[from..].find('{').map(|at| at + from) {
        let (before, inside) = (&text[..open], &text[open + 1..]);
        let end = inside.find(|char: char| !char.is_ascii_lowercase()).unwrap_or(inside.len());
        if end > 0 && inside[end..].starts_with('}') && !before.ends_with('$') {
            return Some((before, &inside[..end], &inside[end + 1..]));
        }
        from = open + 1;
    }
    None
}

/// An address as `mount` takes it. What is none, and `0.0.0.0`, is left out.
fn host(vip: &str) -> Option<String> {
    let vip = vip.trim();
    if let Ok(address) = vip.parse::<std::net::IpAddr>() {
        return match address {
            _ if address.is_unspecified() => None,
            std::net::IpAddr::V4(_) => Some(vip.to_owned()),
            std::net::IpAddr::V6(_) => Some(format!("[{vip}]")),
        };
    }
    let fits = |char: char| char.is_ascii_alphanumeric() || matches!(char, '.' | '-');
    (!vip.is_empty() && !vip.starts_with('-') && vip.chars().all(fits)).then(|| vip.to_owned())
}

/// A volume's name as the name of a folder.
fn folder(name: &str) -> String {
    let fits = |char: char| char.is_ascii_alphanumeric() || matches!(char, '.' | '-' | '_');
    let plain: String = name.trim().chars().map(|char| if fits(char) { char } else { '-' }).collect();
    let plain = plain.trim_matches(['-', '.']);
    if plain.is_empty() { "volume".to_owned() } else { plain.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::super::memory::tests::volume;
    use super::*;

    fn named(name: &str, vip: &str) -> StorageVolume {
        StorageVolume { vip: Some(vip.into()), ..volume("v", name, 1, "1") }
    }

    #[test]
    fn the_built_in_template_marks_what_the_provider_does_not_tell() {
        let view = of(Some(&named("checkpoints", "10.150.4.13")), "  ");
        assert!(view.built_in);
        assert!(view.text.contains("-o vers=3,nconnect=16"));
        assert!(view.text.ends_with("10.150.4.13:/export/path /mnt/checkpoints"), "{}", view.text);
        let unknown: Vec<&str> = view.parts.iter().filter(|part| part.unknown).map(|part| part.text.as_str()).collect();
        assert_eq!(unknown, ["/export/path"]);
        assert_eq!(view.caution, None);
    }

    #[test]
    fn nothing_of_the_provider_can_run_in_a_shell() {
        let view = of(Some(&named("a; rm -rf $HOME `id`\n", "1.2.3.4; reboot")), "mount {vip}:/x /mnt/{name}");
        assert_eq!(view.text, "mount ADDRESS:/x /mnt/a--rm--rf--HOME--id");
        assert!(view.caution.unwrap().contains("no address"));
        assert_eq!(of(Some(&named("../..", "0.0.0.0")), "{name} {vip}").text, "volume ADDRESS");
        assert_eq!(of(Some(&named("ü", "fe80::1")), "{name} {vip}").text, "volume [fe80::1]");
    }

    #[test]
    fn variables_of_the_shell_stay_and_a_wrong_placeholder_is_said() {
        let view = of(Some(&named("a", "h.example")), "echo ${name} {name} {size} { } {");
        assert_eq!(view.text, "echo ${name} a {size} { } {");
        assert!(view.caution.unwrap().starts_with("{size} is not"));
    }

    proptest::proptest! {
        #[test]
        fn any_template_is_taken(template in "\\PC{0,80}") {
            let view = of(Some(&named("a", "h")), &template);
            let joined: String = view.parts.iter().map(|part| part.text.as_str()).collect();
            proptest::prop_assert_eq!(view.text, joined);
        }
    }
}
