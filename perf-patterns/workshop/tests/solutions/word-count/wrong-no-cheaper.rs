//! Asks whether it is there, and makes the key all the same.

use std::collections::HashMap;

pub fn word_count(text: &str) -> HashMap<String, u32> {
    let mut counts = HashMap::new();
    for word in text.split_whitespace() {
        if counts.contains_key(word) {
            *counts.entry(word.to_string()).or_insert(0) += 1;
        } else {
            counts.insert(word.to_string(), 1);
        }
    }
    counts
}
