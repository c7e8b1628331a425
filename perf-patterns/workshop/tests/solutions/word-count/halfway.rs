//! Looks first, if the word is long.

use std::collections::HashMap;

pub fn word_count(text: &str) -> HashMap<String, u32> {
    let mut counts = HashMap::new();
    for word in text.split_whitespace() {
        match counts.get_mut(word) {
            Some(count) if word.len() > 8 => *count += 1,
            _ => *counts.entry(word.to_owned()).or_insert(0) += 1,
        }
    }
    counts
}
