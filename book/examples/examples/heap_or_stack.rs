//! What a reader from Go asks the compiler: does it escape? Read the answers with
//! `cargo xtask escape --package book-examples --example heap_or_stack --all`.
//!
//! Each function is kept from being inlined, so that it can be asked about, and
//! `black_box` stands for a caller that the optimiser cannot see.

use std::hint::black_box;

// ANCHOR: by_value
/// Three numbers.
pub struct Point {
    x: u64,
    y: u64,
    z: u64,
}

#[inline(never)]
fn by_value(x: u64) -> Point {
    Point { x, y: x, z: x }
}
// ANCHOR_END: by_value

// ANCHOR: boxed
#[inline(never)]
fn boxed(x: u64) -> Box<Point> {
    Box::new(Point { x, y: x, z: x })
}
// ANCHOR_END: boxed

// ANCHOR: boxed_inside
#[inline(never)]
fn boxed_inside(x: u64) -> u64 {
    let point = Box::new(Point { x, y: x, z: x });
    point.x + point.y + point.z
}
// ANCHOR_END: boxed_inside

// ANCHOR: closure
#[inline(never)]
fn closure(x: u64) -> impl Fn(u64) -> u64 {
    let twice = 2 * x;
    move |y| twice + y
}
// ANCHOR_END: closure

// ANCHOR: boxed_closure
#[inline(never)]
fn boxed_closure(x: u64) -> Box<dyn Fn(u64) -> u64> {
    Box::new(move |y| x + y)
}
// ANCHOR_END: boxed_closure

// ANCHOR: trait_object
/// What has an area.
pub trait Shape {
    /// In square units.
    fn area(&self) -> u64;
}

#[inline(never)]
fn trait_object(shape: &dyn Shape) -> u64 {
    shape.area()
}
// ANCHOR_END: trait_object

impl Shape for Point {
    fn area(&self) -> u64 {
        self.x * self.y
    }
}

// ANCHOR: generic
#[inline(never)]
fn generic<S: Shape>(shape: &S) -> u64 {
    shape.area()
}
// ANCHOR_END: generic

// ANCHOR: out_parameter
#[inline(never)]
fn out_parameter(x: u64, out: &mut [u64; 64]) {
    out.fill(x);
}
// ANCHOR_END: out_parameter

// ANCHOR: outlives
#[inline(never)]
fn outlives(x: u64) -> &'static [u64; 4] {
    Box::leak(Box::new([x; 4]))
}
// ANCHOR_END: outlives

// ANCHOR: panics
#[inline(never)]
fn panics(numbers: &[u64], at: usize) -> u64 {
    assert!(at < numbers.len(), "{at} is too much");
    numbers[at]
}
// ANCHOR_END: panics

fn main() {
    let x = black_box(3);
    let point = black_box(by_value(x));
    let mut out = [0; 64];
    out_parameter(x, black_box(&mut out));
    let sum = boxed(x).z
        + boxed_inside(x)
        + closure(x)(1)
        + boxed_closure(x)(1)
        + trait_object(black_box(&point))
        + generic(&point)
        + outlives(x)[1]
        + panics(&out, x as usize);
    println!("{sum}");
}
