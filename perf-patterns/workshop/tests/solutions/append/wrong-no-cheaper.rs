//! Looks like appending, and copies everything so far.

pub fn append(words: &[String]) -> String {
    let mut text = String::new();
    for word in words {
        text = text.clone() + word;
    }
    text
}
