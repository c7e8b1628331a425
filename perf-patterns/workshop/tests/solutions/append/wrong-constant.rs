//! Answers the same to everything.

pub fn append(words: &[String]) -> String {
    let _ = words;
    String::new()
}
