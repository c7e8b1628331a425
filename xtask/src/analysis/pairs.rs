//! What ends a run: its pairs are judged, and each that has no speed-up says why.

use record::{Figure, Metric, Record, Speedup, Stage};

use crate::units;

/// Shortens the speed-ups of `record` to what is worth keeping, judges them, and says
/// of each pair that has none why.
pub fn complete(record: &mut Record) {
    let left_out = record.settings.skip.contains(&Stage::Pairs);
    for input in record
        .patterns
        .iter_mut()
        .flat_map(|pattern| &mut pattern.inputs)
    {
        let why: Vec<Option<String>> = input
            .cases
            .iter()
            .map(|case| {
                let pair = input.pairs().find(|pair| pair.other.id == case.id)?;
                Some(if left_out {
                    "left out by --skip pairs".to_owned()
                } else {
                    pair.why(Metric::TimeNs)
                        .unwrap_or("not measured")
                        .to_owned()
                })
            })
            .collect();
        for (case, why) in input.cases.iter_mut().zip(why) {
            case.speedup = case.speedup.map(shortened);
            if let Some(why) = why
                && case.speedup.is_none()
            {
                case.not_measured.insert(Figure::Speedup, why);
            }
        }
    }
    record.judge();
}

fn shortened(speedup: Speedup) -> Speedup {
    Speedup {
        median: rounded(speedup.median),
        low: rounded(speedup.low),
        high: rounded(speedup.high),
        resolvable_effect: units::rounded(speedup.resolvable_effect, 3),
        p_different: units::rounded(speedup.p_different, 3),
        p_equivalent: units::rounded(speedup.p_equivalent, 3),
        ..speedup
    }
}

/// Finer than any figure here, and a record stays small.
fn rounded(ratio: f64) -> f64 {
    units::rounded(ratio, 5)
}

#[cfg(test)]
mod tests {
    use super::*;
    use record::{Case, Role, Verdict};

    #[test]
    fn a_pair_without_a_speed_up_says_why_and_another_is_judged() {
        let speedup = Speedup {
            median: 2.000_004,
            p_different: 1e-9,
            p_equivalent: 1.0,
            ..Speedup::default()
        };
        let mut record = Record::default();
        for (variant, role) in [("slow", Role::Slow), ("a", Role::Fast), ("b", Role::Fast)] {
            record.insert(Case {
                speedup: (variant == "a").then_some(speedup),
                ..Case::new("family/pattern", variant, role, "typical", 1)
            });
        }
        record
            .cases_mut()
            .next()
            .unwrap()
            .skip(Metric::TimeNs, "no clock");
        complete(&mut record);
        let case = |id: &str| {
            record
                .case(&format!("family/pattern/{id}/typical/1"))
                .unwrap()
        };
        assert_eq!(case("a").verdict, Some(Verdict::Faster));
        assert_eq!(case("a").speedup.unwrap().median, 2.0);
        assert_eq!(case("b").verdict, None);
        assert_eq!(case("b").not_measured[&Figure::Speedup], "no clock");
        assert!(!case("slow").not_measured.contains_key(&Figure::Speedup));
    }
}
