//! From the stacks of a CPU profile to the tree of calls that a reader looks at.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashSet};

/// Calls with less than this share of the samples are left out.
const LEAST_SHARE: f64 = 0.02;
/// The most calls that are kept, those with the most samples: a deep recursion
/// would fill a record.
const MOST_CALLS: usize = 36;
/// A library call that hands at least this share of its samples to one other is
/// left out: between `String::push_str` and `realloc` stand ten such, inlined.
const PASSED_ON: f64 = 0.95;

/// A call in the tree, listed behind its caller.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Listed<'a> {
    /// The function's name.
    pub function: &'a str,
    /// Index of the caller in the list; `None` for a root.
    pub parent: Option<u32>,
    /// Samples in which the call was on the stack.
    pub samples: u64,
    depth: usize,
}

/// The calls of `stacks` (function names, root first, and how often each stack was
/// seen), parents before children.
///
/// Functions of `own`, and what they call directly, are kept; further library calls
/// that only pass on to their own kind are not, and neither are small ones.
pub fn tree<'a>(stacks: &'a [(Vec<String>, u64)], own: &HashSet<&str>) -> Vec<Listed<'a>> {
    let mut root = Node::default();
    for (stack, count) in stacks {
        let mut node = &mut root;
        node.samples += count;
        for function in stack {
            node = node.calls.entry(function).or_default();
            node.samples += count;
        }
    }
    let root = condensed(&root, own, true);
    let mut calls = Vec::new();
    enter(&root, None, root.samples as f64 * LEAST_SHARE, &mut calls);
    pruned(&calls)
}

/// What a function does, as a reader of a flame graph sorts it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A pattern's file defines it.
    Own,
    /// Gets memory, or gives it back.
    Allocator,
    /// Copies or fills memory.
    Copy,
    /// Formats text.
    Format,
    /// None of these.
    Other,
}

/// Sorts `function` by its name; `own` is what the pattern's file defines.
pub fn kind(function: &str, own: &HashSet<&str>) -> Kind {
    const ALLOCATOR: [&str; 13] = [
        "dealloc",
        "malloc",
        "free",
        "realloc",
        "calloc",
        "int_",
        "alloc::alloc",
        "Global::",
        "GlobalAlloc",
        "finish_grow",
        "exchange_malloc",
        "unlink_chunk",
        "systrim",
    ];
    const COPY: [&str; 4] = ["memcpy", "memmove", "memset", "copy_nonoverlapping"];
    let has = |parts: &[&str]| parts.iter().any(|part| function.contains(part));
    // What a pattern defines has lost its path: `build`, `build::visit`, or
    // `<Square as Shape>::area`.
    let first = function
        .trim_start_matches('<')
        .split([':', ' ', '>'])
        .next()
        .unwrap_or(function);
    if has(&COPY) {
        Kind::Copy
    } else if own.contains(first) {
        Kind::Own
    } else if has(&ALLOCATOR) {
        Kind::Allocator
    } else if function.contains("fmt") {
        Kind::Format
    } else {
        Kind::Other
    }
}

/// A function with what it calls.
#[derive(Clone, Default)]
struct Node<'a> {
    samples: u64,
    calls: BTreeMap<&'a str, Node<'a>>,
}

impl<'a> Node<'a> {
    /// The call that gets nearly all of the samples, if one does.
    fn passes_on_to(&self) -> Option<(&'a str, &Node<'a>)> {
        self.calls
            .iter()
            .find(|(_, call)| call.samples as f64 >= self.samples as f64 * PASSED_ON)
            .map(|(function, call)| (*function, call))
    }

    fn merge(&mut self, other: Node<'a>) {
        self.samples += other.samples;
        for (function, call) in other.calls {
            self.calls.entry(function).or_default().merge(call);
        }
    }
}

/// `node` without library calls, below other library calls, that only pass on.
fn condensed<'a>(node: &Node<'a>, own: &HashSet<&str>, is_kept_below: bool) -> Node<'a> {
    let mut short = Node {
        samples: node.samples,
        calls: BTreeMap::new(),
    };
    for (function, call) in &node.calls {
        let (mut function, mut call) = (*function, call);
        while !is_kept_below
            && let Some(next) = call.passes_on_to()
            && is_passage(kind(function, own), kind(next.0, own))
        {
            (function, call) = next;
        }
        let below = condensed(call, own, kind(function, own) == Kind::Own);
        short.calls.entry(function).or_default().merge(below);
    }
    short
}

