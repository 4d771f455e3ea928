//! The file with the machines, as text.

use std::collections::{BTreeMap, HashSet};
use std::fmt::Write;

use crate::connect::identity::Identities;
use crate::connect::target::is_host;
use voltdeck_base::settings;
use voltdeck_contract::{MachineKind, SshHostView};

/// Longest alias; a name beyond it is cut.
const LONGEST: usize = 64;
const HEAD: &str = "\
# Written by Voltdeck, and written anew whenever a machine changes: what is changed here by hand is lost.
# Switch it off in the settings of Voltdeck.
";

/// One address of one machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HostRow {
    pub profile: String,
    /// Name of the profile, for a name that two accounts use.
    pub profile_name: String,
    pub machine: String,
    pub node: u32,
    pub kind: MachineKind,
    pub name: String,
    pub host: String,
    pub port: u16,
    pub user: String,
}

/// The rows with their aliases. A row that no command could use is left out. An alias depends on names alone, so that
/// it stays while machines come and go in another order.
pub fn hosts(rows: &[HostRow], taken: &HashSet<String>) -> Vec<(HostRow, SshHostView)> {
    let usable = |row: &&HostRow| is_host(&row.host) && settings::user_problem(&row.user).is_none();
    let mut rows: Vec<HostRow> = rows.iter().filter(usable).cloned().collect();
    rows.sort_by(|a, b| (&a.profile, &a.machine, a.node).cmp(&(&b.profile, &b.machine, b.node)));
    let nodes = |row: &HostRow| {
        rows.iter().filter(|other| other.profile == row.profile && other.machine == row.machine).count()
    };
    let short: Vec<String> = rows.iter().map(|row| plain(row, nodes(row) > 1)).collect();
    let long: Vec<String> =
        rows.iter().zip(&short).map(|(row, short)| format!("{}-{short}", safe(&row.profile_name))).collect();
    let (shorts, longs) = (counted(&short), counted(&long));
    let free = |name: &String, counts: &BTreeMap<String, usize>| {
        counts.get(&name.to_lowercase()) == Some(&1) && !taken.contains(&name.to_lowercase())
    };
    let aliases = short.iter().zip(&long).zip(&rows).map(|((short, long), row)| {
        if free(short, &shorts) {
            short.clone()
        } else if free(long, &longs) && !shorts.contains_key(&long.to_lowercase()) {
            long.clone()
        } else {
            format!("{long}-{}", safe(&row.machine).chars().take(8).collect::<String>())
        }
    });
    let aliases: Vec<String> = aliases.collect();
    rows.into_iter()
        .zip(aliases)
        .map(|(row, alias)| {
            let view = SshHostView {
                alias,
                machine: row.name.clone(),
                host: row.host.clone(),
                port: row.port,
                user: row.user.clone(),
            };
            (row, view)
        })
        .collect()
}

/// The bytes of the file. The key files stand below each host: above all of them they would count for every host of the
/// person's.
pub fn text<'a>(hosts: impl Iterator<Item = &'a SshHostView>, keys: &Identities) -> String {
    let (mut text, keys) = (HEAD.to_owned(), keys.config_lines());
    for SshHostView { alias, host, port, user, .. } in hosts {
        let _ = write!(text, "\nHost {alias}\n  HostName {host}\n  Port {port}\n  User {user}\n{keys}");
    }
    text
}

/// The name of a machine as one word without a pattern in it. It has no dot: a machine that somebody named like a site
/// must not take the place of the site.
fn plain(row: &HostRow, several: bool) -> String {
    let name = match safe(&row.name).as_str() {
        "" | "localhost" => format!("machine-{}", safe(&row.machine).chars().take(8).collect::<String>()),
        name => name.to_owned(),
    };
    if several { format!("{name}-{}", row.node + 1) } else { name }
}

