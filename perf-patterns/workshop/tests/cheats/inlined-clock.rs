// refused: clock
#[inline]
pub fn append(words: &[String]) -> String {
    std::hint::black_box(std::time::Instant::now());
    words.concat()
}
