//! From calls to effects: what a function does, by itself or through what it
//! calls, and whether only on the way into a panic.

use std::collections::{HashMap, VecDeque};

use crate::code::{Block, Call, Exit, Target};
use crate::effects::Effects;
use crate::flow;
use crate::image::Image;
use crate::inlined::Inlined;
use crate::known;
use crate::unwind::Region;

/// A call that does something, seen from the function that makes it.
#[derive(Clone, Copy, Debug)]
pub struct Step {
    /// The call.
    pub call: Call,
    /// What it can do where no panic is under way.
    pub normal: Effects,
    /// What it can do only on the way into a panic, or while one unwinds.
    pub panicking: Effects,
}

/// A function's calls and what follows from them.
#[derive(Debug, Default)]
pub struct Behaviour {
    /// Where no panic is under way.
    pub normal: Effects,
    /// Only on the way into a panic, or while one unwinds.
    pub panicking: Effects,
    /// The calls that do something, by address.
    pub steps: Vec<Step>,
    /// For each of [`Effects::EACH`], how many calls away the deed is; 0 is never.
    distance: [u32; 4],
}

/// Every function of a program.
pub struct Program {
    /// As [`Image::symbols`].
    pub functions: Vec<Behaviour>,
}

/// A call, and whether it is made where no panic is under way.
type Site = (Call, bool);

impl Program {
    /// Follows every call of the program.
    pub fn build(image: &Image, pads: &HashMap<u64, Vec<Region>>, inlined: &[Inlined]) -> Self {
        let count = image.symbols.len();
        let roots: Vec<Option<Effects>> = image
            .symbols
            .iter()
            .map(|symbol| known::root(&symbol.name))
            .collect();
        let blocks = |returns: &dyn Fn(Target) -> bool| -> Vec<Vec<Block>> {
            image
                .symbols
                .iter()
                .zip(&roots)
                .map(|(symbol, root)| {
                    if root.is_some() {
                        return Vec::new();
                    }
                    let regions = pads.get(&symbol.start).map_or(&[][..], Vec::as_slice);
                    flow::blocks(image, symbol, regions, returns)
                })
                .collect()
        };
        let first = blocks(&|_| true);
        let returning = returning(image, &first, &roots);
        drop(first);
        let comes_back = |target: Target| comes_back(image, &returning, target);
        let bodies = blocks(&comes_back);
        let panicking = panicking(image, &bodies, &returning);
        let mut sites: Vec<Vec<Site>> = bodies
            .iter()
            .map(|body| {
                let doomed = doomed(image, body, &panicking);
                body.iter()
                    .zip(doomed)
                    .filter_map(|(block, doomed)| Some((block.call?, block.normal && !doomed)))
                    .collect()
            })
            .collect();
        drop(bodies);
        add_inlined(image, &mut sites, inlined);
        let mut program = Program {
            functions: (0..count).map(|_| Behaviour::default()).collect(),
        };
        program.spread(image, &sites, &roots);
        program
    }

    /// The effects of calling a target: without a panic, and with one.
    fn of(&self, image: &Image, target: Target) -> (Effects, Effects) {
        match target {
            Target::Function(function) => {
                let behaviour = &self.functions[function];
                (behaviour.normal, behaviour.panicking)
            }
            Target::Import(import) => (known::import(&image.imports[import]), Effects::NONE),
            Target::Inlined(effects) => (effects, Effects::NONE),
            Target::Indirect(_) => (Effects::UNKNOWN, Effects::NONE),
        }
    }

