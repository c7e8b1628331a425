//! uses rustc-hash
//! Weights of edges by a pair of numbers: a slow hash where nobody is hostile; names of nodes are owned by their index.
use std::collections::{BTreeMap, HashMap};

//- 1 mistake lookups/hasher
type Weights = HashMap<(u32, u32), u32>;
//+ 1
type Weights = rustc_hash::FxHashMap<(u32, u32), u32>;
//.

struct Graph {
    nodes: u32,
    //- 1
    weights: Weights,
    //+ 1
    weights: Weights,
    //.
    names: BTreeMap<String, u32>,
}

impl Graph {
    fn new(nodes: u32) -> Graph {
        let mut graph = Graph { nodes, weights: Default::default(), names: Default::default() };
        for node in 0..nodes {
            for k in 1..6 {
                //- 1
                graph.weights.insert((node, (node * k + 17 * k) % nodes), node % 13 + k);
                //+ 1
                graph.weights.insert((node, (node * k + 17 * k) % nodes), node % 13 + k);
                //.
            }
        }
        for node in (0..nodes).step_by(50) {
            //- 2 lookalike lookups/key-without-owning|string-building/format-push
            graph.names.insert(format!("town{node}"), node);
            //+ 2
            let mut name = String::from("town");
            name.push_str(&node.to_string());
            graph.names.insert(name, node);
            //.
        }
        graph
    }

    fn weight(&self, from: u32, to: u32) -> u32 {
        //- 1
        self.weights.get(&(from, to)).copied().unwrap_or(100)
        //+ 1
        self.weights.get(&(from, to)).copied().unwrap_or(100)
        //.
    }

    fn tour(&self, start: u32, steps: u32) -> (u32, u32) {
        let mut at = start;
        let mut length = 0;
        for step in 0..steps {
            let next = (1..6).map(|k| (at * k + 17 * k) % self.nodes).min_by_key(|to| (self.weight(at, *to) + step % 3, *to));
            let Some(next) = next else { break };
            length += self.weight(at, next);
            at = (next + step) % self.nodes;
        }
        (at, length)
    }
}

fn main() {
    let graph = Graph::new(1_000);
    let mut sum = 0;
    for town in ["town0", "town150", "town900", "nowhere"] {
        let Some(start) = graph.names.get(town) else { continue };
        let (end, length) = graph.tour(*start, 1_500);
        sum += length;
        println!("{town}: {end} {length}");
    }
    println!("{sum}");
}
