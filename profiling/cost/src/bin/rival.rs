//! What other profilers cost, for the same work: `CRATE BLOCKS`, a part of `cost`
//! where it is built with the feature `rivals`.

use std::time::Duration;

use anyhow::{Context, bail};
use cost::{by_turns, compute, rounds_in};

/// Go's rate, as everywhere here.
const HZ: i32 = 100;

fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [rival, blocks] = arguments.as_slice() else {
        bail!(
            "this is a part of `cost`\nhint: run `cargo run --release -p cost --features rivals`"
        );
    };
    let blocks = blocks
        .parse()
        .context("the number of blocks is no number")?;
    let rounds = rounds_in(Duration::from_millis(500), compute);
    match rival.as_str() {
        "pprof" => by_turns(blocks, |is_profiled| {
            let guard = is_profiled
                .then(|| pprof::ProfilerGuard::new(HZ))
                .transpose()?;
            compute(rounds);
            drop(guard);
            Ok(())
        }),
        "rpprof" => by_turns(blocks, |is_profiled| {
            let guard = is_profiled
                .then(|| rpprof::ProfilerGuard::new(HZ))
                .transpose()?;
            compute(rounds);
            drop(guard);
            Ok(())
        }),
        other => bail!("no rival is called `{other}`"),
    }
}
