//! Forgets the `_`.

pub fn count_names(text: &str) -> usize {
    let (mut count, mut was_inside) = (0, false);
    for character in text.chars() {
        let is_inside = character.is_alphanumeric();
        count += usize::from(is_inside && !was_inside);
        was_inside = is_inside;
    }
    count
}
