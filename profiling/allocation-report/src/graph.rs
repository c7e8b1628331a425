//! From calls to effects: what a function does, by itself or through its callees, and
//! whether only on the way into a panic.

use std::collections::{HashMap, VecDeque};

use crate::code::{Block, Call, Indirect, Target};
use crate::effects::Effects;
use crate::endings::{comes_back, doomed, panicking, returning};
use crate::flow;
use crate::image::{Error, Image, Symbol};
use crate::inlined::Inlined;
use crate::known;
use crate::lines::Lines;
use crate::report::Origin;
use crate::unwind::Region;

/// A call that has an effect, seen from the function that makes it.
#[derive(Clone, Copy, Debug)]
pub struct Step {
    /// The call.
    pub call: Call,
    /// Its effects where no panic is in progress.
    pub normal: Effects,
    /// Its effects only on the way into a panic, or during unwinding.
    pub panicking: Effects,
}

/// A function's calls and their effects.
#[derive(Debug, Default)]
pub struct Behaviour {
    /// Where no panic is in progress.
    pub normal: Effects,
    /// Only on the way into a panic, or during unwinding.
    pub panicking: Effects,
    /// The calls that have an effect, by address.
    pub steps: Vec<Step>,
    /// For each of [`Effects::EACH`], how many calls away the effect is; 0 if it has
    /// none.
    distance: [u32; 4],
}

/// Every function of a program.
pub struct Program {
    /// As [`Image::symbols`].
    pub functions: Vec<Behaviour>,
    /// The effects that functions have by definition, whatever their code does.
    pub roots: Vec<Option<Effects>>,
}

/// A call, and the state in which it is made.
#[derive(Clone, Copy)]
struct Site {
    call: Call,
    /// No panic is in progress, and none is certain.
    quiet: bool,
    /// A panic in the callee ends here: the effects on its way there are ordinary
    /// effects of this function.
    caught: bool,
}

impl Site {
    /// A call from which no panic returns.
    fn new(call: Call, quiet: bool) -> Self {
        Site {
            call,
            quiet,
            caught: false,
        }
    }

    /// Maps the callee's effects, without a panic and on the way into one, to those
    /// for the caller.
    fn seen(&self, (normal, panicking): (Effects, Effects)) -> (Effects, Effects) {
        match (self.quiet, self.caught) {
            (true, true) => (normal | panicking, panicking),
            (true, false) => (normal, panicking),
            (false, _) => (Effects::NONE, normal | panicking),
        }
    }
}

