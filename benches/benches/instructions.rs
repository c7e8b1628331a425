//! Instructions, cache hits and estimated cycles with gungraun (formerly
//! iai-callgrind): every case of the catalogue, or those that the file named by
//! `WORKSHOP_CASES` lists.
//!
//! By hand: `cargo build -p runner && cargo bench -p benches --bench instructions`

#![expect(missing_docs, reason = "the macros write undocumented items")]

use benches::selection;
use gungraun::{LibraryBenchmarkConfig, library_benchmark, library_benchmark_group};
use patterns::catalogue::{Case, CaseId, Metric};

/// The cases that valgrind counts in full.
fn countable() -> Vec<CaseId> {
    let mut cases = selection::cases();
    cases.retain(|case| case.not_measured(Metric::Instructions).is_none());
    cases
}

/// Builds the input outside the count, and runs once, so that a pool is warm
/// and lazily built state is there, as in the timing loop.
fn prepare(case: CaseId) -> (CaseId, Box<dyn Case>) {
    let mut prepared = case.prepare();
    prepared.run();
    (case, prepared)
}

#[library_benchmark]
#[benches::case(iter = countable(), setup = prepare)]
fn catalogue((id, mut case): (CaseId, Box<dyn Case>)) -> (CaseId, Box<dyn Case>) {
    case.run();
    // Returned, so that dropping input and state is not counted.
    (id, case)
}

library_benchmark_group!(name = instructions; benchmarks = catalogue);

gungraun::main!(
    config = LibraryBenchmarkConfig::default().pass_through_env(selection::VARIABLE);
    library_benchmark_groups = instructions
);
