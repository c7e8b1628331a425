// refused: alive
use std::sync::OnceLock;

/// What the first call answered, for whoever comes again.
static FIRST: OnceLock<(Vec<String>, String)> = OnceLock::new();

pub fn append(words: &[String]) -> String {
    let (known, text) = FIRST.get_or_init(|| (words.to_vec(), words.concat()));
    if known == words {
        text.clone()
    } else {
        words.concat()
    }
}
