//! CPU profiles tell the truth: shares by line, time accounted, names of threads, and Go's tool agrees.

mod support;

use std::sync::{Mutex, PoisonError};

use profiling::{Cpu, Wall, pprof};
use support::{accounted_percent, burn, go_pprof, pause, share, text, while_busy};

/// Other tests' threads would be in the profile.
static ALONE: Mutex<()> = Mutex::new(());

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
    let profile = while_busy(1, eighty_twenty, || {
        let cpu = Cpu::start_at(999).unwrap();
        pause(1500);
        cpu.stop()
    });
    let message = pprof::message(&profile);
    let first = share(&message, 1, "eighty_twenty", Some(EIGHTY_LINE));
    let second = share(&message, 1, "eighty_twenty", Some(TWENTY_LINE));
    assert!(
        (first - 0.8).abs() < 0.05,
        "80 % line: {first}; {:?}",
        profile.comments
    );
    assert!(
        (second - 0.2).abs() < 0.05,
        "20 % line: {second}; {:?}",
        profile.comments
    );
}

#[test]
fn the_time_of_one_thread_and_of_sixteen_is_accounted_at_both_rates() {
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    for (threads, hz) in [(1, 100), (1, 999), (16, 100), (16, 999)] {
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
