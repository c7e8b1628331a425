//! Paths in a grid: plain recursion repeats itself; the other recursion visits each once.
//- 1 mistake recursion/fibonacci
fn ways(right: u32, down: u32) -> u64 {
    if right == 0 || down == 0 {
        return 1;
    }
    ways(right - 1, down) + ways(right, down - 1)
}
//+ 1
fn ways(right: u32, down: u32) -> u64 {
    let mut row = vec![1u64; right as usize + 1];
    for _ in 0..down {
        for at in 1..row.len() {
            row[at] += row[at - 1];
        }
    }
    row[right as usize]
}
//.

enum Expression {
    Number(i64),
    Sum(Box<Expression>, Box<Expression>),
    Product(Box<Expression>, Box<Expression>),
}

fn build(depth: u32) -> Expression {
    match depth {
        0 => Expression::Number(1),
        n if n % 2 == 0 => Expression::Sum(Box::new(build(n - 1)), Box::new(build(n - 1))),
        n => Expression::Product(Box::new(build(n - 1)), Box::new(build(n - 1))),
    }
}

//- 2 lookalike recursion/fibonacci
fn value(expression: &Expression) -> i64 {
    match expression {
        Expression::Number(n) => *n,
        Expression::Sum(a, b) => value(a).wrapping_add(value(b)),
        Expression::Product(a, b) => value(a).wrapping_mul(value(b)),
    }
}
//+ 2
fn value(expression: &Expression) -> i64 {
    fn known(expression: &Expression, memo: &mut std::collections::HashMap<*const Expression, i64>) -> i64 {
        if let Some(value) = memo.get(&(expression as *const _)) {
            return *value;
        }
        let value = match expression {
            Expression::Number(n) => *n,
            Expression::Sum(a, b) => known(a, memo).wrapping_add(known(b, memo)),
            Expression::Product(a, b) => known(a, memo).wrapping_mul(known(b, memo)),
        };
        memo.insert(expression as *const _, value);
        value
    }
    known(expression, &mut Default::default())
}
//.

fn main() {
    let steps = std::hint::black_box(10);
    let paths: u64 = (0..3).map(|more| ways(steps, steps - more)).sum();
    let expression = build(13);
    let mut sum = 0i64;
    for _ in 0..20 {
        sum = sum.wrapping_add(value(std::hint::black_box(&expression)));
    }
    println!("{paths} {sum}");
}
