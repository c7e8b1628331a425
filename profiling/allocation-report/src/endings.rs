//! How functions end: which return to their caller, and which end in a panic or an
//! abort.

use std::collections::VecDeque;

use crate::code::{Block, Call, Exit, Target};
use crate::effects::Effects;
use crate::image::Image;
use crate::known;

/// Whether a call of the target returns. `returning` are the functions that do.
pub fn comes_back(image: &Image, returning: &[bool], target: Target) -> bool {
    match target {
        Target::Function(function) => returning[function],
        Target::Import(import) => known::import_returns(&image.imports[import]),
        Target::Inlined(_) | Target::Indirect(_) => true,
    }
}

/// The callers of each function.
fn callers(bodies: &[Vec<Block>]) -> Vec<Vec<usize>> {
    let mut callers = vec![Vec::new(); bodies.len()];
    for (caller, body) in bodies.iter().enumerate() {
        for block in body {
            if let Some(Call {
                target: Target::Function(callee),
                ..
            }) = block.call
            {
                callers[callee].push(caller);
            }
        }
    }
    for callers in &mut callers {
        callers.dedup();
    }
    callers
}

/// Extends `true` to every function for which `holds` derives it from what is already
/// true, until nothing changes.
fn least_fixpoint(
    bodies: &[Vec<Block>],
    mut known: Vec<bool>,
    holds: impl Fn(&[Block], &[bool]) -> bool,
) -> Vec<bool> {
    let callers = callers(bodies);
    let mut work: VecDeque<usize> = (0..bodies.len()).collect();
    while let Some(index) = work.pop_front() {
        if known[index] {
            continue;
        }
        if holds(&bodies[index], &known) {
            known[index] = true;
            work.extend(&callers[index]);
        }
    }
    known
}

/// The functions that can return to their caller.
pub fn returning(image: &Image, bodies: &[Vec<Block>], roots: &[Option<Effects>]) -> Vec<bool> {
    let known = roots.iter().map(Option::is_some).collect();
    least_fixpoint(bodies, known, |body, returning| {
        let mut seen = vec![false; body.len()];
        let mut work = vec![0];
        while let Some(index) = work.pop() {
            let Some(block) = body.get(index) else { break };
            if std::mem::replace(&mut seen[index], true) {
                continue;
            }
            let called = block
                .call
                .map(|call| comes_back(image, returning, call.target));
            work.extend(block.caught);
            match (block.exit, called) {
                (Exit::Returns, _) | (Exit::Jumps, Some(true)) => return true,
                (Exit::Stays, Some(false)) => continue,
                _ => {}
            }
            work.extend(&block.successors);
        }
        false
    })
}

/// The functions that end in a panic or an abort on every path.
pub fn panicking(
    image: &Image,
    bodies: &[Vec<Block>],
    returning: &[bool],
    users: &[bool],
) -> Vec<bool> {
    let known = image
        .symbols
        .iter()
        .zip(returning.iter().zip(users))
        .map(|(symbol, (returning, users))| !returning && known::panics(&symbol.name, *users))
        .collect();
    least_fixpoint(bodies, known, |body, panicking| {
        !body.is_empty() && doomed(image, body, panicking)[0]
    })
}

/// The blocks from which every path leads to a panic or an abort. A path that can loop
/// for ever does not.
pub fn doomed(image: &Image, body: &[Block], panicking: &[bool]) -> Vec<bool> {
    let ends = |block: &Block| match block.call.map(|call| call.target) {
        Some(Target::Function(function)) => panicking[function],
        Some(Target::Import(import)) => known::import_panics(&image.imports[import]),
        _ => block.exit == Exit::Traps,
    };
    let mut doomed: Vec<bool> = body
        .iter()
        .map(|block| {
            ends(block)
                && block.caught.is_none()
                && block.exit != Exit::Returns
                && (block.successors.is_empty() || block.exit == Exit::Stays)
        })
        .collect();
    loop {
        let mut changed = false;
        for index in (0..body.len()).rev() {
            let block = &body[index];
            if doomed[index] || block.exit != Exit::Stays {
                continue;
            }
            let mut next = block.successors.iter().chain(&block.caught);
            let follows = if ends(block) {
                block.caught.is_some_and(|pad| doomed[pad])
            } else {
                !block.successors.is_empty() && next.all(|&next| doomed[next])
            };
            if follows {
                doomed[index] = true;
                changed = true;
            }
        }
        if !changed {
            return doomed;
        }
    }
}
