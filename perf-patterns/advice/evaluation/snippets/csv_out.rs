//! Makes CSV of numbers: each becomes a string before it is joined; the labels are strings already.
//- 1 mistake string-building/join-numbers
fn line(values: &[u32]) -> String {
    values.iter().map(u32::to_string).collect::<Vec<_>>().join(",")
}
//+ 1
fn line(values: &[u32]) -> String {
    use std::fmt::Write;
    let mut line = String::with_capacity(values.len() * 7);
    for (at, value) in values.iter().enumerate() {
        if at > 0 {
            line.push(',');
        }
        let _ = write!(line, "{value}");
    }
    line
}
//.

//- 2 lookalike string-building/join-numbers
fn header(labels: &[String]) -> String {
    labels.iter().map(|label| label.trim()).collect::<Vec<_>>().join(";")
}
//+ 2
fn header(labels: &[String]) -> String {
    let mut header = String::new();
    for (at, label) in labels.iter().enumerate() {
        if at > 0 {
            header.push(';');
        }
        header.push_str(label.trim());
    }
    header
}
//.

struct Table {
    rows: Vec<Vec<u32>>,
    labels: Vec<String>,
}

fn table(rows: u32, columns: u32) -> Table {
    Table {
        rows: (0..rows).map(|row| (0..columns).map(|column| row * 977 + column * 31).collect()).collect(),
        labels: (0..columns).map(|column| format!(" column {column} ")).collect(),
    }
}

fn check(line: &str) -> u64 {
    line.bytes().fold(7, |sum, byte| sum.wrapping_mul(31).wrapping_add(u64::from(byte)))
}

fn main() {
    let table = table(1_200, 16);
    let mut sum = 0u64;
    for (at, row) in table.rows.iter().enumerate() {
        sum ^= check(&line(row));
        if at % 5 == 0 {
            sum ^= check(&header(&table.labels));
        }
    }
    println!("{sum}");
}
