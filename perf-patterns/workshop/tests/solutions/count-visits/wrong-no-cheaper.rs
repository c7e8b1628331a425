//! Asks for room one by one.

use std::collections::HashMap;

pub fn count_visits(keys: &[u64]) -> HashMap<u64, u32> {
    let mut counts = HashMap::new();
    for &key in keys {
        counts.reserve(1);
        *counts.entry(key).or_insert(0) += 1;
    }
    counts
}
