//! Resolves packages: what was visited is a list that grows; the chain of parents is short; edges are cloned to be walked.
use std::collections::HashMap;

#[derive(Default)]
struct Registry {
    needs: HashMap<u32, Vec<u32>>,
}

struct Resolver<'a> {
    registry: &'a Registry,
    order: Vec<u32>,
    //- 1 mistake lookups/contains-set
    done: Vec<u32>,
    //+ 1
    done: std::collections::HashSet<u32>,
    //.
    chain: Vec<u32>,
    cycles: u32,
}

impl Registry {
    fn sample(packages: u32) -> Registry {
        let mut registry = Registry::default();
        for package in 0..packages {
            let needs = (1..=4).map(|k| package / 2 + package * k % 7 + k * 3).filter(|need| *need < package).collect();
            registry.needs.insert(package, needs);
        }
        registry
    }

    //- 2 mistake ownership/clone-to-read
    fn needs(&self, package: u32) -> Vec<u32> {
        self.needs.get(&package).cloned().unwrap_or_default()
    }
    //+ 2
    fn needs(&self, package: u32) -> &[u32] {
        self.needs.get(&package).map_or(&[], Vec::as_slice)
    }
    //.
}

impl<'a> Resolver<'a> {
    fn visit(&mut self, package: u32) {
        //- 3 lookalike lookups/contains-set
        if self.chain.contains(&package) {
            self.cycles += 1;
            return;
        }
        //+ 3
        if self.chain.iter().rev().any(|one| *one == package) {
            self.cycles += 1;
            return;
        }
        //.
        //- 1
        if self.done.contains(&package) {
            return;
        }
        self.done.push(package);
        //+ 1
        if !self.done.insert(package) {
            return;
        }
        //.
        self.chain.push(package);
        let registry = self.registry;
        //- 2
        for need in registry.needs(package) {
            self.visit(need);
        }
        //+ 2
        for need in registry.needs(package) {
            self.visit(*need);
        }
        //.
        self.chain.pop();
        self.order.push(package);
    }
}

fn depth(registry: &Registry, package: u32) -> usize {
    let mut deepest = 0;
    let mut at = package;
    while let Some(first) = registry.needs(at).first() {
        at = *first;
        deepest += 1;
    }
    deepest
}

fn main() {
    let registry = Registry::sample(1_200);
    let mut resolver =
        Resolver { registry: &registry, order: Vec::new(), done: Default::default(), chain: Vec::new(), cycles: 0 };
    for root in (0..1_200).rev() {
        resolver.visit(root);
    }
    let mut depths = 0;
    for _ in 0..6 {
        depths += (0..1_200).map(|package| depth(&registry, package)).sum::<usize>();
    }
    println!("{} {} {depths}", resolver.order.len(), resolver.cycles);
}
