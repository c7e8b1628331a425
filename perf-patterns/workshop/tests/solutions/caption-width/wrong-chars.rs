pub fn caption_width(text: &str) -> usize {
    text.chars().count()
}
