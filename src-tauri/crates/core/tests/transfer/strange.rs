//! A machine that is not what it should be: names that lead elsewhere, more bytes than were asked for, a full disk.

use std::fs;
use std::sync::Arc;

use russh_sftp::protocol::{
    Attrs, Data, ExtendedReply, File, FileAttributes, Handle, Name, OpenFlags, Packet, Status, StatusCode,
};
use russh_sftp::server::{Handler, run};
use serde_json::json;
use voltdeck_base::computer::Piped;

use crate::bench::{Bench, TestProgram};
use crate::scene::{choose, names, over, start};

/// How the machine behaves.
#[derive(Default)]
struct Strange {
    /// The names in its folder.
    names: Vec<&'static str>,
    /// Bytes that it sends beyond those that it was asked for.
    surplus: usize,
    listed: bool,
}

const CONTENT: &[u8] = b"four";

fn folder() -> FileAttributes {
    FileAttributes { permissions: Some(0o040_755), ..FileAttributes::empty() }
}

fn file() -> FileAttributes {
    let size = Some(CONTENT.len() as u64);
    FileAttributes { permissions: Some(0o100_644), size, mtime: Some(7), ..FileAttributes::empty() }
}

fn ok(id: u32) -> Status {
    Status { id, status_code: StatusCode::Ok, error_message: String::new(), language_tag: String::new() }
}

impl Handler for Strange {
    type Error = StatusCode;

    fn unimplemented(&self) -> StatusCode {
        StatusCode::OpUnsupported
    }
    async fn realpath(&mut self, id: u32, path: String) -> Result<Name, StatusCode> {
        Ok(Name { id, files: vec![File::dummy(path)] })
    }
    async fn stat(&mut self, id: u32, path: String) -> Result<Attrs, StatusCode> {
        if path == "/data" { Ok(Attrs { id, attrs: folder() }) } else { Err(StatusCode::NoSuchFile) }
    }
    async fn lstat(&mut self, id: u32, path: String) -> Result<Attrs, StatusCode> {
        self.stat(id, path).await
    }
    async fn opendir(&mut self, id: u32, _path: String) -> Result<Handle, StatusCode> {
        Ok(Handle { id, handle: "folder".into() })
    }
    async fn readdir(&mut self, id: u32, _handle: String) -> Result<Name, StatusCode> {
        if std::mem::replace(&mut self.listed, true) {
            return Err(StatusCode::Eof);
        }
        Ok(Name { id, files: self.names.iter().map(|name| File::new(*name, file())).collect() })
    }
    async fn open(&mut self, id: u32, _: String, _: OpenFlags, _: FileAttributes) -> Result<Handle, StatusCode> {
        Ok(Handle { id, handle: "file".into() })
    }
    async fn fstat(&mut self, id: u32, _handle: String) -> Result<Attrs, StatusCode> {
        Ok(Attrs { id, attrs: file() })
    }
    async fn read(&mut self, id: u32, _: String, offset: u64, _: u32) -> Result<Data, StatusCode> {
        let rest = &CONTENT[usize::try_from(offset).unwrap()..];
        let mut data = rest.to_vec();
        data.extend(vec![0; self.surplus]);
        Ok(Data { id, data })
    }
    async fn write(&mut self, _: u32, _: String, _: u64, _: Vec<u8>) -> Result<Status, StatusCode> {
        // All that OpenSSH says where a disk is full.
        Err(StatusCode::Failure)
    }
    async fn close(&mut self, id: u32, _handle: String) -> Result<Status, StatusCode> {
        Ok(ok(id))
    }
    async fn extended(&mut self, id: u32, request: String, _data: Vec<u8>) -> Result<Packet, StatusCode> {
        if request != "statvfs@openssh.com" {
            return Err(StatusCode::OpUnsupported);
        }
        // Eleven numbers, of which the fifth says how many blocks are left.
        Ok(Packet::ExtendedReply(ExtendedReply {
            id,
            data: [4096_u64, 4096, 10, 0, 0, 9, 9, 9, 1, 0, 255].map(u64::to_be_bytes).concat(),
        }))
    }
}

