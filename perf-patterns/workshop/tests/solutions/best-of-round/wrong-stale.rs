//! Forgets to clear: an earlier round wins.

pub fn best_of_round(rounds: &[Vec<u32>]) -> u64 {
    let mut sum = 0;
    let mut even = Vec::new();
    for round in rounds {
        even.extend(round.iter().copied().filter(|number| number % 2 == 0));
        even.sort_unstable();
        sum += even.last().copied().map_or(0, u64::from);
    }
    sum
}
