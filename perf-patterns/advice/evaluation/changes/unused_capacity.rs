//! − After oxc-project/oxc#23705: a capacity that was mostly unused is taken away.
struct Scope {
    symbols: Vec<u64>,
    parent: usize,
}

//- 1 mistake preallocation/overshoot
fn scopes(count: usize) -> Vec<Scope> {
    (0..count)
        .map(|at| {
            let mut symbols = Vec::with_capacity(64);
            for n in 0..at % 3 {
                symbols.push((at * n) as u64);
            }
            Scope { symbols, parent: at / 2 }
        })
        .collect()
}
//+ 1
fn scopes(count: usize) -> Vec<Scope> {
    (0..count)
        .map(|at| {
            let mut symbols = Vec::new();
            for n in 0..at % 3 {
                symbols.push((at * n) as u64);
            }
            Scope { symbols, parent: at / 2 }
        })
        .collect()
}
//.

fn main() {
    let scopes = scopes(4_000);
    let mut sum = 0;
    for scope in &scopes {
        let mut at = scope.parent;
        while at > 0 {
            sum += scopes[at].symbols.first().copied().unwrap_or(1);
            at = scopes[at].parent;
        }
    }
    println!("{sum}");
}
