//! The tags that are in use.

use std::collections::HashMap;

use super::JOB_TAG;
use crate::fleet::Fleet;
use voltdeck_base::account::Account;

/// Tags of the machines, most used first, Voltdeck's own left out.
pub fn tags_by_use(account: &Account) -> Vec<String> {
    let state = account.part::<Fleet>().state();
    by_use(state.machines.values().map(|known| known.machine.tags()))
}

fn by_use<'a>(machines: impl Iterator<Item = &'a [String]>) -> Vec<String> {
    let mut uses: HashMap<String, usize> = HashMap::new();
    for tag in machines.flatten().filter(|tag| !tag.starts_with(JOB_TAG)) {
        *uses.entry(tag.clone()).or_default() += 1;
    }
    let mut tags: Vec<(String, usize)> = uses.into_iter().collect();
    tags.sort_by(|(a, uses_a), (b, uses_b)| uses_b.cmp(uses_a).then_with(|| a.cmp(b)));
    tags.into_iter().map(|(tag, _)| tag).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_come_by_use_without_those_of_jobs() {
        let tags = |list: &[&str]| list.iter().map(|&tag| tag.to_owned()).collect::<Vec<String>>();
        let machines = [tags(&["b", "vd-job-abcdefgh"]), tags(&["c", "a"]), tags(&["c"])];
        assert_eq!(by_use(machines.iter().map(Vec::as_slice)), ["c", "a", "b"]);
    }
}
