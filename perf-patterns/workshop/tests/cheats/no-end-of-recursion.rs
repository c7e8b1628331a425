// refused: for one of several reasons
pub fn append(words: &[String]) -> String {
    let text = append(words);
    std::hint::black_box(text)
}
