//! A file tree: one walk returns vectors upwards, another returns what its caller keeps.
struct Node {
    size: u64,
    name: String,
    children: Vec<Node>,
}

fn grow(depth: u32, seed: &mut u64) -> Node {
    *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    let children = if depth == 0 { Vec::new() } else { (0..3).map(|_| grow(depth - 1, seed)).collect() };
    Node { size: *seed >> 50, name: format!("n{}", *seed >> 55), children }
}

impl Node {
    //- 1 mistake recursion/flatten-tree
    fn sizes(&self) -> Vec<u64> {
        let mut all = vec![self.size];
        for child in &self.children {
            all.extend(child.sizes());
        }
        all
    }
    //+ 1
    fn sizes(&self) -> Vec<u64> {
        fn visit(node: &Node, all: &mut Vec<u64>) {
            all.push(node.size);
            for child in &node.children {
                visit(child, all);
            }
        }
        let mut all = Vec::new();
        visit(self, &mut all);
        all
    }
    //.

    //- 2 lookalike recursion/flatten-tree
    fn deepest(&self) -> Vec<&str> {
        let mut path = self.children.iter().map(Node::deepest).max_by_key(Vec::len).unwrap_or_default();
        path.push(&self.name);
        path
    }
    //+ 2
    fn deepest(&self) -> Vec<&str> {
        fn visit<'a>(node: &'a Node, path: &mut Vec<&'a str>) {
            let mut best: Vec<&str> = Vec::new();
            for child in &node.children {
                let mut below = Vec::new();
                visit(child, &mut below);
                if below.len() >= best.len() {
                    best = below;
                }
            }
            path.append(&mut best);
            path.push(&node.name);
        }
        let mut path = Vec::new();
        visit(self, &mut path);
        path
    }
    //.
}

fn main() {
    let root = grow(7, &mut 5);
    let mut sum = 0;
    for _ in 0..8 {
        let mut sizes = root.sizes();
        sizes.truncate(100);
        sum += sizes.iter().sum::<u64>();
    }
    println!("{sum} {}", root.deepest().len());
}
