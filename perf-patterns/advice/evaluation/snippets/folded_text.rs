//! Texts by folding: the accumulator is formatted anew; numbers become strings to be pushed; and where pushing is all there is.
struct Row(Vec<u32>);

//- 1 mistake string-building/append
fn joined(row: &Row) -> String {
    row.0.iter().fold(String::new(), |text, n| if text.is_empty() { n.to_string() } else { format!("{text};{n}") })
}
//+ 1
fn joined(row: &Row) -> String {
    use std::fmt::Write;
    row.0.iter().fold(String::new(), |mut text, n| {
        if !text.is_empty() {
            text.push(';');
        }
        let _ = write!(text, "{n}");
        text
    })
}
//.

//- 2 mistake string-building/join-numbers
fn matrix(rows: &[Row], out: &mut String) {
    for row in rows {
        for n in &row.0 {
            out.push_str(&n.to_string());
            out.push('\t');
        }
        out.push('\n');
    }
}
//+ 2
fn matrix(rows: &[Row], out: &mut String) {
    use std::fmt::Write;
    for row in rows {
        for n in &row.0 {
            let _ = write!(out, "{n}\t");
        }
        out.push('\n');
    }
}
//.

//- 3 lookalike string-building/append
fn ruled(words: &[&str], width: usize) -> String {
    let mut out = String::new();
    let mut column = 0;
    for word in words {
        if column + word.len() > width {
            out.push('\n');
            column = 0;
        } else if column > 0 {
            out.push(' ');
        }
        out += word;
        column += word.len() + 1;
    }
    out
}
//+ 3
fn ruled(words: &[&str], width: usize) -> String {
    let mut out = String::with_capacity(words.iter().map(|word| word.len() + 1).sum());
    let mut column = 0;
    for word in words {
        if column + word.len() > width {
            out.push('\n');
            column = 0;
        } else if column > 0 {
            out.push(' ');
        }
        out += word;
        column += word.len() + 1;
    }
    out
}
//.

fn main() {
    let rows: Vec<Row> = (0..120_u32).map(|r| Row((0..30).map(|c| r * c * 97 % 10_007).collect())).collect();
    let letters: usize = rows.iter().map(|row| joined(row).len()).sum();
    let mut out = String::new();
    matrix(&rows, &mut out);
    let words: Vec<&str> = "the quick brown fox jumps over a lazy dog again".split(' ').cycle().take(2_000).collect();
    println!("{letters} {} {}", out.len(), ruled(&words, 60).len());
}
