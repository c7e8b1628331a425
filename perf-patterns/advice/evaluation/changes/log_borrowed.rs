//! uses serde serde_json
//! After erickt/rust-serialization-benchmarks#10: fields of a log are borrowed from the text.
use serde::Deserialize;

//- 1 mistake ownership/serde-borrow
#[derive(Deserialize)]
struct Log {
    timestamp: i64,
    host: String,
    method: String,
    uri: String,
    agent: String,
}

fn read(line: &str) -> Option<(i64, usize)> {
    let log: Log = serde_json::from_str(line).ok()?;
    let size = log.host.len() + log.uri.len() + log.agent.len();
    (log.method == "GET").then_some((log.timestamp, size))
}
//+ 1
#[derive(Deserialize)]
struct Log<'a> {
    timestamp: i64,
    host: &'a str,
    method: &'a str,
    uri: &'a str,
    agent: &'a str,
}

fn read(line: &str) -> Option<(i64, usize)> {
    let log: Log = serde_json::from_str(line).ok()?;
    let size = log.host.len() + log.uri.len() + log.agent.len();
    (log.method == "GET").then_some((log.timestamp, size))
}
//.

fn main() {
    let lines: Vec<String> = (0..400)
        .map(|n| {
            let method = ["GET", "POST", "GET"][n % 3];
            format!("{{\"timestamp\":{n},\"host\":\"h{}\",\"method\":\"{method}\",\"uri\":\"/item/{n}\",\"agent\":\"agent/1.0 (system)\"}}", n % 5)
        })
        .collect();
    let mut sum = 0;
    for _ in 0..8 {
        sum += lines.iter().filter_map(|line| read(line)).map(|(at, size)| at as usize + size).sum::<usize>();
    }
    println!("{sum}");
}
