//! One allocation, and links of sixteen bytes: a node is larger than it was.

pub fn search_tree(keys: &[u32]) -> (usize, usize) {
    struct Node {
        key: u32,
        left: Option<usize>,
        right: Option<usize>,
    }

    fn measure(nodes: &[Node], link: Option<usize>) -> (usize, usize) {
        link.map_or((0, 0), |index| {
            let node = &nodes[index as usize];
            let (left, left_depth) = measure(nodes, node.left);
            let (right, right_depth) = measure(nodes, node.right);
            (left + right + 1, left_depth.max(right_depth) + 1)
        })
    }

    let mut nodes: Vec<Node> = Vec::with_capacity(keys.len());
    for &key in keys {
        let mut place = (!nodes.is_empty()).then_some(0);
        let new = nodes.len() as usize;
        while let Some(index) = place {
            let node = &mut nodes[index as usize];
            let link = if key < node.key {
                &mut node.left
            } else {
                &mut node.right
            };
            place = *link;
            if place.is_none() {
                *link = Some(new);
            }
        }
        nodes.push(Node {
            key,
            left: None,
            right: None,
        });
    }
    measure(&nodes, (!nodes.is_empty()).then_some(0))
}
