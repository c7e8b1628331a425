//! A trie of boxes is built and dropped for each batch; a heap of boxes that is small; a list that is a vector already.
//- 1 mistake pooling/arena-tree
#[derive(Default)]
struct Node {
    next: [Option<Box<Node>>; 4],
    ends: u32,
}

fn insert(root: &mut Node, word: &[u8]) {
    let mut at = root;
    for letter in word {
        at = at.next[usize::from(letter % 4)].get_or_insert_with(Box::default);
    }
    at.ends += 1;
}

fn repeated(node: &Node) -> u32 {
    u32::from(node.ends > 1) + node.next.iter().flatten().map(|next| repeated(next)).sum::<u32>()
}

fn batch(words: &[Vec<u8>]) -> u32 {
    let mut root = Node::default();
    for word in words {
        insert(&mut root, word);
    }
    repeated(&root)
}
//+ 1
#[derive(Default)]
struct Node {
    next: [u32; 4],
    ends: u32,
}

fn insert(nodes: &mut Vec<Node>, word: &[u8]) {
    let mut at = 0;
    for letter in word {
        let slot = usize::from(letter % 4);
        if nodes[at].next[slot] == 0 {
            nodes[at].next[slot] = nodes.len() as u32;
            nodes.push(Node::default());
        }
        at = nodes[at].next[slot] as usize;
    }
    nodes[at].ends += 1;
}

fn batch(words: &[Vec<u8>]) -> u32 {
    let mut nodes = vec![Node::default()];
    for word in words {
        insert(&mut nodes, word);
    }
    nodes.iter().filter(|node| node.ends > 1).count() as u32
}
//.

struct Task {
    name: String,
    after: Option<Box<Task>>,
}

//- 2 lookalike pooling/arena-tree|heap-vs-stack/return-small
fn tasks(names: &[&str]) -> Option<Box<Task>> {
    let (first, rest) = names.split_first()?;
    Some(Box::new(Task { name: first.to_string(), after: tasks(rest) }))
}
//+ 2
fn tasks(names: &[&str]) -> Option<Box<Task>> {
    let mut first = None;
    for name in names.iter().rev() {
        first = Some(Box::new(Task { name: name.to_string(), after: first }));
    }
    first
}
//.

fn main() {
    let mut state = 9_u32;
    let mut word = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (0..5 + state % 4).map(|k| (state >> (k * 2 + 8)) as u8 % 4).collect::<Vec<u8>>()
    };
    let words: Vec<Vec<u8>> = (0..3_000).map(|_| word()).collect();
    let sum: u32 = words.chunks(100).map(batch).sum();
    let tasks = tasks(&["fetch", "unpack", "build", "test"]);
    let mut letters = 0;
    let mut at = tasks.as_deref();
    while let Some(task) = at {
        letters += task.name.len();
        at = task.after.as_deref();
    }
    println!("{sum} {letters}");
}
