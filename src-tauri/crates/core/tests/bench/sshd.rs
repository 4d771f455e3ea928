//! A real OpenSSH server on a loopback port, for the user who runs the test. Its sessions have a home folder of their own, so
//! that they neither read nor run nor write anything that is that person's.

use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::Bench;
use super::ssh_client::{SshClient, home_library, quiet, write_program};

/// A server with a host key of its own. What its sessions run is looked for in its own folder of programs first.
pub struct Sshd {
    child: Child,
    pub port: u16,
    pub user: String,
    folder: tempfile::TempDir,
}

impl Sshd {
    pub fn start() -> Self {
        Self::with("")
    }

    /// With more lines of its config.
    pub fn with(lines: &str) -> Self {
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap().port();
        Self::at(port, lines)
    }

    /// At a port, which may have been another server's before.
    pub fn at(port: u16, lines: &str) -> Self {
        let sshd = ["/usr/sbin/sshd", "/usr/bin/sshd"].into_iter().find(|path| Path::new(path).exists());
        assert!(sshd.is_some(), "sshd is missing: `cargo xtask setup` installs openssh-server");
        let sshd = sshd.unwrap();
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        let made = Command::new("ssh-keygen").args(["-q", "-t", "ed25519", "-N", "", "-f"]).arg(at("host")).status();
        assert!(made.unwrap().success());
        std::fs::create_dir(at("bin")).unwrap();
        std::fs::write(at("authorized"), "").unwrap();
        let config = format!(
            "ListenAddress 127.0.0.1:{port}\nHostKey {}\nAuthorizedKeysFile {}\nPidFile none\nStrictModes no\n\
             PermitUserRC no\nPasswordAuthentication no\nKbdInteractiveAuthentication no\nUsePAM no\nPermitRootLogin prohibit-password\n\
             SetEnv PATH={}:/usr/bin:/bin\nSubsystem sftp internal-sftp\n{lines}\n",
            at("host").display(),
            at("authorized").display(),
            at("bin").display(),
        );
        std::fs::write(at("sshd_config"), config).unwrap();
        // Where root's sshd drops its rights to; a fresh container lacks it.
        let _ = std::fs::create_dir_all("/run/sshd");
        let mut sshd = Command::new(sshd);
        sshd.args(["-D", "-E"]).arg(at("log")).arg("-f").arg(at("sshd_config"));
        let child = quiet(sshd.env("LD_PRELOAD", home_library(folder.path(), &folder.path().join("home")))).spawn();
        let id = Command::new("id").arg("-un").output().unwrap();
        let user = String::from_utf8(id.stdout).unwrap().trim().to_owned();
        let server = Self { child: child.unwrap(), port, user, folder };
        let begun = Instant::now();
        while TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err() {
            assert!(begun.elapsed() < Duration::from_secs(60), "sshd does not listen: {}", server.log());
            std::thread::sleep(Duration::from_millis(50));
        }
        server
    }

    /// What it wrote to its log.
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("log")).unwrap_or_default()
    }

    /// The home folder of its sessions.
    pub fn home(&self) -> PathBuf {
        self.folder.path().join("home")
    }

    /// A file in which a stand-in may note that it was called.
    pub fn calls(&self) -> PathBuf {
        self.folder.path().join("calls")
    }

    /// Puts a program where sessions look first.
    pub fn program(&self, name: &str, script: &str) {
        write_program(&self.folder.path().join("bin").join(name), script);
    }

    /// Lets in whoever has the private half, and nobody else.
    pub fn let_in(&self, pair: &Path) {
        std::fs::copy(pair.with_extension("pub"), self.folder.path().join("authorized")).unwrap();
    }

    pub fn let_nobody_in(&self) {
        std::fs::write(self.folder.path().join("authorized"), "").unwrap();
    }

    /// Ends all sessions without a word, as a network that is gone does to those who notice; new ones are let in.
    pub fn hang_up(&self) {
        let all = descendants(self.child.id());
        // One that has ended meanwhile takes no signal.
        let _ = quiet(Command::new("kill").arg("-9").args(all.iter().map(u32::to_string))).status();
    }

    /// The provider says that the machine of this name is here.
    pub fn lend(&self, bench: &Bench, name: &str) {
        lend(bench, &[(name, self.port)]);
    }

    /// A machine of the provider's that is here: its id, and Voltdeck's own new key lets in.
    pub async fn machine(&self, bench: &Bench, client: &SshClient) -> String {
        bench.computer.real(client.home(), client.path());
        self.lend(bench, "real one");
        self.let_in(&pair(bench, "").await);
        let id = bench.sandbox.add_vm("real one", 1).to_string();
        bench.call("refresh", json!({})).await.unwrap();
        bench.call("connect_user_set", json!({ "id": id, "user": self.user })).await.unwrap();
        id
    }
}

impl Drop for Sshd {
    fn drop(&mut self) {
        // Once it is gone its sessions are nobody's children.
        let _ = quiet(Command::new("kill").args(["-STOP", &self.child.id().to_string()])).status();
        self.hang_up();
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// All that a process started and what that started.
fn descendants(of: u32) -> Vec<u32> {
    let children = std::fs::read_to_string(format!("/proc/{of}/task/{of}/children")).unwrap_or_default();
    let children = children.split_whitespace().filter_map(|id| id.parse().ok());
    children.flat_map(|id| [vec![id], descendants(id)].concat()).collect()
}

/// The provider says at which ports of loopback the machines of these names are.
pub fn lend(bench: &Bench, machines: &[(&str, u16)]) {
    let machines: Vec<(String, u16)> = machines.iter().map(|(name, port)| ((*name).to_owned(), *port)).collect();
    bench.tamper(move |path, answer| {
        if !path.contains("/virtual-machines") {
            return;
        }
        let list = answer["results"].as_array().is_some();
        let vms: Vec<&mut Value> =
            if list { answer["results"].as_array_mut().unwrap().iter_mut().collect() } else { vec![answer] };
        for vm in vms {
            let found = machines.iter().find(|(name, _)| vm["name"] == name.as_str());
            if let Some((_, port)) = found {
                vm["public_ip"] = json!("127.0.0.1");
                vm["port_forwards"] = json!([{ "internal_port": 22, "external_port": port }]);
            }
        }
    });
}

/// Has Voltdeck make a pair of keys, where it suggests to or at a path.
pub async fn pair(bench: &Bench, path: &str) -> PathBuf {
    let pair = json!({ "path": path, "comment": "made", "passphrase": "", "passphraseAgain": "", "saveAs": null });
    let made = bench.call("key_pair_make", pair).await.unwrap();
    let path = PathBuf::from(made["privatePath"].as_str().unwrap());
    assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600, "{made}");
    path
}
