//! A simulation that makes every mistake once, at its start, where none matters.
use std::collections::HashMap;

//- 1 lookalike string-building/format-push
fn banner(names: &[&str]) -> String {
    let mut banner = String::new();
    for name in names {
        banner.push_str(&format!("[{name}] "));
    }
    banner
}
//+ 1
fn banner(names: &[&str]) -> String {
    use std::fmt::Write;
    let mut banner = String::new();
    for name in names {
        let _ = write!(banner, "[{name}] ");
    }
    banner
}
//.

//- 2 lookalike string-building/parse-fields
fn options(text: &str) -> HashMap<String, f64> {
    let mut options = HashMap::new();
    for line in text.lines() {
        let parts: Vec<&str> = line.split('=').collect();
        if let Ok(value) = parts[1].parse() {
            options.insert(parts[0].to_string(), value);
        }
    }
    options
}
//+ 2
fn options(text: &str) -> HashMap<String, f64> {
    let mut options = HashMap::new();
    for line in text.lines() {
        let Some((key, value)) = line.split_once('=') else { continue };
        if let Ok(value) = value.parse() {
            options.insert(key.to_string(), value);
        }
    }
    options
}
//.

//- 3 lookalike string-building/ascii-case
fn known(name: &str, all: &[&str]) -> bool {
    all.iter().any(|one| one.to_lowercase() == name.to_lowercase())
}
//+ 3
fn known(name: &str, all: &[&str]) -> bool {
    all.iter().any(|one| one.eq_ignore_ascii_case(name))
}
//.

struct Spring {
    place: f64,
    speed: f64,
}

fn step(springs: &mut [Spring], stiffness: f64, damping: f64) -> f64 {
    let mut energy = 0.0;
    for spring in springs {
        spring.speed = (spring.speed - stiffness * spring.place) * damping;
        spring.place += spring.speed * 0.01;
        energy += spring.place * spring.place + spring.speed * spring.speed;
    }
    energy
}

fn main() {
    let names = ["stiffness", "damping", "count", "steps"];
    let options = options("stiffness=0.4\ndamping=0.999\ncount=2000\nsteps=300\n");
    assert!(known("DAMPING", &names));
    let mut springs: Vec<Spring> =
        (0..options["count"] as u32).map(|n| Spring { place: f64::from(n % 100), speed: 0.0 }).collect();
    let mut energy = 0.0;
    for _ in 0..options["steps"] as u32 {
        energy = step(&mut springs, options["stiffness"], options["damping"]);
    }
    println!("{}{energy:.3}", banner(&names));
}
