//! The real OpenSSH: a server on a loopback port, and the commands and files that Voltdeck writes.
//!
//! OpenSSH takes the home folder from the system's list of users and not from the environment, so a small library tells
//! the `ssh` of these tests another one; all else is as a person has it, the keys and the config above all.

use std::ffi::OsString;
use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use serde_json::json;

use crate::bench::{Bench, World, run_for_real};

/// Tells a home folder that is not the user's own.
const HOME_C: &str = r#"
#define _GNU_SOURCE
#include <dlfcn.h>
#include <pwd.h>
struct passwd *getpwuid(uid_t id) {
  struct passwd *(*real)(uid_t) = (struct passwd *(*)(uid_t))dlsym(RTLD_NEXT, "getpwuid");
  struct passwd *found = real(id);
  if (found) found->pw_dir = HOME;
  return found;
}
"#;

struct Server {
    child: Child,
    port: u16,
    folder: tempfile::TempDir,
    user: String,
}

impl Server {
    /// Starts one that lets the user who runs the test in, by the key that Voltdeck makes.
    fn start() -> Self {
        let sshd = ["/usr/sbin/sshd", "/usr/bin/sshd"].into_iter().find(|path| Path::new(path).exists());
        let sshd = sshd.unwrap_or_else(|| panic!("sshd is missing: `cargo xtask setup` installs openssh-server"));
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        let made = Command::new("ssh-keygen").args(["-q", "-t", "ed25519", "-N", "", "-f"]).arg(at("host")).status();
        assert!(made.unwrap().success());
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap().port();
        let config = format!(
            "ListenAddress 127.0.0.1:{port}\nHostKey {}\nAuthorizedKeysFile {}\nPidFile none\nStrictModes no\n\
             PasswordAuthentication no\nKbdInteractiveAuthentication no\nUsePAM no\nPermitRootLogin prohibit-password\n",
            at("host").display(),
            at("authorized").display(),
        );
        std::fs::write(at("sshd_config"), config).unwrap();
        // Where root's sshd drops its rights to; a fresh container lacks it.
        let _ = std::fs::create_dir_all("/run/sshd");
        let child = Command::new(sshd).args(["-D", "-e", "-f"]).arg(at("sshd_config")).stderr(Stdio::null()).spawn();
        let id = Command::new("id").arg("-un").output().unwrap();
        let user = String::from_utf8(id.stdout).unwrap().trim().to_owned();
        let server = Self { child: child.unwrap(), port, folder, user };
        let begun = Instant::now();
        while TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err() {
            assert!(begun.elapsed() < Duration::from_secs(10), "sshd does not listen");
            std::thread::sleep(Duration::from_millis(50));
        }
        std::fs::create_dir(server.home()).unwrap();
        server.write_client();
        server
    }

    /// `ssh` in a home folder of its own, on a search path of its own.
    fn write_client(&self) {
        let at = |name: &str| self.folder.path().join(name);
        std::fs::write(at("home.c"), HOME_C).unwrap();
        let home = format!("-DHOME=\"{}\"", self.home().display());
        let mut cc = Command::new("cc");
        cc.args(["-shared", "-fPIC", &home, "-o"]).args([at("home.so"), at("home.c")]).arg("-ldl");
        assert!(cc.status().unwrap().success());
        std::fs::create_dir(at("bin")).unwrap();
        let script = format!(
            "#!/bin/sh\nexec /usr/bin/env -i PATH=/usr/bin:/bin LD_PRELOAD={} ssh \"$@\"\n",
            at("home.so").display()
        );
        std::fs::write(at("bin/ssh"), script).unwrap();
        std::fs::set_permissions(at("bin/ssh"), std::fs::Permissions::from_mode(0o755)).unwrap();
        // Nothing of the person who runs the tests may be read or written.
        let known = format!("userknownhostsfile {}/.ssh/known_hosts", self.home().display());
        assert!(self.settings("x").iter().any(|line| line.starts_with(&known)), "{:?}", self.settings("x"));
    }

    /// What `ssh` makes of a name, with the config that it finds by itself.
    fn settings(&self, name: &str) -> Vec<String> {
        let output = self.shell(&format!("ssh -G {name}"));
        String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned).collect()
    }

    fn home(&self) -> PathBuf {
        self.folder.path().join("home")
    }

    fn path(&self) -> OsString {
        let mut path = self.folder.path().join("bin").into_os_string();
        path.push(":/usr/bin:/bin");
        path
    }

    /// Runs a line as a person's shell does.
    fn shell(&self, line: &str) -> Output {
        Command::new("sh").args(["-c", line]).env("PATH", self.path()).stdin(Stdio::null()).output().unwrap()
    }

    /// Lets in whoever has the private half, and nobody else.
    fn let_in(&self, pair: &Path) {
        std::fs::copy(pair.with_extension("pub"), self.folder.path().join("authorized")).unwrap();
    }

    /// The provider says that its machines are here.
    fn lend(&self, bench: &Bench) {
        let port = self.port;
        bench.tamper(move |path, answer| {
            if path.contains("/virtual-machines") {
                let list = answer["results"].as_array().is_some();
                let vms =
                    if list { answer["results"].as_array_mut().unwrap().iter_mut().collect() } else { vec![answer] };
                for vm in vms.into_iter().filter(|vm| vm["name"] == "real one") {
                    vm["public_ip"] = json!("127.0.0.1");
                    vm["port_forwards"] = json!([{ "internal_port": 22, "external_port": port }]);
                }
            }
        });
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Has Voltdeck make a pair of keys, where it suggests to or at a path.
async fn pair(bench: &Bench, path: &str) -> PathBuf {
    let pair = json!({ "path": path, "comment": "made", "passphrase": "", "passphraseAgain": "", "saveAs": null });
    let made = bench.call("key_pair_make", pair).await.unwrap();
    let path = PathBuf::from(made["privatePath"].as_str().unwrap());
    assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600, "{made}");
    path
}

