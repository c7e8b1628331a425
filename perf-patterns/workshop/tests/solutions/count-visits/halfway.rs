//! Room for a quarter.

use std::collections::HashMap;

pub fn count_visits(keys: &[u64]) -> HashMap<u64, u32> {
    let mut counts = HashMap::with_capacity(keys.len() / 4);
    for &key in keys {
        *counts.entry(key).or_insert(0) += 1;
    }
    counts
}
