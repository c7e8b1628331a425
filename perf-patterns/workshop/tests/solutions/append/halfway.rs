//! Puts sixteen words together at a time: a sixteenth of the copies.

pub fn append(words: &[String]) -> String {
    let mut text = String::new();
    for some in words.chunks(16) {
        text = format!("{text}{}", some.concat());
    }
    text
}
