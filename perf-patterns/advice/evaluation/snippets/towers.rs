//! Recursions: moves of a tower, each made once; ways up the stairs, counted again and again; orders of a few things.
//- 1 lookalike recursion/fibonacci|recursion/depth-first
fn moves(discs: u32, from: u8, to: u8, by: u8, visit: &mut impl FnMut(u8, u8)) {
    if discs > 0 {
        moves(discs - 1, from, by, to, visit);
        visit(from, to);
        moves(discs - 1, by, to, from, visit);
    }
}
//+ 1
fn moves(discs: u32, from: u8, to: u8, by: u8, visit: &mut impl FnMut(u8, u8)) {
    let mut left = vec![(discs, from, to, by, false)];
    while let Some((discs, from, to, by, now)) = left.pop() {
        if now {
            visit(from, to);
        } else if discs > 0 {
            left.push((discs - 1, by, to, from, false));
            left.push((discs, from, to, by, true));
            left.push((discs - 1, from, by, to, false));
        }
    }
}
//.

struct Stairs<'a> {
    strides: &'a [usize],
}

impl Stairs<'_> {
    //- 2 mistake recursion/fibonacci
    fn ways(&self, height: usize) -> u64 {
        if height == 0 {
            return 1;
        }
        self.strides.iter().filter(|stride| **stride <= height).map(|stride| self.ways(height - stride)).sum()
    }
    //+ 2
    fn ways(&self, height: usize) -> u64 {
        let mut ways = vec![1; height + 1];
        for at in 1..=height {
            ways[at] = self.strides.iter().filter(|stride| **stride <= at).map(|stride| ways[at - stride]).sum();
        }
        ways[height]
    }
    //.
}

//- 3 lookalike recursion/flatten-tree|pooling/clone-from
fn orders(left: &mut Vec<u8>, done: &mut Vec<u8>, all: &mut Vec<Vec<u8>>) {
    if left.is_empty() {
        all.push(done.clone());
    }
    for at in 0..left.len() {
        let one = left.swap_remove(at);
        done.push(one);
        orders(left, done, all);
        done.pop();
        left.push(one);
        let last = left.len() - 1;
        left.swap(at, last);
    }
}
//+ 3
fn orders(left: &mut Vec<u8>, done: &mut Vec<u8>, all: &mut Vec<Vec<u8>>) {
    if left.is_empty() {
        all.push(done.as_slice().to_owned());
    }
    for at in 0..left.len() {
        let one = left.swap_remove(at);
        done.push(one);
        orders(left, done, all);
        done.pop();
        left.push(one);
        let last = left.len() - 1;
        left.swap(at, last);
    }
}
//.

fn main() {
    let mut load = [14_u32, 0, 0];
    moves(14, 0, 2, 1, &mut |from, to| {
        load[from as usize] -= 1;
        load[to as usize] += 1;
    });
    let stairs = Stairs { strides: &[1, 2, 5] };
    let mut all = Vec::new();
    orders(&mut (0..6).collect(), &mut Vec::new(), &mut all);
    println!("{load:?} {} {} {:?}", stairs.ways(20), all.len(), all.last());
}
