/// A node and what hangs below it.
#[derive(Debug, Default)]
pub struct Node {
    /// What it holds.
    pub value: u64,
    /// In order.
    pub children: Vec<Node>,
}

pub fn walk_tree(node: &Node) -> Vec<u64> {
    // One vector for each branch below the root, handed down in there.
    let mut values = vec![node.value];
    for child in &node.children {
        let mut below = Vec::new();
        visit(child, &mut below);
        values.append(&mut below);
    }
    values
}

fn visit(node: &Node, values: &mut Vec<u64>) {
    values.push(node.value);
    for child in &node.children {
        visit(child, values);
    }
}
