//! Why `ssh` did not get in, in words that help: what it means, and the way out.

use super::ssh::Ssh;
use voltdeck_base::format;

/// The most that is shown of what was printed.
const SHOWN: usize = 300;

/// What is known of the reason, from what `ssh` printed; `None` where it is not a known one.
pub fn why(printed: &str, ssh: &Ssh) -> Option<String> {
    let has = |text: &str| printed.contains(text);
    let (user, host) = (&ssh.user, &ssh.host);
    if has("REMOTE HOST IDENTIFICATION HAS CHANGED") {
        return Some(format!(
            "The instance shows another host key than before, so nothing was sent. Either it was set up anew (a new image, a \
             reinstall of bare metal), or somebody stands between it and you. Where you know that it was set up anew, remove \
             the old key with: {}",
            ssh.forgets()
        ));
    }
    if has("Host key verification failed") && !has("UNKNOWN port") {
        return Some(format!(
            "The host key was not accepted. Where the instance was set up anew, remove the old key with: {}. \
             Where your SSH config leads to it through another host, log in on that one once in a terminal.",
            ssh.forgets()
        ));
    }
    if has("Connection closed by UNKNOWN port") || has("stdio forwarding failed") {
        return Some(format!(
            "The way that your SSH config leads by (ProxyJump or ProxyCommand) did not reach the instance. ssh says: {}",
            last_words(printed)
        ));
    }
    if has("Too many authentication failures") {
        return Some(format!(
            "The instance closed the door before the right key was shown: your SSH agent and config offer more keys than it \
             hears. Make a key with Voltdeck or have its private half in ~/.ssh, or take keys out of the agent with: ssh-add \
             -d FILE. Whether {user} is the right user is not known yet."
        ));
    }
    if has("Permission denied") {
        let methods = printed.rsplit_once("Permission denied (").and_then(|(_, rest)| rest.split(')').next());
        let takes = match methods {
            Some(methods) if !methods.contains("publickey") => {
                format!(" It takes no keys, only {methods}: log in with the command in a terminal.")
            }
            _ => " See that the user is right and that your key is on the instance: it takes those it was deployed with, so add \
                   yours to the organization in Keys before a deploy (the first instances of the sandbox take it at once). A key \
                   with a passphrase must be in the SSH agent: ssh-add FILE."
                .to_owned(),
        };
        return Some(format!("The instance refuses the login of {user}.{takes}"));
    }
    if let Some((_, what)) = printed.split_once("no matching ") {
        let kind = what.split(" found").next().unwrap_or_default();
        return Some(format!(
            "Your ssh and the instance have no {kind} in common, so neither trusts what the other offers. ssh says: {}. An older \
             instance may have to be named in your SSH config, or your OpenSSH is too old for it.",
            last_words(printed)
        ));
    }
    if has("Could not resolve hostname") {
        return Some(format!("The address {host} is not known to the network. See that this computer is online."));
    }
    if has("Connection refused") {
        return Some(
            "Nothing listens for SSH at the instance's port yet. Wait until it is ready, then try again.".into(),
        );
    }
    if has("timed out during banner exchange") || has("kex_exchange_identification") {
        return Some(
            "The port is open, but no SSH server answers there properly: the instance may still be starting, or closes \
             connections since it has too many. Try again in a minute."
                .into(),
        );
    }
    let unreachable = ["timed out", "No route to host", "Network is unreachable"];
    if unreachable.iter().any(|text| has(text)) {
        return Some("The instance cannot be reached from this network. A firewall or VPN may be in the way.".into());
    }
    if has("Bad configuration option") || has("terminating,") || has("Bad owner or permissions on") {
        return Some(format!(
            "Your own SSH config cannot be read by ssh, so no ssh works. ssh says: {}. Mend the line that it names.",
            last_words(printed)
        ));
    }
    None
}

/// The last two lines of what was printed, as far as they are read.
pub fn last_words(printed: &str) -> String {
    let lines: Vec<&str> = printed.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let last = lines[lines.len().saturating_sub(2)..].join(" ");
    format::shown_text(&last, SHOWN)
}

#[cfg(test)]
mod tests {
    use super::super::tunnel_plan::tests::plan;
    use super::*;

    #[test]
    fn each_refusal_is_told_from_the_others_with_its_way_out() {
        let said = |printed: &str| why(printed, &plan(20_022).ssh).unwrap();
        assert!(said("user@203.0.113.7: Permission denied (publickey).").contains("refuses the login of user"));
        assert!(said("u@h: Permission denied (password,keyboard-interactive).").contains("only password,keyboard"));
        assert!(said("Received disconnect from h port 22:2: Too many authentication failures").contains("more keys"));
        assert!(said("connect to host 203.0.113.7 port 22: Connection refused").contains("Nothing listens"));
        let changed = "@ WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED! @\nHost key verification failed.";
        assert!(said(changed).ends_with("ssh-keygen -R voltdeck-m1"));
        assert!(said("Host key verification failed.").contains("ssh-keygen -R voltdeck-m1"));
        assert!(said("ssh: Could not resolve hostname x: Name or service not known").contains("is not known"));
        let kind = said("Unable to negotiate with h port 22: no matching host key type found. Their offer: ssh-rsa");
        assert!(kind.contains("no host key type in common") && kind.contains("Their offer: ssh-rsa"), "{kind}");
        assert!(said("Connection timed out during banner exchange").contains("still be starting"));
        assert!(said("ssh: connect to host h port 22: Operation timed out").contains("cannot be reached"));
        assert!(said("/home/a/.ssh/config: line 3: Bad configuration option: x").contains("line 3"));
        let jump = "u@jump: Permission denied (publickey).\nConnection closed by UNKNOWN port 65535";
        assert!(said(jump).contains("ProxyJump"), "the jump host's refusal is not the machine's: {}", said(jump));
        assert_eq!(why("something else", &plan(22).ssh), None);
    }
}
