//! What a run says of a pattern's claims.

use benches::record::{Case, Record};
use patterns::catalogue::{Claim, Evidence, Metric, Pattern, Verdict};

/// What `record` says of `claim`; `None` where a figure is missing.
pub fn verdict(record: &Record, pattern: &'static Pattern, claim: &Claim) -> Option<Verdict> {
    Some(pattern.judge(claim, evidence(record, pattern, claim)?))
}

/// In words.
pub const fn name(verdict: Option<Verdict>) -> &'static str {
    match verdict {
        Some(Verdict::Confirmed) => "confirmed",
        Some(Verdict::NotResolved) => "not resolved",
        Some(Verdict::Contradicted) => "contradicted",
        None => "not measured",
    }
}

/// What `record` has measured of the pair that `claim` is about.
fn evidence(record: &Record, pattern: &'static Pattern, claim: &Claim) -> Option<Evidence> {
    let [slow, other] = pattern.claimed_cases(claim)?.map(|case| case.to_string());
    if claim.metric == Metric::TimeNs {
        let pair = record
            .pairs
            .iter()
            .find(|pair| pair.other == claim.variant && pair.other_case() == other)?;
        let (low, high) = pair.time_interval()?;
        return Some(Evidence::Interval { low, high });
    }
    let counted = |id: &str| {
        let case = record.cases.iter().find(|case| case.id == id)?;
        count(case, claim.metric)
    };
    Some(Evidence::Counts {
        slow: counted(&slow)?,
        other: counted(&other)?,
    })
}

/// One count of a case.
pub fn count(case: &Case, metric: Metric) -> Option<u64> {
    match metric {
        Metric::TimeNs => None,
        Metric::Instructions => case.instructions,
        Metric::L1Hits => case.l1_hits,
        Metric::LlHits => case.ll_hits,
        Metric::RamHits => case.ram_hits,
        Metric::EstimatedCycles => case.estimated_cycles,
        Metric::Allocations => case.allocations,
        Metric::AllocatedBytes => case.allocated_bytes,
        Metric::PeakBytes => case.peak_bytes,
    }
}
