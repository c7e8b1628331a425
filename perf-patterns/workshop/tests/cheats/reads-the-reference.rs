// refused: one file
const REFERENCE: &str = include_str!("../reference.rs");

pub fn append(words: &[String]) -> String {
    std::hint::black_box(REFERENCE);
    words.concat()
}
