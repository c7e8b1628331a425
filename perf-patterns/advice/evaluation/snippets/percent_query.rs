//! Hot, and right as it is: every text needs its escapes, words hardly recur, names have accents, lines are kept in order.
use std::collections::HashMap;

//- 1 lookalike string-building/escape-cow|loops/bytes-not-chars
fn encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len() * 2);
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' => out.push(char::from(byte)),
            b' ' => out.push('+'),
            _ => {
                out.push('%');
                out.push(char::from(b"0123456789ABCDEF"[usize::from(byte >> 4)]));
                out.push(char::from(b"0123456789ABCDEF"[usize::from(byte & 15)]));
            }
        }
    }
    out
}
//+ 1
fn encode(text: &str) -> std::borrow::Cow<'_, str> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'.';
    if text.bytes().all(plain) {
        return text.into();
    }
    let mut out = String::with_capacity(text.len() * 2);
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' => out.push(char::from(byte)),
            b' ' => out.push('+'),
            _ => {
                out.push('%');
                out.push(char::from(b"0123456789ABCDEF"[usize::from(byte >> 4)]));
                out.push(char::from(b"0123456789ABCDEF"[usize::from(byte & 15)]));
            }
        }
    }
    out.into()
}
//.

//- 2 lookalike lookups/key-without-owning|ownership/clone-to-read
fn first_places(source: String) -> HashMap<String, usize> {
    let mut places = HashMap::with_capacity(2_500);
    for (at, term) in source.split_whitespace().enumerate() {
        places.entry(term.to_string()).or_insert(at);
    }
    places
}
//+ 2
fn first_places(source: String) -> HashMap<String, usize> {
    let mut places = HashMap::with_capacity(2_500);
    for (at, term) in source.split_whitespace().enumerate() {
        if !places.contains_key(term) {
            places.insert(term.to_string(), at);
        }
    }
    places
}
//.

//- 3 lookalike string-building/ascii-case
fn same(a: &str, b: &str) -> bool {
    a.to_lowercase() == b.to_lowercase()
}
//+ 3
fn same(a: &str, b: &str) -> bool {
    if a.is_ascii() && b.is_ascii() {
        return a.eq_ignore_ascii_case(b);
    }
    a.to_lowercase() == b.to_lowercase()
}
//.

fn main() {
    let texts: Vec<String> = (0..900).map(|n| format!("Größe & Farbe: {n} / blau")).collect();
    let letters: usize = texts.iter().map(|text| encode(text).len()).sum();
    //- 4 mistake string-building/format-push|string-building/join-numbers|string-building/append
    let source: String = (0..2_500).map(|n| format!("term-{n}-of-the-long-glossary ")).collect();
    //+ 4
    use std::fmt::Write;
    let mut source = String::new();
    for n in 0..2_500 {
        let _ = write!(source, "term-{n}-of-the-long-glossary ");
    }
    //.
    let places = first_places(source);
    let matches = texts.windows(2).filter(|pair| same(&pair[0], &pair[1])).count();
    println!("{letters} {} {matches}", places["term-77-of-the-long-glossary"]);
}
