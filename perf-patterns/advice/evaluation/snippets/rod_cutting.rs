//! The best way to cut: the same rest is cut again and again; the search over subsets meets each once.
struct Prices(Vec<u64>);

impl Prices {
    //- 1 mistake recursion/fibonacci
    fn best(&self, length: usize) -> u64 {
        (1..=length)
            .map(|piece| self.0[piece - 1] + self.best(length - piece))
            .max()
            .unwrap_or(0)
    }
    //+ 1
    fn best(&self, length: usize) -> u64 {
        let mut best = vec![0; length + 1];
        for rest in 1..=length {
            best[rest] = (1..=rest).map(|piece| self.0[piece - 1] + best[rest - piece]).max().unwrap_or(0);
        }
        best[length]
    }
    //.
}

//- 2 lookalike recursion/fibonacci
fn subsets<F: FnMut(u64)>(weights: &[u64], chosen: u64, visit: &mut F) {
    match weights.split_first() {
        None => visit(chosen),
        Some((first, rest)) => {
            subsets(rest, chosen, visit);
            subsets(rest, chosen + first, visit);
        }
    }
}
//+ 2
fn subsets<F: FnMut(u64)>(weights: &[u64], chosen: u64, visit: &mut F) {
    let mut left = vec![(weights, chosen)];
    while let Some((weights, chosen)) = left.pop() {
        match weights.split_first() {
            None => visit(chosen),
            Some((first, rest)) => {
                left.push((rest, chosen + first));
                left.push((rest, chosen));
            }
        }
    }
}
//.

fn main() {
    let prices = Prices((0..16).map(|n| n * 3 + n % 4).collect());
    let best = prices.best(15);
    let weights: Vec<u64> = (1..=15).map(|n| n * n + 3).collect();
    let mut exact = 0;
    let mut nearest = u64::MAX;
    subsets(&weights, 0, &mut |sum| {
        exact += u32::from(sum == 400);
        nearest = nearest.min(sum.abs_diff(777));
    });
    println!("{best} {exact} {nearest}");
}
