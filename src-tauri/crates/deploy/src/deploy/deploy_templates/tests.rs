use super::file::{BareMetal, CloudInit, Key, Lease, Steps, Vm, Volume};
use super::*;
use voltdeck_contract::LeaseAction;

fn vm() -> Hardware {
    Hardware::Vm(Vm {
        preset_id: "p".into(),
        gpus: 8,
        gpu_model: "H100 SXM5 80 GB".into(),
        operating_system: "Ubuntu 22.04 LTS".into(),
    })
}

/// One with everything in it.
fn full() -> Document {
    let metal = Hardware::BareMetal(BareMetal {
        location_id: "l".into(),
        place: "Allen, Texas, USA".into(),
        network: "infiniband".into(),
        gpus: 16,
    });
    let keys = Keys::Chosen(vec![Key { name: "laptop".into(), fingerprint: Some("SHA256:x".into()) }]);
    let mut document = Document::new("Training", metal, keys);
    document.instance_name = "train-1".into();
    document.tags = vec!["team".into()];
    document.lease = Some(Lease { hours: 12, action: LeaseAction::Terminate });
    document.volume = Some(Volume { name: "scratch".into(), new_size_gb: Some(500) });
    document.first_steps = Some(Steps { mount: true, export_path: "/data".into(), docker: true });
    document.cloud_init = Some(CloudInit {
        packages: vec!["htop".into()],
        write_files: vec![file::File { path: "/etc/motd".into(), content: "hi\n".into(), ..file::File::default() }],
        runcmd: vec!["echo one".into()],
        script: "python train.py\n".into(),
    });
    document
}

fn refused(text: &str) -> String {
    file::decode(text).err().unwrap_or_default()
}

#[test]
fn a_file_reads_back_the_same() {
    for document in [full(), Document::new("a", vm(), Keys::All), Document::new("\u{fc} 1", vm(), Keys::None)] {
        let text = document.encode();
        assert!(file::decode(&text).is_ok_and(|read| read == document), "{text}");
        assert!(
            file::decode(&format!("\u{feff}{text}")).is_ok_and(|read| read == document),
            "with a mark of some editors"
        );
    }
}

#[test]
fn every_file_that_is_none_is_refused_in_words() {
    let text = full().encode();
    let put = |field: &str, value: &str| text.replacen('{', &format!("{{\n  \"{field}\": {value},"), 1);
    for (file, says) in [
        (String::new(), "damaged, or no JSON"),
        ("{}".into(), "no deploy template"),
        ("[1]".into(), "no deploy template"),
        ("\"text\"".into(), "no deploy template"),
        (text[..text.len() / 2].to_owned(), "damaged, or no JSON: line"),
        (text.replace("\"version\": 1", "\"version\": 2"), "newer Voltdeck"),
        (text.replace("\"version\": 1", "\"version\": 0"), "does not tell its version"),
        (text.replace("\"version\": 1", "\"version\": -1"), "no deploy template"),
        (text.replace("voltdeck-deploy-template", "other"), "no deploy template"),
        (put("perHour", "\"1.99\""), "a field that Voltdeck does not know, \"perHour\""),
        (put("password", "\"hunter2000\""), "a field that Voltdeck does not know, \"password\""),
        (put("name", "\"twice\""), "damaged at line"),
        (text.replace("\"hours\": 12", "\"hours\": \"canary\""), "damaged at line"),
        (text.replace("\"hours\": 12", "\"hours\": 0"), "from one hour to a year"),
        (text.replace("\"hours\": 12", "\"hours\": 99999999"), "from one hour to a year"),
        (text.replace("\"gpus\": 16", "\"gpus\": 0"), "hardware cannot be read"),
        (text.replace("\"team\"", "\"vd-job-abc\""), "no instance can have"),
        (text.replace("/etc/motd", "etc/motd"), "without a whole path"),
        (text.replace("echo one", "export HF_TOKEN=hf_abcdefghijklmnopqrstuvwxyz"), "seems to be in the cloud-init"),
        (text.replace("python train.py", "mysql --password hunter2000"), "seems to be in the cloud-init"),
        (text.replace("train-1", "a\\u202eb"), "cannot be seen"),
        (text.replace("\"Training\"", "\"\""), "up to 60 characters"),
        ("[".repeat(400_000), "no deploy template"),
        (put("x", &format!("{}{}", "[".repeat(100_000), "]".repeat(100_000))), "Voltdeck"),
        (format!("{text}{}", " ".repeat(file::LONGEST)), "larger than 512 KB"),
    ] {
        let said = refused(&file);
        assert!(said.contains(says), "{says}: {said:?}");
        assert!(!said.contains("canary") && !said.contains("hunter2000"), "{said}");
    }
}

#[test]
fn what_is_in_a_file_is_told_and_no_content_of_it() {
    let says = says(&full()).join("\n");
    for part in
        ["16 GPUs", "Allen, Texas", "laptop", "team", "Auto-terminate after 12 h", "scratch", "Docker", "1 script"]
    {
        assert!(says.contains(part), "{part} is not in {says}");
    }
    assert!(!says.contains("train.py") && !says.contains("motd") && !says.contains("htop"));
}
