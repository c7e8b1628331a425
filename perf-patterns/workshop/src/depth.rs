//! How deep an input a program survives: tried by doubling, a process for each try.
//!
//! A step is a doubling and no finer one, so that the same program reaches the same
//! depth everywhere: where exactly a stack ends moves by some pages.

use std::path::Path;

use serde::Serialize;

use crate::compare::Programs;
use crate::count::{Died, Input};

/// The first depth that is tried: every start survives it.
const SHALLOW: usize = 1_024;
/// A start that survives so much has nothing to survive.
const DEEPEST_START: usize = SHALLOW << 12;
/// So many doublings beyond the start are as good as any depth.
const DOUBLINGS: u32 = 4;

/// The largest depths that were survived.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Depths {
    /// By the start.
    pub start: usize,
    /// By the file; tried up to the goal.
    pub you: usize,
    /// What scores 1.
    pub goal: usize,
}

impl Depths {
    /// The part of the doublings that the file has made; from 0 to 1.
    pub fn score(self) -> f64 {
        let made = (self.you.max(1) as f64 / self.start.max(1) as f64).log2();
        (made / f64::from(DOUBLINGS)).clamp(0.0, 1.0)
    }
}

/// Tries start, file and reference on inputs of the kind of `input`.
///
/// # Errors
/// If the environment cannot do it, or the reference does not survive the goal.
pub fn depths(programs: &Programs, input: &Input) -> anyhow::Result<Depths> {
    let start = reached(programs, &programs.start, input, SHALLOW, DEEPEST_START)?;
    let goal = start << DOUBLINGS;
    anyhow::ensure!(
        survives(programs, &programs.reference, input, goal)?,
        "the reference does not survive a depth of {goal}"
    );
    // From below the start on: a file may be worse.
    let you = reached(programs, &programs.built, input, SHALLOW, goal)?;
    Ok(Depths { start, you, goal })
}

/// The last of the depths from `first`, each twice the one before, that `program`
/// survives; `most` at most, 0 if it does not survive the first.
fn reached(
    programs: &Programs,
    program: &Path,
    input: &Input,
    first: usize,
    most: usize,
) -> anyhow::Result<usize> {
    let mut last = 0;
    let mut depth = first;
    while depth <= most && survives(programs, program, input, depth)? {
        last = depth;
        depth *= 2;
    }
    Ok(last)
}

fn survives(
    programs: &Programs,
    program: &Path,
    input: &Input,
    depth: usize,
) -> anyhow::Result<bool> {
    let deep = Input {
        size: depth,
        ..input.clone()
    };
    match programs.run(program, &[deep]) {
        Ok(_) => Ok(true),
        Err(error) if error.downcast_ref::<Died>().is_some() => Ok(false),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_doubling_is_worth_as_much_and_none_beyond_the_goal() {
        let score = |you| {
            Depths {
                start: 1_024,
                you,
                goal: 16_384,
            }
            .score()
        };
        assert_eq!([score(0), score(512), score(1_024)], [0.0; 3]);
        assert_eq!([score(4_096), score(16_384)], [0.5, 1.0]);
    }
}
