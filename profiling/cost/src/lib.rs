//! The work that is measured with and without profiling, and how it is measured.

use std::hint::black_box;
use std::time::{Duration, Instant};

/// This process's CPU time so far, all threads together (clock_gettime(2)).
pub fn cpu_time() -> Duration {
    time_by(libc::CLOCK_PROCESS_CPUTIME_ID)
}

/// The calling thread's CPU time so far.
pub fn thread_cpu_time() -> Duration {
    time_by(libc::CLOCK_THREAD_CPUTIME_ID)
}

/// Another process's CPU time so far (clock_getcpuclockid(3)); zero if it has ended.
pub fn cpu_time_of(process: u32) -> Duration {
    let mut clock = 0;
    // SAFETY: `clock` is ours.
    let found = unsafe { libc::clock_getcpuclockid(process.cast_signed(), &raw mut clock) };
    if found == 0 {
        time_by(clock)
    } else {
        Duration::ZERO
    }
}

/// The machine's load average over the last minute, or `unknown`.
#[must_use]
pub fn load_average() -> String {
    let text = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    text.split(' ').next().unwrap_or("unknown").to_owned()
}

fn time_by(clock: libc::clockid_t) -> Duration {
    let mut time = libc::timespec {
        tv_sec: 0,
        tv_nsec: 0,
    };
    // SAFETY: `time` is ours; the clocks exist on every Unix that this runs on.
    unsafe { libc::clock_gettime(clock, &raw mut time) };
    Duration::new(
        time.tv_sec.cast_unsigned(),
        u32::try_from(time.tv_nsec).unwrap_or_default(),
    )
}

/// Resident memory in bytes (proc(5), `VmRSS`); 0 where the kernel does not report it.
pub fn resident_bytes() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))
        .and_then(|rest| rest.split_whitespace().next()?.parse::<u64>().ok())
        .unwrap_or_default()
        * 1024
}

/// Computes, some calls deep, without touching the heap.
pub fn compute(rounds: u64) {
    #[inline(never)]
    fn deeper(depth: u32, value: u64) -> u64 {
        if depth == 0 {
            return (0..200).fold(value, |value, step| {
                black_box(value.wrapping_mul(6_364_136_223_846_793_005) + step)
            });
        }
        black_box(deeper(depth - 1, value)).wrapping_add(1)
    }
    for round in 0..rounds {
        black_box(deeper(20, round));
    }
}

/// Copies strings, which is what services allocate most: `rounds` times a hundred of 8
/// to 263 bytes, and the growing vector that holds them.
pub fn allocate(rounds: u64) {
    let text = "x".repeat(264);
    let mut random = fastrand::Rng::with_seed(1);
    for _ in 0..rounds {
        let mut strings: Vec<String> = Vec::new();
        for _ in 0..100 {
            strings.push(black_box(text[..8 + random.usize(..256)].to_owned()));
        }
        black_box(&strings);
    }
}

/// Blocks of the same work with and without profiling, taking turns: ABBA or BAAB.
/// Prints ln(with ÷ without) of each block.
///
/// # Errors
/// Those of the work.
pub fn by_turns(
    blocks: u64,
    mut work: impl FnMut(bool) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    // The first profile reads the program's tables.
    work(true)?;
    for block in 0..blocks {
        let first = block % 2 == 0;
        let mut sums = [0.0; 2];
        for is_profiled in [first, !first, !first, first] {
            let started = cpu_time();
            work(is_profiled)?;
            sums[usize::from(is_profiled)] += (cpu_time() - started).as_secs_f64();
        }
        println!("{}", (sums[1] / sums[0]).ln());
    }
    Ok(())
}

/// How many rounds of `work` take about `time`.
pub fn rounds_in(time: Duration, work: fn(u64)) -> u64 {
    let mut rounds = 1_000;
    loop {
        let started = Instant::now();
        work(rounds);
        let elapsed = started.elapsed();
        if elapsed * 10 > time {
            return (rounds as f64 * time.as_secs_f64() / elapsed.as_secs_f64()) as u64;
        }
        rounds *= 2;
    }
}
