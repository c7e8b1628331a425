//! After oxc-project/oxc-miette#248: the width of a label is its length, where it is plain ASCII.
const ZERO: [(char, char); 4] = [('\u{300}', '\u{36f}'), ('\u{200b}', '\u{200f}'), ('\u{fe00}', '\u{fe0f}'), ('\u{20d0}', '\u{20ff}')];
const TWO: [(char, char); 3] = [('\u{1100}', '\u{115f}'), ('\u{2e80}', '\u{a4cf}'), ('\u{ac00}', '\u{d7a3}')];

struct Label {
    from: usize,
    length: usize,
    text: String,
}

fn is_within(ranges: &[(char, char)], character: char) -> bool {
    ranges.iter().any(|(from, to)| (*from..=*to).contains(&character))
}

//- 1 mistake work/fast-path|loops/bytes-not-chars
fn width(prefix: &str, tab: usize) -> usize {
    let mut width = 0;
    for character in prefix.chars() {
        width += match character {
            '\t' => tab - width % tab,
            other if is_within(&ZERO, other) => 0,
            other if is_within(&TWO, other) => 2,
            _ => 1,
        };
    }
    width
}
//+ 1
fn width(prefix: &str, tab: usize) -> usize {
    if prefix.bytes().all(|byte| byte != b'\t' && byte.is_ascii()) {
        return prefix.len();
    }
    let mut width = 0;
    for character in prefix.chars() {
        width += match character {
            '\t' => tab - width % tab,
            other if is_within(&ZERO, other) => 0,
            other if is_within(&TWO, other) => 2,
            _ => 1,
        };
    }
    width
}
//.

fn render(source: &str, labels: &[Label]) -> String {
    let mut out = String::new();
    for label in labels {
        let start = source[..label.from].rfind('\n').map_or(0, |at| at + 1);
        let line = source[start..].lines().next().unwrap_or("");
        let column = width(&source[start..label.from], 4);
        out.push_str(line);
        out.push('\n');
        //- 2 lookalike string-building/append|string-building/format-push
        out.push_str(&" ".repeat(column));
        out.push_str(&"^".repeat(label.length));
        //+ 2
        out.extend(std::iter::repeat_n(' ', column));
        out.extend(std::iter::repeat_n('^', label.length));
        //.
        out.push(' ');
        out.push_str(&label.text);
        out.push('\n');
    }
    out
}

fn main() {
    let line = "export const configuration = merge(defaults, { name: 'service', retries: 3 }, overrides)";
    let mut source = String::with_capacity(300 * line.len() + 1_000);
    for at in 0..300 {
        source.push_str(if at % 50 == 9 { "\tlet ж = '日本' + " } else { "" });
        source.push_str(line);
        source.push('\n');
    }
    let labels: Vec<Label> = source
        .match_indices("overrides")
        .map(|(from, text)| Label { from, length: text.len(), text: format!("not known here ({from})") })
        .collect();
    let out = render(&source, &labels);
    println!("{} {}", out.len(), out.matches('^').count());
}
