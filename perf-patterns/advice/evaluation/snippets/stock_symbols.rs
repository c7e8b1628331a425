//! Trades: symbols of four letters, each in a string of its own; remarks are long; a summary by symbol is small.
use std::fmt::Write as _;
use std::collections::BTreeMap;

//- 1 mistake string-building/small-inline|ownership/clone-to-read
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Symbol(String);

impl Symbol {
    fn new(text: &str) -> Symbol {
        Symbol(text.to_string())
    }

    fn as_str(&self) -> &str {
        &self.0
    }
}
//+ 1
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Symbol([u8; 7], u8);

impl Symbol {
    fn new(text: &str) -> Symbol {
        let mut bytes = [0; 7];
        bytes[..text.len()].copy_from_slice(text.as_bytes());
        Symbol(bytes, text.len() as u8)
    }

    fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0[..usize::from(self.1)]).unwrap_or("")
    }
}
//.

struct Trade {
    symbol: Symbol,
    shares: u32,
    cents: u32,
    //- 2 lookalike string-building/small-inline
    remark: Option<String>,
    //+ 2
    remark: Option<Box<str>>,
    //.
}

fn trades(tape: &str) -> Vec<Trade> {
    let mut trades = Vec::new();
    for line in tape.lines() {
        let mut fields = line.splitn(4, ' ');
        let (Some(symbol), Some(shares), Some(cents)) = (fields.next(), fields.next(), fields.next()) else {
            continue;
        };
        trades.push(Trade {
            symbol: Symbol::new(symbol),
            shares: shares.parse().unwrap_or(0),
            cents: cents.parse().unwrap_or(0),
            //- 2
            remark: fields.next().map(|text| text.to_owned()),
            //+ 2
            remark: fields.next().map(|text| text.into()),
            //.
        });
    }
    trades
}

fn tape(lines: u32) -> String {
    let mut tape = String::with_capacity(lines as usize * 18);
    for at in 0..lines {
        tape.extend((0..4).map(|k| char::from(b'A' + ((at / 3 % 30) * (k + 3) % 26) as u8)));
        let _ = write!(tape, " {} {}", at % 90 * 10, 1_000 + at % 731);
        if at % 40 == 0 {
            tape.push_str(" corrected by the exchange after the close of trading");
        }
        tape.push('\n');
    }
    tape
}

fn main() {
    let trades = trades(&tape(5_000));
    let mut volume: BTreeMap<Symbol, u64> = BTreeMap::new();
    for trade in &trades {
        *volume.entry(trade.symbol.clone()).or_insert(0) += u64::from(trade.shares) * u64::from(trade.cents);
    }
    let best = volume.iter().max_by_key(|(_, volume)| **volume);
    let remarks: usize = trades.iter().filter_map(|trade| trade.remark.as_ref()).map(|remark| remark.len()).sum();
    println!("{} {:?} {remarks}", volume.len(), best.map(|(symbol, volume)| (symbol.as_str(), volume)));
}
