//! Rates between currencies: three letters in a string of their own; remarks are long.
use std::collections::BTreeMap;

//- 1 mistake string-building/small-inline|ownership/clone-to-read
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Code(String);

impl From<&str> for Code {
    fn from(text: &str) -> Code {
        Code(text.to_string())
    }
}
//+ 1
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Code([u8; 3]);

impl From<&str> for Code {
    fn from(text: &str) -> Code {
        let mut code = [0; 3];
        code.copy_from_slice(text.as_bytes());
        Code(code)
    }
}
//.

struct Rate {
    from: Code,
    to: Code,
    micros: u64,
    //- 2 lookalike string-building/small-inline
    remark: Option<String>,
    //+ 2
    remark: Option<Box<str>>,
    //.
}

//- 2
fn remark(n: u64) -> Option<String> {
    (n % 40 == 0).then(|| format!("fixing of the day number {n}, taken over from the central bank"))
}
//+ 2
fn remark(n: u64) -> Option<Box<str>> {
    (n % 40 == 0).then(|| format!("fixing of the day number {n}, taken over from the central bank").into_boxed_str())
}
//.

fn rates(n: u64) -> Vec<Rate> {
    const CODES: [&str; 5] = ["EUR", "USD", "CHF", "JPY", "NOK"];
    (0..n)
        .map(|n| Rate {
            from: CODES[n as usize % 5].into(),
            to: CODES[(n / 5) as usize % 5].into(),
            micros: n * 977 % 1_000_000,
            remark: remark(n),
        })
        .collect()
}

fn main() {
    let rates = rates(4_000);
    let mut sums: BTreeMap<(Code, Code), u64> = BTreeMap::new();
    for rate in &rates {
        *sums.entry((rate.from.clone(), rate.to.clone())).or_default() += rate.micros;
    }
    let remarks: usize = rates.iter().filter_map(|rate| rate.remark.as_ref()).map(|remark| remark.len()).sum();
    println!("{} {:?} {remarks}", sums.len(), sums.values().max());
}
