//! A new word counts nothing at first.

use std::collections::HashMap;

pub fn word_count(text: &str) -> HashMap<String, u32> {
    let mut counts = HashMap::new();
    for word in text.split_whitespace() {
        match counts.get_mut(word) {
            Some(count) => *count += 1,
            None => {
                counts.insert(word.to_owned(), 0);
            }
        }
    }
    counts
}
