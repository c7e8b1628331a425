//! Where repeating a side alone gives another ratio than alternating the two.
//!
//! criterion measures one side after the other, and the machine may be busier
//! during one of the two. And it repeats one call on one input, until caches and
//! branch prediction know it by heart, while in a pair each side starts from what
//! the other has left. A page that shows the ratio of the one beside the times of
//! the other has to say where they part.

use benches::record::{Case, Pair};

/// How far the ratio of the sides' own times must lie outside the interval of the
/// pair's to be worth a word.
const WORTH_SAYING: f64 = 1.25;

/// Slow ÷ other by the times of each side alone, where that is clearly outside the
/// interval of the pair's own ratio.
pub fn ratio(pair: &Pair, slow: Option<&Case>, other: Option<&Case>) -> Option<f64> {
    let (low, high) = pair.time_interval()?;
    let alone = slow?.time_ns?.median / other?.time_ns?.median;
    let is_outside = alone > high * WORTH_SAYING || alone < low / WORTH_SAYING;
    is_outside.then_some(alone)
}

#[cfg(test)]
mod tests {
    use super::*;
    use benches::record::{Speedup, Time};

    fn case(median: f64) -> Case {
        Case {
            time_ns: Some(Time {
                median,
                low: median,
                high: median,
                samples: 30,
            }),
            ..Case::default()
        }
    }

    #[test]
    fn only_a_ratio_clearly_outside_the_interval_is_told() {
        let pair = Pair {
            time_ratio: Some(2.0),
            speedup: Some(Speedup {
                median: 2.0,
                low: 1.9,
                high: 2.1,
                ..Speedup::default()
            }),
            ..Pair::default()
        };
        let told = |slow: f64, other: f64| ratio(&pair, Some(&case(slow)), Some(&case(other)));
        assert_eq!(told(200.0, 100.0), None);
        assert_eq!(told(250.0, 100.0), None, "within a quarter of the interval");
        assert_eq!(told(300.0, 100.0), Some(3.0));
        assert_eq!(told(140.0, 100.0), Some(1.4));
        assert_eq!(ratio(&pair, None, Some(&case(1.0))), None);
    }
}
