#![allow(missing_docs, reason = "the macros write undocumented items")]
// ANCHOR: example
use std::hint::black_box;

use gungraun::{library_benchmark, library_benchmark_group, main};

fn words(count: usize) -> Vec<&'static str> {
    ["one", "two", "three"].repeat(count)
}

#[library_benchmark]
#[bench::few(args = (10), setup = words)]
#[bench::many(args = (1_000), setup = words)]
fn joined(words: Vec<&str>) -> String {
    black_box(words.concat())
}

library_benchmark_group!(name = strings; benchmarks = joined);
main!(library_benchmark_groups = strings);
// ANCHOR_END: example
