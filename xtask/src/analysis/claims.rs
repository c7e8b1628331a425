//! What a run says of a pattern's claims.

use patterns::catalogue::{Claim, Evidence, Expect, Metric, Pattern, Verdict};
use record::{Pair, Record};

/// What `record` says of `claim`; `None` where a figure is missing.
///
/// A difference in time counts only if the pair's own verdict, which is corrected
/// for the number of pairs, sees one: a strip and a claim never disagree.
pub fn verdict(record: &Record, pattern: &'static Pattern, claim: &Claim) -> Option<Verdict> {
    let judged = pattern.judge(claim, evidence(record, pattern, claim)?);
    let resolved = pair(record, pattern, claim)?.verdict();
    let open = claim.metric == Metric::TimeNs && resolved == Some(record::Verdict::NotResolved);
    let of_a_difference = match claim.expect {
        Expect::Wins | Expect::Loses | Expect::NoEffect => true,
        Expect::AtLeast(factor) => factor >= 1.0,
        Expect::AtMost(factor) => factor < 1.0,
    };
    Some(match judged {
        Verdict::Confirmed if open && of_a_difference => Verdict::NotResolved,
        judged => judged,
    })
}

/// The pair that `claim` is about, if it was measured.
pub fn pair<'a>(record: &'a Record, pattern: &'static Pattern, claim: &Claim) -> Option<Pair<'a>> {
    let size = pattern.claimed_size(claim);
    record.pattern(pattern.id)?.pairs().find(|pair| {
        pair.other.variant == claim.variant
            && pair.other.scenario == claim.scenario
            && pair.other.size == size
    })
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
    let pair = pair(record, pattern, claim)?;
    if claim.metric == Metric::TimeNs {
        let (low, high) = pair.time_interval()?;
        return Some(Evidence::Interval { low, high });
    }
    let (slow, other) = pair.counts(claim.metric)?;
    Some(Evidence::Counts { slow, other })
}

#[cfg(test)]
mod tests {
    use super::*;
    use record::{Case, Role, Speedup};

    #[test]
    fn a_claim_on_a_difference_is_open_where_the_pairs_verdict_is() {
        let pattern = patterns::find("string-building/append").unwrap();
        let wins = pattern
            .claims
            .iter()
            .find(|claim| claim.metric == Metric::TimeNs && claim.expect == Expect::Wins)
            .unwrap();
        let judged = |verdict| {
            let mut record = Record::default();
            let size = pattern.middle_size();
            record.insert(Case::new(
                pattern.id,
                pattern.slow().name,
                Role::Slow,
                "typical",
                size,
            ));
            record.insert(Case {
                verdict: Some(verdict),
                speedup: Some(Speedup {
                    median: 1.2,
                    low: 1.1,
                    high: 1.3,
                    ..Speedup::default()
                }),
                ..Case::new(pattern.id, wins.variant, Role::Fast, "typical", size)
            });
            super::verdict(&record, pattern, wins)
        };
        assert_eq!(judged(record::Verdict::Faster), Some(Verdict::Confirmed));
        assert_eq!(
            judged(record::Verdict::NotResolved),
            Some(Verdict::NotResolved)
        );
    }
}
