//! uses regex
//! Compiles an expression for each line in one place, and once for a long text in the other.
use regex::Regex;

fn log(lines: u32) -> Vec<String> {
    (0..lines).map(|n| format!("2024-05-{:02} took {} ms for item {n}", n % 28 + 1, n * 7 % 450)).collect()
}

//- 1 mistake work/compile-once
fn took(line: &str) -> Option<u32> {
    let expression = Regex::new(r"took (\d+) ms").ok()?;
    expression.captures(line)?.get(1)?.as_str().parse().ok()
}
//+ 1
fn took(line: &str) -> Option<u32> {
    static EXPRESSION: std::sync::OnceLock<Option<Regex>> = std::sync::OnceLock::new();
    let expression = EXPRESSION.get_or_init(|| Regex::new(r"took (\d+) ms").ok()).as_ref()?;
    expression.captures(line)?.get(1)?.as_str().parse().ok()
}
//.

//- 2 lookalike work/compile-once
fn dates(text: &str) -> usize {
    let Ok(expression) = Regex::new(r"[0-9]{4}-[0-9]{2}-1[0-9]") else { return 0 };
    expression.find_iter(text).count()
}
//+ 2
fn dates(text: &str) -> usize {
    static EXPRESSION: std::sync::OnceLock<Option<Regex>> = std::sync::OnceLock::new();
    let Some(expression) = EXPRESSION.get_or_init(|| Regex::new(r"[0-9]{4}-[0-9]{2}-1[0-9]").ok()) else { return 0 };
    expression.find_iter(text).count()
}
//.

fn main() {
    let log = log(150);
    let sum: u32 = log.iter().filter_map(|line| took(line)).sum();
    let text = log.join("\n").repeat(100);
    println!("{sum} {}", dates(&text));
}
