//! Leaves out the last word.

use std::collections::HashMap;

pub fn word_count(text: &str) -> HashMap<String, u32> {
    let mut counts = HashMap::new();
    let words = text.split_whitespace().count();
    for word in text.split_whitespace().take(words.saturating_sub(1)) {
        match counts.get_mut(word) {
            Some(count) => *count += 1,
            None => {
                counts.insert(word.to_owned(), 1);
            }
        }
    }
    counts
}
