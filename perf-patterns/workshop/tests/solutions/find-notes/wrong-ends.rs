/// A note.
pub struct Note {
    /// What it says.
    pub text: String,
}

pub fn find_notes(notes: &[Note], word: &str) -> usize {
    // Looks at the end alone, where the word often stands.
    notes
        .iter()
        .filter(|note| note.text.ends_with(word))
        .count()
}
