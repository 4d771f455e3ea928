//! What was seen, as a window shows it.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use voltdeck_access::connect::target::{Node, Target};
use voltdeck_contract::{GpuUseEnd, GpuUseKnown, GpuUseStage, GpuUseView, GpuUserView, GpuView, Mark, StateView};

use crate::follow::NODES;
use crate::memory::{End, Seen};
use crate::sample::{Gpu, Gpus, Process};
use crate::stream::{Failure, NEXT, SILENT};

/// What is older than this says little of now.
const OLD: TimeDelta = TimeDelta::minutes(12);

/// The use of a machine, for its panel.
pub(crate) fn whole(target: &Target, seen: &Seen, now: DateTime<Utc>) -> GpuUseView {
    let shown = target.nodes.iter().take(NODES);
    let several = target.node_count > 1;
    let hour = seen.hour(now);
    GpuUseView {
        id: target.id.clone(),
        ends: shown.map(|node| end(several.then_some(node), seen.ends.get(&node.number), now)).collect(),
        problem: None,
        hour_says: hour_says(&hour),
        hour,
        nodes_left_out: u32::try_from(target.nodes.len().saturating_sub(NODES)).unwrap_or(u32::MAX),
    }
}

/// Where there is nothing to read.
pub(crate) fn none(target: &Target, seen: &Seen, now: DateTime<Utc>, problem: &str) -> GpuUseView {
    let hour = seen.hour(now);
    GpuUseView {
        id: target.id.clone(),
        ends: Vec::new(),
        problem: Some(problem.into()),
        hour_says: hour_says(&hour),
        hour,
        nodes_left_out: 0,
    }
}

/// The use of a machine, for a list.
pub(crate) fn known(seen: &Seen, now: DateTime<Utc>) -> Option<GpuUseKnown> {
    if seen.ends.is_empty() {
        return None;
    }
    let (percent, read_at) = seen.average();
    let worst = seen.ends.values().map(stage).find(|(stage, _)| *stage != GpuUseStage::Live);
    let worst = worst.map(|(stage, said)| (short(stage), said));
    let in_the_way = worst.or_else(|| (!seen.is_whole()).then(|| ("partly read", Some(PARTLY.to_owned()))));
    let (problem, problem_says) = in_the_way.unzip();
    Some(GpuUseKnown {
        percent,
        read_at,
        stale: read_at.is_some_and(|at| now - at > OLD),
        problem: problem.map(str::to_owned),
        problem_says: problem_says.flatten(),
    })
}

fn end(node: Option<&Node>, seen: Option<&End>, now: DateTime<Utc>) -> GpuUseEnd {
    let empty = End::default();
    let seen = seen.unwrap_or(&empty);
    let (stage, said) = stage_now(seen, now);
    let told = seen.sample.as_ref().map(|(_, sample)| sample);
    let gpus = match told.map(|sample| &sample.gpus) {
        Some(Gpus::Known(gpus, _)) => gpus.iter().map(gpu).collect(),
        _ => Vec::new(),
    };
    let (word, mark) = word(stage);
    GpuUseEnd {
        label: node.map(|node| format!("Node {}", node.number)),
        stage,
        state: StateView { word: word.into(), mark, raw: String::new() },
        said,
        read_at: seen.sample.as_ref().map(|(at, _)| *at),
        gpus,
        users: told.and_then(|sample| sample.processes.as_deref()).map(users),
        sessions: told.and_then(|sample| sample.sessions),
    }
}

/// How it goes with an end that is followed. What it told before anybody followed it says nothing of how it goes now.
fn stage_now(end: &End, now: DateTime<Utc>) -> (GpuUseStage, Option<String>) {
    let told = end.sample.as_ref().filter(|_| end.failure.is_none());
    if told.is_some_and(|(at, _)| (now - *at).to_std().is_ok_and(|age| age > NEXT)) {
        return (GpuUseStage::Connecting, None);
    }
    stage(end)
}

/// How it went with an end when it was last looked at, and what was in the way.
fn stage(end: &End) -> (GpuUseStage, Option<String>) {
    match (&end.failure, &end.sample) {
        (Some(Failure::NoLogin(why)), _) => (GpuUseStage::NoLogin, Some(why.clone())),
        (Some(Failure::Hangs), _) => (GpuUseStage::Hangs, Some(silent())),
        (None, None) => (GpuUseStage::Connecting, None),
        (None, Some((_, sample))) => match &sample.gpus {
            Gpus::Known(_, fault) => (
                GpuUseStage::Live,
                fault.as_ref().map(|said| format!("Some GPUs may be missing. nvidia-smi says: {said}")),
            ),
            Gpus::NoDriver(said) => (GpuUseStage::NoDriver, Some(no_driver(said))),
            Gpus::Hangs => (GpuUseStage::Hangs, Some(SMI_HANGS.into())),
            Gpus::Unreadable(said) => (GpuUseStage::Unreadable, Some(unreadable(said))),
        },
    }
}

