use unicode_segmentation::UnicodeSegmentation;

pub fn caption_width(text: &str) -> usize {
    text.graphemes(true).collect::<Vec<&str>>().len()
}
