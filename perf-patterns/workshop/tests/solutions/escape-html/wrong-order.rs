//! Escapes the `&` that it has just written.

use std::borrow::Cow;

pub fn escape_html(text: &str) -> Cow<'_, str> {
    if !text.contains(['&', '<', '>']) {
        return Cow::Borrowed(text);
    }
    let text = text.replace('<', "&lt;").replace('>', "&gt;");
    Cow::Owned(text.replace('&', "&amp;"))
}
