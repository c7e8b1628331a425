//! Prices by the second: a column that grows though its length is known, one that is told, one that nobody knows.
struct Tick {
    second: u32,
    price: u32,
}

struct Feed {
    state: u32,
    left: u32,
}

impl Iterator for Feed {
    type Item = Tick;

    fn next(&mut self) -> Option<Tick> {
        self.left = self.left.checked_sub(1)?;
        self.state = self.state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        Some(Tick { second: self.left, price: 10_000 + self.state % 512 })
    }
}

struct Columns {
    seconds: Vec<u32>,
    prices: Vec<u32>,
}

//- 1 mistake preallocation/vec-capacity
fn columns(ticks: &[Tick]) -> Columns {
    let mut columns = Columns { seconds: vec![], prices: vec![] };
    for tick in ticks {
        columns.seconds.push(tick.second);
        columns.prices.push(tick.price);
    }
    columns
}
//+ 1
fn columns(ticks: &[Tick]) -> Columns {
    let mut columns =
        Columns { seconds: Vec::with_capacity(ticks.len()), prices: Vec::with_capacity(ticks.len()) };
    for tick in ticks {
        columns.seconds.push(tick.second);
        columns.prices.push(tick.price);
    }
    columns
}
//.

//- 2 lookalike preallocation/vec-capacity
fn smooth(prices: &[u32], by: usize) -> Vec<u64> {
    let mut smoothed = Vec::with_capacity(prices.len().saturating_sub(by) + 1);
    for window in prices.windows(by) {
        smoothed.push(window.iter().map(|price| u64::from(*price)).sum::<u64>() / by as u64);
    }
    smoothed
}
//+ 2
fn smooth(prices: &[u32], by: usize) -> Vec<u64> {
    prices
        .windows(by)
        .map(|window| window.iter().map(|price| u64::from(*price)).sum::<u64>() / by as u64)
        .collect()
}
//.

//- 3 lookalike preallocation/vec-capacity
fn jumps(columns: &Columns, least: u32) -> Vec<u32> {
    let mut jumps = Vec::new();
    for (at, pair) in columns.prices.windows(2).enumerate() {
        if pair[0].abs_diff(pair[1]) > least {
            jumps.push(columns.seconds[at]);
        }
    }
    jumps
}
//+ 3
fn jumps(columns: &Columns, least: u32) -> Vec<u32> {
    let mut jumps = Vec::with_capacity(16);
    for (at, pair) in columns.prices.windows(2).enumerate() {
        if pair[0].abs_diff(pair[1]) > least {
            jumps.push(columns.seconds[at]);
        }
    }
    jumps
}
//.

fn main() {
    let ticks: Vec<Tick> = Feed { state: 7, left: 30_000 }.collect();
    let columns = columns(&ticks);
    let smoothed = smooth(&columns.prices, 9);
    let jumps = jumps(&columns, 500);
    println!("{} {:?} {:?}", smoothed.len(), smoothed.last(), jumps.first());
}
