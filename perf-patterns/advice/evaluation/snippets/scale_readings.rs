//! Converts readings: a converter gives back boxes of numbers; a parser's error is a box, and rare.
use std::error::Error;

//- 1 mistake heap-vs-stack/return-sum|heap-vs-stack/return-small
trait Converter {
    fn convert(&self, raw: i64) -> Box<i64>;
}

struct Linear {
    factor: i64,
    offset: i64,
}

struct Table {
    steps: Vec<(i64, i64)>,
}

impl Converter for Linear {
    fn convert(&self, raw: i64) -> Box<i64> {
        Box::new(raw * self.factor / 100 + self.offset)
    }
}

impl Converter for Table {
    fn convert(&self, raw: i64) -> Box<i64> {
        let at = self.steps.partition_point(|(from, _)| *from <= raw);
        Box::new(self.steps[at.saturating_sub(1)].1)
    }
}

fn total(raw: &[i64], converters: &[Box<dyn Converter>]) -> i64 {
    let mut total = 0;
    for (at, raw) in raw.iter().enumerate() {
        total += *converters[at % converters.len()].convert(*raw);
    }
    total
}
//+ 1
trait Converter {
    fn convert(&self, raw: i64) -> i64;
}

struct Linear {
    factor: i64,
    offset: i64,
}

struct Table {
    steps: Vec<(i64, i64)>,
}

impl Converter for Linear {
    fn convert(&self, raw: i64) -> i64 {
        raw * self.factor / 100 + self.offset
    }
}

impl Converter for Table {
    fn convert(&self, raw: i64) -> i64 {
        let at = self.steps.partition_point(|(from, _)| *from <= raw);
        self.steps[at.saturating_sub(1)].1
    }
}

fn total(raw: &[i64], converters: &[Box<dyn Converter>]) -> i64 {
    let mut total = 0;
    for (at, raw) in raw.iter().enumerate() {
        total += converters[at % converters.len()].convert(*raw);
    }
    total
}
//.

//- 2 lookalike heap-vs-stack/return-small|heap-vs-stack/return-sum
fn parse(line: &str) -> Result<i64, Box<dyn Error>> {
    let digits = line.trim().strip_suffix("mV").ok_or_else(|| format!("no unit: {line}"))?;
    Ok(digits.trim().parse()?)
}
//+ 2
fn parse(line: &str) -> Result<i64, String> {
    let digits = line.trim().strip_suffix("mV").ok_or_else(|| format!("no unit: {line}"))?;
    digits.trim().parse().map_err(|error: std::num::ParseIntError| error.to_string())
}
//.

fn main() {
    //- 3 mistake string-building/format-push|string-building/append
    let text: String = (0..6_000).map(|n| format!("{} {}\n", n * 7 % 3_000, if n % 500 == 9 { "V" } else { "mV" })).collect();
    //+ 3
    use std::fmt::Write;
    let mut text = String::new();
    for n in 0..6_000 {
        let _ = writeln!(text, "{} {}", n * 7 % 3_000, if n % 500 == 9 { "V" } else { "mV" });
    }
    //.
    let mut raw = Vec::new();
    let mut errors = 0;
    for line in text.lines() {
        match parse(line) {
            Ok(value) => raw.push(value),
            Err(_) => errors += 1,
        }
    }
    let converters: Vec<Box<dyn Converter>> = vec![
        Box::new(Linear { factor: 180, offset: 32 }),
        Box::new(Table { steps: (0..20).map(|n| (n * 150, n * n)).collect() }),
        Box::new(Linear { factor: 3, offset: -5 }),
    ];
    let total: i64 = (0..12).map(|round| total(&raw[round * 50..], &converters)).sum();
    println!("{} {errors} {total}", raw.len());
}
