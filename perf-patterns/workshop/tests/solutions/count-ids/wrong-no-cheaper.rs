use std::collections::HashMap;

pub fn count_ids(ids: &[u64]) -> HashMap<u64, u32> {
    // A capacity: what is hashed is hashed as before.
    let mut counts = HashMap::with_capacity(ids.len());
    for id in ids {
        *counts.entry(*id).or_insert(0) += 1;
    }
    counts
}
