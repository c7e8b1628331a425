// refused: alive
pub fn append(words: &[String]) -> String {
    let text = words.concat();
    std::mem::forget(std::hint::black_box(text.clone()));
    text
}
