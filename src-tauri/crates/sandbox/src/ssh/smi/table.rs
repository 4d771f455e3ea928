//! `nvidia-smi` with no arguments: the table that everybody knows.

use std::fmt::Write as _;

use super::series::{Gpu, MEMORY, POWER_LIMIT, Process};
use super::{DRIVER, MODEL};
use crate::ssh::look::Look;

pub fn table(look: &Look, gpus: &[Gpu], processes: &[Process]) -> String {
    let mut out = look.now.format("%a %b %e %H:%M:%S %Y").to_string();
    let line = |left: &str, mark: char| format!("\n{left}{}{left}", mark.to_string().repeat(89));
    out += &line("+", '-');
    let _ = write!(out, "\n| NVIDIA-SMI {DRIVER:<22} Driver Version: {DRIVER:<14} CUDA Version: 12.4     |");
    let columns = format!("{}+{}+{}", "-".repeat(41), "-".repeat(24), "-".repeat(22));
    let _ = write!(out, "\n|{columns}|");
    out += "\n| GPU  Name                 Persistence-M | Bus-Id          Disp.A | Volatile Uncorr. ECC |";
    out += "\n| Fan  Temp   Perf          Pwr:Usage/Cap |           Memory-Usage | GPU-Util  Compute M. |";
    out += "\n|                                         |                        |               MIG M. |";
    let _ = write!(out, "\n|{}|", columns.replace('-', "="));
    for gpu in gpus {
        let perf = if gpu.use_percent > 0 { "P0" } else { "P8" };
        let _ = write!(out, "\n| {:>3}  {MODEL:<27} On  |   {} Off | {:>20} |", gpu.index, gpu.bus, 0);
        let (power, limit) = (gpu.power / 100, POWER_LIMIT / 100);
        let memory = format!("{}MiB / {MEMORY:>6}MiB", gpu.memory_used);
        let _ = write!(
            out,
            "\n| N/A {:>4}C    {perf} {:>16}W / {limit:>4}W | {memory:>22} | {:>7}%      Default |",
            gpu.temperature, power, gpu.use_percent
        );
        let _ = write!(out, "\n|{:41}|{:24}| {:>20} |", "", "", "Disabled");
        let _ = write!(out, "\n+{columns}+");
    }
    out += "\n";
    out += &line("+", '-');
    out += "\n| Processes:                                                                              |";
    out += "\n|  GPU   GI   CI        PID   Type   Process name                              GPU Memory |";
    out += "\n|        ID   ID                                                               Usage      |";
    out += &line("|", '=');
    for process in processes {
        let (gpu, pid, name) = (process.gpu, process.pid, process.path());
        let memory = format!("{}MiB", process.memory);
        let _ = write!(out, "\n|  {gpu:>3}   N/A  N/A {pid:>10}      C   {name:<40} {memory:>10} |");
    }
    if processes.is_empty() {
        out += "\n|  No running processes found                                                             |";
    }
    out += &line("+", '-');
    out += "\n";
    out
}
