use std::collections::HashMap;

pub fn count_ids(ids: &[u64]) -> HashMap<u64, u32, rustc_hash::FxBuildHasher> {
    let mut counts = HashMap::default();
    for id in ids.iter().skip(1) {
        *counts.entry(*id).or_insert(0) += 1;
    }
    counts
}
