//! What the kernel reports about this process.

use anyhow::Context;

/// Resident memory, in bytes (proc(5), `VmRSS`).
pub fn resident_bytes() -> anyhow::Result<u64> {
    Ok(field("/proc/self/status", "VmRSS:")? * 1024)
}

/// Bytes allocated and not freed (mallinfo(3)). Resident memory would not show a leak:
/// what threads freed stays with their arenas.
#[cfg(target_env = "gnu")]
pub fn live_bytes() -> anyhow::Result<u64> {
    // SAFETY: it takes the allocator's own locks, and only reads.
    let info = unsafe { libc::mallinfo2() };
    Ok((info.uordblks + info.hblkhd) as u64)
}

/// Resident memory, where the C library does not report what is allocated.
#[cfg(not(target_env = "gnu"))]
pub fn live_bytes() -> anyhow::Result<u64> {
    resident_bytes()
}

/// Threads of this process.
pub fn threads() -> anyhow::Result<u64> {
    field("/proc/self/status", "Threads:")
}

/// POSIX timers of this process; 0 on kernels that do not list them.
pub fn timers() -> anyhow::Result<usize> {
    let text = match std::fs::read_to_string("/proc/self/timers") {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(0),
        Err(error) => return Err(error).context("cannot read /proc/self/timers"),
    };
    Ok(text.lines().filter(|line| line.starts_with("ID:")).count())
}

fn field(file: &str, name: &str) -> anyhow::Result<u64> {
    let text = std::fs::read_to_string(file).with_context(|| format!("cannot read {file}"))?;
    text.lines()
        .find_map(|line| line.strip_prefix(name))
        .and_then(|rest| rest.split_whitespace().next()?.parse().ok())
        .with_context(|| format!("{file} has no {name}"))
}
