//! Where a run is measured: the machine, the toolchain and the code.

use std::process::Command;
use std::time::Duration;

use record::Environment;
use sysinfo::{CpuRefreshKind, MemoryRefreshKind, RefreshKind, System};

use crate::process;

/// Looks at this machine, toolchain and checkout. What cannot be found out is
/// `unknown` or absent, never guessed.
pub fn observe() -> Environment {
    let rustc = said(Command::new("rustc").arg("-vV")).unwrap_or_default();
    let field = |name: &str| {
        rustc
            .lines()
            .find_map(|line| line.strip_prefix(name))
            .unwrap_or("unknown")
            .trim()
            .to_owned()
    };
    let commit = said(git().args(["rev-parse", "HEAD"]));
    let dirty = said(git().args(["status", "--porcelain"])).is_some_and(|lines| !lines.is_empty());
    let looked_at = RefreshKind::nothing()
        .with_cpu(CpuRefreshKind::nothing())
        .with_memory(MemoryRefreshKind::nothing().with_ram());
    let machine = System::new_with_specifics(looked_at).ok();
    Environment {
        cpu: machine
            .as_ref()
            .and_then(cpu)
            .unwrap_or_else(|| "unknown".into()),
        cores: std::thread::available_parallelism()
            .ok()
            .map(|cores| cores.get() as u32),
        memory_bytes: machine
            .map(|machine| machine.total_memory())
            .filter(|&bytes| bytes > 0),
        os: os(),
        kernel: System::kernel_version().unwrap_or_else(|_| "unknown".into()),
        libc: libc(),
        virtual_machine: virtual_machine(),
        governor: read_line("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor"),
        load_average: load_average(),
        busy_cores: None,
        rustc: rustc.lines().next().unwrap_or("unknown").to_owned(),
        target: field("host: "),
        llvm: field("LLVM version: "),
        rustflags: rustflags(),
        profile: "release, line tables, codegen-units = 1 for patterns".into(),
        allocator: "system".into(),
        valgrind: valgrind(),
        dirty: commit.is_some() && dirty,
        commit,
    }
}

/// What `.cargo/config.toml` gives to the compiler.
const CONFIGURED_RUSTFLAGS: &str = "-C llvm-args=-align-all-functions=6";

/// The compiler's flags: cargo takes those of the environment instead of its
/// configuration's, not besides.
fn rustflags() -> String {
    let of_environment = std::env::var("CARGO_ENCODED_RUSTFLAGS")
        .map(|flags| flags.replace('\u{1f}', " "))
        .or_else(|_| std::env::var("RUSTFLAGS"));
    of_environment.unwrap_or_else(|_| CONFIGURED_RUSTFLAGS.to_owned())
}

/// Valgrind's version, if it is installed.
pub fn valgrind() -> Option<String> {
    said(Command::new("valgrind").arg("--version"))
}

/// Load average over a minute; `None` where the system keeps none.
pub fn load_average() -> Option<f64> {
    System::load_average().ok().map(|load| load.one)
}

/// Load averages over 5 and over 15 minutes.
pub fn lasting_load_averages() -> Option<(f64, f64)> {
    let line = read_line("/proc/loadavg")?;
    let mut averages = line.split(' ').skip(1).map_while(|part| part.parse().ok());
    Some((averages.next()?, averages.next()?))
}

/// The share of the last five minutes in which some task waited for a core, from 0 to
/// 1: the kernel's pressure stall information.
pub fn cpu_pressure() -> Option<f64> {
    let line = read_line("/proc/pressure/cpu")?;
    pressure(&line)
}

fn pressure(text: &str) -> Option<f64> {
    let some = text.lines().find(|line| line.starts_with("some "))?;
    let percent: f64 = some
        .split(' ')
        .find_map(|part| part.strip_prefix("avg300="))?
        .parse()
        .ok()?;
    Some(percent / 100.0)
}

