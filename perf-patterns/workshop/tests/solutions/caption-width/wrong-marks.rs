pub fn caption_width(text: &str) -> usize {
    // Marks are more than those of one block.
    let is_mark = |c: &char| ('\u{300}'..='\u{36f}').contains(c);
    text.chars().filter(|c| !is_mark(c)).count()
}
