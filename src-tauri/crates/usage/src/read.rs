//! Reads what a machine writes, line by line. Drivers, shells and locales differ, and so do the greetings of machines: what
//! is not understood is unknown, and never nought.

use std::collections::BTreeMap;

use rust_decimal::{Decimal, RoundingStrategy, prelude::ToPrimitive};

use crate::remote::MARK;
use crate::sample::{Gpu, Gpus, Process, Sample};
use crate::sessions::Processes;

/// Lines of one part that are kept: a rack has fewer GPUs, and more processes are counted as unknown.
const LINES: usize = 1024;
/// Bytes of a line of them.
const LONGEST: usize = 4096;
/// The part in which all processes of the machine are.
const PROCESSES: &str = "processes";
/// What `timeout` ends with where it had to end something, and what one of it was ended by.
const ENDED: [i32; 3] = [124, 137, 143];
/// What a shell ends with where a program is not there, or cannot be run.
const MISSING: [i32; 2] = [126, 127];

/// One part of the output.
#[derive(Debug, Default)]
struct Part {
    lines: Vec<String>,
    cut: bool,
    status: Option<i32>,
}

impl Part {
    fn keep(&mut self, line: &str) {
        if self.lines.len() < LINES && line.len() <= LONGEST {
            self.lines.push(line.to_owned());
        } else {
            self.cut = true;
        }
    }
}

/// Puts a sample together from lines.
#[derive(Debug, Default)]
pub struct Reader {
    at: Option<String>,
    parts: BTreeMap<String, Part>,
    all_processes: Processes,
    greeting: String,
}

impl Reader {
    /// Takes a line; the last one of a look answers with it.
    pub fn take(&mut self, line: &str) -> Option<Sample> {
        let line = line.trim_end_matches(['\r', '\n']);
        // A greeting without an end of its own stands before our first mark on the same line.
        if let Some((before, ours)) = line.split_once(MARK)
            && (before.is_empty() || self.at.is_none())
        {
            return self.mark(ours.trim());
        }
        if self.at.as_deref() == Some(PROCESSES) {
            self.all_processes.take(line);
            return None;
        }
        match self.at.as_ref().and_then(|at| self.parts.get_mut(at)) {
            Some(part) => part.keep(line),
            None if line.trim().is_empty() => {}
            None => self.greeting = plain(line, 300),
        }
        None
    }

    fn mark(&mut self, word: &str) -> Option<Sample> {
        if let Some(status) = word.strip_prefix("ended ") {
            if let Some(part) = self.at.as_ref().and_then(|at| self.parts.get_mut(at)) {
                part.status = status.trim().parse().ok();
            }
            return None;
        }
        if word == "end" {
            self.at = None;
            let all_processes = std::mem::take(&mut self.all_processes);
            return Some(sample(&std::mem::take(&mut self.parts), &all_processes));
        }
        if word == "gpus" {
            self.parts.clear();
            self.all_processes = Processes::default();
        }
        self.parts.insert(word.to_owned(), Part::default());
        self.at = Some(word.to_owned());
        None
    }

    /// Whether the machine has begun to tell.
    pub fn has_begun(&self) -> bool {
        self.at.is_some()
    }

    /// The last that it wrote before it began to tell.
    pub fn greeting(&self) -> &str {
        &self.greeting
    }
}

fn sample(parts: &BTreeMap<String, Part>, all_processes: &Processes) -> Sample {
    let none = Part::default();
    let part = |name: &str| parts.get(name).unwrap_or(&none);
    Sample {
        gpus: gpus(part("gpus")),
        processes: processes(part("apps"), part("users")),
        sessions: sessions(part("who"), all_processes.sessions()),
    }
}

fn gpus(part: &Part) -> Gpus {
    let known: Vec<Gpu> = part.lines.iter().filter_map(|line| gpu(line)).collect();
    let words = words(part);
    match part.status {
        Some(status) if ENDED.contains(&status) => Gpus::Hangs,
        Some(0) if !known.is_empty() && !part.cut => Gpus::Known(known, None),
        _ if !known.is_empty() => Gpus::Known(known, Some(words)),
        Some(status) if MISSING.contains(&status) => {
            Gpus::NoDriver("nvidia-smi is not installed on this instance".to_owned())
        }
        _ => {
            let says = |text: &str| words.to_ascii_lowercase().contains(text);
            let driver =
                ["nvidia driver", "nvml", "no devices were found", "command not found", "nvidia-smi: not found"];
            if driver.iter().any(|text| says(text)) { Gpus::NoDriver(words) } else { Gpus::Unreadable(words) }
        }
    }
}

/// What stands in a part beside its GPUs, as it may be shown.
fn words(part: &Part) -> String {
    let beside = part.lines.iter().map(|line| line.trim()).filter(|line| !line.is_empty() && gpu(line).is_none());
    plain(&beside.take(4).collect::<Vec<_>>().join(" "), 300)
}

