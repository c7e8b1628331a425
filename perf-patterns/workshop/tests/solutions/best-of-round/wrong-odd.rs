//! The largest of all numbers, even or not.

pub fn best_of_round(rounds: &[Vec<u32>]) -> u64 {
    let mut sum = 0;
    for round in rounds {
        sum += round.iter().copied().max().map_or(0, u64::from);
    }
    sum
}
