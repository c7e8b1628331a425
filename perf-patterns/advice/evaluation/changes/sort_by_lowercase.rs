//! After oxc-project/oxc#25821: a sort that makes its key anew in each comparison.
#[derive(Clone)]
struct Symbol {
    name: String,
    uses: u32,
}

fn symbols(n: u32) -> Vec<Symbol> {
    (0..n)
        .map(|at| {
            let k = at.wrapping_mul(2_654_435_761) >> 12;
            Symbol { name: if k % 2 == 0 { format!("Symbol{k}") } else { format!("symbol{k}") }, uses: k % 9 }
        })
        .collect()
}

//- 1 mistake string-building/ascii-case
fn sort(symbols: &mut [Symbol]) {
    symbols.sort_by_key(|symbol| symbol.name.to_lowercase());
}
//+ 1
fn sort(symbols: &mut [Symbol]) {
    symbols.sort_by(|a, b| {
        a.name.bytes().map(|byte| byte.to_ascii_lowercase()).cmp(b.name.bytes().map(|byte| byte.to_ascii_lowercase()))
    });
}
//.

fn main() {
    let mut symbols = symbols(2_500);
    let most = symbols.iter().map(|symbol| symbol.uses).max();
    sort(&mut symbols);
    println!("{:?} {} {}", most, symbols[0].name, symbols[2_000].name);
}
