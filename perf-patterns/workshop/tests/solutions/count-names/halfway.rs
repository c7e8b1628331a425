//! Asks once whether all of the text is ASCII.

pub fn count_names(text: &str) -> usize {
    let (mut count, mut was_inside) = (0, false);
    if text.is_ascii() {
        for byte in text.bytes() {
            let is_inside = byte == b'_' || byte.is_ascii_alphanumeric();
            count += usize::from(is_inside && !was_inside);
            was_inside = is_inside;
        }
    } else {
        for character in text.chars() {
            let is_inside = character == '_' || character.is_alphanumeric();
            count += usize::from(is_inside && !was_inside);
            was_inside = is_inside;
        }
    }
    count
}
