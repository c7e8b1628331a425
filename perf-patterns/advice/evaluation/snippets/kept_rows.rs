//! Hot, and right as it is: rows are kept, lines are kept to be sorted, a tree is built once and walked often.
use std::io::BufRead;

struct Table {
    rows: Vec<Vec<u32>>,
}

//- 1 lookalike pooling/reuse-vec|loops/collect-then-iterate|preallocation/vec-capacity
fn parse(text: &str) -> Table {
    let rows = text
        .lines()
        .map(|line| {
            let mut row: Vec<u32> = line.bytes().map(u32::from).collect();
            row.sort_unstable();
            row
        })
        .collect();
    Table { rows }
}
//+ 1
fn parse(text: &str) -> Table {
    let mut rows = Vec::new();
    for line in text.lines() {
        let mut row: Vec<u32> = Vec::with_capacity(line.len());
        row.extend(line.bytes().map(u32::from));
        row.sort_unstable();
        rows.push(row);
    }
    Table { rows }
}
//.

//- 2 lookalike pooling/read-lines|ownership/clone-to-read
fn sorted(reader: impl BufRead) -> std::io::Result<Vec<String>> {
    let mut lines = Vec::new();
    for line in reader.lines() {
        lines.push(line?);
    }
    lines.sort_unstable_by(|a, b| b.cmp(a));
    Ok(lines)
}
//+ 2
fn sorted(reader: impl BufRead) -> std::io::Result<Vec<String>> {
    let mut lines = reader.lines().collect::<Result<Vec<String>, _>>()?;
    lines.sort_unstable_by(|a, b| b.cmp(a));
    Ok(lines)
}
//.

//- 3 lookalike pooling/arena-tree
enum Tree {
    Leaf(u32),
    Fork(Box<Tree>, u32, Box<Tree>),
}

fn build(rows: &[Vec<u32>]) -> Tree {
    match rows {
        [] => Tree::Leaf(0),
        [row] => Tree::Leaf(row[0]),
        rows => {
            let (left, right) = rows.split_at(rows.len() / 2);
            Tree::Fork(Box::new(build(left)), right[0][0], Box::new(build(right)))
        }
    }
}

fn walk(tree: &Tree, with: u32) -> u32 {
    match tree {
        Tree::Leaf(value) => value ^ with,
        Tree::Fork(left, value, right) => walk(left, with).wrapping_add(walk(right, with)) ^ value,
    }
}

fn walks(rows: &[Vec<u32>], times: u32) -> u32 {
    let tree = build(rows);
    (0..times).fold(0, |sum, with| walk(&tree, with ^ sum))
}
//+ 3
enum Tree {
    Leaf(u32),
    Fork(u32, u32, u32),
}

fn build(rows: &[Vec<u32>], nodes: &mut Vec<Tree>) -> u32 {
    let node = match rows {
        [] => Tree::Leaf(0),
        [row] => Tree::Leaf(row[0]),
        rows => {
            let (left, right) = rows.split_at(rows.len() / 2);
            Tree::Fork(build(left, nodes), right[0][0], build(right, nodes))
        }
    };
    nodes.push(node);
    nodes.len() as u32 - 1
}

fn walk(nodes: &[Tree], at: u32, with: u32) -> u32 {
    match &nodes[at as usize] {
        Tree::Leaf(value) => value ^ with,
        Tree::Fork(left, value, right) => walk(nodes, *left, with).wrapping_add(walk(nodes, *right, with)) ^ value,
    }
}

fn walks(rows: &[Vec<u32>], times: u32) -> u32 {
    let mut nodes = Vec::with_capacity(2 * rows.len());
    let root = build(rows, &mut nodes);
    (0..times).fold(0, |sum, with| walk(&nodes, root, with ^ sum))
}
//.

fn main() -> std::io::Result<()> {
    //- 4 mistake string-building/format-push|string-building/join-numbers|string-building/append
    let text: String = (0..700_u32).map(|n| format!("{:x} record of {n}\n", n.wrapping_mul(2_654_435_761))).collect();
    //+ 4
    use std::fmt::Write;
    let mut text = String::new();
    for n in 0..700_u32 {
        let _ = write!(text, "{:x} record of {n}\n", n.wrapping_mul(2_654_435_761));
    }
    //.
    let table = parse(&text);
    let lines = sorted(text.as_bytes())?;
    let sum = walks(&table.rows, 120);
    println!("{sum} {}", lines[3]);
    Ok(())
}
