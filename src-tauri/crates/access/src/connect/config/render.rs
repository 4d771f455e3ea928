//! The file with the machines, as text.

use std::collections::{BTreeMap, HashSet};
use std::fmt::Write;

use crate::connect::identity::Identities;
use crate::connect::ssh::Ssh;
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

impl HostRow {
    /// A login there; `None` where no command could use it.
    pub(super) fn ssh(&self) -> Option<Ssh> {
        let node = (self.kind == MachineKind::BareMetal).then(|| self.node + 1);
        Ssh::new(&self.machine, node, Vec::new(), &self.user, &self.host, self.port)
    }

    fn view(&self, alias: String) -> SshHostView {
        SshHostView {
            alias,
            machine: self.name.clone(),
            host: self.host.clone(),
            port: self.port,
            user: self.user.clone(),
        }
    }
}

/// Whether a name can be an alias.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// No host of the person's has it.
    Free,
    /// One has it: which.
    Taken(String),
}

/// The rows with their aliases.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Named {
    /// Those that have one.
    pub hosts: Vec<(HostRow, SshHostView)>,
    /// Those whose names all are taken, with the last of them and what has it.
    pub taken: Vec<(HostRow, String, String)>,
    /// Names of the others, of which it is not known yet whether they are free.
    pub unknown: Vec<String>,
}

/// Finds an alias for each row: the shortest of its names that no other row has and that is free. A row that no command
/// could use is left out. An alias depends on names alone, so that it stays while machines come and go in another order.
pub fn named(rows: &[HostRow], prefix: &str, verdict: impl Fn(&str) -> Option<Verdict>) -> Named {
    let mut rows: Vec<&HostRow> = rows.iter().filter(|row| row.ssh().is_some()).collect();
    rows.sort_by(|a, b| (&a.profile, &a.machine, a.node).cmp(&(&b.profile, &b.machine, b.node)));
    let nodes = |row: &HostRow| {
        rows.iter().filter(|other| other.profile == row.profile && other.machine == row.machine).count()
    };
    let short: Vec<String> = rows.iter().map(|row| plain(row, nodes(row) > 1)).collect();
    let long: Vec<String> =
        rows.iter().zip(&short).map(|(row, short)| format!("{}-{short}", safe(&row.profile_name))).collect();
    let (shorts, longs) = (counted(&short), counted(&long));
    let alone = |name: &str, counts: &BTreeMap<String, usize>| counts.get(&name.to_lowercase()) == Some(&1);
    let mut named = Named::default();
    for ((row, short), long) in rows.into_iter().zip(&short).zip(&long) {
        let longest = format!("{long}-{}", safe(&row.machine).chars().take(8).collect::<String>());
        let names = [
            Some(short.clone()).filter(|short| alone(short, &shorts)),
            Some(long.clone()).filter(|long| alone(long, &longs) && !shorts.contains_key(&long.to_lowercase())),
            Some(longest),
        ];
        let mut last = None;
        for alias in names.into_iter().flatten().map(|name| format!("{prefix}{name}")) {
            match verdict(&alias) {
                Some(Verdict::Taken(by)) => last = Some((alias, by)),
                Some(Verdict::Free) => {
                    named.hosts.push((row.clone(), row.view(alias)));
                    last = None;
                    break;
                }
                None => {
                    named.unknown.push(alias);
                    last = None;
                    break;
                }
            }
        }
        named.taken.extend(last.map(|(alias, by)| (row.clone(), alias, by)));
    }
    named
}

/// The bytes of the file. The key files stand below each host: above all of them they would count for every host of the
/// person's.
pub fn text(hosts: &[(HostRow, SshHostView)], keys: &Identities) -> String {
    let mut text = HEAD.to_owned();
    for (row, SshHostView { alias, host, port, user, .. }) in hosts {
        let Some(ssh) = row.ssh() else { continue };
        let keys = keys.of_machine(&row.machine).config_lines();
        let _ = write!(
            text,
            "\nHost {alias}\n  HostName {host}\n  HostKeyAlias {}\n  Port {port}\n  User {user}\n  \
             StrictHostKeyChecking accept-new\n{keys}",
            ssh.host_key()
        );
    }
    text
}

