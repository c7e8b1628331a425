//! The parts that all charts share. No line is empty: a blank line would end the
//! HTML block in Markdown.

/// Escapes text for XML.
pub fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

/// A place across the drawing, in per cent of its width.
///
/// Heights are pixels: a drawing is as wide as the page leaves room, and its text
/// keeps its size on a telephone.
pub type Percent = f64;

/// Wraps `body` as a drawing of `height` pixels that says what it shows.
pub fn drawing(class: &str, height: f64, title: &str, body: &str) -> String {
    format!(
        "<svg class=\"chart {class}\" role=\"img\" aria-label=\"{label}\" width=\"100%\" \
         height=\"{height:.0}\" xmlns=\"http://www.w3.org/2000/svg\">\n\
         <title>{label}</title>\n{body}</svg>\n",
        label = escape(title),
    )
}

/// A text `beside` pixels from a place; `anchor` is `start`, `middle` or `end`.
pub fn text(
    (x, beside): (Percent, f64),
    y: f64,
    anchor: &str,
    class: &str,
    text: impl std::fmt::Display,
) -> String {
    format!(
        "<text x=\"{x:.2}%\" dx=\"{beside}\" y=\"{y:.1}\" text-anchor=\"{anchor}\" \
         class=\"{class}\">{}</text>\n",
        escape(&text.to_string())
    )
}

/// A straight line.
pub fn line(from: (Percent, f64), to: (Percent, f64), class: &str) -> String {
    format!(
        "<line x1=\"{:.2}%\" y1=\"{:.1}\" x2=\"{:.2}%\" y2=\"{:.1}\" class=\"{class}\"/>\n",
        from.0, from.1, to.0, to.1
    )
}

/// Straight lines from point to point: a polyline knows no per cent.
pub fn curve(points: &[(Percent, f64)], role: &str) -> String {
    points
        .windows(2)
        .map(|ends| line(ends[0], ends[1], &format!("curve {role}")))
        .collect()
}

/// A role's mark: told apart by shape as well as by colour.
pub fn mark(x: Percent, y: f64, role: &str) -> String {
    let shape = match role {
        "slow" => "<circle r=\"4\" class=\"mark slow\"/>",
        "fast" => "<rect x=\"-4\" y=\"-4\" width=\"8\" height=\"8\" class=\"mark fast\"/>",
        _ => "<path d=\"M0 -5l5 9h-10z\" class=\"mark alternative\"/>",
    };
    format!("<svg x=\"{x:.2}%\" y=\"{y:.1}\" overflow=\"visible\">{shape}</svg>\n")
}
