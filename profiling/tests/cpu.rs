//! CPU profiles are right: shares by line, time accounted, names of threads, and Go's
//! tool agrees.

#![allow(clippy::unwrap_used, reason = "a panic is the report")]

mod support;

use std::sync::{Barrier, Mutex, PoisonError};
use std::time::{Duration, Instant};

use profiling::{Cpu, Wall, pprof};
use support::{accounted_percent, burn, go_pprof, pause, share, text, while_busy};

/// Other tests' threads would be in the profile.
static ALONE: Mutex<()> = Mutex::new(());

/// On a busy machine a run can be unlucky with the kernel's tick.
const TRIES: usize = 5;

const EIGHTY_LINE: u32 = line!() + 5;
const TWENTY_LINE: u32 = line!() + 5;

#[inline(never)]
fn eighty_twenty() {
    std::hint::black_box(burn(80_000));
    std::hint::black_box(burn(20_000));
}

#[test]
fn two_lines_get_their_shares_and_their_numbers() {
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let mut told = Vec::new();
    for _ in 0..TRIES {
        let profile = while_busy(1, eighty_twenty, || {
            let cpu = Cpu::start_at(999).unwrap();
            pause(1000);
            cpu.stop()
        });
        let message = pprof::message(&profile);
        let shares =
            [EIGHTY_LINE, TWENTY_LINE].map(|line| share(&message, 1, "eighty_twenty", Some(line)));
        // With 200 signals, the kernel's most in this time, one run in fifteen is
        // further off.
        if (shares[0] - 0.8).abs() < 0.05 && (shares[1] - 0.2).abs() < 0.05 {
            return;
        }
        told.push((shares, profile.comments));
    }
    panic!("{told:#?}");
}

#[test]
fn the_time_of_one_thread_and_of_sixteen_is_accounted() {
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    for (threads, hz) in [(1, 999), (16, 100)] {
        let profile = while_busy(threads, eighty_twenty, || {
            let cpu = Cpu::start_at(hz).unwrap();
            pause(2000);
            cpu.stop()
        });
        let percent = accounted_percent(&profile.comments);
        assert!(
            percent > 95.0 && percent < 105.0,
            "{threads} threads, {hz} Hz: {:?}",
            profile.comments
        );
    }
}

/// Threads that live 5 ms each, one after another, for `time`.
fn short_threads(time: Duration) {
    let until = Instant::now() + time;
    while Instant::now() < until {
        std::thread::spawn(|| {
            let began = Instant::now();
            while began.elapsed() < Duration::from_millis(5) {
                eighty_twenty();
            }
        })
        .join()
        .unwrap();
    }
}

#[test]
fn threads_that_live_five_milliseconds_are_accounted() {
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let mut told = Vec::new();
    for _ in 0..TRIES {
        let cpu = Cpu::start().unwrap();
        short_threads(Duration::from_secs(1));
        let profile = cpu.stop();
        let percent = accounted_percent(&profile.comments);
        if (85.0..115.0).contains(&percent) {
            let message = pprof::message(&profile);
            assert!(share(&message, 1, "short_threads", None) > 0.8);
            return;
        }
        told.push(profile.comments);
    }
    panic!("{told:#?}");
}

#[test]
fn hundreds_of_sleepers_cost_no_more_signals_than_the_budget_and_keep_their_weight() {
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    const THREADS: usize = 300;
    let barrier = Barrier::new(THREADS + 1);
    let profile = std::thread::scope(|scope| {
        for _ in 0..THREADS {
            std::thread::Builder::new()
                .stack_size(64 * 1024)
                .spawn_scoped(scope, || barrier.wait())
                .unwrap();
        }
        let wall = Wall::start_at(1000).unwrap();
        pause(1000);
        let profile = wall.stop();
        barrier.wait();
        profile
    });
    let comment = |begin: &str| {
        let found = profile.comments.iter().find(|told| told.starts_with(begin));
        found.unwrap_or_else(|| panic!("{begin}: {:?}", profile.comments))
    };
    let signals: u64 = comment("budget:")
        .split(' ')
        .zip(comment("budget:").split(' ').skip(1))
        .find_map(|(number, next)| (next == "were").then(|| number.parse().unwrap()))
        .unwrap();
    let seconds = profile.duration_ns as f64 / 1e9;
    assert!(signals as f64 <= 1_000.0 * seconds + 10.0, "{signals}");
    // Each signal stands for the time of all threads since the previous one.
    let mean = profile.total(1) as f64 / profile.duration_ns as f64;
    assert!(
        mean > 0.5 * THREADS as f64 && mean < 1.1 * (THREADS + 10) as f64,
        "{mean} threads: {:?}",
        profile.comments
    );
    let message = pprof::message(&profile);
    assert!(share(&message, 1, "Barrier", None) > 0.9);
    assert!(
        profile
            .samples
            .iter()
            .all(|sample| sample.labels[0].1 != "profiling"),
        "the profiler's own threads are left out"
    );
    comment("precision:");
}

