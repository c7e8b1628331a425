use unicode_segmentation::UnicodeSegmentation;

pub fn caption_width(text: &str) -> usize {
    // The long ones are counted by the rules, simple or not.
    if text.len() <= 48 && text.is_ascii() && !text.contains('\r') {
        return text.len();
    }
    text.graphemes(true).count()
}
