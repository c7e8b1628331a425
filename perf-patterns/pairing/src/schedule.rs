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

/// One turn: who runs, in which layout.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Turn {
    /// Whose turn it is.
    pub arm: Arm,
    /// Which of its layouts.
    pub layout: usize,
}

/// One block: each arm twice, the second half mirrored, so that a slow drift costs
/// all alike.
pub type Block = Vec<Turn>;

/// The blocks of one pass: every layout twice, in an order by chance, in the first
/// half of one block and in the second of another. A phase in which the machine is
/// slower lasts longer than a block: it must not cover all of a layout's turns.
pub fn pass(layouts: usize, random: &mut fastrand::Rng) -> Vec<Block> {
    let mut order: Vec<usize> = (0..layouts).collect();
    random.shuffle(&mut order);
    (0..layouts)
        .map(|index| {
            let mut arms = ARMS;
            random.shuffle(&mut arms);
            let (first, second) = (order[index], order[(index + layouts / 2) % layouts]);
            let first = arms.iter().map(|&arm| Turn { arm, layout: first });
            let second = arms.iter().rev().map(|&arm| Turn {
                arm,
                layout: second,
            });
            first.chain(second).collect()
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
        for block in &blocks {
            let arms: Vec<Arm> = block.iter().map(|turn| turn.arm).collect();
            let mirrored: Vec<Arm> = arms.iter().rev().copied().collect();
            assert_eq!(arms, mirrored);
            // The arms of one half are in the same place of their order.
            assert!(block[..3].iter().all(|turn| turn.layout == block[0].layout));
            assert_ne!(block[0].layout, block[5].layout);
        }
        let turns: Vec<Turn> = blocks.concat();
        for arm in ARMS {
            for layout in 0..6 {
                let turn = Turn { arm, layout };
                assert_eq!(turns.iter().filter(|other| **other == turn).count(), 2);
            }
        }
    }

    #[test]
    fn a_single_layout_runs_twice_in_its_block() {
        let mut random = fastrand::Rng::with_seed(1);
        let blocks = pass(1, &mut random);
        assert_eq!(blocks.len(), 1);
        assert!(blocks[0].len() == 6 && blocks[0].iter().all(|turn| turn.layout == 0));
    }

    #[test]
    fn chance_puts_each_arm_first() {
        let mut random = fastrand::Rng::with_seed(2);
        let blocks = pass(60, &mut random);
        for arm in ARMS {
            let first = blocks.iter().filter(|block| block[0].arm == arm).count();
            assert!((8..=32).contains(&first), "{arm:?}: {first}");
        }
    }
}
