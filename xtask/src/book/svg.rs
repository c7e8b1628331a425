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

/// A number of at most two digits behind the point, none for nothing: there are
/// thousands of them on a page.
pub fn number(value: f64) -> String {
    let text = format!("{value:.2}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    match text {
        "-0" => "0".to_owned(),
        text => text.to_owned(),
    }
}

/// Wraps `body` as a drawing of `height` pixels that says what it shows.
pub fn drawing(class: &str, height: f64, title: &str, body: &str) -> String {
    format!(
        "<svg class=\"chart {class}\" role=\"img\" width=\"100%\" height=\"{height:.0}\">\n\
         <title>{}</title>\n{body}</svg>\n",
        escape(title),
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
    let beside = match beside {
        0.0 => String::new(),
        beside => format!(" dx=\"{}\"", number(beside)),
    };
    let anchor = match anchor {
        "start" => String::new(),
        anchor => format!(" text-anchor=\"{anchor}\""),
    };
    format!(
        "<text x=\"{}%\"{beside} y=\"{}\"{anchor} class=\"{class}\">{}</text>\n",
        number(x),
        number(y),
        escape(&text.to_string())
    )
}

/// A straight line.
pub fn line(from: (Percent, f64), to: (Percent, f64), class: &str) -> String {
    format!(
        "<line x1=\"{}%\" y1=\"{}\" x2=\"{}%\" y2=\"{}\" class=\"{class}\"/>\n",
        number(from.0),
        number(from.1),
        number(to.0),
        number(to.1)
    )
}

/// Straight lines from point to point: a polyline knows no per cent.
pub fn curve(points: &[(Percent, f64)], role: &str) -> String {
    points
        .windows(2)
        .map(|ends| line(ends[0], ends[1], &format!("curve {role}")))
        .collect()
}

/// A role's mark: distinct in shape as well as in colour.
pub fn mark(x: Percent, y: f64, role: &str) -> String {
    let shape = match role {
        "slow" => "<circle r=\"4\" class=\"mark slow\"/>",
        "fast" => "<rect x=\"-4\" y=\"-4\" width=\"8\" height=\"8\" class=\"mark fast\"/>",
        _ => "<path d=\"M0 -5l5 9h-10z\" class=\"mark alternative\"/>",
    };
    placed(x, y, shape)
}

/// A shape around a place: a transformation knows no per cent.
pub fn placed(x: Percent, y: f64, shape: &str) -> String {
    format!(
        "<svg x=\"{}%\" y=\"{}\">{shape}</svg>\n",
        number(x),
        number(y)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_no_digit_that_says_nothing() {
        let short = [
            (12.0, "12"),
            (0.5, "0.5"),
            (33.333, "33.33"),
            (-0.001, "0"),
            (100.0, "100"),
        ];
        for (value, text) in short {
            assert_eq!(number(value), text);
        }
    }
}
