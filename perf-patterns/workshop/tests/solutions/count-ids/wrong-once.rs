use std::collections::HashMap;

pub fn count_ids(ids: &[u64]) -> HashMap<u64, u32, rustc_hash::FxBuildHasher> {
    ids.iter().map(|id| (*id, 1)).collect()
}
