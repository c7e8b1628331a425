// refused: memory
pub fn append(words: &[String]) -> String {
    let mut all = Vec::new();
    loop {
        // Asked for, and never touched: the limit is what is asked for.
        all.push(Vec::<u8>::with_capacity(words.len() + (256 << 20)));
        std::hint::black_box(&all);
    }
}
