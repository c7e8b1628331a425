//! A ledger of text: many strings are built, and all are kept, so that nothing is to be saved.
use std::collections::BTreeMap;

#[derive(Debug)]
struct Entry {
    key: String,
    note: String,
    tags: Vec<String>,
}

//- 1 lookalike string-building/parse-fields|ownership/clone-to-read
fn parse(line: &str) -> Option<Entry> {
    let mut parts = line.splitn(3, '|');
    let key = parts.next()?.to_string();
    let note = parts.next()?.to_owned();
    let tags = parts.next()?.split(' ').map(str::to_string).collect();
    Some(Entry { key, note, tags })
}
//+ 1
fn parse(line: &str) -> Option<Entry> {
    let (key, rest) = line.split_once('|')?;
    let (note, tags) = rest.split_once('|')?;
    let mut all = Vec::with_capacity(3);
    all.extend(tags.split(' ').map(str::to_string));
    Some(Entry { key: key.to_string(), note: note.to_owned(), tags: all })
}
//.

//- 2 lookalike string-building/join-numbers|string-building/format-push
fn numbers(entries: &[Entry]) -> Vec<String> {
    let mut numbers = Vec::with_capacity(entries.len());
    for (at, entry) in entries.iter().enumerate() {
        numbers.push((at * entry.key.len()).to_string());
    }
    numbers
}
//+ 2
fn numbers(entries: &[Entry]) -> Vec<String> {
    use std::fmt::Write;
    let mut numbers = Vec::with_capacity(entries.len());
    for (at, entry) in entries.iter().enumerate() {
        let mut number = String::new();
        let _ = write!(number, "{}", at * entry.key.len());
        numbers.push(number);
    }
    numbers
}
//.

//- 3 lookalike loops/collect-then-iterate
fn by_tag(entries: &[Entry]) -> BTreeMap<&str, Vec<&str>> {
    let mut by_tag: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for entry in entries {
        for tag in &entry.tags {
            by_tag.entry(tag).or_default().push(&entry.key);
        }
    }
    by_tag
}
//+ 3
fn by_tag(entries: &[Entry]) -> BTreeMap<&str, Vec<&str>> {
    let mut by_tag: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for tag in entries.iter().flat_map(|entry| &entry.tags) {
        by_tag.insert(tag, Vec::with_capacity(1_000));
    }
    for entry in entries {
        for tag in &entry.tags {
            by_tag.entry(tag).or_default().push(&entry.key);
        }
    }
    by_tag
}
//.

fn main() {
    let lines: Vec<String> =
        (0..3_000).map(|n| format!("key{n}|a note on {n}|t{} t{} all", n % 7, n % 31)).collect();
    let entries: Vec<Entry> = lines.iter().filter_map(|line| parse(line)).collect();
    let numbers = numbers(&entries);
    let by_tag = by_tag(&entries);
    let longest = entries.iter().map(|entry| entry.note.len()).max();
    println!("{} {} {:?} {:?}", numbers[99], by_tag.len(), by_tag.get("t3").map(Vec::len), longest);
}
