/// A node and what hangs below it.
#[derive(Debug, Default)]
pub struct Node {
    /// What it holds.
    pub value: u64,
    /// In order.
    pub children: Vec<Node>,
}

pub fn walk_tree(node: &Node) -> Vec<u64> {
    // A node behind its children.
    fn visit(node: &Node, values: &mut Vec<u64>) {
        for child in &node.children {
            visit(child, values);
        }
        values.push(node.value);
    }
    let mut values = Vec::new();
    visit(node, &mut values);
    values
}