#[test]
fn stacks_reach_from_the_leaf_to_the_threads_start() {
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let profile = while_busy(1, eighty_twenty, || {
        let cpu = Cpu::start_at(499).unwrap();
        pause(500);
        cpu.stop()
    });
    let message = pprof::message(&profile);
    assert!(share(&message, 1, "burn", None) > 0.9);
    assert!(
        share(&message, 1, "std::thread", None) > 0.9,
        "unwound through std"
    );
    assert!(
        profile
            .samples
            .iter()
            .all(|sample| sample.labels[0].0 == "thread")
    );
}

#[test]
fn waiting_shows_in_wall_time_and_not_in_cpu_time() {
    #[inline(never)]
    fn sleeper() {
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let (cpu, wall) = while_busy(1, sleeper, || {
        let cpu = Cpu::start_at(100).unwrap();
        let wall = Wall::start_at(100).unwrap();
        pause(1000);
        (cpu.stop(), wall.stop())
    });
    let seconds = |profile: &profiling::Profile| profile.total(1) as f64 / 1e9;
    let asleep = share(&pprof::message(&wall), 1, "sleeper", None) * seconds(&wall);
    assert!(
        (0.8..1.2).contains(&asleep),
        "asleep for {asleep} s; {:?}",
        wall.comments
    );
    assert!(seconds(&cpu) < 0.3, "{:?}", cpu.comments);
}

#[test]
fn a_rate_that_no_timer_delivers_is_refused() {
    let refusal = Cpu::start_at(1_000_000).err().unwrap().to_string();
    assert!(refusal.contains("1 to 4000 Hz"), "{refusal}");
    assert!(Cpu::start_at(0).is_err());
}

#[test]
fn more_profiles_at_once_than_places_are_refused_and_places_come_back() {
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let mut running = Vec::new();
    let refusal = loop {
        match Cpu::start_at(10) {
            Ok(cpu) => running.push(cpu),
            Err(error) => break error,
        }
    };
    assert!(refusal.to_string().contains("stop one first"), "{refusal}");
    running.clear();
    Cpu::start_at(10).unwrap();
}

#[test]
fn a_profile_without_symbols_comes_back_from_its_bytes() {
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let profile = while_busy(1, eighty_twenty, || {
        let cpu = Cpu::start().unwrap();
        pause(200);
        cpu.stop()
    });
    assert!(!profile.samples.is_empty());
    assert_eq!(pprof::parse(&pprof::addresses(&profile)).unwrap(), profile);
    assert!(pprof::parse(b"no profile").is_err());
}

#[test]
fn go_reads_the_file_of_a_guard() {
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("cpu.pb.gz");
    while_busy(1, eighty_twenty, || {
        let guard = Cpu::to_file(&path).unwrap();
        pause(700);
        drop(guard);
    });
    let Some(top) = go_pprof(&["-top", "-cum", text(&path)]) else {
        return;
    };
    assert!(top.contains("cpu::eighty_twenty"), "{top}");
    let list = go_pprof(&["-list", "eighty_twenty", text(&path)]).unwrap();
    assert!(list.contains("burn(80_000)"), "{list}");
    let comments = go_pprof(&["-comments", text(&path)]).unwrap();
    assert!(comments.contains("accounted:"), "{comments}");
    let raw = go_pprof(&["-raw", text(&path)]).unwrap();
    assert!(raw.contains("[FN]"), "marked as symbolised: {raw}");
    let against_itself = go_pprof(&["-top", "-diff_base", text(&path), text(&path)]).unwrap();
    assert!(against_itself.contains("for 0, 0% of"), "{against_itself}");
}
