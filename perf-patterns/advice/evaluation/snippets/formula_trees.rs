//! Formulas as trees of boxes, made and dropped for each row; and one short chain of boxes.
enum Tree {
    Leaf(f64),
    Column(usize),
    Add(Box<Tree>, Box<Tree>),
    Multiply(Box<Tree>, Box<Tree>),
}

//- 1 mistake pooling/arena-tree
fn parse(depth: u32, seed: usize) -> Box<Tree> {
    Box::new(match depth {
        0 if seed % 3 == 0 => Tree::Leaf(seed as f64 / 7.0),
        0 => Tree::Column(seed % 4),
        n if n % 2 == 0 => Tree::Add(parse(n - 1, seed * 2 + 1), parse(n - 1, seed * 2 + 2)),
        n => Tree::Multiply(parse(n - 1, seed * 2 + 1), parse(n - 1, seed * 2 + 2)),
    })
}

fn evaluate(tree: &Tree, row: &[f64; 4]) -> f64 {
    match tree {
        Tree::Leaf(value) => *value,
        Tree::Column(at) => row[*at],
        Tree::Add(a, b) => evaluate(a, row) + evaluate(b, row),
        Tree::Multiply(a, b) => evaluate(a, row) * evaluate(b, row),
    }
}

fn cell(row: &[f64; 4], formula: usize) -> f64 {
    evaluate(&parse(6, formula), row)
}
//+ 1
#[derive(Clone, Copy)]
enum Node {
    Leaf(f64),
    Column(usize),
    Add(u32, u32),
    Multiply(u32, u32),
}

fn parse(depth: u32, seed: usize, nodes: &mut Vec<Node>) -> u32 {
    let node = match depth {
        0 if seed % 3 == 0 => Node::Leaf(seed as f64 / 7.0),
        0 => Node::Column(seed % 4),
        n => {
            let a = parse(n - 1, seed * 2 + 1, nodes);
            let b = parse(n - 1, seed * 2 + 2, nodes);
            if n % 2 == 0 { Node::Add(a, b) } else { Node::Multiply(a, b) }
        }
    };
    nodes.push(node);
    nodes.len() as u32 - 1
}

fn evaluate(nodes: &[Node], at: u32, row: &[f64; 4]) -> f64 {
    match nodes[at as usize] {
        Node::Leaf(value) => value,
        Node::Column(at) => row[at],
        Node::Add(a, b) => evaluate(nodes, a, row) + evaluate(nodes, b, row),
        Node::Multiply(a, b) => evaluate(nodes, a, row) * evaluate(nodes, b, row),
    }
}

fn cell(row: &[f64; 4], formula: usize) -> f64 {
    let mut nodes = Vec::with_capacity(128);
    let root = parse(6, formula, &mut nodes);
    evaluate(&nodes, root, row)
}
//.

struct Layer {
    name: &'static str,
    below: Option<Box<Layer>>,
}

//- 2 lookalike pooling/arena-tree
fn layers(names: &[&'static str]) -> Option<Box<Layer>> {
    names.iter().fold(None, |below, name| Some(Box::new(Layer { name, below })))
}
//+ 2
fn layers(names: &[&'static str]) -> Option<Box<Layer>> {
    let mut top = None;
    for name in names {
        top = Some(Box::new(Layer { name, below: top }));
    }
    top
}
//.

fn main() {
    let stack = layers(&["base", "terrain", "roads", "labels"]);
    let mut names = 0;
    let mut at = stack.as_deref();
    while let Some(layer) = at {
        names += layer.name.len();
        at = layer.below.as_deref();
    }
    let mut sum = 0.0;
    for row in 0..150 {
        let row = [f64::from(row) / 10.0, 1.0, 0.5, f64::from(row % 7)];
        for formula in 0..3 {
            sum += cell(&row, formula) % 10.0;
        }
    }
    println!("{sum:.3} {names}");
}
