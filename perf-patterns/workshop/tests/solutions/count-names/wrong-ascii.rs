//! Knows no other letters.

pub fn count_names(text: &str) -> usize {
    let (mut count, mut was_inside) = (0, false);
    for byte in text.bytes() {
        let is_inside = byte == b'_' || byte.is_ascii_alphanumeric();
        count += usize::from(is_inside && !was_inside);
        was_inside = is_inside;
    }
    count
}
