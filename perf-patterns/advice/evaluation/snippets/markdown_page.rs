//! A page from marked text: text is escaped into a string of its own each time, anchors are made, a table of contents is joined.
use std::fmt::Write as _;

struct Page {
    html: String,
    anchors: Vec<String>,
}

//- 1 mistake string-building/escape-cow|string-building/append|string-building/format-push
fn escape(text: &str) -> String {
    let mut escaped = String::new();
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            other => escaped.push(other),
        }
    }
    escaped
}
//+ 1
fn escape(text: &str) -> std::borrow::Cow<'_, str> {
    if !text.bytes().any(|byte| matches!(byte, b'&' | b'<' | b'>')) {
        return text.into();
    }
    let mut escaped = String::new();
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            other => escaped.push(other),
        }
    }
    escaped.into()
}
//.

//- 2 lookalike string-building/escape-cow|loops/bytes-not-chars
fn anchor(heading: &str) -> String {
    heading
        .chars()
        .filter_map(|character| match character {
            ' ' => Some('-'),
            other if other.is_alphanumeric() => Some(other.to_ascii_lowercase()),
            _ => None,
        })
        .collect()
}
//+ 2
fn anchor(heading: &str) -> String {
    let mut anchor = String::with_capacity(heading.len());
    for character in heading.chars() {
        match character {
            ' ' => anchor.push('-'),
            other if other.is_alphanumeric() => anchor.push(other.to_ascii_lowercase()),
            _ => {}
        }
    }
    anchor
}
//.

fn render(text: &str) -> Page {
    let mut page = Page { html: String::new(), anchors: Vec::new() };
    let mut is_list = false;
    for line in text.lines() {
        let item = line.strip_prefix("- ");
        if item.is_some() != is_list {
            is_list = item.is_some();
            page.html.push_str(if is_list { "<ul>\n" } else { "</ul>\n" });
        }
        if let Some(heading) = line.strip_prefix("## ") {
            let anchor = anchor(heading);
            //- 3 lookalike string-building/format-push|string-building/append
            page.html.push_str(&format!("<h2 id=\"{anchor}\">{}</h2>\n", escape(heading)));
            //+ 3
            page.html.push_str("<h2 id=\"");
            page.html.push_str(&anchor);
            page.html.push_str("\">");
            page.html.push_str(&escape(heading));
            page.html.push_str("</h2>\n");
            //.
            page.anchors.push(anchor);
        } else if let Some(item) = item {
            page.html.push_str("<li>");
            page.html.push_str(&escape(item));
            page.html.push_str("</li>\n");
        } else if !line.is_empty() {
            page.html.push_str("<p>");
            page.html.push_str(&escape(line));
            page.html.push_str("</p>\n");
        }
    }
    page
}

fn main() {
    let mut text = String::with_capacity(1_200 * 80);
    for at in 0..1_200 {
        let _ = match at % 20 {
            0 => writeln!(text, "## Chapter {at}: what follows"),
            3 | 4 => writeln!(text, "- point {at} of the list, which is short"),
            9 => writeln!(text, "if a < b && b > {at} then stop"),
            _ => writeln!(text, "A line of plain text with number {at} in it, as most lines of a page are."),
        };
    }
    let page = render(&text);
    //- 4 lookalike string-building/join-numbers|string-building/append
    let contents = page.anchors.join("\n");
    //+ 4
    let mut contents = String::new();
    for (at, anchor) in page.anchors.iter().enumerate() {
        if at > 0 {
            contents.push('\n');
        }
        contents.push_str(anchor);
    }
    //.
    println!("{} {} {}", page.html.len(), contents.len(), page.html.matches("&lt;").count());
}
