//! Which element comes next? A recursive list in boxes against a table that is a vector.
//- 1 mistake pooling/arena-tree
struct Tree {
    root: Option<Box<Leaf>>,
}

struct Leaf {
    key: u32,
    left: Option<Box<Leaf>>,
    right: Option<Box<Leaf>>,
}

impl Tree {
    fn new() -> Tree {
        Tree { root: None }
    }

    fn insert(&mut self, key: u32) {
        let mut place = &mut self.root;
        while let Some(leaf) = place {
            place = if key < leaf.key { &mut leaf.left } else { &mut leaf.right };
        }
        *place = Some(Box::new(Leaf { key, left: None, right: None }));
    }

    fn depth_of(&self, key: u32) -> usize {
        let mut depth = 0;
        let mut place = &self.root;
        while let Some(leaf) = place {
            if leaf.key == key {
                break;
            }
            depth += 1;
            place = if key < leaf.key { &leaf.left } else { &leaf.right };
        }
        depth
    }
}
//+ 1
struct Tree {
    leaves: Vec<Leaf>,
}

struct Leaf {
    key: u32,
    left: u32,
    right: u32,
}

impl Tree {
    fn new() -> Tree {
        Tree { leaves: Vec::new() }
    }

    fn insert(&mut self, key: u32) {
        let new = self.leaves.len() as u32;
        self.leaves.push(Leaf { key, left: u32::MAX, right: u32::MAX });
        if new == 0 {
            return;
        }
        let mut at = 0;
        loop {
            let leaf = &mut self.leaves[at as usize];
            let next = if key < leaf.key { &mut leaf.left } else { &mut leaf.right };
            if *next == u32::MAX {
                *next = new;
                return;
            }
            at = *next;
        }
    }

    fn depth_of(&self, key: u32) -> usize {
        let mut depth = 0;
        let mut at = 0u32;
        while let Some(leaf) = self.leaves.get(at as usize) {
            if leaf.key == key {
                break;
            }
            depth += 1;
            at = if key < leaf.key { leaf.left } else { leaf.right };
        }
        depth
    }
}
//.

//- 2 lookalike pooling/arena-tree
fn pages(n: u32) -> Vec<Box<[u32; 64]>> {
    (0..n).map(|at| Box::new([at; 64])).collect()
}
//+ 2
fn pages(n: u32) -> Vec<[u32; 64]> {
    (0..n).map(|at| [at; 64]).collect()
}
//.

fn main() {
    let mut depth = 0;
    for round in 0..10u32 {
        let mut tree = Tree::new();
        for n in 0..1_500u32 {
            tree.insert(n.wrapping_mul(2_654_435_761).rotate_left(round));
        }
        depth += tree.depth_of(77) + tree.depth_of(2_654_435_761);
    }
    let mut pages = pages(500);
    for round in 0..20 {
        for page in &mut pages {
            page[round] = page[round + 1] ^ 5;
        }
    }
    println!("{depth} {}", pages.iter().map(|page| u64::from(page[3])).sum::<u64>());
}
