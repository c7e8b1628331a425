//! After ilai-deutel/kibi#190: rows of a screen are written into one string, not formatted beside it;
//! − after sycamore-rs/sycamore#158: a label of a few words, where either way does.
use std::fmt::Write;

struct Row {
    text: String,
    number: usize,
}

//- 1 mistake string-building/format-push
fn draw(rows: &[Row], screen: &mut String) {
    for row in rows {
        screen.push_str(&format!("\x1b[{};1H{:>4} ", row.number % 50 + 1, row.number));
        screen.push_str(&row.text);
        screen.push_str(&format!("\x1b[{}K", row.number % 3));
    }
}
//+ 1
fn draw(rows: &[Row], screen: &mut String) {
    for row in rows {
        let _ = write!(screen, "\x1b[{};1H{:>4} ", row.number % 50 + 1, row.number);
        screen.push_str(&row.text);
        let _ = write!(screen, "\x1b[{}K", row.number % 3);
    }
}
//.

const COLOURS: [&str; 4] = ["red", "yellow", "blue", "green"];
const NOUNS: [&str; 3] = ["table", "chair", "keyboard"];

//- 2 lookalike string-building/append|string-building/format-push
fn labels(n: usize) -> Vec<String> {
    (0..n).map(|at| format!("pretty {} {}", COLOURS[at % 4], NOUNS[at % 3])).collect()
}
//+ 2
fn labels(n: usize) -> Vec<String> {
    let one = |at: usize| {
        let mut label = String::with_capacity(8 + COLOURS[at % 4].len() + NOUNS[at % 3].len());
        label.push_str("pretty ");
        label.push_str(COLOURS[at % 4]);
        label.push(' ');
        label.push_str(NOUNS[at % 3]);
        label
    };
    (0..n).map(one).collect()
}
//.

fn main() {
    let rows: Vec<Row> = (0..400).map(|number| Row { text: format!("line {number} of a file"), number }).collect();
    let mut screen = String::new();
    let mut sum = 0;
    for _ in 0..12 {
        screen.clear();
        draw(&rows, &mut screen);
        sum += screen.len();
    }
    let labels = labels(200);
    println!("{sum} {}", labels.iter().map(String::len).sum::<usize>());
}
