//! uses regex
//! After near/nearcore#14860: the expression for names of state parts is compiled once, not for each name.
use regex::Regex;

//- 1 mistake work/compile-once
fn part(name: &str) -> Option<(u64, u64)> {
    let expression = Regex::new(r"^state_part_(\d{6})_of_(\d{6})$").ok()?;
    let found = expression.captures(name)?;
    Some((found[1].parse().ok()?, found[2].parse().ok()?))
}
//+ 1
fn part(name: &str) -> Option<(u64, u64)> {
    static EXPRESSION: std::sync::LazyLock<Option<Regex>> =
        std::sync::LazyLock::new(|| Regex::new(r"^state_part_(\d{6})_of_(\d{6})$").ok());
    let found = EXPRESSION.as_ref()?.captures(name)?;
    Some((found[1].parse().ok()?, found[2].parse().ok()?))
}
//.

fn missing<'a>(names: impl Iterator<Item = &'a str>, parts: u64) -> Vec<u64> {
    let mut there = vec![false; parts as usize];
    for (at, of) in names.filter_map(part) {
        if of == parts {
            there[at as usize] = true;
        }
    }
    (0..parts).filter(|at| !there[*at as usize]).collect()
}

fn main() {
    let names: Vec<String> = (0..60).filter(|n| n % 9 != 4).map(|n| format!("state_part_{n:06}_of_000060")).collect();
    let missing = missing(names.iter().map(String::as_str).chain(["header", "state_part_x"]), 60);
    println!("{missing:?}");
}