/// Whether a call that passes on to `next` adds nothing to it.
fn is_passage(call: Kind, next: Kind) -> bool {
    call == Kind::Other || (call == next && call != Kind::Own)
}

/// Lists what `node` calls, parents before children.
fn enter<'a>(node: &Node<'a>, parent: Option<u32>, least: f64, calls: &mut Vec<Listed<'a>>) {
    let depth = parent.map_or(0, |parent| calls[parent as usize].depth + 1);
    for (function, call) in &node.calls {
        if call.samples as f64 >= least {
            let index = calls.len() as u32;
            calls.push(Listed {
                function,
                parent,
                samples: call.samples,
                depth,
            });
            enter(call, Some(index), least, calls);
        }
    }
}

/// The [`MOST_CALLS`] calls with the most samples, still parents before children:
/// a caller has as many samples as what it calls, and comes first.
fn pruned<'a>(calls: &[Listed<'a>]) -> Vec<Listed<'a>> {
    let mut order: Vec<usize> = (0..calls.len()).collect();
    order.sort_by_key(|&index| (Reverse(calls[index].samples), calls[index].depth, index));
    order.truncate(MOST_CALLS);
    order.sort_unstable();
    let place = |parent: u32| order.binary_search(&(parent as usize)).ok();
    order
        .iter()
        .map(|&index| Listed {
            parent: calls[index]
                .parent
                .and_then(place)
                .map(|place| place as u32),
            ..calls[index]
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listed(stacks: &[(&str, u64)], own: &[&str]) -> Vec<String> {
        let stacks: Vec<(Vec<String>, u64)> = stacks
            .iter()
            .map(|(stack, count)| (stack.split(' ').map(str::to_owned).collect(), *count))
            .collect();
        tree(&stacks, &own.iter().copied().collect())
            .iter()
            .map(|call| {
                let indent = " ".repeat(call.depth);
                format!("{indent}{} {}", call.function, call.samples)
            })
            .collect()
    }

    #[test]
    fn what_only_passes_on_is_left_out_below_the_first_library_call() {
        let stacks = [
            ("append push_str extend reserve grow realloc memcpy", 60),
            ("append push_str extend memcpy", 39),
            ("append push_str", 1),
        ];
        assert_eq!(
            listed(&stacks, &["append"]),
            [
                "append 100",
                " push_str 100",
                "  extend 99",
                "   memcpy 39",
                "   realloc 60",
                "    memcpy 60",
            ]
        );
    }

    #[test]
    fn a_pattern_s_functions_are_told_from_a_library_s_of_the_same_name() {
        let own = HashSet::from(["push_str", "Square", "measure"]);
        for function in [
            "push_str",
            "measure::{{closure}}",
            "<Square as Shape>::area",
        ] {
            assert_eq!(kind(function, &own), Kind::Own, "{function}");
        }
        for function in ["String::push_str", "<String as Write>::write_str"] {
            assert_eq!(kind(function, &own), Kind::Other, "{function}");
        }
    }

    #[test]
    fn callees_that_come_together_are_one() {
        let stacks = [("f g a malloc", 40), ("f g b malloc", 40), ("f g", 20)];
        assert_eq!(listed(&stacks, &["f"]), ["f 100", " g 100", "  malloc 80"]);
    }

    #[test]
    fn pruning_keeps_the_largest_calls_and_their_callers() {
        // A recursion of a hundred calls, and one wide call beside it.
        let deep = vec!["recursive"; 100].join(" ");
        let calls = listed(&[(&deep, 50), ("wide", 90)], &["recursive", "wide"]);
        assert_eq!(calls.len(), MOST_CALLS);
        assert_eq!(calls.last().unwrap(), "wide 90");
        assert_eq!(calls[0], "recursive 50");
        let last = MOST_CALLS - 2;
        assert_eq!(calls[last], format!("{}recursive 50", " ".repeat(last)));
    }
}
