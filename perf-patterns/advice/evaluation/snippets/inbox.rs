//! JSON by hand: a parser that owns every field it only looks at; the ones it keeps it must own.
use std::collections::BTreeMap;

fn line(n: u32) -> String {
    format!("{{\"user\":\"u{}\",\"kind\":\"{}\",\"text\":\"message number {n}\"}}", n % 40, ["post", "like", "seen"][n as usize % 3])
}

//- 1 mistake ownership/clone-to-read
fn field(line: &str, name: &str) -> Option<String> {
    let start = line.find(&format!("\"{name}\":\""))? + name.len() + 4;
    let rest = &line[start..];
    Some(rest[..rest.find('"')?].to_string())
}

fn posts(lines: &[String]) -> usize {
    lines.iter().filter(|line| field(line, "kind").is_some_and(|kind| kind == "post")).count()
}
//+ 1
fn field<'a>(line: &'a str, name: &str) -> Option<&'a str> {
    let mut at = 0;
    let start = loop {
        let found = line[at..].find(name)? + at;
        let after = &line[found + name.len()..];
        if line[..found].ends_with('"') && after.starts_with("\":\"") {
            break found + name.len() + 3;
        }
        at = found + name.len();
    };
    let rest = &line[start..];
    Some(&rest[..rest.find('"')?])
}

fn posts(lines: &[String]) -> usize {
    lines.iter().filter(|line| field(line, "kind").is_some_and(|kind| kind == "post")).count()
}
//.

//- 2 lookalike ownership/clone-to-read
fn last_text(lines: &[String]) -> BTreeMap<usize, String> {
    let mut last = BTreeMap::new();
    for (at, line) in lines.iter().enumerate() {
        let text = line[line.len() / 2..].to_string();
        last.insert(at / 2, text);
    }
    last
}
//+ 2
fn last_text(lines: &[String]) -> BTreeMap<usize, String> {
    let mut last = BTreeMap::new();
    for (at, line) in lines.iter().enumerate() {
        let text = String::from(&line[line.len() / 2..]);
        last.insert(at / 2, text);
    }
    last
}
//.

fn main() {
    let lines: Vec<String> = (0..4_000).map(line).collect();
    let posts = posts(&lines) + posts(&lines[2_000..]);
    let last = last_text(&lines[..1_500]);
    println!("{posts} {} {:?}", last.len(), last.get(&9));
}
