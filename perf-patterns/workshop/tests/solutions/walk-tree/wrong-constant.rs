/// A node and what hangs below it.
#[derive(Debug, Default)]
pub struct Node {
    /// What it holds.
    pub value: u64,
    /// In order.
    pub children: Vec<Node>,
}

pub fn walk_tree(node: &Node) -> Vec<u64> {
    // The root alone.
    vec![node.value]
}
