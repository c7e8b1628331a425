//! After pola-rs/polars#21657: one large variant makes every element 300 bytes and more.
use std::hint::black_box;

//- 1 mistake heap-vs-stack/large-enum
enum Plan {
    Column(u32),
    Literal(i64),
    Window([u64; 40]),
}

fn window(n: u64) -> Plan {
    Plan::Window([n; 40])
}

fn plans(n: u64) -> Vec<Plan> {
    let mut plans = Vec::new();
    for at in 0..n {
        plans.push(if at % 300 == 0 {
            window(at)
        } else if at % 2 == 0 {
            Plan::Column(at as u32)
        } else {
            Plan::Literal(at as i64)
        });
    }
    plans
}
//+ 1
enum Plan {
    Column(u32),
    Literal(i64),
    Window(Box<[u64; 40]>),
}

fn window(n: u64) -> Plan {
    Plan::Window(Box::new([n; 40]))
}

fn plans(n: u64) -> Vec<Plan> {
    let mut plans = Vec::new();
    for at in 0..n {
        plans.push(if at % 300 == 0 {
            window(at)
        } else if at % 2 == 0 {
            Plan::Column(at as u32)
        } else {
            Plan::Literal(at as i64)
        });
    }
    plans
}
//.

fn main() {
    let plans = plans(black_box(9_000));
    let mut sum = 0u64;
    for _ in 0..10 {
        for plan in black_box(&plans) {
            sum = sum.wrapping_add(match plan {
                Plan::Column(at) => u64::from(*at),
                Plan::Literal(n) => *n as u64,
                Plan::Window(all) => all.iter().sum(),
            });
        }
    }
    println!("{sum}");
}
