//! After veddan/rust-htmlescape#15: text without entities is given back borrowed.
//- 1 mistake string-building/escape-cow|loops/bytes-not-chars
fn decode(text: &str) -> Result<String, usize> {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        let end = rest[at..].find(';').ok_or(at)? + at;
        match &rest[at + 1..end] {
            "amp" => out.push('&'),
            "lt" => out.push('<'),
            "gt" => out.push('>'),
            _ => return Err(at),
        }
        rest = &rest[end + 1..];
    }
    out.push_str(rest);
    Ok(out)
}
//+ 1
fn decode(text: &str) -> Result<std::borrow::Cow<'_, str>, usize> {
    if !text.contains('&') {
        return Ok(text.into());
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        let end = rest[at..].find(';').ok_or(at)? + at;
        match &rest[at + 1..end] {
            "amp" => out.push('&'),
            "lt" => out.push('<'),
            "gt" => out.push('>'),
            _ => return Err(at),
        }
        rest = &rest[end + 1..];
    }
    out.push_str(rest);
    Ok(out.into())
}
//.

fn main() {
    let texts: Vec<String> = (0..4_000)
        .map(|n| match n % 40 {
            0 => format!("a &lt; b &amp; c {n}"),
            7 => format!("open &end {n}"),
            _ => format!("nothing to decode in {n}"),
        })
        .collect();
    let mut letters = 0;
    let mut failed = 0;
    for text in &texts {
        match decode(text) {
            Ok(text) => letters += text.len(),
            Err(at) => failed += at,
        }
    }
    println!("{letters} {failed}");
}
