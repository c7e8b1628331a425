//! Quotes fields: nearly all are clean in one place, nearly none in the other.
//- 1 mistake string-building/escape-cow
fn quoted(field: &str) -> String {
    let mut out = String::with_capacity(field.len());
    for c in field.chars() {
        match c {
            '"' => out.push_str("\"\""),
            '\n' => out.push_str("\\n"),
            c => out.push(c),
        }
    }
    out
}

fn width(fields: &[String]) -> usize {
    fields.iter().map(|field| quoted(field).len() + 2).sum()
}
//+ 1
fn quoted(field: &str) -> std::borrow::Cow<'_, str> {
    if !field.bytes().any(|byte| byte == b'"' || byte == b'\n') {
        return field.into();
    }
    let mut out = String::with_capacity(field.len());
    for c in field.chars() {
        match c {
            '"' => out.push_str("\"\""),
            '\n' => out.push_str("\\n"),
            c => out.push(c),
        }
    }
    out.into()
}

fn width(fields: &[String]) -> usize {
    fields.iter().map(|field| quoted(field).len() + 2).sum()
}
//.

//- 2 lookalike string-building/escape-cow
fn escape(path: &str) -> String {
    let mut out = String::with_capacity(path.len() + 8);
    for c in path.chars() {
        if c == '/' {
            out.push_str("%2F");
        } else {
            out.push(c);
        }
    }
    out
}

fn all(paths: &[String]) -> usize {
    paths.iter().map(|path| escape(path).len()).sum()
}
//+ 2
fn escape(path: &str) -> std::borrow::Cow<'_, str> {
    if !path.contains('/') {
        return path.into();
    }
    let mut out = String::with_capacity(path.len() + 8);
    for c in path.chars() {
        if c == '/' {
            out.push_str("%2F");
        } else {
            out.push(c);
        }
    }
    out.into()
}

fn all(paths: &[String]) -> usize {
    paths.iter().map(|path| escape(path).len()).sum()
}
//.

fn main() {
    let fields: Vec<String> = (0..6_000)
        .map(|n| if n % 100 == 0 { format!("a \"{n}\" b") } else { format!("plain field {n}") })
        .collect();
    let paths: Vec<String> = (0..4_000).map(|n| format!("/home/user{}/file{n}", n % 9)).collect();
    let mut sum = 0;
    for _ in 0..3 {
        sum += width(&fields) * 3 + all(&paths);
    }
    println!("{sum}");
}