impl Program {
    /// Follows every call of the program.
    ///
    /// # Errors
    /// [`Error::AllocatorWithoutLines`] if it cannot be determined where its allocator
    /// was inlined.
    pub fn build(
        image: &Image,
        pads: &HashMap<u64, Vec<Region>>,
        lines: &Lines,
    ) -> Result<Self, Error> {
        let count = image.symbols.len();
        let users: Vec<bool> = image
            .symbols
            .iter()
            .map(|symbol| known::is_known(&symbol.raw) && is_users(lines, symbol))
            .collect();
        let roots: Vec<Option<Effects>> = image
            .symbols
            .iter()
            .zip(&users)
            .map(|(symbol, users)| known::root(&symbol.name, *users))
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
        let panicking = panicking(image, &bodies, &returning, &users);
        // For each function, the starts of its blocks, and whether each is ordinary
        // code.
        let mut ordinary: Vec<Vec<(u64, bool)>> = Vec::with_capacity(count);
        let mut sites: Vec<Vec<Site>> = bodies
            .iter()
            .map(|body| {
                let doomed = doomed(image, body, &panicking);
                let quiet = |(block, doomed): (&Block, bool)| block.normal && !doomed;
                let blocks = || body.iter().zip(doomed.iter().copied());
                let mut starts: Vec<(u64, bool)> = blocks()
                    .map(|block| (block.0.start, quiet(block)))
                    .collect();
                starts.sort_unstable();
                ordinary.push(starts);
                blocks()
                    .filter_map(|block| {
                        Some(Site {
                            call: block.0.call?,
                            quiet: quiet(block),
                            // A landing pad that always aborts, as in a function with
                            // another language's calling convention, is part of the
                            // panic.
                            caught: block.0.caught.is_some_and(|pad| !doomed[pad]),
                        })
                    })
                    .collect()
            })
            .collect();
        drop(bodies);
        let mut program = Program {
            functions: (0..count).map(|_| Behaviour::default()).collect(),
            roots,
        };
        let visible =
            program.add_inlined(image, &mut sites, &ordinary, lines.inlined_allocators())?;
        program.add_unread(image, &mut sites, lines, visible);
        program.spread(image, &sites);
        Ok(program)
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

    /// Propagates effects from callees to callers until nothing changes, the nearest
    /// first.
    fn spread(&mut self, image: &Image, sites: &[Vec<Site>]) {
        let roots = std::mem::take(&mut self.roots);
        let mut callers: Vec<Vec<usize>> = vec![Vec::new(); sites.len()];
        for (caller, sites) in sites.iter().enumerate() {
            for Site { call, .. } in sites {
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
            for site in &sites[index] {
                let call = site.call;
                let (theirs, theirs_panicking) = site.seen(self.of(image, call.target));
                normal |= theirs;
                panicking |= theirs_panicking;
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
                .filter_map(|site| {
                    let (normal, panicking) = site.seen(self.of(image, site.call.target));
                    (!(normal | panicking).is_empty()).then_some(Step {
                        call: site.call,
                        normal,
                        panicking,
                    })
                })
                .collect();
            steps.sort_by_key(|step| step.call.address);
            self.functions[index].steps = steps;
        }
        self.roots = roots;
    }

    /// The effects that calling a target has by definition, if it is an allocator's
    /// entrance.
    pub fn root(&self, image: &Image, target: Target) -> Option<Effects> {
        match target {
            Target::Function(callee) => self.roots[callee],
            Target::Import(import) => known::root(&image.imports[import].name, false),
            Target::Inlined(effects) => Some(effects),
            Target::Indirect(_) => None,
        }
    }

    /// The calls through an offset of an unknown value: of trait objects, and of
    /// stored functions. Their addresses, ascending.
    pub fn through_offsets(&self) -> Vec<u64> {
        let mut addresses: Vec<u64> = self
            .functions
            .iter()
            .flat_map(|function| &function.steps)
            .filter(|step| matches!(step.call.target, Target::Indirect(Indirect::Field(_))))
            .map(|step| step.call.address)
            .collect();
        addresses.sort_unstable();
        addresses.dedup();
        addresses
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

impl Program {
    /// Adds inlined allocators, unless a call in their code already has the effect.
    /// Returns whether a call covered each of them.
    fn add_inlined(
        &self,
        image: &Image,
        sites: &mut [Vec<Site>],
        ordinary: &[Vec<(u64, bool)>],
        inlined: &[Inlined],
    ) -> Result<bool, Error> {
        let mut untold: Vec<(usize, Call, bool)> = Vec::new();
        let (mut by_entrance, mut seen, mut missing) = (0, 0, 0);
        for code in inlined {
            let Some(function) = image.function_at(code.start()) else {
                continue;
            };
            if self.roots[function].is_some() {
                continue;
            }
            let quiet = code
                .ranges
                .iter()
                .any(|&range| is_ordinary(&ordinary[function], range));
            let calls = || {
                sites[function]
                    .iter()
                    .filter(|site| (site.quiet || !quiet) && code.has(site.call.address))
                    .filter_map(|site| self.root(image, site.call.target))
            };
            let told = calls().any(|effects| effects.has(code.effects))
                || inlined.iter().any(|other| {
                    !code.is_entrance
                        && other.is_entrance
                        && other.effects == code.effects
                        && other.ranges.iter().any(|range| code.has(range.0))
                });
            if code.is_entrance {
                by_entrance += 1;
            } else if code.effects.takes_memory() {
                seen += 1;
                missing += u32::from(!told);
            }
            // Where the call was elided, the one to the linker's marker may be left.
            let left = !code.is_entrance && calls().next() == Some(Effects::NONE);
            if !told && !left {
                let call = Call {
                    address: code.start(),
                    target: Target::Inlined(code.effects),
                    arguments: [None; 4],
                };
                untold.push((function, call, quiet));
            }
        }
        // Almost none of the calls in `std::alloc` exists: they were all inlined.
        if by_entrance == 0 && missing * 2 > seen {
            return Err(Error::AllocatorWithoutLines);
        }
        let visible = untold.is_empty();
        for (function, call, quiet) in untold {
            sites[function].push(Site::new(call, quiet));
        }
        Ok(visible)
    }

    /// A function without lines may contain an allocator: one of Rust, or any at all
    /// where allocators were found to be inlined without a call.
    fn add_unread(&self, image: &Image, sites: &mut [Vec<Site>], lines: &Lines, visible: bool) {
        for (index, symbol) in image.symbols.iter().enumerate() {
            let of_rust = symbol.name != symbol.raw;
            if self.roots[index].is_some()
                || (visible && !of_rust)
                || lines.covers(symbol.start, symbol.end)
            {
                continue;
            }
            let call = Call {
                address: symbol.start,
                target: Target::Indirect(Indirect::NoLines),
                arguments: [None; 4],
            };
            sites[index].push(Site::new(call, true));
        }
    }
}

/// Whether a function is defined in Rust source of the program's own packages.
fn is_users(lines: &Lines, symbol: &Symbol) -> bool {
    lines
        .frames(symbol.start)
        .pop()
        .and_then(|frame| frame.place)
        .is_some_and(|place| {
            place.file.ends_with(".rs") && Origin::of(&place.file) != Origin::Standard
        })
}

/// Whether any of the code between two addresses is ordinary. `blocks` are the starts
/// of blocks, by address.
fn is_ordinary(blocks: &[(u64, bool)], (start, end): (u64, u64)) -> bool {
    let first = blocks
        .partition_point(|block| block.0 <= start)
        .saturating_sub(1);
    let within = &blocks[first..];
    within.is_empty()
        || within
            .iter()
            .take_while(|block| block.0 < end)
            .any(|block| block.1)
}
