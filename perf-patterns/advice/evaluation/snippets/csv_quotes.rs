//! Splits rows with quotes: each character is decoded though the signs are ASCII; a count of letters in other scripts needs it.
use std::fmt::Write as _;

#[derive(Default, Debug)]
struct Counts {
    rows: u32,
    fields: u32,
    quoted: u32,
    digits: u32,
}

//- 1 mistake loops/bytes-not-chars
fn count(text: &str) -> Counts {
    let mut counts = Counts::default();
    let characters: Vec<char> = text.chars().collect();
    let mut is_quoted = false;
    let mut at = 0;
    while at < characters.len() {
        match characters[at] {
            '"' if is_quoted && characters.get(at + 1) == Some(&'"') => at += 1,
            '"' => {
                is_quoted = !is_quoted;
                counts.quoted += u32::from(is_quoted);
            }
            ',' if !is_quoted => counts.fields += 1,
            '\n' if !is_quoted => {
                counts.fields += 1;
                counts.rows += 1;
            }
            '0'..='9' => counts.digits += 1,
            _ => {}
        }
        at += 1;
    }
    counts
}
//+ 1
fn count(text: &str) -> Counts {
    let mut counts = Counts::default();
    let bytes = text.as_bytes();
    let mut is_quoted = false;
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'"' if is_quoted && bytes.get(at + 1) == Some(&b'"') => at += 1,
            b'"' => {
                is_quoted = !is_quoted;
                counts.quoted += u32::from(is_quoted);
            }
            b',' if !is_quoted => counts.fields += 1,
            b'\n' if !is_quoted => {
                counts.fields += 1;
                counts.rows += 1;
            }
            b'0'..=b'9' => counts.digits += 1,
            _ => {}
        }
        at += 1;
    }
    counts
}
//.

//- 2 lookalike loops/bytes-not-chars|work/fast-path
fn letters(text: &str) -> (u32, u32) {
    let mut letters = (0, 0);
    for character in text.chars() {
        if character.is_alphabetic() {
            letters.0 += 1;
            letters.1 += u32::from(character.is_uppercase());
        }
    }
    letters
}
//+ 2
fn letters(text: &str) -> (u32, u32) {
    let mut letters = (0, 0);
    for character in text.chars() {
        if character.is_ascii() {
            letters.0 += u32::from(character.is_ascii_alphabetic());
            letters.1 += u32::from(character.is_ascii_uppercase());
        } else if character.is_alphabetic() {
            letters.0 += 1;
            letters.1 += u32::from(character.is_uppercase());
        }
    }
    letters
}
//.

fn main() {
    let mut rows = String::with_capacity(1_500 * 48);
    for at in 0..1_500 {
        let _ = match at % 10 {
            0 => writeln!(rows, "{at},\"said \"\"no\"\", and went\",{}", at * 7),
            _ => writeln!(rows, "{at},name of number {at},{},plain text", at * 7),
        };
    }
    let greek = "Ἄνδρα μοι ἔννεπε, Μοῦσα, πολύτροπον, ὃς μάλα πολλὰ ".repeat(60);
    println!("{:?} {:?}", count(&rows), letters(&greek));
}
