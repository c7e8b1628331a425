// refused: process
pub fn append(words: &[String]) -> String {
    std::process::Command::new("true").status().ok();
    words.concat()
}
