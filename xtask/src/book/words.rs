//! What a record says of a pair, as sentences.

use patterns::catalogue::Pattern;
use record::{Metric, Pair, Verdict};

use crate::units;

/// An interval whose ends are further apart than this factor makes the figure in
/// its middle a rough one.
const WIDE: f64 = 1.3;

/// The answer of a pattern's page in one sentence, code in backticks: the slow
/// variant against the fast one.
pub fn answer(pair: Pair<'_>, pattern: &Pattern) -> String {
    let size = units::count(pair.other.size as u64);
    let at = match pattern.size_unit {
        // A variable, not something to count.
        unit if unit.len() == 1 => format!("at {unit} = {size}"),
        unit => format!("at {size} {unit}"),
    };
    let mut sentence = format!("Here, `{}` {} {at}", pair.other.variant, time(pair, true));
    if let Some(allocations) = allocations(pair) {
        sentence.push_str(&format!(", and {allocations}"));
    }
    if let Some(bytes) = bytes(pair) {
        sentence.push_str(&format!(", but {bytes}"));
    }
    sentence.push('.');
    sentence
}

/// `takes 992 B instead of 8.00 MB`: what the fast variant is for where it is not for
/// time.
fn bytes(pair: Pair<'_>) -> Option<String> {
    let (slow, other) = pair.counts(Metric::AllocatedBytes)?;
    let is_point = pair.verdict() != Some(Verdict::Faster) && slow / 2 > other;
    is_point.then(|| {
        format!(
            "takes {} instead of {}",
            units::bytes(other),
            units::bytes(slow)
        )
    })
}

/// What is left of it in another scenario, in one sentence.
pub fn counter(pair: Pair<'_>, about: &str) -> String {
    let mut sentence = format!("In the counter-case ({about}) it {}", time(pair, false));
    if let Some(allocations) = allocations(pair) {
        sentence.push_str(&format!(", and {allocations}"));
    }
    sentence.push('.');
    sentence
}

/// What stands behind the variant's name. `full` names the slow variant.
fn time(pair: Pair<'_>, full: bool) -> String {
    let than = match full {
        true => format!(" as `{}`", pair.slow.variant),
        false => String::new(),
    };
    let (Some(ratio), Some(verdict)) = (pair.ratio(Metric::TimeNs), pair.verdict()) else {
        return "was not timed".to_owned();
    };
    match verdict {
        Verdict::Faster => format!("is {} times as fast{than}", units::significant(ratio)),
        Verdict::Slower => {
            let tail = match full {
                true => than,
                false => " as the slow variant".to_owned(),
            };
            format!(
                "takes {} times as long{tail}",
                units::significant(1.0 / ratio)
            )
        }
        Verdict::Equivalent => match full {
            true => format!("takes as long{than}"),
            false => "makes no difference in time".to_owned(),
        },
        Verdict::NotResolved => match full {
            true => format!(
                "could not be distinguished in time from `{}`",
                pair.slow.variant
            ),
            false => "makes no difference in time that this run could see".to_owned(),
        },
    }
}

/// `allocates 9 times instead of 599`; `None` where both do not allocate.
fn allocations(pair: Pair<'_>) -> Option<String> {
    Some(match pair.counts(Metric::Allocations)? {
        (0, 0) => return None,
        (1, 0) => "allocates nothing instead of one block".to_owned(),
        (slow, 0) => format!("allocates nothing instead of {} blocks", units::count(slow)),
        (0, other) => format!("allocates {} instead of never", times(other)),
        (slow, other) if slow == other => format!("allocates as often ({})", times(other)),
        (slow, other) => format!(
            "allocates {} instead of {}",
            times(other),
            units::count(slow)
        ),
    })
}

fn times(count: u64) -> String {
    match count {
        1 => "once".to_owned(),
        2 => "twice".to_owned(),
        _ => format!("{} times", units::count(count)),
    }
}

