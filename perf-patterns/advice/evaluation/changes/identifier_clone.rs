//! After oxc-project/oxc#24371: an owned name for each identifier, where a borrowed one does.
#[derive(Debug)]
enum Node {
    Name(String),
    Call(Box<Node>, Vec<Node>),
}

fn program(depth: u32, at: &mut u32) -> Node {
    *at += 1;
    if depth == 0 {
        return Node::Name(format!("identifier_{}", *at % 90));
    }
    Node::Call(Box::new(program(0, at)), (0..4).map(|_| program(depth - 1, at)).collect())
}

//- 1 mistake ownership/clone-to-read
fn references(node: &Node, wanted: &str) -> usize {
    match node {
        Node::Name(name) => {
            let name = name.to_string();
            usize::from(name == wanted)
        }
        Node::Call(callee, arguments) => {
            references(callee, wanted) + arguments.iter().map(|node| references(node, wanted)).sum::<usize>()
        }
    }
}
//+ 1
fn references(node: &Node, wanted: &str) -> usize {
    match node {
        Node::Name(name) => usize::from(name == wanted),
        Node::Call(callee, arguments) => {
            references(callee, wanted) + arguments.iter().map(|node| references(node, wanted)).sum::<usize>()
        }
    }
}
//.

fn main() {
    let mut at = 0;
    let program = program(5, &mut at);
    let mut sum = 0;
    for n in 0..40 {
        sum += references(&program, &format!("identifier_{}", n * 3));
    }
    println!("{sum} {at}");
}
