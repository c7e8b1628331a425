//! Orders targets of a build: dependencies are cloned to be walked, what was visited is a list, the order is kept.
use std::collections::HashMap;

struct Target {
    name: String,
    depends: Vec<String>,
    seconds: u32,
}

fn targets(count: usize) -> Vec<Target> {
    (0..count)
        .map(|at| Target {
            name: format!("//packages/part{at}:library"),
            depends: (1..5).filter(|k| at > k * 3).map(|k| format!("//packages/part{}:library", (at - k * 3) * (k + 1) % at)).collect(),
            seconds: 1 + at as u32 % 11,
        })
        .collect()
}

struct Order<'a> {
    targets: HashMap<&'a str, &'a Target>,
    //- 1 mistake lookups/contains-set
    visited: Vec<String>,
    //+ 1
    visited: std::collections::HashSet<String>,
    //.
    order: Vec<String>,
}

impl Order<'_> {
    fn visit(&mut self, name: &str) {
        //- 1
        if self.visited.iter().any(|visited| visited == name) {
            return;
        }
        self.visited.push(name.to_string());
        //+ 1
        if !self.visited.insert(name.to_string()) {
            return;
        }
        //.
        let Some(target) = self.targets.get(name).copied() else { return };
        //- 2 lookalike ownership/clone-to-read|loops/collect-then-iterate
        for depends in target.depends.clone() {
            self.visit(&depends);
        }
        //+ 2
        for depends in &target.depends {
            self.visit(depends);
        }
        //.
        //- 3 lookalike ownership/clone-to-read
        self.order.push(target.name.clone());
        //+ 3
        self.order.push(name.to_string());
        //.
    }
}

fn critical(targets: &[Target], order: &[String]) -> u32 {
    //- 4 lookalike lookups/hasher|preallocation/map-capacity
    let by_name: HashMap<&str, &Target> = targets.iter().map(|target| (target.name.as_str(), target)).collect();
    let mut ready: HashMap<&str, u32> = HashMap::new();
    //+ 4
    let by_name: HashMap<&str, &Target> = targets.iter().map(|target| (target.name.as_str(), target)).collect();
    let mut ready: HashMap<&str, u32> = HashMap::with_capacity(order.len());
    //.
    let mut last = 0;
    for name in order {
        let target = by_name[name.as_str()];
        let start = target.depends.iter().filter_map(|depends| ready.get(depends.as_str())).max().copied().unwrap_or(0);
        ready.insert(name, start + target.seconds);
        last = last.max(start + target.seconds);
    }
    last
}

fn main() {
    let targets = targets(900);
    //- 1
    let mut order = Order {
        targets: targets.iter().map(|target| (target.name.as_str(), target)).collect(),
        visited: Vec::new(),
        order: Vec::new(),
    };
    //+ 1
    let mut order = Order {
        targets: targets.iter().map(|target| (target.name.as_str(), target)).collect(),
        visited: Default::default(),
        order: Vec::new(),
    };
    //.
    for target in &targets {
        order.visit(&target.name);
    }
    let order = order.order;
    println!("{} {} {:?}", order.len(), critical(&targets, &order), order.last());
}
