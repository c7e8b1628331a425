//! What machine code says that a variant can do to the heap, compared with what was
//! counted: pure functions over both.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::escapes::Escape;

/// What was counted of a variant in one case.
#[derive(Serialize)]
pub struct Counted {
    /// The scenario's name.
    pub scenario: &'static str,
    /// The input's size.
    pub size: usize,
    /// Calls that took memory.
    pub allocations: u64,
}

/// Whether counts disprove the machine code's answer: it allocated, and no place is
/// known at which it can.
pub fn is_disproved(found: &Escape, counted: &[Counted]) -> bool {
    allocated(counted) && !found.allocates && !found.unknown
}

/// The two together, in words.
pub fn conclusion(found: &Escape, counted: &[Counted]) -> String {
    let without: BTreeSet<&str> = counted
        .iter()
        .filter(|count| count.allocations == 0)
        .map(|count| count.scenario)
        .collect();
    match (found.allocates || found.unknown, allocated(counted)) {
        (true, false) if found.allocates => "can allocate, did not here".to_owned(),
        (true, false) => "unknown, did not allocate here".to_owned(),
        (true, true) if !without.is_empty() => {
            let scenarios: Vec<&str> = without.into_iter().collect();
            format!(
                "{}; not in every case of: {}",
                found.verdict,
                scenarios.join(", ")
            )
        }
        _ => found.verdict.clone(),
    }
}

fn allocated(counted: &[Counted]) -> bool {
    counted.iter().any(|count| count.allocations > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(verdict: &str, allocates: bool, unknown: bool) -> Escape {
        Escape {
            id: "f/p/v".to_owned(),
            verdict: verdict.to_owned(),
            allocates,
            unknown,
            sites: Vec::new(),
        }
    }

    fn counted(counts: &[(&'static str, u64)]) -> Vec<Counted> {
        let one = |&(scenario, allocations)| Counted {
            scenario,
            size: 1,
            allocations,
        };
        counts.iter().map(one).collect()
    }

    #[test]
    fn counts_and_machine_code_are_said_together() {
        let (none, some) = (counted(&[("typical", 0)]), counted(&[("typical", 3)]));
        let mixed = counted(&[("typical", 3), ("few", 0)]);
        for (found, counted, said) in [
            (found("allocates", true, false), &some, "allocates"),
            (
                found("allocates", true, false),
                &none,
                "can allocate, did not here",
            ),
            (
                found("allocates", true, false),
                &mixed,
                "allocates; not in every case of: few",
            ),
            (
                found("unknown", false, true),
                &none,
                "unknown, did not allocate here",
            ),
            (
                found("does not allocate", false, false),
                &none,
                "does not allocate",
            ),
        ] {
            assert_eq!(conclusion(&found, counted), said);
            assert!(!is_disproved(&found, counted), "{said}");
        }
    }

    #[test]
    fn an_allocation_that_machine_code_does_not_show_disproves_it() {
        let quiet = found("does not allocate", false, false);
        assert!(is_disproved(
            &quiet,
            &counted(&[("few", 0), ("typical", 1)])
        ));
        assert!(!is_disproved(&quiet, &counted(&[("few", 0)])));
        assert!(!is_disproved(&quiet, &[]));
    }
}
