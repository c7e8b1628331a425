//! `costs`: what operations cost that belong to no pattern, a line of JSON for each:
//! nanoseconds of one, or why they are not known. One invocation is one process;
//! `cargo xtask bench-all` starts several and puts them together.
//!
//! Apart from the library, whose counting allocator would be timed with them.

use std::collections::HashMap;
use std::fmt::Write;
use std::fs::File;
use std::hash::{BuildHasher, RandomState};
use std::hint::black_box;
use std::io::Read;
use std::time::{Duration, Instant};

use serde::Serialize;

/// How long a round takes at least: far longer than reading the clock.
const ROUND: Duration = Duration::from_micros(200);

/// Rounds of each operation; the process's figure is their median.
const ROUNDS: usize = 9;

/// What is printed.
#[derive(Serialize)]
struct Found {
    id: &'static str,
    #[serde(flatten)]
    outcome: Outcome,
}

#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
enum Outcome {
    /// Nanoseconds of one operation.
    TimeNs(f64),
    NotMeasured(String),
}

fn main() -> anyhow::Result<()> {
    for (id, time) in [
        ("allocate-free", Ok(allocate_free())),
        ("clone-string", Ok(clone_string())),
        ("copy-4k", Ok(copy())),
        ("grow-vec", Ok(push_numbers(Vec::new))),
        ("fill-vec", Ok(push_numbers(|| Vec::with_capacity(NUMBERS)))),
        ("format-number", Ok(format_number())),
        ("hash-default", Ok(hash())),
        ("map-lookup", Ok(look_up())),
        ("indirect-call", Ok(call_through_pointer())),
        ("cache-miss", miss_the_caches()),
        ("first-touch", Ok(touch_pages())),
        ("system-call", call_the_kernel()),
    ] {
        let outcome = match time {
            Ok(time) => Outcome::TimeNs(time),
            Err(reason) => Outcome::NotMeasured(reason),
        };
        println!("{}", serde_json::to_string(&Found { id, outcome })?);
    }
    Ok(())
}

/// Nanoseconds of one call of `operation`: the median over rounds of many calls.
fn each(mut operation: impl FnMut()) -> f64 {
    let mut time = |calls: u32| {
        let start = Instant::now();
        for _ in 0..calls {
            operation();
        }
        start.elapsed()
    };
    let mut calls = 1;
    while time(calls) < ROUND {
        calls *= 2;
    }
    median(|| time(calls).as_nanos() as f64 / f64::from(calls))
}

fn median(mut round: impl FnMut() -> f64) -> f64 {
    let mut rounds = [(); ROUNDS].map(|()| round());
    rounds.sort_by(f64::total_cmp);
    rounds[ROUNDS / 2]
}

fn allocate_free() -> f64 {
    each(|| {
        let block = Vec::<u8>::with_capacity(black_box(64));
        black_box(block.as_ptr());
    })
}

fn clone_string() -> f64 {
    let text = String::from("sixteen letters!");
    each(|| {
        let clone = black_box(&text).clone();
        black_box(clone.as_ptr());
    })
}

fn copy() -> f64 {
    let (from, mut to) = ([1_u8; 4096], [0; 4096]);
    each(|| black_box(&mut to).copy_from_slice(black_box(&from)))
}

/// How many numbers a vector is filled with.
const NUMBERS: usize = 1_000;

fn push_numbers(new: impl Fn() -> Vec<u64>) -> f64 {
    each(|| {
        let mut numbers = new();
        for number in 0..black_box(NUMBERS as u64) {
            numbers.push(number);
        }
        black_box(&numbers);
    })
}

fn format_number() -> f64 {
    let mut text = String::with_capacity(16);
    each(|| {
        text.clear();
        // A string takes whatever is written to it.
        let _ = write!(text, "{}", black_box(1_234_567_u32));
        black_box(&text);
    })
}

fn hash() -> f64 {
    let hasher = RandomState::new();
    each(|| {
        black_box(hasher.hash_one(black_box(1_234_567_u64)));
    })
}

