//! Shapes behind trait objects: a closed set in one place, plug-ins from outside in the other.
use std::hint::black_box;

trait Shape {
    fn area(&self) -> u64;
}

struct Square(u64);
struct Rectangle(u64, u64);

impl Shape for Square {
    fn area(&self) -> u64 {
        self.0 * self.0
    }
}

impl Shape for Rectangle {
    fn area(&self) -> u64 {
        self.0 * self.1
    }
}

//- 1 mistake heap-vs-stack/dyn-dispatch
fn scene(n: u64) -> Vec<Box<dyn Shape>> {
    (0..n)
        .map(|at| -> Box<dyn Shape> {
            if at % 3 == 0 { Box::new(Square(at % 90)) } else { Box::new(Rectangle(at % 17, 3)) }
        })
        .collect()
}

fn total(scene: &[Box<dyn Shape>]) -> u64 {
    scene.iter().map(|shape| shape.area()).sum()
}
//+ 1
enum Any {
    Square(Square),
    Rectangle(Rectangle),
}

fn scene(n: u64) -> Vec<Any> {
    (0..n)
        .map(|at| {
            if at % 3 == 0 { Any::Square(Square(at % 90)) } else { Any::Rectangle(Rectangle(at % 17, 3)) }
        })
        .collect()
}

fn total(scene: &[Any]) -> u64 {
    scene
        .iter()
        .map(|shape| match shape {
            Any::Square(shape) => shape.area(),
            Any::Rectangle(shape) => shape.area(),
        })
        .sum()
}
//.

type Step = Box<dyn Fn(u64) -> u64>;

//- 2 lookalike heap-vs-stack/dyn-dispatch
fn run(steps: &[Step], input: u64) -> u64 {
    let mut value = input;
    for step in steps {
        value = step(value);
    }
    value
}
//+ 2
fn run(steps: &[Step], input: u64) -> u64 {
    steps.iter().fold(input, |value, step| step(value))
}
//.

fn digits(mut n: u64) -> u64 {
    let mut sum = 0;
    while n > 0 {
        sum += n % 10;
        n /= 10;
    }
    sum
}

fn main() {
    let scene = scene(5_000);
    let mut sum = 0;
    for _ in 0..15 {
        sum += total(black_box(&scene));
    }
    let salt = black_box(17);
    let steps: Vec<Step> = vec![
        Box::new(move |n| n.wrapping_mul(31) ^ salt),
        Box::new(digits),
        Box::new(move |n| (0..salt).fold(n, |n, k| n.rotate_left(5) ^ k)),
    ];
    for n in 0..6_000 {
        sum += run(&steps, n) % 7;
    }
    println!("{sum}");
}
