//! Takes what is escaped already for finished.

use std::borrow::Cow;

pub fn escape_html(text: &str) -> Cow<'_, str> {
    if !text.contains(['&', '<', '>']) || text.contains("&amp;") {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            other => escaped.push(other),
        }
    }
    Cow::Owned(escaped)
}
