//! After stx-labs/clarinet#1868: what is left of a list is copied for each step of a recursion.
#[derive(Clone, Debug)]
struct Expression {
    id: u32,
    name: String,
    arguments: Vec<Expression>,
}

fn expression(depth: u32, id: u32) -> Expression {
    let arguments = match depth {
        0 => Vec::new(),
        _ => (0..3).map(|k| expression(depth - 1, id * 3 + k)).collect(),
    };
    Expression { id, name: ["begin", "let", "asserts!", "ok"][id as usize % 4].to_owned(), arguments }
}

//- 1 mistake ownership/clone-to-read|recursion/flatten-tree
fn deepest(expressions: Vec<Expression>) -> u32 {
    let Some((first, rest)) = expressions.split_first() else { return 0 };
    let below = 1 + deepest(first.arguments.to_vec());
    below.max(deepest(rest.to_vec()))
}
//+ 1
fn deepest(expressions: &[Expression]) -> u32 {
    let Some((first, rest)) = expressions.split_first() else { return 0 };
    let below = 1 + deepest(&first.arguments);
    below.max(deepest(rest))
}
//.

//- 2 lookalike recursion/depth-first|recursion/flatten-tree
fn names(expression: &Expression, wanted: &str) -> u32 {
    let below: u32 = expression.arguments.iter().map(|argument| names(argument, wanted)).sum();
    below + u32::from(expression.name == wanted)
}
//+ 2
fn names(expression: &Expression, wanted: &str) -> u32 {
    let mut count = 0;
    let mut open = vec![expression];
    while let Some(expression) = open.pop() {
        count += u32::from(expression.name == wanted);
        open.extend(&expression.arguments);
    }
    count
}
//.

fn main() {
    let contract: Vec<Expression> = (0..3).map(|id| expression(5, id + 1)).collect();
    let largest = contract.iter().filter_map(|expression| expression.arguments.iter().map(|argument| argument.id).max()).max();
    let asserts: u32 = contract.iter().map(|expression| names(expression, "asserts!")).sum();
    //- 1
    println!("{} {largest:?} {asserts}", deepest(contract.to_vec()));
    //+ 1
    println!("{} {largest:?} {asserts}", deepest(&contract));
    //.
}
