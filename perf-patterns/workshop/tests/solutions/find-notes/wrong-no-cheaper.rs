/// A note.
pub struct Note {
    /// What it says.
    pub text: String,
}

pub fn find_notes(notes: &[Note], word: &str) -> usize {
    // Borrows from the copy.
    let found = notes.iter().filter(|note| {
        let text = String::from(note.text.as_str());
        text.as_str().contains(word)
    });
    found.count()
}
