//! After oxc-project/oxc#4074: the names that declarations refer to, in a set instead of a list;
//! − after bug-ops/zeph#888: a set of a few places, where a list is as good.
use std::collections::HashSet;

struct Declaration {
    name: String,
    refers: Vec<String>,
}

fn module(n: u32) -> Vec<Declaration> {
    (0..n)
        .map(|at| Declaration {
            name: format!("Type{at}"),
            refers: (1..4).map(|k| format!("Type{}", at * k * 7 % n)).collect(),
        })
        .collect()
}

//- 1 mistake lookups/contains-set
fn unused(module: &[Declaration]) -> usize {
    let mut referred: Vec<&str> = Vec::new();
    for declaration in module {
        for name in &declaration.refers {
            if !referred.contains(&name.as_str()) {
                referred.push(name);
            }
        }
    }
    module.iter().filter(|declaration| !referred.contains(&declaration.name.as_str())).count()
}
//+ 1
fn unused(module: &[Declaration]) -> usize {
    let mut referred: HashSet<&str> = HashSet::new();
    for declaration in module {
        for name in &declaration.refers {
            referred.insert(name);
        }
    }
    module.iter().filter(|declaration| !referred.contains(declaration.name.as_str())).count()
}
//.

//- 2 lookalike lookups/contains-set
fn middle_out(lengths: &[usize], limit: usize) -> usize {
    let mut removed: Vec<usize> = Vec::with_capacity(8);
    let mut left: usize = lengths.iter().sum();
    for step in 0..8 {
        let at = (lengths.len() / 2 + step * 3) % lengths.len();
        if left > limit && !removed.contains(&at) {
            left -= lengths[at];
            removed.push(at);
        }
    }
    lengths.iter().enumerate().filter(|(at, _)| !removed.contains(at)).map(|(_, length)| length).sum()
}
//+ 2
fn middle_out(lengths: &[usize], limit: usize) -> usize {
    let mut removed: HashSet<usize> = HashSet::with_capacity(8);
    let mut left: usize = lengths.iter().sum();
    for step in 0..8 {
        let at = (lengths.len() / 2 + step * 3) % lengths.len();
        if left > limit && removed.insert(at) {
            left -= lengths[at];
        }
    }
    lengths.iter().enumerate().filter(|(at, _)| !removed.contains(at)).map(|(_, length)| length).sum()
}
//.

fn main() {
    let module = module(600);
    let lengths: Vec<usize> = (0..40).map(|n| n * 13 % 90 + 1).collect();
    let kept: usize = (0..200).map(|round| middle_out(&lengths, 900 + round)).sum();
    println!("{} {kept}", unused(&module));
}