async fn machine(bench: &Bench, server: &Server) -> String {
    bench.computer.real(server.home(), server.path());
    server.lend(bench);
    server.let_in(&pair(bench, "").await);
    let id = bench.sandbox.add_vm("real one", 1).to_string();
    bench.call("refresh", json!({})).await.unwrap();
    bench.call("connect_user_set", json!({ "id": id, "user": server.user })).await.unwrap();
    id
}

async fn command(bench: &Bench, id: &str) -> String {
    let view = bench.call("connect", json!({ "id": id })).await.unwrap();
    view["ends"][0]["command"].as_str().unwrap().to_owned()
}

/// Runs the command as it is shown, but that nobody is asked whether the host is known.
fn log_in(server: &Server, command: &str) {
    let asks_nothing = command.replacen("ssh", "ssh -o StrictHostKeyChecking=accept-new -o BatchMode=yes", 1);
    let output = server.shell(&format!("{asks_nothing} 'echo in as $(id -un)'"));
    let said = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    assert_eq!(said, format!("in as {}", server.user), "{command}: {}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn the_command_and_the_alias_log_in() {
    let (world, server) = (World::new(), Server::start());
    run_for_real(&world, async |bench| {
        let id = machine(bench, &server).await;
        let shown = command(bench, &id).await;
        let (port, user) = (server.port, &server.user);
        assert_eq!(shown, format!("ssh -o HostKeyAlias=voltdeck-{id} -p {port} {user}@127.0.0.1"), "no key is named");
        log_in(&server, &shown);

        bench.call("ssh_config_set", json!({ "on": true })).await.unwrap();
        let view = bench.call("connect", json!({ "id": id })).await.unwrap();
        assert_eq!(view["ends"][0]["alias"], "real-one");
        log_in(&server, "ssh real-one");
        // By the line that was put into the person's own config alone.
        let settings = server.settings("real-one");
        for line in [format!("port {}", server.port), "hostname 127.0.0.1".into(), format!("user {}", server.user)] {
            assert!(settings.contains(&line), "{line} is not in:\n{settings:?}");
        }
    });
}

#[test]
fn a_key_in_another_place_is_named_and_switches_the_usual_ones_not_off() {
    let (world, server) = (World::new(), Server::start());
    run_for_real(&world, async |bench| {
        let id = machine(bench, &server).await;
        bench.call("ssh_config_set", json!({ "on": true })).await.unwrap();
        let usual = server.home().join(".ssh/id_ed25519");
        let other = pair(bench, "~/my keys/it's a key").await;
        let shown = command(bench, &id).await;
        assert!(shown.contains("my keys"), "{shown}");
        let fleet = bench.call("fleet", json!({})).await.unwrap();
        let rows = fleet["instances"].as_array().unwrap();
        assert!(rows.iter().any(|row| row["ssh"]["command"] == shown), "the list has the same");
        for key in [&other, &usual] {
            server.let_in(key);
            log_in(&server, &shown);
            log_in(&server, "ssh real-one");
            let tunnel = bench.call("tunnel_open", json!({ "id": id })).await.unwrap();
            assert_eq!(tunnel["stage"], "open", "{tunnel}");
            bench.call("tunnel_close", json!({ "id": tunnel["id"] })).await.unwrap();
        }
        // A file that is taken away is named no longer.
        std::fs::remove_file(&other).unwrap();
        assert!(!command(bench, &id).await.contains("-i "));
    });
}

#[test]
fn a_tunnel_carries_an_answer_and_a_refused_login_says_so() {
    let (world, server) = (World::new(), Server::start());
    let far = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let remote = far.local_addr().unwrap().port();
    let behind = std::thread::spawn(move || {
        // The first connections may be those that only look whether the port accepts.
        for stream in far.incoming() {
            let mut stream = stream.unwrap();
            let mut asked = [0; 64];
            let read = stream.read(&mut asked).unwrap_or(0);
            if asked[..read].starts_with(b"GET / ") {
                stream.write_all(b"HTTP/1.0 200 OK\r\n\r\nhello from behind").unwrap();
                return;
            }
        }
    });
    run_for_real(&world, async |bench| {
        let id = machine(bench, &server).await;
        let tunnel = bench.call("tunnel_open", json!({ "id": id, "remotePort": remote })).await.unwrap();
        assert_eq!(tunnel["stage"], "open", "{tunnel}");
        let local = u16::try_from(tunnel["localPort"].as_u64().unwrap()).unwrap();
        let answer = tokio::task::spawn_blocking(move || {
            let mut near = TcpStream::connect((Ipv4Addr::LOCALHOST, local)).unwrap();
            near.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
            near.write_all(b"GET / HTTP/1.0\r\n\r\n").unwrap();
            let mut answer = String::new();
            near.read_to_string(&mut answer).unwrap();
            answer
        });
        assert!(answer.await.unwrap().ends_with("hello from behind"));
        behind.join().unwrap();
        bench.call("tunnel_close", json!({ "id": tunnel["id"] })).await.unwrap();
        let closed = Instant::now();
        while TcpStream::connect((Ipv4Addr::LOCALHOST, local)).is_ok() {
            assert!(closed.elapsed() < Duration::from_secs(5), "the tunnel still listens");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }

        std::fs::write(server.folder.path().join("authorized"), "").unwrap();
        let refused = bench.call("tunnel_open", json!({ "id": id, "remotePort": remote })).await.unwrap();
        assert_eq!(refused["stage"], "ended");
        assert!(refused["said"].as_str().unwrap().contains("refuses the login"), "{refused}");
    });
}
