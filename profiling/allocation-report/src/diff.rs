//! Two builds of a program: what allocates in the later one and did not in the
//! earlier.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::effects::Effects;
use crate::report::{Function, Origin, Report};

/// A function that can do more than before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    /// Its name.
    pub function: String,
    /// Its index in the later report's functions.
    pub index: usize,
    /// What it could do before; `None` if it did not exist.
    pub before: Option<Effects>,
    /// What it can do now.
    pub after: Effects,
}

/// The functions outside the standard library that allocate, or make calls that cannot
/// be followed, and did not before; by name. Copies with the same name count as one.
pub fn diff(before: &Report, after: &Report) -> Vec<Change> {
    let old = by_name(before);
    by_name(after)
        .into_iter()
        .filter_map(|(name, (index, after))| {
            let before = old.get(name).map(|(_, effects)| *effects);
            let known = before.unwrap_or_default();
            let more = (after.takes_memory() && !known.takes_memory())
                || (after.has(Effects::UNKNOWN)
                    && !known.has(Effects::UNKNOWN)
                    && !after.takes_memory());
            more.then(|| Change {
                function: name.to_owned(),
                index,
                before,
                after,
            })
        })
        .collect()
}

fn by_name(report: &Report) -> BTreeMap<&str, (usize, Effects)> {
    let mut found: BTreeMap<&str, (usize, Effects)> = BTreeMap::new();
    let named = |function: &&Function| matches!(function.origin, Origin::Own | Origin::Dependency);
    for (index, function) in report.functions.iter().enumerate() {
        if named(&function) {
            found
                .entry(&function.name)
                .or_insert((index, Effects::NONE))
                .1 |= function.effects;
        }
    }
    found
}
