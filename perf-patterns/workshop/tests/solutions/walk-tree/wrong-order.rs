/// A node and what hangs below it.
#[derive(Debug, Default)]
pub struct Node {
    /// What it holds.
    pub value: u64,
    /// In order.
    pub children: Vec<Node>,
}

pub fn walk_tree(node: &Node) -> Vec<u64> {
    // From the last child to the first.
    let (mut values, mut pending) = (Vec::new(), vec![node]);
    while let Some(node) = pending.pop() {
        values.push(node.value);
        pending.extend(&node.children);
    }
    values
}
