//! After uutils/coreutils#10048: numbers are formatted one by one with `write!`; and by hand.
use std::fmt::Write;

//- 1 mistake string-building/join-numbers|string-building/format-push
fn sequence(from: u64, to: u64, step: u64) -> String {
    let mut out = String::new();
    let mut n = from;
    while n <= to {
        let text = n.to_string();
        out.push_str(&text);
        out.push('\n');
        n += step;
    }
    out
}
//+ 1
fn sequence(from: u64, to: u64, step: u64) -> String {
    let mut out = String::new();
    let mut n = from;
    while n <= to {
        let _ = writeln!(out, "{n}");
        n += step;
    }
    out
}
//.

fn main() {
    let out = sequence(std::hint::black_box(1), 60_000, 3);
    let mut title = String::new();
    let _ = write!(title, "{} bytes", out.len());
    println!("{title} {}", out.bytes().filter(|byte| *byte == b'7').count());
}
