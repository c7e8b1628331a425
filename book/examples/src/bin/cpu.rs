//! The guide's CPU profile.
// ANCHOR: example
use std::error::Error;
use std::fs::{File, write};
use std::hint::black_box;
use std::time::{Duration, Instant};

use pprof::protos::Message;

fn main() -> Result<(), Box<dyn Error>> {
    let words = ["one", "two", "three"].repeat(100);

    let profiler = pprof::ProfilerGuardBuilder::default()
        .frequency(250)
        .build()?;
    let start = Instant::now();
    while start.elapsed() < Duration::from_secs(2) {
        black_box(black_box(&words).concat());
    }
    let report = profiler.report().build()?;

    report.flamegraph(File::create("flamegraph.svg")?)?;
    write("cpu.pb", report.pprof()?.encode_to_vec())?;
    Ok(())
}
// ANCHOR_END: example
