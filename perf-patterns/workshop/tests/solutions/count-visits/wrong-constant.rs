//! Answers the same to everything.

use std::collections::HashMap;

pub fn count_visits(keys: &[u64]) -> HashMap<u64, u32> {
    let _ = keys;
    HashMap::new()
}
