//! − After cooperlees/monitord#126: a few copies of short texts, far from where the time goes;
//! after domcyrus/rustnet#385: the protocol of each line of a table is lowered to be matched.
use std::collections::BTreeMap;

#[derive(Default)]
struct Statistics {
    units: BTreeMap<String, u32>,
}

//- 1 lookalike ownership/clone-to-read
fn interesting(units: &[String], wanted: &[String]) -> Vec<String> {
    wanted.iter().filter(|name| units.contains(&name.to_string())).map(|name| name.clone()).collect()
}
//+ 1
fn interesting(units: &[String], wanted: &[String]) -> Vec<String> {
    wanted.iter().filter(|name| units.contains(name)).cloned().collect()
}
//.

//- 2 mistake string-building/ascii-case
fn services(table: &str) -> (u32, u32) {
    let mut counts = (0, 0);
    for line in table.lines() {
        let Some((_, rest)) = line.split_once(' ') else { continue };
        let Some((_, protocol)) = rest.split_once('/') else { continue };
        match protocol.to_lowercase().as_str() {
            "tcp" => counts.0 += 1,
            "udp" => counts.1 += 1,
            _ => {}
        }
    }
    counts
}
//+ 2
fn services(table: &str) -> (u32, u32) {
    let mut counts = (0, 0);
    for line in table.lines() {
        let Some((_, rest)) = line.split_once(' ') else { continue };
        let Some((_, protocol)) = rest.split_once('/') else { continue };
        if protocol.eq_ignore_ascii_case("tcp") {
            counts.0 += 1;
        } else if protocol.eq_ignore_ascii_case("udp") {
            counts.1 += 1;
        }
    }
    counts
}
//.

fn main() {
    let units: Vec<String> = (0..60).map(|n| format!("unit{n}.service")).collect();
    let wanted: Vec<String> = (0..6).map(|n| format!("unit{}.service", n * 9)).collect();
    let mut statistics = Statistics::default();
    for unit in interesting(&units, &wanted) {
        statistics.units.insert(unit, 1);
    }
    //- 3 mistake string-building/format-push|string-building/join-numbers|string-building/append
    let table: String =
        (0..4_000).map(|n| format!("name{n} {n}/{}\n", ["tcp", "UDP", "sctp"][n % 3])).collect();
    //+ 3
    use std::fmt::Write;
    let mut table = String::new();
    for n in 0..4_000 {
        let _ = write!(table, "name{n} {n}/{}\n", ["tcp", "UDP", "sctp"][n % 3]);
    }
    //.
    println!("{:?} {}", services(&table), statistics.units.len());
}
