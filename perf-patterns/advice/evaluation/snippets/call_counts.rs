//! Calls by function: an owned key for each look although nearly all are there; trace ids are all new; a name is kept once.
use std::fmt::Write as _;
use std::collections::{BTreeMap, HashMap};

struct Call<'a> {
    function: &'a str,
    trace: &'a str,
    us: u64,
}

fn calls(text: &str) -> impl Iterator<Item = Call<'_>> {
    text.lines().filter_map(|line| {
        let mut fields = line.split(' ');
        Some(Call { trace: fields.next()?, function: fields.next()?, us: fields.next()?.parse().ok()? })
    })
}

#[derive(Default)]
struct Totals {
    count: u64,
    us: u64,
}

//- 1 mistake lookups/key-without-owning|ownership/clone-to-read
fn totals(text: &str) -> HashMap<String, Totals> {
    let mut totals: HashMap<String, Totals> = HashMap::new();
    for call in calls(text) {
        let total = totals.entry(call.function.to_string()).or_default();
        total.count += 1;
        total.us += call.us;
    }
    totals
}
//+ 1
fn totals(text: &str) -> HashMap<String, Totals> {
    let mut totals: HashMap<String, Totals> = HashMap::new();
    for call in calls(text) {
        let total = match totals.get_mut(call.function) {
            Some(total) => total,
            None => totals.entry(call.function.to_owned()).or_default(),
        };
        total.count += 1;
        total.us += call.us;
    }
    totals
}
//.

//- 2 lookalike lookups/key-without-owning
fn slowest(text: &str) -> BTreeMap<String, u64> {
    let mut slowest = BTreeMap::new();
    for call in calls(text).filter(|call| call.us > 880) {
        let longest = slowest.entry(call.trace.to_string()).or_insert(0);
        *longest = call.us.max(*longest);
    }
    slowest
}
//+ 2
fn slowest(text: &str) -> BTreeMap<String, u64> {
    let mut slowest = BTreeMap::new();
    for call in calls(text).filter(|call| call.us > 880) {
        match slowest.get_mut(call.trace) {
            Some(longest) => *longest = call.us.max(*longest),
            None => {
                slowest.insert(call.trace.to_string(), call.us);
            }
        }
    }
    slowest
}
//.

fn main() {
    let functions = ["storage::read_block", "storage::write_block", "index::look_up", "net::accept_connection"];
    let text: String = (0..6_000_u64)
        .fold(String::with_capacity(6_000 * 48), |mut text, at| {
            let _ = write!(text, "{:016x} {}{} {}\n", at * 0x9e37_79b9, functions[(at % 4) as usize], at % 9, at * 31 % 900);
            text
        });
    let totals = totals(&text);
    let slowest = slowest(&text);
    let top = totals.iter().max_by_key(|(name, total)| (total.us, (*name).clone())).map(|(name, total)| (name, total.count, total.us));
    println!("{} {} {top:?} {:?}", totals.len(), slowest.len(), slowest.values().max());
}
