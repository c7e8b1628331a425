use std::collections::HashMap;

pub fn count_ids(ids: &[u64]) -> HashMap<u64, u32, rustc_hash::FxBuildHasher> {
    // Two ids that share their lower half become one.
    let mut counts = HashMap::default();
    for id in ids {
        *counts.entry(u64::from(*id as u32)).or_insert(0) += 1;
    }
    counts
}
