//! Answers the same to everything.

use std::collections::HashMap;

pub fn word_count(text: &str) -> HashMap<String, u32> {
    let mut counts = HashMap::new();
    counts.insert(text.chars().take(0).collect(), 0);
    counts
}
