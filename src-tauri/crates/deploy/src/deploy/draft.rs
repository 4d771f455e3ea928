//! What a draft says of itself, for the rules, the order and the job alike.

use std::collections::HashSet;

use voltdeck_contract::{DeployDraft, MachineKind};

/// What kind of machine a draft orders.
pub(super) fn kind_of(draft: &DeployDraft) -> MachineKind {
    if draft.metal.is_some() { MachineKind::BareMetal } else { MachineKind::Vm }
}

/// The tags to send: trimmed, without empty ones and repeats.
pub(super) fn cleaned_tags(tags: &[String]) -> Vec<String> {
    let mut seen = HashSet::new();
    tags.iter().map(|tag| tag.trim()).filter(|tag| !tag.is_empty() && seen.insert(*tag)).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_sent_trimmed_and_once() {
        assert_eq!(cleaned_tags(&[" a ".into(), String::new(), "a".into(), "b".into()]), ["a", "b"]);
    }
}
