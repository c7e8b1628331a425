//! After alloy-rs/alloy#3926: parts of a summary are split in two instead of collected;
//! after uutils/shadow#22: fields of a line are taken from the iterator.
struct Summary {
    to: String,
    value: u64,
    gas: u64,
    price: u64,
}

//- 1 mistake string-building/parse-fields
fn summary(text: &str) -> Option<Summary> {
    let parts: Vec<&str> = text.split(": ").collect();
    if parts.len() != 2 {
        return None;
    }
    let to = parts[0];
    let amounts: Vec<&str> = parts[1].split(" wei + ").collect();
    if amounts.len() != 2 {
        return None;
    }
    let fees: Vec<&str> = amounts[1].split(" gas x ").collect();
    if fees.len() != 2 {
        return None;
    }
    Some(Summary {
        to: to.to_owned(),
        value: amounts[0].parse().ok()?,
        gas: fees[0].parse().ok()?,
        price: fees[1].strip_suffix(" wei")?.parse().ok()?,
    })
}
//+ 1
fn summary(text: &str) -> Option<Summary> {
    let (to, rest) = text.split_once(": ")?;
    let (value, fees) = rest.split_once(" wei + ")?;
    let (gas, price) = fees.split_once(" gas x ")?;
    Some(Summary {
        to: to.to_owned(),
        value: value.parse().ok()?,
        gas: gas.parse().ok()?,
        price: price.strip_suffix(" wei")?.parse().ok()?,
    })
}
//.

struct Shadow<'a> {
    name: &'a str,
    changed: u32,
}

//- 2 mistake string-building/parse-fields
fn shadow(line: &str) -> Option<Shadow<'_>> {
    let fields = line.split(':').collect::<Vec<&str>>();
    match fields.as_slice() {
        [name, _, changed, ..] => Some(Shadow { name, changed: changed.parse().ok()? }),
        _ => None,
    }
}
//+ 2
fn shadow(line: &str) -> Option<Shadow<'_>> {
    let mut fields = line.splitn(4, ':');
    let name = fields.next()?;
    let changed = fields.nth(1)?;
    Some(Shadow { name, changed: changed.parse().ok()? })
}
//.

fn main() {
    let texts: Vec<String> =
        (0..1_000).map(|n| format!("0xab{n:04}: {n} wei + {} gas x {} wei", 21_000 + n, n * 3)).collect();
    let lines: Vec<String> = (0..1_500).map(|n| format!("user{n}:!:{}:0:99999:7:::", 19_000 + n % 500)).collect();
    let all: Vec<Summary> = texts.iter().filter_map(|text| summary(text)).collect();
    let fees: u64 = all.iter().map(|one| one.value + one.gas * one.price + one.to.len() as u64).sum();
    let changed: u64 =
        lines.iter().filter_map(|line| shadow(line)).map(|one| u64::from(one.changed) + one.name.len() as u64).sum();
    println!("{fees} {changed}");
}
