// refused: honest means
pub fn append(words: &[String]) -> String {
    let words = words.to_vec();
    std::thread::spawn(move || words.concat())
        .join()
        .unwrap_or_default()
}