    /// Hands effects from callees to callers until nothing changes, the nearest
    /// first.
    fn spread(&mut self, image: &Image, sites: &[Vec<Site>], roots: &[Option<Effects>]) {
        let mut callers: Vec<Vec<usize>> = vec![Vec::new(); sites.len()];
        for (caller, sites) in sites.iter().enumerate() {
            for (call, _) in sites {
                if let Target::Function(callee) = call.target {
                    callers[callee].push(caller);
                }
            }
        }
        for callers in &mut callers {
            callers.dedup();
        }
        let mut work = VecDeque::new();
        for (index, root) in roots.iter().enumerate() {
            if let Some(effects) = root {
                self.functions[index].normal = *effects;
                work.extend(&callers[index]);
            }
        }
        work.extend((0..sites.len()).filter(|&index| roots[index].is_none()));
        while let Some(index) = work.pop_front() {
            if roots[index].is_some() {
                continue;
            }
            let (mut normal, mut panicking) = (Effects::NONE, Effects::NONE);
            let mut distance = self.functions[index].distance;
            for (call, quiet) in &sites[index] {
                let (theirs, theirs_panicking) = self.of(image, call.target);
                panicking |= theirs_panicking;
                if !quiet {
                    panicking |= theirs;
                    continue;
                }
                normal |= theirs;
                for (effect, distance) in Effects::EACH.into_iter().zip(&mut distance) {
                    if theirs.has(effect) && *distance == 0 {
                        *distance = 1 + self.steps_to(call.target, effect);
                    }
                }
            }
            let own = &mut self.functions[index];
            own.distance = distance;
            if (own.normal, own.panicking) != (normal, panicking) {
                (own.normal, own.panicking) = (normal, panicking);
                work.extend(&callers[index]);
            }
        }
        for (index, sites) in sites.iter().enumerate() {
            let mut steps: Vec<Step> = sites
                .iter()
                .filter_map(|(call, quiet)| {
                    let (normal, panicking) = self.of(image, call.target);
                    if (normal | panicking).is_empty() {
                        return None;
                    }
                    let (normal, panicking) = if *quiet {
                        (normal, panicking)
                    } else {
                        (Effects::NONE, normal | panicking)
                    };
                    Some(Step {
                        call: *call,
                        normal,
                        panicking,
                    })
                })
                .collect();
            steps.sort_by_key(|step| step.call.address);
            self.functions[index].steps = steps;
        }
    }

    /// How many calls away from `target` an effect is.
    pub fn steps_to(&self, target: Target, effect: Effects) -> u32 {
        let place = Effects::EACH.iter().position(|each| *each == effect);
        match (target, place) {
            (Target::Function(function), Some(place)) => self.functions[function].distance[place],
            _ => 0,
        }
    }
}

/// Enters allocators that were inlined, unless a call in their code tells as much.
fn add_inlined(image: &Image, sites: &mut [Vec<Site>], inlined: &[Inlined]) {
    for entrance in inlined {
        let Some(function) = image.function_at(entrance.start) else {
            continue;
        };
        let told = sites[function].iter().any(|(call, quiet)| {
            let effects = match call.target {
                Target::Function(callee) => known::root(&image.symbols[callee].name),
                Target::Import(import) => known::root(&image.imports[import]),
                Target::Inlined(effects) => Some(effects),
                Target::Indirect(_) => None,
            };
            *quiet
                && (entrance.start..entrance.end).contains(&call.address)
                && effects.is_some_and(|effects| effects.has(entrance.effects))
        });
        if !told && known::root(&image.symbols[function].name).is_none() {
            let call = Call {
                address: entrance.start,
                target: Target::Inlined(entrance.effects),
                arguments: [None; 4],
            };
            sites[function].push((call, true));
        }
    }
}

fn comes_back(image: &Image, returning: &[bool], target: Target) -> bool {
    match target {
        Target::Function(function) => returning[function],
        Target::Import(import) => known::import_returns(&image.imports[import]),
        Target::Inlined(_) | Target::Indirect(_) => true,
    }
}

/// Who calls whom: for each function, its callers.
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

/// Makes true, for each function, what `holds` finds to follow from what is true
/// already, until nothing more follows.
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
fn returning(image: &Image, bodies: &[Vec<Block>], roots: &[Option<Effects>]) -> Vec<bool> {
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

/// The functions that end in a panic or an abort, whichever way they take.
fn panicking(image: &Image, bodies: &[Vec<Block>], returning: &[bool]) -> Vec<bool> {
    let known = image
        .symbols
        .iter()
        .zip(returning)
        .map(|(symbol, returning)| !returning && known::panics(&symbol.name))
        .collect();
    least_fixpoint(bodies, known, |body, panicking| {
        !body.is_empty() && doomed(image, body, panicking)[0]
    })
}

/// The blocks from which every way leads into a panic or an abort. A way that can
/// go round for ever does not.
fn doomed(image: &Image, body: &[Block], panicking: &[bool]) -> Vec<bool> {
    let ends = |block: &Block| match block.call.map(|call| call.target) {
        Some(Target::Function(function)) => panicking[function],
        Some(Target::Import(import)) => known::import_panics(&image.imports[import]),
        _ => block.exit == Exit::Traps,
    };
    let mut doomed: Vec<bool> = body
        .iter()
        .map(|block| {
            ends(block)
                && block.exit != Exit::Returns
                && (block.successors.is_empty() || block.exit == Exit::Stays)
        })
        .collect();
    loop {
        let mut changed = false;
        for index in (0..body.len()).rev() {
            let block = &body[index];
            let stays = block.exit == Exit::Stays && !block.successors.is_empty();
            if !doomed[index] && stays && block.successors.iter().all(|&next| doomed[next]) {
                doomed[index] = true;
                changed = true;
            }
        }
        if !changed {
            return doomed;
        }
    }
}
