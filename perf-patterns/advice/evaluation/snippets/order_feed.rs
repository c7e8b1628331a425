//! uses serde serde_json
//! A feed of orders as JSON: texts and labels are owned to be counted; the orders of one customer are kept for longer than the text.
use std::fmt::Write as _;
use std::collections::BTreeMap;

use serde::Deserialize;

//- 1 mistake ownership/serde-borrow|ownership/clone-to-read
#[derive(Deserialize)]
struct Order {
    customer: String,
    labels: Vec<String>,
    lines: Vec<Line>,
}

#[derive(Deserialize)]
struct Line {
    article: String,
    count: u32,
}

fn tally(feed: &str) -> BTreeMap<u32, u32> {
    let mut tally = BTreeMap::new();
    for text in feed.lines() {
        let Ok(order) = serde_json::from_str::<Order>(text) else { continue };
        let urgent = order.labels.iter().filter(|label| label.as_str() == "urgent").count() as u32;
        for line in &order.lines {
            let group = u32::from(line.article.as_bytes()[0]) + urgent * 100;
            *tally.entry(group).or_insert(0) += line.count + order.customer.len() as u32 % 2;
        }
    }
    tally
}
//+ 1
#[derive(Deserialize)]
struct Order<'a> {
    customer: &'a str,
    #[serde(borrow)]
    labels: Vec<&'a str>,
    lines: Vec<Line<'a>>,
}

#[derive(Deserialize)]
struct Line<'a> {
    article: &'a str,
    count: u32,
}

fn tally(feed: &str) -> BTreeMap<u32, u32> {
    let mut tally = BTreeMap::new();
    for text in feed.lines() {
        let Ok(order) = serde_json::from_str::<Order>(text) else { continue };
        let urgent = order.labels.iter().filter(|label| **label == "urgent").count() as u32;
        for line in &order.lines {
            let group = u32::from(line.article.as_bytes()[0]) + urgent * 100;
            *tally.entry(group).or_insert(0) += line.count + order.customer.len() as u32 % 2;
        }
    }
    tally
}
//.

//- 2 lookalike ownership/serde-borrow|ownership/clone-to-read
#[derive(Deserialize)]
struct Kept {
    customer: String,
    labels: Vec<String>,
}

fn kept(feed: &str) -> Vec<Kept> {
    feed.lines().step_by(20).filter_map(|text| serde_json::from_str::<Kept>(text).ok()).collect()
}
//+ 2
#[derive(Deserialize)]
struct Parsed<'a> {
    customer: &'a str,
    #[serde(borrow)]
    labels: Vec<&'a str>,
}

struct Kept {
    customer: String,
    labels: Vec<String>,
}

fn kept(feed: &str) -> Vec<Kept> {
    let own = |parsed: Parsed| Kept {
        customer: parsed.customer.to_owned(),
        labels: parsed.labels.iter().map(|label| label.to_string()).collect(),
    };
    feed.lines().step_by(20).filter_map(|text| serde_json::from_str::<Parsed>(text).ok()).map(own).collect()
}
//.

fn main() {
    let mut feed = String::with_capacity(900 * 160);
    for at in 0..900_u32 {
        let labels = if at % 4 == 0 { "[\"urgent\",\"gift\"]" } else { "[\"normal\"]" };
        let _ = write!(feed, "{{\"customer\":\"customer number {}\",\"labels\":{labels},\"lines\":[", at % 50);
        for line in at..at + 2 {
            let article = ["screw", "nail", "bolt"][line as usize % 3];
            let comma = if line > at { "," } else { "" };
            let _ = write!(feed, "{comma}{{\"article\":\"{article}-{line}\",\"count\":{}}}", line % 7 + 1);
        }
        feed.push_str("]}\n");
    }
    let kept = kept(&feed);
    println!("{:?} {} {}", tally(&feed), kept.len(), kept.iter().map(|order| order.customer.len() + order.labels.len()).sum::<usize>());
}
