//! `embedded FAMILY/PATTERN/VARIANT/SCENARIO/SIZE RUNS`: one case of the catalogue in a
//! program that has other things to do as well.

use std::collections::BTreeMap;

use anyhow::Context;
use patterns::catalogue::CaseId;

/// A stock of parts, by which the program is busy around the case.
struct Part {
    number: u32,
    place: u16,
    count: u32,
}

fn stock(parts: u32) -> Vec<Part> {
    let mut state = 0x1234_5678_u32;
    let mut stock = Vec::with_capacity(parts as usize);
    for _ in 0..parts {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        stock.push(Part {
            number: state >> 8,
            place: (state % 64) as u16,
            count: state % 17,
        });
    }
    stock
}

fn by_place(stock: &[Part]) -> BTreeMap<u16, u64> {
    let mut places = BTreeMap::new();
    for part in stock {
        *places.entry(part.place).or_insert(0) += u64::from(part.count);
    }
    places
}

fn check(stock: &mut [Part]) -> u64 {
    stock.sort_unstable_by_key(|part| part.number);
    stock.iter().fold(0, |sum: u64, part| {
        sum.rotate_left(7) ^ u64::from(part.number)
    })
}

fn main() -> anyhow::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let id = arguments.next().context("usage: embedded CASE RUNS")?;
    let runs: u32 = arguments.next().context("how many runs?")?.parse()?;
    let case = CaseId::find(&id).with_context(|| format!("no case is called {id}"))?;
    let mut stock = stock(6_000);
    let places = by_place(&stock);
    let mut case = case.prepare();
    for _ in 0..runs {
        case.run();
    }
    println!("{} {}", check(&mut stock), places.len());
    Ok(())
}
