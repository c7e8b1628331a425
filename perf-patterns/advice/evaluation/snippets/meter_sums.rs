//! Sums readings of meters line by line from a file; the last lines are kept; a small file is read whole.
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufRead, BufReader};

fn write(path: &str, lines: u32) -> io::Result<()> {
    //- 3 mistake string-building/format-push|string-building/join-numbers|string-building/append
    let text: String = (0..lines).map(|n| format!("meter{:03};{};{}\n", n % 50, n, n * 7 % 1_000)).collect();
    //+ 3
    use std::fmt::Write;
    let mut text = String::new();
    for n in 0..lines {
        let _ = write!(text, "meter{:03};{};{}\n", n % 50, n, n * 7 % 1_000);
    }
    //.
    std::fs::write(path, text)
}

//- 1 mistake pooling/read-lines
fn totals(reader: impl BufRead) -> io::Result<(u64, u64)> {
    let mut total = 0;
    let mut most = 0;
    for line in reader.lines() {
        let line = line?;
        let value = line.rsplit(';').next().and_then(|field| field.parse::<u64>().ok()).unwrap_or(0);
        total += value;
        most = most.max(value);
    }
    Ok((total, most))
}
//+ 1
fn totals(mut reader: impl BufRead) -> io::Result<(u64, u64)> {
    let mut total = 0;
    let mut most = 0;
    let mut line = String::new();
    while reader.read_line(&mut line)? > 0 {
        let field = line.trim_end_matches('\n').rsplit(';').next();
        let value = field.and_then(|field| field.parse::<u64>().ok()).unwrap_or(0);
        total += value;
        most = most.max(value);
        line.clear();
    }
    Ok((total, most))
}
//.

//- 2 lookalike pooling/read-lines|lookups/key-without-owning
fn by_line(reader: impl BufRead) -> io::Result<BTreeMap<String, usize>> {
    reader.lines().enumerate().map(|(at, line)| Ok((line?, at))).collect()
}
//+ 2
fn by_line(mut reader: impl BufRead) -> io::Result<BTreeMap<String, usize>> {
    let mut lines = BTreeMap::new();
    let mut line = String::new();
    let mut at = 0;
    while reader.read_line(&mut line)? > 0 {
        lines.insert(line.trim_end_matches('\n').to_owned(), at);
        line.clear();
        at += 1;
    }
    Ok(lines)
}
//.

fn main() -> io::Result<()> {
    write("readings.csv", 6_000)?;
    write("names.csv", 120)?;
    let (total, most) = totals(BufReader::new(File::open("readings.csv")?))?;
    let names = by_line(BufReader::new(File::open("names.csv")?))?;
    println!("{total} {most} {:?}", names.last_key_value());
    Ok(())
}
