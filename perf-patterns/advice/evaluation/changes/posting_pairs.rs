//! uses smallvec
//! − After xkikeg/okane#158: small vectors for the parts of an entry; no gain was seen.
//! After gluon-lang/gluon#129: the arguments of an application are few.
use smallvec::SmallVec;

//- 1 mistake heap-vs-stack/inline-vec
type Arguments = Vec<u32>;
//+ 1
type Arguments = SmallVec<[u32; 4]>;
//.

//- 1
fn application(n: u32) -> Arguments {
    let mut arguments = Arguments::new();
    arguments.push(n);
    if n % 2 == 0 {
        arguments.push(n * 7);
    }
    arguments
}

fn unify(left: &Arguments, right: &Arguments) -> u32 {
    left.iter().zip(right).map(|(a, b)| a ^ b).sum()
}
//+ 1
fn application(n: u32) -> Arguments {
    let mut arguments = Arguments::new();
    arguments.push(n);
    if n % 2 == 0 {
        arguments.push(n * 7);
    }
    arguments
}

fn unify(left: &Arguments, right: &Arguments) -> u32 {
    left.iter().zip(right).map(|(a, b)| a ^ b).sum()
}
//.

struct Entry {
    payee: String,
    //- 2 lookalike heap-vs-stack/inline-vec
    amounts: Vec<(String, i64)>,
    //+ 2
    amounts: SmallVec<[(String, i64); 2]>,
    //.
}

fn entry(line: &str) -> Entry {
    let mut words = line.split(';');
    let payee = words.next().unwrap_or_default().to_owned();
    let amounts = words
        .filter_map(|word| word.split_once(' '))
        .map(|(account, amount)| (format!("account:{account}"), amount.parse().unwrap_or(0)))
        .collect();
    Entry { payee, amounts }
}

fn main() {
    let mut types = 0;
    for n in 0..6_000 {
        types ^= unify(&application(n), &application(n + 2));
    }
    let lines: Vec<String> = (0..800).map(|n| format!("payee {n};cash -{n};food {};tax {}", n - n / 5, n / 5)).collect();
    let entries: Vec<Entry> = lines.iter().map(|line| entry(line)).collect();
    let sum: i64 = entries.iter().flat_map(|entry| entry.amounts.iter()).map(|(_, amount)| amount).sum();
    let letters: usize = entries.iter().map(|entry| entry.payee.len()).sum();
    println!("{types} {sum} {letters}");
}
