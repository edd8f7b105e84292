//! What the kernel counted for this process.
#![allow(dead_code, reason = "each benchmark asks for what it needs")]

use std::fs;
use std::time::Duration;

/// The processor time of this process, in seconds: what the scheduler counted for each
/// of its threads. None of them ends before the process does.
pub(crate) fn processor() -> f64 {
    // A thread is billed when it is put aside.
    std::thread::sleep(Duration::from_micros(50));
    let tasks =
        fs::read_dir("/proc/self/task").expect("Linux lists the threads of a process");
    let nanoseconds = |task: fs::DirEntry| {
        let text = fs::read_to_string(task.path().join("schedstat")).ok()?;
        text.split(' ').next()?.parse::<f64>().ok()
    };
    tasks.flatten().filter_map(nanoseconds).sum::<f64>() / 1e9
}

/// The most memory this process ever held, in MB.
pub(crate) fn peak() -> f64 {
    memory("VmHWM:")
}

/// The memory this process holds now, in MB.
pub(crate) fn resident() -> f64 {
    memory("VmRSS:")
}

fn memory(name: &str) -> f64 {
    let status = fs::read_to_string("/proc/self/status").expect("Linux tells it");
    let line = status.lines().find_map(|line| line.strip_prefix(name));
    let kilobytes =
        line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<f64>().ok());
    kilobytes.unwrap_or_default() * 1024.0 / 1e6
}
