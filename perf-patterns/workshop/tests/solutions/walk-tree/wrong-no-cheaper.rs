/// A node and what hangs below it.
#[derive(Debug, Default)]
pub struct Node {
    /// What it holds.
    pub value: u64,
    /// In order.
    pub children: Vec<Node>,
}

pub fn walk_tree(node: &Node) -> Vec<u64> {
    // Room beforehand, in as many vectors.
    let mut values = Vec::with_capacity(1 + node.children.len());
    values.push(node.value);
    for child in &node.children {
        values.append(&mut walk_tree(child));
    }
    values
}
