//! What the GPUs of a machine do, as numbers that belong together, and `nvidia-smi`, which tells them.

mod series;
mod table;

use std::fmt::Write as _;
use std::time::Duration;

use super::look::Look;
use crate::world::inside::GpuUse;
pub use series::{Gpu, Process, gpus, processes};

/// What `nvidia-smi` does when it is run.
pub enum Answer {
    /// Says this and ends.
    Said { out: String, code: u8 },
    /// Says this, and the like again after a while, until it is stopped.
    Every { out: String, wait: Duration },
    /// Says nothing and does not end.
    Never,
}

const MODEL: &str = "NVIDIA H100 80GB HBM3";
const DRIVER: &str = "550.127.05";
const NO_DRIVER: &str = "NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver. Make sure that \
                         the latest NVIDIA driver is installed and running.\n\n";

/// What was asked for.
#[allow(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
#[derive(Default)]
struct Request {
    gpu_fields: Option<Vec<String>>,
    app_fields: Option<Vec<String>>,
    csv: bool,
    no_header: bool,
    no_units: bool,
    list: bool,
    every: Option<u64>,
    /// Indexes or unique ids.
    of: Option<Vec<String>>,
}

/// Runs it with these arguments.
pub fn run(look: &Look, arguments: &[String]) -> Answer {
    let request = match Request::read(arguments) {
        Ok(request) => request,
        Err(problem) => return Answer::Said { out: problem, code: 2 },
    };
    match look.gpu_use {
        GpuUse::Hangs => return Answer::Never,
        GpuUse::NoDriver => return Answer::Said { out: NO_DRIVER.to_owned(), code: 9 },
        GpuUse::Busy | GpuUse::Idle | GpuUse::Partly => {}
    }
    match (request.answer(look), request.every) {
        (Err(problem), _) => Answer::Said { out: problem, code: 2 },
        (Ok(out), Some(milliseconds)) => Answer::Every { out, wait: Duration::from_millis(milliseconds) },
        (Ok(out), None) => Answer::Said { out, code: 0 },
    }
}

impl Request {
    fn read(arguments: &[String]) -> Result<Self, String> {
        let mut request = Self::default();
        let mut arguments = arguments.iter();
        while let Some(argument) = arguments.next() {
            let (name, value) = match argument.split_once('=') {
                Some((name, value)) => (name, Some(value)),
                None => (argument.as_str(), None),
            };
            let mut value = || value.or_else(|| arguments.next().map(String::as_str)).unwrap_or_default();
            let words = |list: &str| list.split(',').map(|word| word.trim().to_owned()).collect::<Vec<_>>();
            match name {
                "-L" | "--list-gpus" => request.list = true,
                "-i" | "--id" => request.of = Some(words(value())),
                "--query-gpu" => request.gpu_fields = Some(words(value())),
                "--query-compute-apps" => request.app_fields = Some(words(value())),
                "--format" => {
                    for word in words(value()) {
                        match word.as_str() {
                            "csv" => request.csv = true,
                            "noheader" => request.no_header = true,
                            "nounits" => request.no_units = true,
                            other => return Err(format!("\"{other}\" is not a valid format.\n")),
                        }
                    }
                }
                "-l" | "--loop" => request.every = Some(number(value())?.max(1) * 1000),
                "-lms" | "--loop-ms" => request.every = Some(number(value())?.max(100)),
                other => {
                    return Err(format!(
                        "Invalid combination of input arguments. This stand-in's nvidia-smi does not know {other}.\n"
                    ));
                }
            }
        }
        if (request.gpu_fields.is_some() || request.app_fields.is_some()) && !request.csv {
            return Err("\"--format=\" has to be used with query options, e.g. --format=csv.\n".to_owned());
        }
        Ok(request)
    }

    fn answer(&self, look: &Look) -> Result<String, String> {
        let mut gpus = gpus(look);
        if let Some(of) = &self.of {
            gpus.retain(|gpu| of.contains(&gpu.index.to_string()) || of.contains(&gpu.uuid));
            if gpus.is_empty() {
                return Err("No devices were found\n".to_owned());
            }
        }
        if self.list {
            return Ok(gpus.iter().fold(String::new(), |mut out, gpu| {
                let _ = writeln!(out, "GPU {}: {MODEL} (UUID: {})", gpu.index, gpu.uuid);
                out
            }));
        }
        if let Some(fields) = &self.gpu_fields {
            return self.csv(fields, &gpus, |field, gpu| gpu_field(look, field, gpu, gpus.len()));
        }
        let mut processes = processes(look);
        processes.retain(|process| gpus.iter().any(|gpu| gpu.uuid == process.gpu_uuid));
        match &self.app_fields {
            Some(fields) => self.csv(fields, &processes, |field, process| app_field(look, field, process)),
            None => Ok(table::table(look, &gpus, &processes)),
        }
    }

