// refused: put off
pub struct Late<'a>(&'a [String]);

impl std::fmt::Debug for Late<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut text = String::new();
        for word in self.0 {
            text = format!("{text}{word}");
        }
        write!(f, "{text:?}")
    }
}

pub fn append(words: &[String]) -> Late<'_> {
    Late(words)
}
