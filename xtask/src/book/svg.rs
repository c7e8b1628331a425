//! The parts that all charts share. No line is empty: a blank line would end the
//! HTML block in Markdown.

/// Escapes text for XML.
pub fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

/// Wraps `body` as a drawing that scales with the page and says what it shows.
pub fn drawing(class: &str, width: f64, height: f64, title: &str, body: &str) -> String {
    format!(
        "<div class=\"wide\"><svg class=\"chart {class}\" role=\"img\" aria-label=\"{label}\" \
         viewBox=\"0 0 {width:.0} {height:.0}\" xmlns=\"http://www.w3.org/2000/svg\">\n\
         <title>{label}</title>\n{body}</svg></div>\n",
        label = escape(title),
    )
}

/// A text at a place; `anchor` is `start`, `middle` or `end`.
pub fn text(x: f64, y: f64, anchor: &str, class: &str, text: &str) -> String {
    format!(
        "<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\" class=\"{class}\">{}</text>\n",
        escape(text)
    )
}

/// A straight line.
pub fn line(from: (f64, f64), to: (f64, f64), class: &str) -> String {
    format!(
        "<line x1=\"{:.1}\" y1=\"{:.1}\" x2=\"{:.1}\" y2=\"{:.1}\" class=\"{class}\"/>\n",
        from.0, from.1, to.0, to.1
    )
}

/// A role's mark: told apart by shape as well as by colour.
pub fn mark(x: f64, y: f64, role: &str) -> String {
    match role {
        "slow" => format!("<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"4\" class=\"mark slow\"/>\n"),
        "fast" => format!(
            "<rect x=\"{:.1}\" y=\"{:.1}\" width=\"8\" height=\"8\" class=\"mark fast\"/>\n",
            x - 4.0,
            y - 4.0
        ),
        _ => format!(
            "<path d=\"M{:.1} {:.1}l5 9h-10z\" class=\"mark alternative\"/>\n",
            x,
            y - 5.0
        ),
    }
}
