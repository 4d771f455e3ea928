//! What a person's own SSH config makes of a login, as OpenSSH itself tells it: `ssh -G`.

use std::time::Duration;

use super::ssh::{OWN_HOSTS, Ssh};
use voltdeck_base::computer::{Computer, output};

/// OpenSSH reads files and connects to nothing; a `Match exec` of the person's may take its time, and a busy computer too.
const LIMIT: Duration = Duration::from_secs(20);

/// The way that the person's config leads by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Detour {
    /// `ProxyJump`: the hosts on the way.
    Jump(String),
    /// `ProxyCommand`: a program that carries the connection.
    Command(String),
}

/// What the config says of one login, as far as it changes what Voltdeck does.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OwnConfig {
    /// How the connection is made, where not straight.
    pub detour: Option<Detour>,
    /// Forwards that the config asks for: the word of the option, and the rest of its line.
    pub forwards: Vec<(String, String)>,
    /// The agent, where it is named in the config.
    pub agent: Option<String>,
    /// Options without which an `ssh` that nobody sits at would leave Voltdeck, or run nothing. Older OpenSSH does not know
    /// them, so they are named only where the config has them set.
    pub mended: Vec<&'static str>,
}

impl OwnConfig {
    /// Asks OpenSSH; an error is why it gave no answer. Of a config that it cannot read nothing is known, and what is started
    /// then says so itself.
    pub async fn of(computer: &dyn Computer, ssh: &Ssh) -> Result<Self, String> {
        Ok(Self::read(&output(computer, &ssh.settings(), LIMIT).await?.text))
    }

    fn read(text: &str) -> Self {
        let mut own = Self::default();
        for (word, rest) in text.lines().filter_map(|line| line.split_once(' ')) {
            match (word, rest.trim()) {
                ("proxyjump" | "proxycommand", "none") => {}
                ("proxyjump", hosts) => own.detour = Some(Detour::Jump(hosts.to_owned())),
                ("proxycommand", command) => own.detour = Some(Detour::Command(command.to_owned())),
                ("localforward", rest) => own.forwards.push(("LocalForward".into(), rest.to_owned())),
                ("remoteforward", rest) => own.forwards.push(("RemoteForward".into(), rest.to_owned())),
                ("dynamicforward", rest) => own.forwards.push(("DynamicForward".into(), rest.to_owned())),
                ("identityagent", agent) if !matches!(agent, "none" | "SSH_AUTH_SOCK") => {
                    own.agent = Some(agent.to_owned());
                }
                ("forkafterauthentication", "yes") => own.mended.push("ForkAfterAuthentication=no"),
                // Nobody sits at it who would see that the machine is another one: a key that changed must be noticed.
                ("userknownhostsfile", files) if keeps_none(files) => own.mended.push(OWN_HOSTS),
                ("sessiontype", kind) if kind != "default" => own.mended.push("SessionType=default"),
                _ => {}
            }
        }
        own
    }

    /// The forward of the config that listens at a port, as a line of it: `LocalForward 8080 [localhost]:80`.
    pub fn forward_at(&self, port: u16) -> Option<String> {
        let listens = |rest: &str| {
            let first = rest.split_whitespace().next().unwrap_or_default();
            first.rsplit(':').next() == Some(port.to_string().as_str())
        };
        let found = self.forwards.iter().find(|(_, rest)| listens(rest))?;
        Some(format!("{} {}", found.0, found.1))
    }
}

/// Whether no file of this list keeps anything.
fn keeps_none(files: &str) -> bool {
    files.split_whitespace().all(|file| matches!(file, "/dev/null" | "none" | "NUL"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_changes_a_login_is_read_and_all_else_left() {
        let text = "host 203.0.113.7\nhostname 203.0.113.7\nproxyjump me@bastion:2222\nsessiontype default\n\
                    forkafterauthentication no\nidentityagent ~/.1password/agent.sock\nlocalforward 8080 [localhost]:80\n\
                    localforward [127.0.0.1]:8081 [localhost]:81\nremoteforward 9000 [localhost]:22\ndynamicforward 1080\n";
        let own = OwnConfig::read(text);
        assert_eq!(own.detour, Some(Detour::Jump("me@bastion:2222".into())));
        assert_eq!(own.agent.as_deref(), Some("~/.1password/agent.sock"));
        assert_eq!(own.forward_at(8080).as_deref(), Some("LocalForward 8080 [localhost]:80"));
        assert_eq!(own.forward_at(8081).as_deref(), Some("LocalForward [127.0.0.1]:8081 [localhost]:81"));
        assert_eq!(own.forward_at(9000).as_deref(), Some("RemoteForward 9000 [localhost]:22"));
        assert_eq!(own.forward_at(1080).as_deref(), Some("DynamicForward 1080"));
        assert_eq!((own.forward_at(80), own.mended.len()), (None, 0));
        for (files, mended) in
            [("~/.ssh/known_hosts /dev/null", 0), ("/dev/null", 1), ("/dev/null /dev/null", 1), ("none", 1)]
        {
            assert_eq!(OwnConfig::read(&format!("userknownhostsfile {files}\n")).mended.len(), mended, "{files}");
        }
        let odd =
            OwnConfig::read("sessiontype none\nforkafterauthentication yes\nproxycommand nc %h %p\nproxyjump none\n");
        assert_eq!(odd.mended, ["SessionType=default", "ForkAfterAuthentication=no"]);
        assert_eq!(odd.detour, Some(Detour::Command("nc %h %p".into())));
    }
}
