//! In which order the sides take turns.

use serde::{Deserialize, Serialize};

/// Whose turn it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Arm {
    /// The code before the change.
    Base,
    /// The code after it.
    Head,
    /// The code before the change, in other layouts: what it seems to change
    /// is noise.
    Control,
}

/// Every arm.
pub const ARMS: [Arm; 3] = [Arm::Base, Arm::Head, Arm::Control];

/// One block: a layout of each arm, and who runs when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// Which layout of each arm.
    pub layout: usize,
    /// Each arm twice, the second half mirrored: a slow drift costs all alike.
    pub turns: Vec<Arm>,
}

/// The blocks of one pass: every layout once, in an order by chance.
pub fn pass(layouts: usize, random: &mut fastrand::Rng) -> Vec<Block> {
    let mut order: Vec<usize> = (0..layouts).collect();
    random.shuffle(&mut order);
    order
        .into_iter()
        .map(|layout| {
            let mut first = ARMS;
            random.shuffle(&mut first);
            let turns = first.iter().chain(first.iter().rev()).copied().collect();
            Block { layout, turns }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pass_runs_every_layout_of_every_arm_twice_and_mirrored() {
        let mut random = fastrand::Rng::with_seed(1);
        let blocks = pass(6, &mut random);
        let mut layouts: Vec<usize> = blocks.iter().map(|block| block.layout).collect();
        layouts.sort_unstable();
        assert_eq!(layouts, [0, 1, 2, 3, 4, 5]);
        for block in &blocks {
            let mirrored: Vec<Arm> = block.turns.iter().rev().copied().collect();
            assert_eq!(block.turns, mirrored);
            for arm in ARMS {
                assert_eq!(block.turns.iter().filter(|turn| **turn == arm).count(), 2);
            }
        }
    }

    #[test]
    fn chance_puts_each_arm_first() {
        let mut random = fastrand::Rng::with_seed(2);
        let blocks = pass(60, &mut random);
        for arm in ARMS {
            let first = blocks.iter().filter(|block| block.turns[0] == arm).count();
            assert!((8..=32).contains(&first), "{arm:?}: {first}");
        }
    }
}
