//! A search over states of a puzzle: cloned before it is known whether there is a move; a key made by formatting is looked up, mostly with a hit.
use std::collections::{HashMap, HashSet, VecDeque};

#[derive(Clone, PartialEq, Eq, Hash)]
struct State {
    jugs: Vec<u8>,
}

struct Puzzle {
    sizes: Vec<u8>,
}

impl Puzzle {
    fn pour(&self, state: &mut State, from: usize, to: usize) -> bool {
        let poured = state.jugs[from].min(self.sizes[to] - state.jugs[to]);
        state.jugs[from] -= poured;
        state.jugs[to] += poured;
        poured > 0
    }

    //- 1 mistake ownership/clone-to-read
    fn reach(&self, start: State) -> Vec<State> {
        let mut seen = HashSet::from([start.clone()]);
        let mut queue = VecDeque::from([start]);
        let mut order = Vec::new();
        while let Some(state) = queue.pop_front() {
            for from in 0..self.sizes.len() {
                for to in 0..self.sizes.len() {
                    let mut next = state.clone();
                    if from != to && self.pour(&mut next, from, to) && seen.insert(next.clone()) {
                        queue.push_back(next);
                    }
                }
            }
            order.push(state);
        }
        order
    }
    //+ 1
    fn reach(&self, start: State) -> Vec<State> {
        let mut seen = HashSet::from([start.clone()]);
        let mut queue = VecDeque::from([start]);
        let mut order = Vec::new();
        while let Some(state) = queue.pop_front() {
            for from in 0..self.sizes.len() {
                for to in 0..self.sizes.len() {
                    if from == to || state.jugs[from] == 0 || state.jugs[to] == self.sizes[to] {
                        continue;
                    }
                    let mut next = state.clone();
                    if self.pour(&mut next, from, to) && !seen.contains(&next) {
                        seen.insert(next.clone());
                        queue.push_back(next);
                    }
                }
            }
            order.push(state);
        }
        order
    }
    //.
}

//- 2 mistake lookups/key-without-owning|string-building/append|string-building/format-push
fn memo(states: &[State]) -> usize {
    let mut weights: HashMap<String, usize> = HashMap::new();
    let mut sum = 0;
    for state in states {
        let first = state.jugs[0];
        let weight = *weights.entry(format!("jug-{first}")).or_insert_with(|| usize::from(first) * 3 + 1);
        sum += weight;
    }
    sum + weights.len()
}
//+ 2
fn memo(states: &[State]) -> usize {
    let mut weights: HashMap<u8, usize> = HashMap::new();
    let mut sum = 0;
    for state in states {
        let first = state.jugs[0];
        let weight = *weights.entry(first).or_insert_with(|| usize::from(first) * 3 + 1);
        sum += weight;
    }
    sum + weights.len()
}
//.

fn main() {
    let puzzle = Puzzle { sizes: vec![13, 9, 7, 5] };
    let states = puzzle.reach(State { jugs: vec![13, 4, 0, 0] });
    let mut sum = 0;
    for _ in 0..30 {
        sum += memo(&states);
    }
    println!("{} {sum}", states.len());
}
