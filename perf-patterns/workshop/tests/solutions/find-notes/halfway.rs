/// A note.
pub struct Note {
    /// What it says.
    pub text: String,
}

pub fn find_notes(notes: &[Note], word: &str) -> usize {
    // Copies long notes only.
    let found = notes.iter().filter(|note| {
        if note.text.len() > 24 {
            note.text.clone().contains(word)
        } else {
            note.text.contains(word)
        }
    });
    found.count()
}
