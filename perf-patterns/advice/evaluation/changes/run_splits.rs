//! uses serde serde_json
//! After LiveSplit/livesplit-core#546: texts of a file of splits are borrowed where they have no escapes;
//! − after astral-sh/uv#17330: a field that is owned in the end gains little.
use std::borrow::Cow;

use serde::Deserialize;

//- 1 mistake ownership/serde-borrow
#[derive(Deserialize)]
struct Segment {
    name: String,
    icon: String,
    best: u32,
}

#[derive(Deserialize)]
struct Run {
    game: String,
    segments: Vec<Segment>,
}

fn total(text: &str) -> (u64, usize) {
    let Ok(run) = serde_json::from_str::<Run>(text) else { return (0, 0) };
    let named = run.segments.iter().filter(|segment| !segment.name.is_empty() && segment.icon != run.game).count();
    (run.segments.iter().map(|segment| u64::from(segment.best)).sum(), named)
}
//+ 1
#[derive(Deserialize)]
struct Segment<'a> {
    #[serde(borrow)]
    name: Cow<'a, str>,
    #[serde(borrow)]
    icon: Cow<'a, str>,
    best: u32,
}

#[derive(Deserialize)]
struct Run<'a> {
    #[serde(borrow)]
    game: Cow<'a, str>,
    #[serde(borrow)]
    segments: Vec<Segment<'a>>,
}

fn total(text: &str) -> (u64, usize) {
    let Ok(run) = serde_json::from_str::<Run>(text) else { return (0, 0) };
    let named = run.segments.iter().filter(|segment| !segment.name.is_empty() && segment.icon != run.game).count();
    (run.segments.iter().map(|segment| u64::from(segment.best)).sum(), named)
}
//.

struct Package {
    given: String,
    normal: String,
}

//- 2 lookalike ownership/serde-borrow|ownership/clone-to-read
fn package(text: &str) -> Option<Package> {
    let given: String = serde_json::from_str(text).ok()?;
    let normal = given.replace(['_', '.'], "-");
    Some(Package { given, normal })
}
//+ 2
fn package(text: &str) -> Option<Package> {
    let given: &str = serde_json::from_str(text).ok()?;
    let normal = given.replace(['_', '.'], "-");
    Some(Package { given: given.to_owned(), normal })
}
//.

fn main() {
    let segments: Vec<String> = (0..60)
        .map(|n| format!("{{\"name\":\"segment {n} of the run\",\"icon\":\"icons/{n}.png\",\"best\":{}}}", n * 977))
        .collect();
    let run = format!("{{\"game\":\"a game\",\"segments\":[{}]}}", segments.join(","));
    let (mut sum, mut named) = (0, 0);
    for _ in 0..50 {
        let (best, with_name) = total(&run);
        sum += best;
        named += with_name;
    }
    let packages: Vec<Package> = (0..200).filter_map(|n| package(&format!("\"some_package.{n}\""))).collect();
    let letters: usize = packages.iter().map(|package| package.given.len() + package.normal.len()).sum();
    println!("{sum} {named} {letters}");
}