const PARTLY: &str = "Not all of its nodes have been read at the same time.";

const SMI_HANGS: &str = "nvidia-smi doesn't answer on this instance, so the driver or a GPU hangs. Check its system log; a \
                         restart often helps.";

fn silent() -> String {
    format!(
        "Voltdeck logged in and got no answer within {} s. The instance may be overloaded, or its NVIDIA driver hangs. Log in \
         and run nvidia-smi.",
        SILENT.as_secs()
    )
}

fn no_driver(said: &str) -> String {
    let lower = said.to_ascii_lowercase();
    let next = if lower.contains("mismatch") {
        "The driver was updated while it was in use. Restart the instance."
    } else if lower.contains("no devices") {
        "The driver works but finds no GPU."
    } else {
        "Install the NVIDIA driver, or deploy an image that includes it."
    };
    format!("{}. {next}", said.trim_end_matches('.'))
}

fn unreadable(said: &str) -> String {
    let said = if said.is_empty() { "nothing" } else { said };
    format!("nvidia-smi answered in a way that Voltdeck can't read: {said}")
}

fn word(stage: GpuUseStage) -> (&'static str, Mark) {
    match stage {
        GpuUseStage::Connecting => ("Connecting", Mark::Pending),
        GpuUseStage::Live => ("Live", Mark::Running),
        GpuUseStage::NoLogin => ("Can't log in", Mark::Failed),
        GpuUseStage::NoDriver => ("No driver", Mark::Unknown),
        GpuUseStage::Hangs => ("No answer", Mark::Failed),
        GpuUseStage::Unreadable => ("Unreadable", Mark::Unknown),
    }
}

fn short(stage: GpuUseStage) -> &'static str {
    match stage {
        GpuUseStage::Connecting => "connecting",
        GpuUseStage::Live => "",
        GpuUseStage::NoLogin => "no login",
        GpuUseStage::NoDriver => "no driver",
        GpuUseStage::Hangs => "no answer",
        GpuUseStage::Unreadable => "unreadable",
    }
}

fn gpu(gpu: &Gpu) -> GpuView {
    let part = gpu.memory_used.zip(gpu.memory_total).filter(|(used, total)| *total > 0 && used <= total);
    GpuView {
        uuid: gpu.uuid.clone(),
        index: gpu.index,
        model: gpu.model.clone(),
        used: gpu.used,
        memory: gpu.memory_used.map(|used| memory(used, gpu.memory_total)),
        memory_percent: part.and_then(|(used, total)| u8::try_from(used.saturating_mul(100) / total).ok()),
        watts: gpu.watts,
        celsius: gpu.celsius,
    }
}

/// The processes by user, the most memory first.
fn users(processes: &[Process]) -> Vec<GpuUserView> {
    let mut by_user: BTreeMap<Option<&str>, Vec<&Process>> = BTreeMap::new();
    for process in processes {
        by_user.entry(process.user.as_deref()).or_default().push(process);
    }
    let view = |(user, processes): (Option<&str>, Vec<&Process>)| {
        let mut programs: Vec<String> = processes.iter().filter_map(|process| process.program.clone()).collect();
        programs.sort();
        programs.dedup();
        let held = processes.iter().map(|process| process.memory).sum::<Option<u64>>();
        let view = GpuUserView {
            user: user.map(str::to_owned),
            processes: u32::try_from(processes.len()).unwrap_or(u32::MAX),
            programs,
            memory: held.map(|held| memory(held, None)),
        };
        (held, view)
    };
    let mut users: Vec<(Option<u64>, GpuUserView)> = by_user.into_iter().map(view).collect();
    users.sort_by_key(|(held, _)| std::cmp::Reverse(*held));
    users.into_iter().map(|(_, view)| view).collect()
}

/// Memory as it is shown: `69.6 of 79.6 GiB`.
fn memory(used: u64, total: Option<u64>) -> String {
    let gib = |mib: u64| {
        let tenths = mib.saturating_mul(10).saturating_add(512) / 1024;
        format!("{}.{}", tenths / 10, tenths % 10)
    };
    match total {
        Some(total) => format!("{} of {} GiB", gib(used), gib(total)),
        None => format!("{} GiB", gib(used)),
    }
}

/// The last hour in words.
fn hour_says(hour: &[Option<u8>]) -> Option<String> {
    let seen: Vec<u8> = hour.iter().flatten().copied().collect();
    let (least, most) = (seen.iter().min()?, seen.iter().max()?);
    let minutes = if seen.len() == 1 { "1 minute".to_owned() } else { format!("{} minutes", seen.len()) };
    Some(format!("{least}% to {most}% in the last hour, {minutes} measured"))
}
