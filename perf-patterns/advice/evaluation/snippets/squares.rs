//! Sums and windows: one collection is walked once and thrown away, one is needed twice.
struct Series {
    values: Vec<u64>,
}

impl Series {
    fn new(n: u64) -> Series {
        let mut state = 1u64;
        let values = (0..n)
            .map(|_| {
                state = state.wrapping_mul(48_271) % 2_147_483_647;
                state % 1_000
            })
            .collect();
        Series { values }
    }

    //- 1 mistake loops/collect-then-iterate
    fn energy(&self, floor: u64) -> u64 {
        let loud: Vec<u64> = self.values.iter().copied().filter(|value| *value >= floor).collect();
        let squares: Vec<u64> = loud.iter().map(|value| value * value).collect();
        squares.iter().sum()
    }
    //+ 1
    fn energy(&self, floor: u64) -> u64 {
        self.values
            .iter()
            .copied()
            .filter(|value| *value >= floor)
            .map(|value| value * value)
            .sum()
    }
    //.

    //- 2 lookalike loops/collect-then-iterate
    fn median_of_odd(&self) -> u64 {
        let mut odd: Vec<u64> = self.values.iter().copied().filter(|value| value % 2 == 1).collect();
        odd.sort_unstable();
        odd[odd.len() / 2] + odd.iter().rev().take(10).sum::<u64>()
    }
    //+ 2
    fn median_of_odd(&self) -> u64 {
        let mut odd: Vec<u64> = Vec::with_capacity(self.values.len() / 2);
        odd.extend(self.values.iter().copied().filter(|value| value % 2 == 1));
        odd.sort_unstable();
        odd[odd.len() / 2] + odd.iter().rev().take(10).sum::<u64>()
    }
    //.
}

fn main() {
    let series = Series::new(20_000);
    let mut sum = 0u64;
    for floor in 0..60 {
        sum = sum.wrapping_add(series.energy(std::hint::black_box(floor * 10)));
    }
    println!("{sum} {}", series.median_of_odd());
}
