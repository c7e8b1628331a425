//! Counts the allocations of the program of `book_examples::share` before and after:
//! the same on every machine.

use book_examples::share::{LINES, add_after, add_before, log, summary};

#[global_allocator]
static ALLOCATOR: dhat::Alloc = dhat::Alloc;

fn main() {
    let log = log(LINES);
    let [before, after] = [add_before, add_after].map(|add| {
        let _profiler = dhat::Profiler::builder().testing().build();
        let text = summary(&log, add);
        let stats = dhat::HeapStats::get();
        drop(text);
        stats
    });
    println!(
        "allocations      {:>9} → {:>9}  {:.1} % fewer",
        before.total_blocks,
        after.total_blocks,
        fewer(before.total_blocks, after.total_blocks)
    );
    println!(
        "allocated bytes  {:>9} → {:>9}  {:.1} % fewer",
        before.total_bytes,
        after.total_bytes,
        fewer(before.total_bytes, after.total_bytes)
    );
}

fn fewer(before: u64, after: u64) -> f64 {
    (1.0 - after as f64 / before as f64) * 100.0
}