/// One line of `nvidia-smi`. A newer one may tell more; what an older one leaves out is unknown.
fn gpu(line: &str) -> Option<Gpu> {
    let mut fields = line.split(',').map(str::trim);
    let index = fields.next()?;
    let uuid = fields.next().filter(|uuid| uuid.starts_with("GPU-") || uuid.starts_with("MIG-"))?;
    let model = fields.next().unwrap_or_default();
    let mut next = || fields.next().and_then(number);
    let used = next().and_then(|used| whole(used).to_u8()).filter(|used| *used <= 100);
    let memory_used = next().and_then(|used| whole(used).to_u64());
    let memory_total = next().and_then(|total| whole(total).to_u64());
    let watts = next().and_then(|watts| whole(watts).to_u32());
    let celsius = next().and_then(|celsius| whole(celsius).to_i32());
    let (uuid, model) = (plain(uuid, 60), plain(model, 60));
    Some(Gpu { index: index.parse().ok(), uuid, model, used, memory_used, memory_total, watts, celsius })
}

/// A number, with or without its unit; every other word means that it is not known.
fn number(field: &str) -> Option<Decimal> {
    let end = field.find(|c: char| !c.is_ascii_digit() && c != '.' && c != '-').unwrap_or(field.len());
    let unit = field[end..].trim();
    let is_unit = unit.is_empty() || unit == "%" || (unit.len() <= 3 && unit.chars().all(|c| c.is_ascii_alphabetic()));
    field[..end].parse().ok().filter(|_| is_unit)
}

fn whole(number: Decimal) -> Decimal {
    number.round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero)
}

/// The processes, each once, with what the system says of them.
fn processes(apps: &Part, users: &Part) -> Option<Vec<Process>> {
    if apps.status != Some(0) || apps.cut {
        return None;
    }
    let known: BTreeMap<u32, (String, String)> = users.lines.iter().filter_map(|line| user(line)).collect();
    let mut by_pid: BTreeMap<u32, Process> = BTreeMap::new();
    let mut all = Vec::new();
    for line in apps.lines.iter().map(|line| line.trim()).filter(|line| !line.is_empty()) {
        let fields: Vec<&str> = line.split(',').map(str::trim).collect();
        if !fields[0].starts_with("GPU-") && !fields[0].starts_with("MIG-") {
            if line.to_ascii_lowercase().contains("no running processes") {
                continue;
            }
            return None;
        }
        let memory = fields.get(2).and_then(|field| number(field)).and_then(|memory| whole(memory).to_u64());
        let Some(pid) = fields.get(1).and_then(|pid| pid.parse().ok()) else {
            all.push(Process { user: None, program: None, memory });
            continue;
        };
        let (user, program) = known.get(&pid).cloned().unzip();
        by_pid
            .entry(pid)
            // On a further GPU.
            .and_modify(|process| process.memory = process.memory.zip(memory).and_then(|(a, b)| a.checked_add(b)))
            .or_insert(Process { user, program, memory });
    }
    all.extend(by_pid.into_values());
    Some(all)
}

/// One line of `ps`: number, user and name of the program.
fn user(line: &str) -> Option<(u32, (String, String))> {
    let (pid, rest) = line.trim().split_once(char::is_whitespace)?;
    let (user, program) = rest.trim_start().split_once(char::is_whitespace)?;
    Some((pid.parse().ok()?, (plain(user, 40), plain(program.trim(), 40))))
}

/// Sessions of people: terminals, or connections with something running on them, whichever are more. `who` that failed
/// tells of no terminal; one that ended well and lists nobody tells that there is none.
fn sessions(who: &Part, shells: Option<u32>) -> Option<u32> {
    let who = who.status.filter(|status| *status == 0 && !who.cut).map(|_| {
        let terminals = who.lines.iter().filter(|line| is_terminal(line)).count();
        u32::try_from(terminals).unwrap_or(u32::MAX)
    });
    match (who, shells) {
        (Some(who), Some(shells)) => Some(who.max(shells)),
        // An editor has no terminal, and not every system keeps the list that `who` reads: that nobody stands in it says
        // nothing of those.
        (Some(who), None) => Some(who).filter(|who| *who > 0),
        (None, shells) => shells,
    }
}

/// Whether a line of `who` is of a terminal. Newer ones list connections without any, our own among them: those are counted
/// by what runs on them.
fn is_terminal(line: &str) -> bool {
    let mut words = line.split_whitespace();
    let (Some(_user), second) = (words.next(), words.next()) else { return false };
    let service = second.is_some_and(|word| word.starts_with("sshd"));
    let third = words.next().unwrap_or_default();
    !service || third.contains("pts/") || third.contains("tty")
}

/// A text of the machine as it may be shown: one line, nothing unseen, not too long.
fn plain(text: &str, longest: usize) -> String {
    let seen = |c: char| if c.is_control() { ' ' } else { c };
    text.chars().map(seen).take(longest).collect::<String>().trim().to_owned()
}

#[cfg(test)]
#[path = "read_tests.rs"]
mod tests;
