//! Breadth first over a graph: visited nodes in a list that is searched; the frontier is small.
use std::collections::VecDeque;

struct Graph {
    edges: Vec<[u32; 3]>,
}

impl Graph {
    fn new(n: u32) -> Graph {
        Graph { edges: (0..n).map(|at| [(at + 1) % n, at * 7 % n, (at + 13) % n]).collect() }
    }

    //- 1 mistake lookups/contains-set
    fn reach(&self, from: u32, limit: usize) -> Vec<u32> {
        let mut visited = vec![from];
        let mut queue = VecDeque::from([from]);
        while let Some(at) = queue.pop_front() {
            for next in self.edges[at as usize] {
                if visited.len() < limit && !visited.contains(&next) {
                    visited.push(next);
                    queue.push_back(next);
                }
            }
        }
        visited
    }
    //+ 1
    fn reach(&self, from: u32, limit: usize) -> Vec<u32> {
        let mut visited = vec![from];
        let mut seen = std::collections::HashSet::from([from]);
        let mut queue = VecDeque::from([from]);
        while let Some(at) = queue.pop_front() {
            for next in self.edges[at as usize] {
                if visited.len() < limit && seen.insert(next) {
                    visited.push(next);
                    queue.push_back(next);
                }
            }
        }
        visited
    }
    //.

    //- 2 lookalike lookups/contains-set
    fn loops(&self) -> usize {
        (0..self.edges.len() as u32)
            .filter(|at| self.edges[*at as usize].iter().any(|next| self.edges[*next as usize].contains(at)))
            .count()
    }
    //+ 2
    fn loops(&self) -> usize {
        let sets: Vec<std::collections::HashSet<u32>> =
            self.edges.iter().map(|edges| edges.iter().copied().collect()).collect();
        (0..self.edges.len() as u32)
            .filter(|at| self.edges[*at as usize].iter().any(|next| sets[*next as usize].contains(at)))
            .count()
    }
    //.
}

fn main() {
    let graph = Graph::new(3_000);
    let reached = graph.reach(5, 1_500);
    let mut loops = 0;
    for _ in 0..30 {
        loops += std::hint::black_box(&graph).loops();
    }
    println!("{} {:?} {loops}", reached.len(), reached.last());
}
