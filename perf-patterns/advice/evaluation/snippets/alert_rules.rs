//! uses regex
//! Rules for alerts: an expression is compiled for each line; a table of classes for each word; one from the user only once.
use std::fmt::Write as _;
use regex::Regex;

//- 1 mistake work/compile-once
fn request_time(line: &str) -> Option<u32> {
    let time = Regex::new(r"took (\d+)ms").expect("the expression is right");
    time.captures(line)?[1].parse().ok()
}
//+ 1
fn request_time(line: &str) -> Option<u32> {
    static TIME: std::sync::LazyLock<Regex> =
        std::sync::LazyLock::new(|| Regex::new(r"took (\d+)ms").expect("the expression is right"));
    TIME.captures(line)?[1].parse().ok()
}
//.

//- 2 lookalike work/compile-once
fn matching<'a>(lines: &[&'a str], expression: &str) -> Vec<&'a str> {
    let wanted = Regex::new(expression).expect("the user's expression is right");
    lines.iter().copied().filter(|line| wanted.is_match(line)).collect()
}
//+ 2
fn matching<'a>(lines: &[&'a str], expression: &str) -> Vec<&'a str> {
    static WANTED: std::sync::OnceLock<Regex> = std::sync::OnceLock::new();
    let wanted = WANTED.get_or_init(|| Regex::new(expression).expect("the user's expression is right"));
    lines.iter().copied().filter(|line| wanted.is_match(line)).collect()
}
//.

fn severity(line: &str) -> u32 {
    let word = line.split(' ').nth(1).unwrap_or("");
    match word {
        "ERROR" => 3,
        "WARN" => 2,
        _ => 1,
    }
}

fn main() {
    let mut log = String::with_capacity(250 * 48);
    for at in 0..250 {
        let level = ["INFO", "WARN", "ERROR", "INFO"][at % 4];
        let _ = writeln!(log, "12:{:02} {level} request /page/{} took {}ms", at % 60, at * 7 % 90, at * 31 % 800);
    }
    let lines: Vec<&str> = log.lines().collect();
    let slow = lines.iter().filter_map(|line| request_time(line)).filter(|time| *time > 500).count();
    let pages = matching(&lines, r"/page/1\d took [3-9]\d\dms$");
    let worst: u32 = lines.iter().map(|line| severity(line)).sum();
    println!("{slow} {} {worst}", pages.len());
}
