//! Why a tunnel ended, in words that help.

use super::tunnel_plan::TunnelPlan;

/// Why SSH ended, from what it printed: what is known in words that help, else its last lines as they are.
pub(super) fn why(printed: &str, carried: bool, plan: &TunnelPlan) -> String {
    let has = |text: &str| printed.contains(text);
    if has("REMOTE HOST IDENTIFICATION HAS CHANGED") || has("Host key verification failed") {
        return format!(
            "The machine shows another host key than before, so somebody may be in between. If it was set up anew and that \
             is expected, remove the old key with: ssh-keygen -R {}",
            plan.ssh.host_key()
        );
    }
    if has("Permission denied") {
        return format!(
            "The machine refuses the login of {}. See that the user is right and that your key is on the machine; a key \
             with a passphrase must be in the SSH agent.",
            plan.ssh.user
        );
    }
    if has("Could not resolve hostname") {
        return format!("The address {} is not known to the network. See that this computer is online.", plan.ssh.host);
    }
    if has("Connection refused") {
        return "Nothing listens for SSH at the machine's port yet. Wait until it is ready, then try again.".into();
    }
    if has("timed out") || has("Operation timed out") || has("No route to host") || has("Network is unreachable") {
        return "The machine cannot be reached from this network. A firewall or VPN may be in the way.".into();
    }
    if has("Address already in use") || has("cannot listen to port") {
        return format!("Port {} of this computer was taken meanwhile. Choose another.", plan.local);
    }
    let last: Vec<&str> = printed.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let last = last[last.len().saturating_sub(2)..].join(" ");
    let last: String = last.chars().filter(|c| !c.is_control()).take(300).collect();
    match (last.is_empty(), carried) {
        (false, _) => format!("ssh ended: {last}"),
        (true, true) => "The connection ended. Open it again when the machine answers.".into(),
        (true, false) => "ssh ended without a word.".into(),
    }
}

/// Whether it ends the same way however often it is tried, until a person does something about it.
pub(super) fn is_lasting(printed: &str) -> bool {
    ["REMOTE HOST IDENTIFICATION HAS CHANGED", "Host key verification failed", "Permission denied"]
        .iter()
        .any(|text| printed.contains(text))
}

#[cfg(test)]
mod tests {
    use super::super::tunnel_plan::tests::plan;
    use super::*;

    #[test]
    fn known_ends_are_said_in_words_that_help() {
        let said = |printed: &str| why(printed, false, &plan(20_022));
        assert!(said("user@203.0.113.7: Permission denied (publickey).").contains("refuses the login of user"));
        assert!(said("connect to host 203.0.113.7 port 22: Connection refused").contains("Nothing listens"));
        let changed = "@ WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED! @\nHost key verification failed.";
        assert!(said(changed).ends_with("ssh-keygen -R voltdeck-m1"));
        assert!(said("Host key verification failed.").ends_with("ssh-keygen -R voltdeck-m1"));
        assert!(said("ssh: Could not resolve hostname x: Name or service not known").contains("is not known"));
        assert!(said("bind [127.0.0.1]:8890: Address already in use").contains("Port 8890"));
        assert_eq!(said("one\n\n two \nthree\u{1b}[0m\n"), "ssh ended: two three[0m");
        assert_eq!(why("", true, &plan(22)), "The connection ended. Open it again when the machine answers.");
    }
}
