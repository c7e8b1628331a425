//! Invoices from lines of orders: fields of a line are collected for three of them, positions are formatted beside the text.
use std::fmt::Write as _;
use std::collections::BTreeMap;

struct Position {
    article: String,
    count: u32,
    cents: u64,
}

//- 1 mistake string-building/parse-fields|loops/collect-then-iterate
fn position(line: &str) -> Option<(u32, Position)> {
    let fields: Vec<&str> = line.split('|').map(|field| field.trim()).collect();
    let customer = fields.first()?.parse().ok()?;
    let article = fields.get(3)?.to_string();
    Some((customer, Position { article, count: fields.get(4)?.parse().ok()?, cents: fields.get(6)?.parse().ok()? }))
}
//+ 1
fn position(line: &str) -> Option<(u32, Position)> {
    let mut fields = line.split('|').map(|field| field.trim());
    let customer = fields.next()?.parse().ok()?;
    let article = fields.nth(2)?.to_string();
    let count = fields.next()?.parse().ok()?;
    Some((customer, Position { article, count, cents: fields.nth(1)?.parse().ok()? }))
}
//.

fn read(orders: &str) -> BTreeMap<u32, Vec<Position>> {
    let mut customers: BTreeMap<u32, Vec<Position>> = BTreeMap::new();
    for line in orders.lines() {
        if let Some((customer, position)) = position(line) {
            //- 2 lookalike preallocation/vec-capacity|lookups/key-without-owning
            customers.entry(customer).or_default().push(position);
            //+ 2
            customers.entry(customer).or_insert_with(|| Vec::with_capacity(4)).push(position);
            //.
        }
    }
    customers
}

//- 3 mistake string-building/format-push|string-building/join-numbers|string-building/append
fn invoice(customer: u32, positions: &[Position]) -> String {
    let mut text = format!("Customer {customer}\n");
    let mut total = 0;
    for position in positions {
        let cents = position.cents * u64::from(position.count);
        total += cents;
        text += &format!("{:>4} x {:<12}", position.count, position.article);
        text += &(cents / 100).to_string();
        text += &format!(".{:02}\n", cents % 100);
    }
    text + &format!("total {}.{:02}\n", total / 100, total % 100)
}
//+ 3
fn invoice(customer: u32, positions: &[Position]) -> String {
    let mut text = format!("Customer {customer}\n");
    let mut total = 0;
    for position in positions {
        let cents = position.cents * u64::from(position.count);
        total += cents;
        let _ = write!(text, "{:>4} x {:<12}", position.count, position.article);
        let _ = writeln!(text, "{}.{:02}", cents / 100, cents % 100);
    }
    let _ = writeln!(text, "total {}.{:02}", total / 100, total % 100);
    text
}
//.

fn main() {
    let orders: String = (0..2_000_u32)
        .fold(String::with_capacity(2_000 * 64), |mut text, at| {
            let _ = write!(text, "{} | 2026-11-{:02} | web | {} {} | {} | pieces | {}\n", at * 7 % 90, at % 28 + 1, ["chair", "table", "lamp"][at as usize % 3], at % 40, at % 5 + 1, 100 + at * 31 % 20_000);
            text
        });
    let customers = read(&orders);
    let invoices: Vec<String> = customers.iter().map(|(customer, positions)| invoice(*customer, positions)).collect();
    let pages = invoices.iter().map(|invoice| invoice.lines().count().div_ceil(40)).sum::<usize>();
    println!("{} {pages} {:?}", invoices.len(), invoices[3].lines().last());
}
