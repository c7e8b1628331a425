//! A lexer by characters over ASCII source, and a count of what is not ASCII.
const SOURCE: &str = "fn main() { let total_sum = 17 + alpha * (beta - 4); print(total_sum); } ";

#[derive(Default, Debug, PartialEq)]
struct Tally {
    names: u32,
    numbers: u32,
    marks: u32,
}

//- 1 mistake loops/bytes-not-chars
fn lex(source: &str) -> Tally {
    let mut tally = Tally::default();
    let mut characters = source.chars().peekable();
    while let Some(c) = characters.next() {
        if c.is_alphabetic() || c == '_' {
            while characters.next_if(|c| c.is_alphanumeric() || *c == '_').is_some() {}
            tally.names += 1;
        } else if c.is_numeric() {
            while characters.next_if(|c| c.is_numeric()).is_some() {}
            tally.numbers += 1;
        } else if !c.is_whitespace() {
            tally.marks += 1;
        }
    }
    tally
}
//+ 1
fn lex(source: &str) -> Tally {
    let mut tally = Tally::default();
    let bytes = source.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let byte = bytes[at];
        at += 1;
        if byte.is_ascii_alphabetic() || byte == b'_' {
            while at < bytes.len() && (bytes[at].is_ascii_alphanumeric() || bytes[at] == b'_') {
                at += 1;
            }
            tally.names += 1;
        } else if byte.is_ascii_digit() {
            while at < bytes.len() && bytes[at].is_ascii_digit() {
                at += 1;
            }
            tally.numbers += 1;
        } else if !byte.is_ascii_whitespace() {
            tally.marks += 1;
        }
    }
    tally
}
//.

//- 2 lookalike loops/bytes-not-chars
fn upper(text: &str) -> usize {
    text.chars().filter(|c| c.is_uppercase() && !c.is_ascii()).count()
}
//+ 2
fn upper(text: &str) -> usize {
    let bytes = text.as_bytes();
    let mut count = 0;
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at] < 0x80 {
            at += 1;
            continue;
        }
        let Some(c) = text[at..].chars().next() else { break };
        count += usize::from(c.is_uppercase());
        at += c.len_utf8();
    }
    count
}
//.

fn main() {
    let source = SOURCE.repeat(1_500);
    let greek = "Ἐν ἀρχῇ ἦν ὁ Λόγος καὶ ὁ Λόγος ἦν πρὸς τὸν Θεόν ".repeat(500);
    let tally = lex(&source);
    let mut hash = 0u64;
    for byte in source.bytes() {
        hash = hash.rotate_left(5) ^ u64::from(byte);
    }
    println!("{tally:?} {} {hash}", upper(&greek));
}
