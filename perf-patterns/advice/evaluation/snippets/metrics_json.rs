//! uses serde serde_json
//! Samples as JSON, line by line: names are owned to be compared once; notes with escapes have to be; the last are kept.
use std::fmt::Write as _;
use serde::Deserialize;

//- 1 mistake ownership/serde-borrow|ownership/clone-to-read
#[derive(Deserialize)]
struct Sample {
    host: String,
    metric: String,
    unit: String,
    value: f64,
}

fn busiest(lines: &str) -> (usize, f64) {
    let mut count = 0;
    let mut highest = 0.0_f64;
    for line in lines.lines() {
        let Ok(sample) = serde_json::from_str::<Sample>(line) else { continue };
        if sample.metric == "cpu.busy" && sample.unit == "percent" && sample.host.starts_with("web") {
            count += 1;
            highest = highest.max(sample.value);
        }
    }
    (count, highest)
}
//+ 1
#[derive(Deserialize)]
struct Sample<'a> {
    host: &'a str,
    metric: &'a str,
    unit: &'a str,
    value: f64,
}

fn busiest(lines: &str) -> (usize, f64) {
    let mut count = 0;
    let mut highest = 0.0_f64;
    for line in lines.lines() {
        let Ok(sample) = serde_json::from_str::<Sample>(line) else { continue };
        if sample.metric == "cpu.busy" && sample.unit == "percent" && sample.host.starts_with("web") {
            count += 1;
            highest = highest.max(sample.value);
        }
    }
    (count, highest)
}
//.

//- 2 lookalike ownership/serde-borrow
#[derive(Deserialize)]
struct Note {
    at: u32,
    text: String,
}

fn notes(lines: &str) -> usize {
    let notes = lines.lines().filter_map(|line| serde_json::from_str::<Note>(line).ok());
    notes.filter(|note| note.at % 3 == 0 && note.text.contains('\n')).map(|note| note.text.len()).sum()
}
//+ 2
#[derive(Deserialize)]
struct Note<'a> {
    at: u32,
    #[serde(borrow)]
    text: std::borrow::Cow<'a, str>,
}

fn notes(lines: &str) -> usize {
    let notes = lines.lines().filter_map(|line| serde_json::from_str::<Note>(line).ok());
    notes.filter(|note| note.at % 3 == 0 && note.text.contains('\n')).map(|note| note.text.len()).sum()
}
//.

fn main() {
    let mut lines = String::with_capacity(2_500 * 88);
    for at in 0..2_500 {
        let host = if at % 3 == 0 { "web-frontend" } else { "database" };
        let metric = ["cpu.busy", "disk.free", "net.sent"][at % 3 * at % 3];
        let _ = write!(lines, "{{\"host\":\"{host}{}\",\"metric\":\"{metric}\",", at % 20);
        let _ = writeln!(lines, "\"unit\":\"percent\",\"value\":{}.5}}", at * 7 % 100);
    }
    let remarks: String = (0..400).fold(String::with_capacity(400 * 48), |mut text, at| {
            let _ = write!(text, "{{\"at\":{at},\"text\":\"first\\nsecond \\\"{at}\\\"\"}}\n");
            text
        });
    println!("{:?} {}", busiest(&lines), notes(&remarks));
}
