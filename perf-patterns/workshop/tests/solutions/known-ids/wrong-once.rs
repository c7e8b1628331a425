//! An id that occurs twice counts once.

use std::collections::HashSet;

pub fn known_ids(ids: &[u64], known: &[u64]) -> usize {
    let ids: HashSet<u64> = ids.iter().copied().collect();
    let known: HashSet<u64> = known.iter().copied().collect();
    ids.intersection(&known).count()
}
