//! A vector for each round still, but none that grows.

pub fn best_of_round(rounds: &[Vec<u32>]) -> u64 {
    let mut sum = 0;
    for round in rounds {
        let mut even = Vec::with_capacity(round.len());
        even.extend(round.iter().copied().filter(|number| number % 2 == 0));
        even.sort_unstable();
        sum += even.last().copied().map_or(0, u64::from);
    }
    sum
}
