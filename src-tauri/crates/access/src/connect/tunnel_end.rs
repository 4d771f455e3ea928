//! Why a tunnel ended, in words that help.

use super::refused;
use super::tunnel_plan::TunnelPlan;

/// Why SSH ended, from what it printed: what is known in words that help, else its last lines as they are.
pub(super) fn why(printed: &str, carried: bool, plan: &TunnelPlan) -> String {
    if let Some(said) = port(printed, plan).or_else(|| refused::why(printed, &plan.ssh)) {
        return said;
    }
    let last = refused::last_words(printed);
    match (last.is_empty(), carried) {
        (false, _) => format!("ssh ended: {last}"),
        (true, true) => "The connection ended. Open it again when the instance answers.".into(),
        (true, false) => "ssh ended without a word.".into(),
    }
}

/// Whether it ends the same way however often it is tried, until a person does something about it.
pub(super) fn is_lasting(printed: &str) -> bool {
    [
        "REMOTE HOST IDENTIFICATION HAS CHANGED",
        "Host key verification failed",
        "Permission denied",
        "Too many authentication failures",
    ]
    .iter()
    .any(|text| printed.contains(text))
}

/// A port that SSH could not listen at: ours, or one that the person's own config asks for.
fn port(printed: &str, plan: &TunnelPlan) -> Option<String> {
    const REMOTE: &str = "remote port forwarding failed for listen port ";
    let local = ["cannot listen to port: ", REMOTE];
    let number = |text: &str| text.split(|c: char| !c.is_ascii_digit()).next()?.parse::<u16>().ok();
    let named = local.iter().find_map(|before| number(printed.split_once(before)?.1));
    let bound = || number(printed.split_once("bind [")?.1.split_once("]:")?.1);
    let Some(port) = named.or_else(bound) else {
        // A socket of the person's own, which has no number.
        return printed.contains("Could not request local forwarding").then(|| {
            let last = refused::last_words(printed);
            format!("A forward of your own SSH config could not be opened, and ssh ends then: {last} {WAY_OUT}")
        });
    };
    let there = if printed.contains(REMOTE) { "the instance" } else { "this computer" };
    if port == plan.local && !printed.contains(REMOTE) {
        return Some(format!("Port {port} of this computer was taken meanwhile. Choose another."));
    }
    let from = plan.own.forward_at(port).map_or_else(String::new, |line| format!(" ({line})"));
    Some(format!(
        "Port {port} of {there} cannot be listened at, perhaps since another ssh has it. It is not the tunnel's: your own \
         SSH config asks for it with every connection{from}, and ssh ends where it does not get it. {WAY_OUT}"
    ))
}

const WAY_OUT: &str = "Move that forward from `Host *` to the host that it is for, or end the program that has the port; then open the tunnel \
     again.";

#[cfg(test)]
mod tests {
    use super::super::own_config::OwnConfig;
    use super::super::tunnel_plan::tests::plan;
    use super::*;

    #[test]
    fn the_port_that_ssh_names_is_named_with_where_it_comes_from() {
        let mut plan = plan(20_022);
        let said = |plan: &TunnelPlan, printed: &str| why(printed, false, plan);
        assert!(said(&plan, "bind [127.0.0.1]:8890: Address already in use").starts_with("Port 8890"));
        let local = "bind [127.0.0.1]:5432: Address already in use\nchannel_setup_fwd_listener_tcpip: cannot listen to port: \
                     5432\nCould not request local forwarding.";
        assert!(said(&plan, local).starts_with("Port 5432 of this computer"), "also where the config is not known");
        plan.own =
            OwnConfig { forwards: vec![("LocalForward".into(), "5432 [db]:5432".into())], ..OwnConfig::default() };
        assert!(said(&plan, local).contains("(LocalForward 5432 [db]:5432)"));
        let remote = "Error: remote port forwarding failed for listen port 9000";
        assert!(said(&plan, remote).starts_with("Port 9000 of the instance"));
        let socket =
            "unix_listener: cannot bind to path /x/y: No such file or directory\nCould not request local forwarding.";
        assert!(said(&plan, socket).contains("/x/y"));
    }

    #[test]
    fn other_ends_are_said_as_they_are() {
        assert_eq!(why("one\n\n two \nthree\u{1b}[0m\n", false, &plan(22)), "ssh ended: two three [0m");
        assert_eq!(why("", true, &plan(22)), "The connection ended. Open it again when the instance answers.");
    }
}
