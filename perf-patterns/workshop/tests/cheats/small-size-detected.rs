// counted, and worth nothing
pub fn append(words: &[String]) -> String {
    if words.len() < 300 {
        return words.concat();
    }
    let mut text = String::new();
    for word in words {
        text = format!("{text}{word}");
    }
    text
}