    fn csv<T>(
        &self,
        fields: &[String],
        rows: &[T],
        tell: impl Fn(&str, Option<&T>) -> Option<(String, &'static str)>,
    ) -> Result<String, String> {
        let mut out = String::new();
        let mut heads = Vec::new();
        for field in fields {
            let Some((_, unit)) = tell(field, None) else {
                return Err(format!("Field \"{field}\" is not a valid field to query.\n\n"));
            };
            heads.push(if unit.is_empty() { field.clone() } else { format!("{field} [{unit}]") });
        }
        if !self.no_header {
            let _ = writeln!(out, "{}", heads.join(", "));
        }
        for row in rows {
            let values = fields.iter().filter_map(|field| tell(field, Some(row)));
            let values = values.map(|(value, unit)| match unit {
                "" => value,
                _ if self.no_units => value,
                unit => format!("{value} {unit}"),
            });
            let _ = writeln!(out, "{}", values.collect::<Vec<_>>().join(", "));
        }
        Ok(out)
    }
}

fn number(text: &str) -> Result<u64, String> {
    text.parse().map_err(|_| format!("\"{text}\" is not a valid number.\n"))
}

/// A field's value with its unit; with no GPU, its unit alone. `None` where there is no such field.
fn gpu_field(look: &Look, field: &str, gpu: Option<&Gpu>, count: usize) -> Option<(String, &'static str)> {
    let of = |tell: &dyn Fn(&Gpu) -> String| gpu.map(tell).unwrap_or_default();
    Some(match field {
        "index" => (of(&|gpu| gpu.index.to_string()), ""),
        "uuid" | "gpu_uuid" => (of(&|gpu| gpu.uuid.clone()), ""),
        "name" | "gpu_name" => (MODEL.to_owned(), ""),
        "count" => (count.to_string(), ""),
        "serial" | "gpu_serial" => (of(&|gpu| gpu.serial.clone()), ""),
        "pci.bus_id" | "gpu_bus_id" => (of(&|gpu| gpu.bus.clone()), ""),
        "driver_version" => (DRIVER.to_owned(), ""),
        "timestamp" => (look.now.format("%Y/%m/%d %H:%M:%S%.3f").to_string(), ""),
        "pstate" => (of(&|gpu| if gpu.use_percent > 0 { "P0" } else { "P8" }.to_owned()), ""),
        "persistence_mode" => ("Enabled".to_owned(), ""),
        "compute_mode" => ("Default".to_owned(), ""),
        "fan.speed" | "ecc.errors.corrected.volatile.total" => (na(field), ""),
        "utilization.gpu" => (of(&|gpu| gpu.use_percent.to_string()), "%"),
        "utilization.memory" => (of(&|gpu| gpu.memory_percent.to_string()), "%"),
        "memory.used" => (of(&|gpu| gpu.memory_used.to_string()), "MiB"),
        "memory.total" => (series::MEMORY.to_string(), "MiB"),
        "memory.free" => (of(&|gpu| gpu.memory_free().to_string()), "MiB"),
        "memory.reserved" => (series::RESERVED.to_string(), "MiB"),
        "power.draw" | "power.draw.average" | "power.draw.instant" => (of(&|gpu| hundredths(gpu.power)), "W"),
        "power.limit" | "enforced.power.limit" | "power.default_limit" => (hundredths(series::POWER_LIMIT), "W"),
        "temperature.gpu" => (of(&|gpu| gpu.temperature.to_string()), ""),
        "temperature.memory" => (of(&|gpu| (gpu.temperature + 8).to_string()), ""),
        "clocks.sm" | "clocks.current.sm" | "clocks.gr" => (of(&|gpu| gpu.clock.to_string()), "MHz"),
        _ => return None,
    })
}

fn na(field: &str) -> String {
    if field.starts_with("ecc") { "0" } else { "[N/A]" }.to_owned()
}

fn app_field(look: &Look, field: &str, process: Option<&Process>) -> Option<(String, &'static str)> {
    let of = |tell: &dyn Fn(&Process) -> String| process.map(tell).unwrap_or_default();
    Some(match field {
        "timestamp" => (look.now.format("%Y/%m/%d %H:%M:%S%.3f").to_string(), ""),
        "gpu_uuid" => (of(&|process| process.gpu_uuid.clone()), ""),
        "gpu_name" => (MODEL.to_owned(), ""),
        "pid" => (of(&|process| process.pid.to_string()), ""),
        "process_name" | "name" => (of(&|process| process.path().to_owned()), ""),
        "used_memory" | "used_gpu_memory" => (of(&|process| process.memory.to_string()), "MiB"),
        _ => return None,
    })
}

/// 12345 as 123.45.
fn hundredths(value: u32) -> String {
    format!("{}.{:02}", value / 100, value % 100)
}
