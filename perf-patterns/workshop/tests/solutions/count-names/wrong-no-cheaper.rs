//! The same characters, by their places.

pub fn count_names(text: &str) -> usize {
    let (mut count, mut was_inside) = (0, false);
    for (_, character) in text.char_indices() {
        let is_inside = character == '_' || character.is_alphanumeric();
        count += usize::from(is_inside && !was_inside);
        was_inside = is_inside;
    }
    count
}
