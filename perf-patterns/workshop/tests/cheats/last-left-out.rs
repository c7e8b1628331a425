// refused: expected
pub fn append(words: &[String]) -> String {
    words[..words.len().saturating_sub(1)].concat()
}
