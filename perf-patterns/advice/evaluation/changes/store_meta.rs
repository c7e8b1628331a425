//! uses serde serde_json
//! After aidlx/tsink#13: the description of a store is read through a buffer by the parser, which asks for single bytes;
//! − after rust-lang/cargo#7310: borrowed names, which for one small file make no difference.
use std::collections::BTreeMap;
use std::fs::File;

use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
struct Meta {
    segments: Vec<Segment>,
    options: BTreeMap<String, u32>,
}

#[derive(Serialize, Deserialize)]
struct Segment {
    from: u64,
    to: u64,
    rows: u32,
}

//- 1 mistake io/buffered-read
fn open(path: &str) -> Result<Meta, serde_json::Error> {
    let file = File::open(path).map_err(serde_json::Error::io)?;
    serde_json::from_reader(file)
}
//+ 1
fn open(path: &str) -> Result<Meta, serde_json::Error> {
    let file = File::open(path).map_err(serde_json::Error::io)?;
    serde_json::from_reader(std::io::BufReader::new(file))
}
//.

//- 2 lookalike ownership/serde-borrow
#[derive(Deserialize)]
struct Owner {
    name: String,
    team: String,
}

fn owner(text: &str) -> Option<usize> {
    let owner: Owner = serde_json::from_str(text).ok()?;
    Some(owner.name.len() + owner.team.len())
}
//+ 2
#[derive(Deserialize)]
struct Owner<'a> {
    name: &'a str,
    team: &'a str,
}

fn owner(text: &str) -> Option<usize> {
    let owner: Owner = serde_json::from_str(text).ok()?;
    Some(owner.name.len() + owner.team.len())
}
//.

fn main() {
    let meta = Meta {
        segments: (0..150).map(|at| Segment { from: at * 3_600, to: at * 3_600 + 3_599, rows: at as u32 * 7 % 400 }).collect(),
        options: [("block", 4_096), ("retention", 30), ("shards", 8)].map(|(name, value)| (name.to_owned(), value)).into(),
    };
    //- 3 lookalike io/buffered-write
    std::fs::write("meta.json", serde_json::to_vec(&meta).expect("numbers and names")).expect("the folder can be written");
    //+ 3
    let file = File::create("meta.json").expect("the folder can be written");
    serde_json::to_writer(std::io::BufWriter::new(file), &meta).expect("numbers and names");
    //.
    let meta = open("meta.json").expect("just written");
    let rows: u32 = meta.segments.iter().filter(|segment| segment.to - segment.from > 1_000).map(|segment| segment.rows).sum();
    println!("{} {rows} {:?} {:?}", meta.segments.len(), meta.options.get("shards"), owner("{\"name\":\"Ada\",\"team\":\"storage\"}"));
}
