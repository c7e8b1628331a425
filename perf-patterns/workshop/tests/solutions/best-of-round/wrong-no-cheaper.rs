//! One vector outside, and a new one assigned to it each time.

pub fn best_of_round(rounds: &[Vec<u32>]) -> u64 {
    let mut sum = 0;
    let mut even: Vec<u32>;
    for round in rounds {
        even = round
            .iter()
            .copied()
            .filter(|number| number % 2 == 0)
            .collect();
        even.sort_unstable();
        sum += even.last().copied().map_or(0, u64::from);
    }
    sum
}
