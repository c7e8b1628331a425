//! After findyourexit/excise#46: nodes of an arena lie in it, instead of in a box each;
//! the names of the folders are their own, and the parents are numbers already.
struct Node {
    bytes: u64,
    parent: u32,
    first: u32,
    next: u32,
}

const NONE: u32 = u32::MAX;

//- 1 mistake pooling/arena-tree|heap-vs-stack/return-small
#[derive(Default)]
struct Arena {
    nodes: Vec<Option<Box<Node>>>,
    free: Vec<u32>,
}

impl Arena {
    fn add(&mut self, parent: u32, bytes: u64) -> u32 {
        let next = self.get(parent).map_or(NONE, |node| node.first);
        let node = Box::new(Node { bytes, parent, first: NONE, next });
        let id = match self.free.pop() {
            Some(id) => {
                self.nodes[id as usize] = Some(node);
                id
            }
            None => {
                self.nodes.push(Some(node));
                self.nodes.len() as u32 - 1
            }
        };
        if let Some(Some(parent)) = self.nodes.get_mut(parent as usize) {
            parent.first = id;
        }
        id
    }

    fn get(&self, id: u32) -> Option<&Node> {
        self.nodes.get(id as usize)?.as_deref()
    }

    fn take(&mut self, id: u32) -> Option<Node> {
        let node = self.nodes.get_mut(id as usize)?.take()?;
        self.free.push(id);
        Some(*node)
    }
}
//+ 1
#[derive(Default)]
struct Arena {
    nodes: Vec<Option<Node>>,
    free: Vec<u32>,
}

impl Arena {
    fn add(&mut self, parent: u32, bytes: u64) -> u32 {
        let next = self.get(parent).map_or(NONE, |node| node.first);
        let node = Node { bytes, parent, first: NONE, next };
        let id = match self.free.pop() {
            Some(id) => {
                self.nodes[id as usize] = Some(node);
                id
            }
            None => {
                self.nodes.push(Some(node));
                self.nodes.len() as u32 - 1
            }
        };
        if let Some(Some(parent)) = self.nodes.get_mut(parent as usize) {
            parent.first = id;
        }
        id
    }

    fn get(&self, id: u32) -> Option<&Node> {
        self.nodes.get(id as usize)?.as_ref()
    }

    fn take(&mut self, id: u32) -> Option<Node> {
        let node = self.nodes.get_mut(id as usize)?.take()?;
        self.free.push(id);
        Some(node)
    }
}
//.

//- 2 lookalike recursion/depth-first|recursion/flatten-tree
fn total(arena: &Arena, id: u32) -> u64 {
    let Some(node) = arena.get(id) else { return 0 };
    let mut sum = node.bytes;
    let mut child = node.first;
    while let Some(node) = arena.get(child) {
        sum += total(arena, child);
        child = node.next;
    }
    sum
}
//+ 2
fn total(arena: &Arena, id: u32) -> u64 {
    let mut sum = 0;
    let mut open = vec![id];
    while let Some(id) = open.pop() {
        let Some(node) = arena.get(id) else { continue };
        sum += node.bytes;
        let mut child = node.first;
        while let Some(node) = arena.get(child) {
            open.push(child);
            child = node.next;
        }
    }
    sum
}
//.

fn main() {
    let mut sums = 0;
    let mut depth = 0;
    for scan in 0..12_u64 {
        let mut arena = Arena::default();
        let root = arena.add(NONE, 1);
        let mut folders = vec![root];
        for at in 0..1_200_u64 {
            let parent = folders[(at * 7 % folders.len() as u64) as usize];
            let id = arena.add(parent, at * 31 % 4_096 + scan);
            if at % 9 == 0 {
                folders.push(id);
            }
        }
        sums += total(&arena, root);
        let mut at = folders[folders.len() - 1];
        while let Some(node) = arena.take(at) {
            depth += 1;
            at = node.parent;
        }
    }
    println!("{sums} {depth}");
}
