//! Takes keys for smaller than they may be.

use std::collections::HashMap;

pub fn count_visits(keys: &[u64]) -> HashMap<u64, u32> {
    let mut counts = HashMap::with_capacity(keys.len());
    for &key in keys {
        *counts.entry(u64::from(key as u32)).or_insert(0) += 1;
    }
    counts
}