/// A warning in words where the interval is so wide that its middle misleads.
pub fn wide(pair: Pair<'_>) -> Option<String> {
    let (low, high) = pair.time_interval()?;
    (low > 0.0 && high / low > WIDE).then(|| {
        format!(
            "The interval is wide: in this run the factor of `{}` in time could be anything from \
             {} to {}. Read the figure in its middle as a rough one.",
            pair.other.variant,
            units::significant(low),
            units::significant(high)
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use record::{Case, Role, Speedup};

    fn said(slow: u64, other: u64, ratio: f64, verdict: Verdict) -> [String; 2] {
        let case = |role, name: &str, allocations| Case {
            allocations: Some(allocations),
            ..Case::new("string-building/append", name, role, "typical", 300)
        };
        let slow = case(Role::Slow, "format-each-time", slow);
        let mut other = case(Role::Fast, "push-str", other);
        other.verdict = Some(verdict);
        other.speedup = Some(Speedup {
            median: ratio,
            low: ratio,
            high: ratio,
            ..Speedup::default()
        });
        let pair = Pair {
            slow: &slow,
            other: &other,
        };
        let pattern = patterns::find("string-building/append").unwrap();
        [answer(pair, pattern), counter(pair, "few words")]
    }

    #[test]
    fn the_answer_is_a_sentence_with_the_runs_own_figures() {
        let [answer, counter] = said(599, 9, 22.0, Verdict::Faster);
        assert_eq!(
            answer,
            "Here, `push-str` is 22.0 times as fast as `format-each-time` at 300 words, and \
             allocates 9 times instead of 599."
        );
        assert_eq!(
            counter,
            "In the counter-case (few words) it is 22.0 times as fast, and allocates 9 times instead of 599."
        );
        let [answer, counter] = said(3, 0, 0.5, Verdict::Slower);
        assert_eq!(
            answer,
            "Here, `push-str` takes 2.00 times as long as `format-each-time` at 300 words, and \
             allocates nothing instead of 3 blocks."
        );
        assert!(counter.contains("2.00 times as long as the slow variant"));
        let [answer, _] = said(0, 0, 1.01, Verdict::NotResolved);
        assert_eq!(
            answer,
            "Here, `push-str` could not be distinguished in time from `format-each-time` at 300 \
             words."
        );
    }

    #[test]
    fn where_time_is_not_the_point_the_answer_says_what_is() {
        let case = |role, name: &str, bytes| Case {
            allocated_bytes: Some(bytes),
            ..Case::new("preallocation/overshoot", name, role, "typical", 100)
        };
        let slow = case(Role::Slow, "worst-case", 8_000_000);
        let mut other = case(Role::Fast, "grow", 992);
        other.verdict = Some(Verdict::Slower);
        other.speedup = Some(Speedup {
            median: 0.5,
            ..Speedup::default()
        });
        fn said(slow: &Case, other: &Case) -> String {
            let pattern = patterns::find("preallocation/overshoot").unwrap();
            answer(Pair { slow, other }, pattern)
        }
        let text = said(&slow, &other);
        assert!(
            text.ends_with(", but takes 992\u{202f}B instead of 8.00\u{202f}MB."),
            "{text}"
        );
        other.verdict = Some(Verdict::Faster);
        assert!(!said(&slow, &other).contains("but takes"));
    }

    #[test]
    fn only_a_wide_interval_is_warned_of() {
        let slow = Case::new("f/p", "slow", Role::Slow, "typical", 1);
        let warned = |low, high| {
            let other = Case {
                speedup: Some(Speedup {
                    low,
                    high,
                    ..Speedup::default()
                }),
                ..Case::new("f/p", "fast", Role::Fast, "typical", 1)
            };
            wide(Pair {
                slow: &slow,
                other: &other,
            })
            .is_some()
        };
        assert!(!warned(2.0, 2.2));
        assert!(warned(2.0, 4.0));
    }
}
