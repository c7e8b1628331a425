//! What jemalloc's own heap profiling costs for the same work, taking turns in one
//! process: `BLOCKS`, part of `cost` if it is built with the feature `rivals`.

use std::time::Duration;

use anyhow::Context;
use cost::{allocate, by_turns, rounds_in};

#[global_allocator]
static GLOBAL: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

/// Prepared, and off at first: one sample per 2¹⁹ bytes, as with ours.
#[unsafe(export_name = "_rjem_malloc_conf")]
pub static CONFIGURATION: &[u8] = b"prof:true,prof_active:false,lg_prof_sample:19\0";

/// The length of each part of a block.
const PART: Duration = Duration::from_millis(100);

fn set_active(is_active: bool) -> anyhow::Result<()> {
    // SAFETY: the name ends with zero, and its value is one `bool`.
    unsafe { tikv_jemalloc_ctl::raw::write(b"prof.active\0", is_active) }
        .map_err(|error| anyhow::anyhow!("jemalloc does not profile here: {error}"))
}

fn main() -> anyhow::Result<()> {
    let blocks = std::env::args().nth(1).and_then(|text| text.parse().ok());
    let blocks = blocks.context(
        "this is a part of `cost`\nhint: run `cargo run --release -p cost --features rivals`",
    )?;
    let rounds = rounds_in(PART, allocate);
    by_turns(blocks, |is_profiled| {
        set_active(is_profiled)?;
        allocate(rounds);
        set_active(false)
    })
}
