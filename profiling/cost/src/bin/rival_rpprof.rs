//! What the crate `rpprof`, a fork of `pprof`, costs for the same work, taking turns
//! in one process: `BLOCKS`, part of `cost` with the feature `rivals`.

use std::time::Duration;

use anyhow::Context;
use cost::{by_turns, compute, rounds_in};

/// Go's rate, as everywhere here.
const HZ: i32 = 100;

fn main() -> anyhow::Result<()> {
    let blocks = std::env::args().nth(1).and_then(|text| text.parse().ok());
    let blocks = blocks.context(
        "this is a part of `cost`\nhint: run `cargo run --release -p cost --features rivals`",
    )?;
    let rounds = rounds_in(Duration::from_millis(500), compute);
    by_turns(blocks, |is_profiled| {
        let guard = is_profiled
            .then(|| rpprof::ProfilerGuard::new(HZ))
            .transpose()?;
        compute(rounds);
        // Ending it is part of its cost; writing it is not.
        drop(guard);
        Ok(())
    })
}
