/// A node and what hangs below it.
#[derive(Debug, Default)]
pub struct Node {
    /// What it holds.
    pub value: u64,
    /// In order.
    pub children: Vec<Node>,
}

pub fn walk_tree(node: &Node) -> Vec<u64> {
    // No vector for a leaf; one for each of the others.
    let mut values = vec![node.value];
    for child in &node.children {
        if child.children.is_empty() {
            values.push(child.value);
        } else {
            values.extend(walk_tree(child));
        }
    }
    values
}
