//! Spans of time in a search tree that is built anew for each day; holidays are a short list of boxes.
//- 1 mistake pooling/arena-tree|heap-vs-stack/return-small
struct Node {
    from: u32,
    to: u32,
    latest: u32,
    left: Option<Box<Node>>,
    right: Option<Box<Node>>,
}

#[derive(Default)]
struct Tree {
    root: Option<Box<Node>>,
}

impl Tree {
    fn insert(&mut self, from: u32, to: u32) {
        let mut place = &mut self.root;
        while let Some(node) = place {
            node.latest = node.latest.max(to);
            place = if from < node.from { &mut node.left } else { &mut node.right };
        }
        *place = Some(Box::new(Node { from, to, latest: to, left: None, right: None }));
    }

    fn overlaps(&self, at: u32) -> u32 {
        fn below(node: &Option<Box<Node>>, at: u32) -> u32 {
            match node {
                Some(node) if node.latest > at => {
                    let right = if node.from <= at { below(&node.right, at) } else { 0 };
                    below(&node.left, at) + u32::from(node.from <= at && at < node.to) + right
                }
                _ => 0,
            }
        }
        below(&self.root, at)
    }
}
//+ 1
struct Node {
    from: u32,
    to: u32,
    latest: u32,
    left: u32,
    right: u32,
}

#[derive(Default)]
struct Tree {
    nodes: Vec<Node>,
}

const NONE: u32 = u32::MAX;

impl Tree {
    fn insert(&mut self, from: u32, to: u32) {
        let new = self.nodes.len() as u32;
        let mut at = if new == 0 { NONE } else { 0 };
        while at != NONE {
            let node = &mut self.nodes[at as usize];
            node.latest = node.latest.max(to);
            let place = if from < node.from { &mut node.left } else { &mut node.right };
            at = *place;
            if at == NONE {
                *place = new;
            }
        }
        self.nodes.push(Node { from, to, latest: to, left: NONE, right: NONE });
    }

    fn overlaps(&self, at: u32) -> u32 {
        fn below(nodes: &[Node], node: u32, at: u32) -> u32 {
            match nodes.get(node as usize) {
                Some(node) if node.latest > at => {
                    let right = if node.from <= at { below(nodes, node.right, at) } else { 0 };
                    below(nodes, node.left, at) + u32::from(node.from <= at && at < node.to) + right
                }
                _ => 0,
            }
        }
        below(&self.nodes, 0, at)
    }
}
//.

//- 2 lookalike pooling/arena-tree
enum Holidays {
    None,
    Day(u32, Box<Holidays>),
}

fn holidays(days: &[u32]) -> Holidays {
    days.iter().rev().fold(Holidays::None, |rest, day| Holidays::Day(*day, Box::new(rest)))
}

fn is_holiday(mut holidays: &Holidays, day: u32) -> bool {
    while let Holidays::Day(holiday, rest) = holidays {
        if *holiday == day {
            return true;
        }
        holidays = rest;
    }
    false
}
//+ 2
type Holidays = Vec<u32>;

fn holidays(days: &[u32]) -> Holidays {
    days.to_vec()
}

fn is_holiday(holidays: &Holidays, day: u32) -> bool {
    holidays.contains(&day)
}
//.

fn main() {
    let holidays = holidays(&[12, 30, 55, 81]);
    let mut busiest = (0, 0, 0);
    for day in 0..90 {
        if is_holiday(&holidays, day) {
            continue;
        }
        let mut tree = Tree::default();
        for at in 0..120_u32 {
            let from = (at * 7_919 + day * 131) % 1_440;
            tree.insert(from, from + 15 + at % 60);
        }
        for hour in 0..24 {
            busiest = busiest.max((tree.overlaps(hour * 60), day, hour));
        }
    }
    println!("{busiest:?}");
}
