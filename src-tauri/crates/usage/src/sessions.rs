//! How many sessions of people run on a machine, by its list of processes.

use std::collections::{HashMap, HashSet};

/// Processes of a machine that are taken: one with more cores than any has some thousand threads of the kernel.
const PROCESSES: usize = 32_768;

/// The processes of a machine, as `ps -e -o pid= -o ppid= -o comm=` tells them, after the number of the shell that asked.
#[derive(Debug, Default)]
pub(crate) struct Processes {
    ours: Option<u32>,
    /// By number: the parent, and whether it is a part of the SSH server.
    all: HashMap<u32, (u32, bool)>,
    /// There was a line that tells something else, or there were too many.
    spoilt: bool,
}

impl Processes {
    /// Takes a line.
    pub(crate) fn take(&mut self, line: &str) {
        let line = line.trim();
        if line.is_empty() || self.spoilt {
            return;
        }
        if self.ours.is_none() {
            self.ours = line.parse().ok();
            self.spoilt = self.ours.is_none();
            return;
        }
        match process(line) {
            Some((pid, of)) if self.all.len() < PROCESSES => drop(self.all.insert(pid, of)),
            _ => self.spoilt = true,
        }
    }

    /// The connections of SSH with a program on them, but ours. A connection before its login has none, and a tunnel
    /// neither. `None` where the first process or our own connection cannot be seen: others cannot be either then.
    pub(crate) fn sessions(&self) -> Option<u32> {
        let ours = self.ours()?;
        let is_server = |pid: &u32| self.all.get(pid).is_some_and(|(_, server)| *server);
        let programs = self.all.values().filter(|(_, server)| !server);
        let with: HashSet<u32> =
            programs.map(|(parent, _)| *parent).filter(|parent| is_server(parent) && !ours.contains(parent)).collect();
        u32::try_from(with.len()).ok()
    }

    /// The shell that asked and all above it but the first process, where one of them is of the SSH server.
    fn ours(&self) -> Option<HashSet<u32>> {
        if self.spoilt || !self.all.contains_key(&1) {
            return None;
        }
        let (mut at, mut ours, mut by_ssh) = (self.ours?, HashSet::new(), false);
        while at > 1 {
            // Above the server there may be what this one does not see, as in a container.
            let Some((parent, server)) = self.all.get(&at).copied() else { break };
            // A list that goes round is of no tree.
            if !ours.insert(at) {
                return None;
            }
            by_ssh |= server;
            at = parent;
        }
        by_ssh.then_some(ours)
    }
}

/// Number, parent, and whether the name is one of the SSH server's programs: `sshd`, `sshd-session` and others.
fn process(line: &str) -> Option<(u32, (u32, bool))> {
    let (pid, rest) = line.split_once(char::is_whitespace)?;
    let rest = rest.trim_start();
    // A process may have no name.
    let (parent, name) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
    Some((pid.parse().ok()?, (parent.parse().ok()?, name.trim_start().starts_with("sshd"))))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sessions(lines: &str) -> Option<u32> {
        let mut processes = Processes::default();
        lines.lines().for_each(|line| processes.take(line));
        processes.sessions()
    }

    /// Ours, with what else there is. Threads of the kernel have no parent that is of interest.
    fn beside(others: &str) -> Option<u32> {
        sessions(&format!(
            "742\n      1       0 systemd\n      2       0 kthreadd\n     30       2 kworker/0:0-events\n    600       1 \
             sshd\n    740     600 sshd\n    741     740 sshd\n    742     741 sh\n    760     742 ps\n{others}"
        ))
    }

    #[test]
    fn connections_with_a_program_on_them_count_and_ours_does_not() {
        assert_eq!(beside(""), Some(0));
        // With a terminal, with an editor that has none, and one of the superuser, whose rights are not given up.
        assert_eq!(beside("800 600 sshd\n801 800 sshd\n802 801 bash\n803 802 vim"), Some(1));
        assert_eq!(beside("800 600 sshd-session\n801 800 sshd-session\n802 801 node\n803 801 sh"), Some(1));
        assert_eq!(beside("800 600 sshd\n802 800 bash\n810 600 sshd\n811 810 sshd\n812 811 bash"), Some(2));
        // Before its login, a tunnel, and what was left behind by somebody who is gone.
        assert_eq!(beside("800 600 sshd\n801 800 sshd\n810 600 sshd-auth\n820 1 tmux: server\n821 820 bash"), Some(0));
        // On our own connection there may be another program.
        assert_eq!(beside("770 741 tail"), Some(0));
        assert_eq!(beside("800 600 sshd\n801 800\n"), Some(1), "a process without a name");
    }

    #[test]
    fn a_list_that_is_no_whole_tree_tells_nothing() {
        for lines in [
            "",
            "742",
            "742\nps: unrecognized option: o",
            "742\nPID   USER     COMMAND\n    1 root     init",
            "1 0 systemd\n600 1 sshd",
            "742\n1 0 systemd\n600 1 sshd\n741 600 sshd",
            "742\n600 1 sshd\n741 600 sshd\n742 741 sh",
            "742\n1 0 systemd\n741 742 sshd\n742 741 sh",
            "742\n1 0 systemd\n700 1 dropbear\n742 700 sh",
            "99999999999999\n1 0 systemd",
        ] {
            assert_eq!(sessions(lines), None, "{lines}");
        }
        let many: String = (0..40_000).map(|pid| (pid + 1000).to_string() + " 1 x\n").collect();
        assert_eq!(beside(&many), None);
        let fewer: String = (0..9_000).map(|pid| (pid + 1000).to_string() + " 2 kworker\n").collect();
        assert_eq!(beside(&fewer), Some(0), "a machine with many cores");
    }
}
