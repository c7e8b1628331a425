//! Where repeating a side alone gives another ratio than alternating the two.
//!
//! criterion measures one side after the other, and the machine may be busier
//! during one of the two. And it repeats one call on one input, until caches and
//! branch prediction know it by heart, while in a pair each side starts from what
//! the other has left. A page that shows the ratio of the one beside the times of
//! the other has to say where they part.

use record::Pair;

/// How far the ratio of the sides' own times must lie outside the interval of the
/// pair's to be worth a word.
const WORTH_SAYING: f64 = 1.25;

/// Slow ÷ other by the times of each side alone, where that is clearly outside the
/// interval of the pair's own ratio.
pub fn ratio(pair: Pair<'_>) -> Option<f64> {
    let (low, high) = pair.time_interval()?;
    let alone = pair.slow.time_ns?.median / pair.other.time_ns?.median;
    let is_outside = alone > high * WORTH_SAYING || alone < low / WORTH_SAYING;
    is_outside.then_some(alone)
}

#[cfg(test)]
mod tests {
    use super::*;
    use record::{Case, Role, Speedup, Time};

    fn case(median: Option<f64>) -> Case {
        Case {
            time_ns: median.map(|median| Time {
                median,
                low: median,
                high: median,
            }),
            speedup: Some(Speedup {
                median: 2.0,
                low: 1.9,
                high: 2.1,
                ..Speedup::default()
            }),
            ..Case::new("family/pattern", "variant", Role::Fast, "typical", 30)
        }
    }

    #[test]
    fn only_a_ratio_clearly_outside_the_interval_is_reported() {
        let reported = |slow: Option<f64>, other: f64| {
            let (slow, other) = (case(slow), case(Some(other)));
            ratio(Pair {
                slow: &slow,
                other: &other,
            })
        };
        assert_eq!(reported(Some(200.0), 100.0), None);
        assert_eq!(
            reported(Some(250.0), 100.0),
            None,
            "within a quarter of the interval"
        );
        assert_eq!(reported(Some(300.0), 100.0), Some(3.0));
        assert_eq!(reported(Some(140.0), 100.0), Some(1.4));
        assert_eq!(reported(None, 1.0), None);
    }
}
