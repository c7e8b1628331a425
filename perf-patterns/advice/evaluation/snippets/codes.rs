//! Very short strings by the thousand in records; and a few long texts.
#[derive(Clone)]
struct Price {
    //- 1 mistake string-building/small-inline
    currency: String,
    unit: String,
    //+ 1
    currency: [u8; 4],
    unit: [u8; 4],
    //.
    cents: u64,
}

const CODES: [&str; 4] = ["EUR", "USD", "CHF", "JPY"];

//- 1
fn price(n: u64) -> Price {
    Price { currency: CODES[(n % 4) as usize].to_string(), unit: String::from("kg"), cents: n * 19 % 1_000 }
}

fn counts(price: &Price) -> bool {
    price.currency == "CHF" && price.unit == "kg"
}
//+ 1
fn short(text: &str) -> [u8; 4] {
    let mut short = [0; 4];
    short[..text.len()].copy_from_slice(text.as_bytes());
    short
}

fn price(n: u64) -> Price {
    Price { currency: short(CODES[(n % 4) as usize]), unit: short("kg"), cents: n * 19 % 1_000 }
}

fn counts(price: &Price) -> bool {
    price.currency == short("CHF") && price.unit == short("kg")
}
//.

//- 2 lookalike string-building/small-inline
fn notes(n: u64) -> Vec<String> {
    (0..n).map(|at| "a remark of some length about this delivery, number ".to_string() + &at.to_string()).collect()
}
//+ 2
fn notes(n: u64) -> Vec<Box<str>> {
    (0..n)
        .map(|at| ("a remark of some length about this delivery, number ".to_string() + &at.to_string()).into())
        .collect()
}
//.

fn main() {
    let prices: Vec<Price> = (0..8_000).map(price).collect();
    let cheap: Vec<Price> = prices.iter().filter(|price| price.cents < 500).cloned().collect();
    let sum: u64 = cheap.iter().filter(|price| counts(price)).map(|price| price.cents).sum();
    let notes = notes(1_200);
    let words: usize = notes.iter().map(|note| note.split(' ').count()).sum();
    println!("{sum} {words}");
}
