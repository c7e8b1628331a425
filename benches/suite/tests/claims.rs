//! Holds every claim on allocations and bytes to a count of the code as
//! shipped. Claims on instructions need valgrind: `cargo xtask verify`.
//!
//! That counting leaves the optimiser free to elide allocations, as production
//! does, is held by `heap-vs-stack/return-sum`: it claims that an inlined box
//! is never allocated.

use std::process::ExitCode;

use patterns::catalogue::{CaseId, Claim, Evidence, Metric, Pattern, Verdict};
use suite::HeapUse;

fn main() -> ExitCode {
    let mut failures = Vec::new();
    let mut checked = 0;
    for pattern in patterns::patterns() {
        for claim in pattern.claims.iter().filter(|claim| claim.metric.is_heap()) {
            checked += 1;
            failures.extend(broken(pattern, claim));
        }
    }
    for failure in &failures {
        println!("{failure}");
    }
    println!(
        "test result: {}. {} passed; {} failed; 0 ignored; 0 measured; 0 filtered out",
        if failures.is_empty() { "ok" } else { "FAILED" },
        checked - failures.len(),
        failures.len(),
    );
    if checked > 0 && failures.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// What is wrong with the claim, if anything is.
fn broken(pattern: &'static Pattern, claim: &Claim) -> Option<String> {
    let Some([slow, other]) = pattern.claimed_cases(claim) else {
        return Some(format!(
            "{}: {}: names a case that does not exist",
            pattern.id,
            pattern.sentence(claim)
        ));
    };
    let count = |case: CaseId| metric(suite::heap_use(&case, None), claim.metric);
    let (slow, other) = (count(slow), count(other));
    let verdict = pattern.judge(claim, Evidence::Counts { slow, other });
    (verdict != Verdict::Confirmed).then(|| {
        format!(
            "{}: {}: counted {slow} → {other}",
            pattern.id,
            pattern.sentence(claim)
        )
    })
}

fn metric(heap_use: HeapUse, metric: Metric) -> u64 {
    match metric {
        Metric::AllocatedBytes => heap_use.allocated_bytes,
        Metric::PeakBytes => heap_use.peak_bytes,
        _ => heap_use.allocations,
    }
}
