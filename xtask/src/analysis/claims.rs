//! What a run says of a pattern's claims.

use patterns::catalogue::{Claim, Evidence, Metric, Pattern, Verdict};
use record::Record;

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
    let size = pattern.claimed_size(claim);
    let pair = record.pattern(pattern.id)?.pairs().find(|pair| {
        pair.other.variant == claim.variant
            && pair.other.scenario == claim.scenario
            && pair.other.size == size
    })?;
    if claim.metric == Metric::TimeNs {
        let (low, high) = pair.time_interval()?;
        return Some(Evidence::Interval { low, high });
    }
    let (slow, other) = pair.counts(claim.metric)?;
    Some(Evidence::Counts { slow, other })
}