/// A machine of this kind behind every `ssh`, and its id.
async fn machine(bench: &Bench, strange: impl Fn() -> Strange + Send + Sync + 'static) -> String {
    let strange = Arc::new(strange);
    bench.computer.change(|computer| {
        computer.programs.push("ssh".into());
        computer.pipe = Some(Box::new(move || {
            let (near, far) = tokio::io::duplex(1 << 20);
            tokio::spawn(run(far, strange()));
            let (output, input) = tokio::io::split(near);
            let argv = ["ssh".to_owned()];
            Piped { input: Box::new(input), output: Box::new(output), program: Box::new(TestProgram::new(&argv)) }
        }));
    });
    let id = bench.sandbox.add_vm("strange one", 1).to_string();
    bench.call("refresh", json!({})).await.unwrap();
    id
}

#[test]
fn names_that_lead_elsewhere_are_refused_and_the_others_come() {
    crate::bench::run(async {
        let (bench, here) = (Bench::open().await, tempfile::tempdir().unwrap());
        let listed =
            ["../evil", "..", ".", "", "/tmp/evil", "a/b", "sub/../../evil", "nul\0byte", "not \u{fffd} text", "good"];
        let id = machine(&bench, move || Strange { names: listed.into(), ..Strange::default() }).await;
        let inside = here.path().join("in/side");
        fs::create_dir_all(&inside).unwrap();
        let held = choose(&bench, std::slice::from_ref(&inside)).await;
        let args = json!({ "id": id, "direction": "pull", "held": held, "remote": ["/data"], "existing": "refuse" });
        let view = over(&bench, &start(&bench, args.clone()).await).await;
        assert_eq!((&view["stage"], &view["percent"]), (&json!("done"), &json!(100)), "{view:#}");
        assert_eq!(names(&inside), ["data"]);
        assert_eq!(names(&inside.join("data")), ["good"]);
        assert_eq!(fs::read(inside.join("data/good")).unwrap(), CONTENT);
        assert_eq!([names(here.path()), names(&here.path().join("in"))], [vec!["in"], vec!["side"]]);
        // The folder itself and the one above are in every list.
        assert_eq!(view["leftOutCount"], listed.len() - 3, "{view:#}");
        // What is chosen by hand is looked at as well.
        for path in ["/data/..", "/data/.", "/"] {
            let mut args = args.clone();
            args["remote"] = json!([path]);
            let view = over(&bench, &start(&bench, args).await).await;
            assert_eq!(view["stage"], "failed", "{path}: {view:#}");
        }
        assert_eq!([names(here.path()), names(&here.path().join("in"))], [vec!["in"], vec!["side"]]);
    });
}

#[test]
fn a_machine_that_sends_more_than_it_was_asked_for_ends_it() {
    crate::bench::run(async {
        let (bench, here) = (Bench::open().await, tempfile::tempdir().unwrap());
        let id = machine(&bench, || Strange { names: vec!["good"], surplus: 9, ..Strange::default() }).await;
        let held = choose(&bench, &[here.path().to_owned()]).await;
        let args = json!({ "id": id, "direction": "pull", "held": held, "remote": ["/data"], "existing": "refuse" });
        let view = over(&bench, &start(&bench, args).await).await;
        assert_eq!(view["stage"], "failed", "{view:#}");
        assert!(view["said"].as_str().unwrap().contains("more data than was asked for"), "{view:#}");
        assert!(!here.path().join("data/good").exists());
    });
}

#[test]
fn a_full_disk_of_the_machine_is_said_in_words_before_and_after() {
    crate::bench::run(async {
        let (bench, here) = (Bench::open().await, tempfile::tempdir().unwrap());
        let id = machine(&bench, Strange::default).await;
        fs::write(here.path().join("a"), "four").unwrap();
        let held = choose(&bench, &[here.path().join("a")]).await;
        let args = json!({ "id": id, "direction": "push", "held": held, "remote": ["/data"], "existing": "refuse" });
        let check = bench.call("files_check", args.clone()).await.unwrap();
        assert!(check["problem"].as_str().unwrap().starts_with("The instance has 0 B free"), "{check:#}");
        let view = over(&bench, &start(&bench, args).await).await;
        assert_eq!((&view["stage"], &view["canResume"]), (&json!("failed"), &json!(true)), "{view:#}");
        assert!(
            view["said"].as_str().unwrap().starts_with("The instance's disk is full. Free up space on it"),
            "{view:#}"
        );
    });
}