/// Cores that are busy while this process sleeps for half a second: others' work,
/// and what a hypervisor gives to others. Linux reports it, other systems do not.
///
/// The load average would not do: it remembers the build that came before.
pub fn busy_cores() -> Option<f64> {
    let before = ticks()?;
    std::thread::sleep(Duration::from_millis(500));
    let after = ticks()?;
    let all = after.all.checked_sub(before.all).filter(|&all| all > 0)?;
    let busy = after.busy.saturating_sub(before.busy);
    let cores = f64::from(after.cores) * busy as f64 / all as f64;
    Some((cores * 100.0).round() / 100.0)
}

/// Time of all cores since the machine started, in the kernel's ticks.
struct Ticks {
    busy: u64,
    all: u64,
    cores: u32,
}

/// Reads the first lines of `/proc/stat`, see `proc_stat(5)`.
fn ticks() -> Option<Ticks> {
    let text = fs_err::read_to_string("/proc/stat").ok()?;
    let cores = text
        .lines()
        .filter(|line| line.starts_with("cpu") && !line.starts_with("cpu "))
        .count() as u32;
    // user, nice, system, idle, iowait, irq, softirq, steal; guests are in user.
    let fields: Vec<u64> = text
        .lines()
        .next()?
        .strip_prefix("cpu ")?
        .split_whitespace()
        .take(8)
        .map_while(|field| field.parse().ok())
        .collect();
    let all = fields.iter().sum();
    let waiting: u64 = fields.get(3..5)?.iter().sum();
    Some(Ticks {
        busy: all - waiting,
        all,
        cores,
    })
}

fn git() -> Command {
    let mut git = Command::new("git");
    git.current_dir(crate::store::root());
    git
}

fn said(command: &mut Command) -> Option<String> {
    process::run(command)
        .ok()
        .map(|text| text.trim().to_owned())
}

fn read_line(path: &str) -> Option<String> {
    Some(fs_err::read_to_string(path).ok()?.trim().to_owned())
}

/// What the cores call themselves, if they say it.
fn cpu(machine: &System) -> Option<String> {
    let brand = machine.cpus().first()?.brand().trim();
    (!brand.is_empty()).then(|| brand.to_owned())
}

/// As a distribution of Linux calls itself: its records compare with those that were
/// taken before.
fn os() -> String {
    let release = fs_err::read_to_string("/etc/os-release").unwrap_or_default();
    let name = release
        .lines()
        .find_map(|line| line.strip_prefix("PRETTY_NAME="))
        .map(|name| name.trim_matches('"').to_owned());
    name.or_else(|| System::long_os_version().ok())
        .unwrap_or_else(|| std::env::consts::OS.to_owned())
}

fn libc() -> String {
    said(Command::new("getconf").arg("GNU_LIBC_VERSION")).unwrap_or_else(|| "unknown".into())
}

fn virtual_machine() -> Option<String> {
    let info = fs_err::read_to_string("/proc/cpuinfo").ok()?;
    if !info.contains(" hypervisor") {
        return None;
    }
    let name = read_line("/sys/class/dmi/id/sys_vendor").filter(|name| !name.is_empty());
    Some(name.unwrap_or_else(|| "unnamed hypervisor".into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pressure_is_read_from_the_line_of_some() {
        let text = "some avg10=0.00 avg60=1.50 avg300=12.50 total=9\nfull avg10=0 avg300=0.00";
        assert_eq!(pressure(text), Some(0.125));
        assert_eq!(pressure("full avg300=1.0"), None);
    }

    #[test]
    fn the_flags_that_are_recorded_are_those_that_cargo_is_given() {
        let configuration = include_str!("../../.cargo/config.toml");
        let (_, list) = configuration.split_once("rustflags = ").unwrap();
        let list: Vec<String> = serde_json::from_str(list.lines().next().unwrap()).unwrap();
        assert_eq!(list.join(" "), CONFIGURED_RUSTFLAGS);
    }
}