fn look_up() -> f64 {
    let mut random = fastrand::Rng::with_seed(1);
    let mut keys: Vec<u64> = (0..1_000).map(|_| random.u64(..)).collect();
    let map: HashMap<u64, u64> = keys.iter().map(|&key| (key, key)).collect();
    random.shuffle(&mut keys);
    let all = each(|| {
        for key in &keys {
            black_box(map.get(key));
        }
    });
    all / keys.len() as f64
}

fn call_through_pointer() -> f64 {
    #[inline(never)]
    fn next(number: u64) -> u64 {
        number.wrapping_add(1)
    }
    let mut number = 0;
    let time = each(|| {
        let function: fn(u64) -> u64 = black_box(next);
        number = function(number);
    });
    black_box(number);
    time
}

/// A line of the cache, and a place to read from.
const LINE_BYTES: usize = 64;

fn miss_the_caches() -> Result<f64, String> {
    let memory = memory_beyond_caches()?;
    let mut lines: Vec<[u64; LINE_BYTES / 8]> = Vec::new();
    lines
        .try_reserve_exact(memory / LINE_BYTES)
        .map_err(|_| format!("{} MiB of memory are not to be had", memory >> 20))?;
    // Written, since the kernel lends one and the same page to all that is only read.
    lines.resize(memory / LINE_BYTES, [0; LINE_BYTES / 8]);
    // Each place follows from what the one before holds, so that no two reads
    // overlap; a full period visits none twice (Hull and Dobell, 1962), and no
    // prefetcher knows the next.
    let mask = lines.len() - 1;
    let mut place = 0_usize;
    let time = each(|| {
        let read = lines[place & mask][0] as usize;
        place = place
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407)
            .wrapping_add(read);
    });
    black_box(place);
    Ok(time)
}

/// Bytes, a power of two, of which the caches hold half at most.
fn memory_beyond_caches() -> Result<usize, String> {
    let largest = (0..8)
        .filter_map(|index| {
            let file = format!("/sys/devices/system/cpu/cpu0/cache/index{index}/size");
            let size = fs_err::read_to_string(file).ok()?;
            size.trim().strip_suffix('K')?.parse::<usize>().ok()
        })
        .max();
    // Where the system says nothing of its caches, more than most have.
    let memory = (2 * 1024 * largest.unwrap_or(64 << 10)).next_power_of_two();
    let free = fs_err::read_to_string("/proc/meminfo")
        .ok()
        .and_then(|text| {
            let line = text
                .lines()
                .find_map(|line| line.strip_prefix("MemAvailable:"))?;
            line.trim().strip_suffix(" kB")?.parse::<usize>().ok()
        });
    match free {
        Some(free) if free * 1024 < 2 * memory => Err(format!(
            "{} MiB would be needed to exceed the caches, and too little memory is free",
            memory >> 20
        )),
        _ => Ok(memory),
    }
}

fn touch_pages() -> f64 {
    let page = rustix::param::page_size();
    let pages = 256;
    // Kept until the end: the allocator would hand the same pages out again.
    let mut kept: Vec<Vec<u8>> = Vec::new();
    median(|| {
        let mut block = Vec::with_capacity(pages * page);
        let places = block.spare_capacity_mut();
        let start = Instant::now();
        for index in 0..pages {
            places[index * page].write(1);
        }
        let elapsed = start.elapsed();
        kept.push(black_box(block));
        elapsed.as_nanos() as f64 / pages as f64
    })
}

fn call_the_kernel() -> Result<f64, String> {
    let nothing = "/dev/null";
    let mut file = File::open(nothing).map_err(|error| format!("{nothing}: {error}"))?;
    let mut failed = None;
    let time = each(|| failed = file.read(&mut [0; 1]).err());
    match failed {
        Some(error) => Err(format!("{nothing}: {error}")),
        None => Ok(time),
    }
}