fn safe(name: &str) -> String {
    let mut safe = String::new();
    for c in name.chars() {
        match c {
            _ if c.is_ascii_alphanumeric() || c == '_' => safe.push(c),
            _ if safe.is_empty() || safe.ends_with('-') => {}
            _ => safe.push('-'),
        }
    }
    safe.truncate(LONGEST);
    safe.trim_end_matches('-').to_owned()
}

fn counted(names: &[String]) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for name in names {
        *counts.entry(name.to_lowercase()).or_default() += 1;
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(profile: &str, machine: &str, name: &str) -> HostRow {
        HostRow {
            profile: profile.into(),
            profile_name: format!("Team {profile}"),
            machine: machine.into(),
            node: 0,
            kind: MachineKind::Vm,
            name: name.into(),
            host: "203.0.113.7".into(),
            port: 20_022,
            user: "user".into(),
        }
    }

    fn aliases(rows: &[HostRow], taken: &[&str]) -> Vec<String> {
        let taken = taken.iter().map(|&name| name.to_owned()).collect();
        hosts(rows, &taken).into_iter().map(|(_, host)| host.alias).collect()
    }

    #[test]
    fn a_name_is_made_one_word_without_a_pattern() {
        let rows = ["train llama*07", "-oProxyCommand=x", "github.com", "über?!", "a\nHost *", "localhost", "…"]
            .iter()
            .enumerate()
            .map(|(number, name)| row("a", &format!("{number}0000000-1"), name))
            .collect::<Vec<_>>();
        assert_eq!(
            aliases(&rows, &[]),
            [
                "train-llama-07",
                "oProxyCommand-x",
                "github-com",
                "ber",
                "a-Host",
                "machine-50000000",
                "machine-60000000"
            ]
        );
    }

    #[test]
    fn only_a_collision_is_prefixed() {
        let rows = [row("a", "1", "gpu"), row("b", "2", "GPU"), row("a", "3", "other")];
        assert_eq!(aliases(&rows, &[]), ["Team-a-gpu", "other", "Team-b-GPU"]);
        assert_eq!(aliases(&[row("a", "1", "nas")], &["nas"]), ["Team-a-nas"]);
        let twins = [row("a", "11111111-x", "gpu"), row("a", "22222222-x", "gpu")];
        assert_eq!(aliases(&twins, &[]), ["Team-a-gpu-11111111", "Team-a-gpu-22222222"]);
        let crossed = [row("a", "1", "gpu"), row("b", "2", "gpu"), row("c", "3", "Team a gpu")];
        assert_eq!(aliases(&crossed, &[]), ["Team-a-gpu-1", "Team-b-gpu", "Team-a-gpu"]);
    }

    #[test]
    fn the_order_of_the_rows_changes_nothing() {
        let rows = [row("a", "1", "gpu"), row("b", "2", "gpu"), row("a", "3", "other")];
        let backwards: Vec<HostRow> = rows.iter().rev().cloned().collect();
        assert_eq!(hosts(&rows, &HashSet::new()), hosts(&backwards, &HashSet::new()));
    }

    #[test]
    fn the_nodes_of_a_rental_are_numbered() {
        let nodes = [row("a", "1", "rack"), HostRow { node: 1, ..row("a", "1", "rack") }];
        assert_eq!(aliases(&nodes, &[]), ["rack-1", "rack-2"]);
    }

    #[test]
    fn what_cannot_be_used_is_left_out() {
        let hostile = HostRow { host: "x\n  ProxyCommand touch /x".into(), ..row("a", "1", "one") };
        let user = HostRow { user: "-x".into(), ..row("a", "2", "two") };
        let hosts = hosts(&[hostile, user, row("a", "3", "three")], &HashSet::new());
        let text = text(hosts.iter().map(|(_, host)| host), &Identities::default());
        assert_eq!(text.strip_prefix(HEAD), Some("\nHost three\n  HostName 203.0.113.7\n  Port 20022\n  User user\n"));
    }
}