/// The aliases in a file that was written here.
pub fn written(file: &str) -> HashSet<&str> {
    file.lines().filter_map(|line| line.strip_prefix("Host ")).collect()
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

    fn with(rows: &[HostRow], taken: &[&str]) -> Named {
        named(rows, "vp-", |name| {
            Some(if taken.contains(&name) { Verdict::Taken("Host x".into()) } else { Verdict::Free })
        })
    }

    fn aliases(rows: &[HostRow], taken: &[&str]) -> Vec<String> {
        with(rows, taken).hosts.into_iter().map(|(_, host)| host.alias).collect()
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
                "vp-train-llama-07",
                "vp-oProxyCommand-x",
                "vp-github-com",
                "vp-ber",
                "vp-a-Host",
                "vp-machine-50000000",
                "vp-machine-60000000"
            ]
        );
    }

    #[test]
    fn only_a_collision_is_told_apart_by_more() {
        let rows = [row("a", "1", "gpu"), row("b", "2", "GPU"), row("a", "3", "other")];
        assert_eq!(aliases(&rows, &[]), ["vp-Team-a-gpu", "vp-other", "vp-Team-b-GPU"]);
        assert_eq!(aliases(&[row("a", "1", "nas")], &["vp-nas", "nas"]), ["vp-Team-a-nas"]);
        let twins = [row("a", "11111111-x", "gpu"), row("a", "22222222-x", "gpu")];
        assert_eq!(aliases(&twins, &[]), ["vp-Team-a-gpu-11111111", "vp-Team-a-gpu-22222222"]);
        let crossed = [row("a", "1", "gpu"), row("b", "2", "gpu"), row("c", "3", "Team a gpu")];
        assert_eq!(aliases(&crossed, &[]), ["vp-Team-a-gpu-1", "vp-Team-b-gpu", "vp-Team-a-gpu"]);
    }

    #[test]
    fn who_has_no_name_left_is_left_out_and_who_waits_for_a_word_waits() {
        let rows = [row("a", "1", "nas"), row("a", "2", "gpu")];
        let found = with(&rows, &["vp-nas", "vp-Team-a-nas", "vp-Team-a-nas-1"]);
        let taken: Vec<_> = found.taken.iter().map(|(row, alias, by)| (&*row.name, &**alias, &**by)).collect();
        assert_eq!((taken, found.hosts.len()), (vec![("nas", "vp-Team-a-nas-1", "Host x")], 1));
        let asks = named(&rows, "x", |name| (name == "xgpu").then_some(Verdict::Free));
        assert_eq!((asks.unknown, asks.taken, asks.hosts.len()), (vec!["xnas".to_owned()], vec![], 1));
    }

    #[test]
    fn the_order_of_the_rows_changes_nothing() {
        let rows = [row("a", "1", "gpu"), row("b", "2", "gpu"), row("a", "3", "other")];
        let backwards: Vec<HostRow> = rows.iter().rev().cloned().collect();
        assert_eq!(with(&rows, &[]), with(&backwards, &[]));
    }

    #[test]
    fn the_nodes_of_a_rental_are_numbered_and_have_keys_of_their_own() {
        let node = |node| HostRow { node, kind: MachineKind::BareMetal, ..row("a", "1", "rack") };
        let nodes = [node(0), node(1)];
        assert_eq!(aliases(&nodes, &[]), ["vp-rack-1", "vp-rack-2"]);
        let text = text(&with(&nodes, &[]).hosts, &Identities::default());
        assert!(text.contains("HostKeyAlias voltdeck-1-1\n") && text.contains("HostKeyAlias voltdeck-1-2\n"));
        assert_eq!(written(&text), HashSet::from(["vp-rack-1", "vp-rack-2"]));
    }

    #[test]
    fn what_cannot_be_used_is_left_out() {
        let hostile = HostRow { host: "x\n  ProxyCommand touch /x".into(), ..row("a", "1", "one") };
        let user = HostRow { user: "-x".into(), ..row("a", "2", "two") };
        let hosts = with(&[hostile, user, row("a", "3", "three")], &[]).hosts;
        let text = text(&hosts, &Identities::default());
        let host = "\nHost vp-three\n  HostName 203.0.113.7\n  HostKeyAlias voltdeck-3\n  Port 20022\n  User user\n  \
                    StrictHostKeyChecking accept-new\n";
        assert_eq!(text.strip_prefix(HEAD), Some(host));
    }
}
