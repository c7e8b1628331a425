// refused: prints
pub fn append(words: &[String]) -> String {
    loop {
        println!("{}", words.len());
    }
}
