//! uses serde serde_json
//! Features of a map: names and kinds are owned to be looked at; notes have escapes, and own in any case.
use std::borrow::Cow;

use serde::Deserialize;

//- 1 mistake ownership/serde-borrow
#[derive(Deserialize)]
struct Feature {
    name: String,
    kind: String,
    country: String,
    height: f32,
}

fn peaks(lines: &str) -> (usize, f32) {
    let mut letters = 0;
    let mut highest = 0.0_f32;
    for line in lines.lines() {
        let Ok(feature) = serde_json::from_str::<Feature>(line) else { continue };
        if feature.kind == "peak" && feature.country != "none" {
            letters += feature.name.len();
            highest = highest.max(feature.height);
        }
    }
    (letters, highest)
}
//+ 1
#[derive(Deserialize)]
struct Feature<'a> {
    #[serde(borrow)]
    name: Cow<'a, str>,
    #[serde(borrow)]
    kind: Cow<'a, str>,
    #[serde(borrow)]
    country: Cow<'a, str>,
    height: f32,
}

fn peaks(lines: &str) -> (usize, f32) {
    let mut letters = 0;
    let mut highest = 0.0_f32;
    for line in lines.lines() {
        let Ok(feature) = serde_json::from_str::<Feature>(line) else { continue };
        if feature.kind == "peak" && feature.country != "none" {
            letters += feature.name.len();
            highest = highest.max(feature.height);
        }
    }
    (letters, highest)
}
//.

//- 2 lookalike ownership/serde-borrow
#[derive(Deserialize)]
struct Note {
    text: String,
}

fn notes(lines: &str) -> usize {
    lines.lines().filter_map(|line| serde_json::from_str::<Note>(line).ok()).map(|note| note.text.len()).sum()
}
//+ 2
#[derive(Deserialize)]
struct Note<'a> {
    #[serde(borrow)]
    text: Cow<'a, str>,
}

fn notes(lines: &str) -> usize {
    lines.lines().filter_map(|line| serde_json::from_str::<Note>(line).ok()).map(|note| note.text.len()).sum()
}
//.

fn main() {
    //- 3 mistake string-building/format-push|string-building/join-numbers|string-building/append
    let features: String = (0..3_000)
        .map(|n| {
            let kind = if n % 3 == 0 { "peak" } else { "lake" };
            format!("{{\"name\":\"Place number {n}\",\"kind\":\"{kind}\",\"country\":\"Norway\",\"height\":{n}.5}}\n")
        })
        .collect();
    //+ 3
    use std::fmt::Write;
    let mut features = String::new();
    for n in 0..3_000 {
        let kind = if n % 3 == 0 { "peak" } else { "lake" };
        let _ = write!(
            features,
            "{{\"name\":\"Place number {n}\",\"kind\":\"{kind}\",\"country\":\"Norway\",\"height\":{n}.5}}\n"
        );
    }
    //.
    let texts: String = (0..300).map(|n| format!("{{\"text\":\"first\\nsecond line of {n}\\n\"}}\n")).collect();
    println!("{:?} {}", peaks(&features), notes(&texts));
}
