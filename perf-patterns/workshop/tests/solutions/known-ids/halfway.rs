//! A set for every few hundred ids.

use std::collections::HashSet;

pub fn known_ids(ids: &[u64], known: &[u64]) -> usize {
    let some = ids.chunks(500).map(|ids| {
        let known: HashSet<u64> = known.iter().copied().collect();
        ids.iter().filter(|id| known.contains(id)).count()
    });
    some.sum()
}
