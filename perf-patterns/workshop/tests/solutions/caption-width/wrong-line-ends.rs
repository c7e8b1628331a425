use unicode_segmentation::UnicodeSegmentation;

pub fn caption_width(text: &str) -> usize {
    // A line end of two bytes is one character.
    if text.is_ascii() {
        return text.len();
    }
    text.graphemes(true).count()
}
