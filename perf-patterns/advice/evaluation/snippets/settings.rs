//! Reads `key = value` lines: a vector of two parts a line; a row of many columns is used twice.
fn text(lines: usize) -> String {
    let mut text = String::with_capacity(lines * 24);
    for line in 0..lines {
        text.push_str("option_");
        text.push_str(&line.to_string());
        text.push('=');
        text.push_str(if line % 3 == 0 { "true" } else { "17" });
        text.push('\n');
    }
    text
}

//- 1 mistake string-building/parse-fields
fn read(text: &str) -> Vec<(&str, &str)> {
    let mut options = Vec::with_capacity(1_024);
    for line in text.lines() {
        let parts: Vec<&str> = line.split('=').collect();
        if parts.len() == 2 {
            options.push((parts[0].trim(), parts[1].trim()));
        }
    }
    options
}
//+ 1
fn read(text: &str) -> Vec<(&str, &str)> {
    let mut options = Vec::with_capacity(1_024);
    for line in text.lines() {
        if let Some((key, value)) = line.split_once('=') {
            options.push((key.trim(), value.trim()));
        }
    }
    options
}
//.

//- 2 lookalike string-building/parse-fields
fn middle(rows: &str) -> usize {
    rows.lines()
        .map(|row| {
            let mut cells: Vec<&str> = row.split(',').collect();
            cells.sort_unstable();
            cells[cells.len() / 2].len() + cells.len()
        })
        .sum()
}
//+ 2
fn middle(rows: &str) -> usize {
    let mut cells: Vec<&str> = Vec::new();
    rows.lines()
        .map(|row| {
            cells.clear();
            cells.extend(row.split(','));
            cells.sort_unstable();
            cells[cells.len() / 2].len() + cells.len()
        })
        .sum()
}
//.

fn main() {
    let text = text(12_000);
    let options = read(&text);
    let on = options.iter().filter(|(_, value)| *value == "true").count();
    let row = (0..40).map(|n| (n * 7919 % 1009).to_string()).collect::<Vec<_>>().join(",");
    let rows = vec![row; 200].join("\n");
    println!("{on} {} {}", options.len(), middle(&rows));
}
