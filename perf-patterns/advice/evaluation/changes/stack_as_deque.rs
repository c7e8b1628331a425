//! − After wasmi-labs/wasmi#96: a stack, where VecDeque against Vec makes no difference.
use std::collections::VecDeque;

//- 1 lookalike work/quadratic-delete
fn run(code: &[u8], input: i64) -> i64 {
    let mut stack = Vec::with_capacity(16);
    stack.push(input);
    for op in code {
        let a = stack.pop().unwrap_or(0);
        match op % 4 {
            0 => {
                stack.push(a);
                stack.push(i64::from(*op));
            }
            1 => stack.push(a.wrapping_mul(3)),
            2 => {
                let b: i64 = stack.pop().unwrap_or(1);
                stack.push(a ^ b);
            }
            _ => stack.push(a.wrapping_sub(7)),
        }
    }
    stack.iter().sum()
}
//+ 1
fn run(code: &[u8], input: i64) -> i64 {
    let mut stack = VecDeque::with_capacity(16);
    stack.push_back(input);
    for op in code {
        let a = stack.pop_back().unwrap_or(0);
        match op % 4 {
            0 => {
                stack.push_back(a);
                stack.push_back(i64::from(*op));
            }
            1 => stack.push_back(a.wrapping_mul(3)),
            2 => {
                let b: i64 = stack.pop_back().unwrap_or(1);
                stack.push_back(a ^ b);
            }
            _ => stack.push_back(a.wrapping_sub(7)),
        }
    }
    stack.iter().sum()
}
//.

fn main() {
    let _ = VecDeque::<u8>::new();
    let code: Vec<u8> = (0..400u32).map(|n| (n * 7 % 251) as u8).collect();
    let mut sum = 0i64;
    for input in 0..1_500 {
        sum = sum.wrapping_add(run(&code, input));
    }
    println!("{sum}");
}
