//! Large values: a boxed matrix that need not be, and a buffer for a deep recursion that has to.
use std::hint::black_box;

#[derive(Clone, Copy)]
struct Matrix([[f32; 8]; 8]);

//- 1 lookalike heap-vs-stack/return-large
#[inline(never)]
fn multiply(a: &Matrix, b: &Matrix) -> Box<Matrix> {
    let mut out = Box::new(Matrix([[0.0; 8]; 8]));
    for row in 0..8 {
        for column in 0..8 {
            out.0[row][column] = (0..8).map(|k| a.0[row][k] * b.0[k][column]).sum();
        }
    }
    out
}
//+ 1
#[inline(never)]
fn multiply(a: &Matrix, b: &Matrix) -> Matrix {
    let mut out = Matrix([[0.0; 8]; 8]);
    for row in 0..8 {
        for column in 0..8 {
            out.0[row][column] = (0..8).map(|k| a.0[row][k] * b.0[k][column]).sum();
        }
    }
    out
}
//.

//- 2 mistake heap-vs-stack/return-large|heap-vs-stack/return-small
#[inline(never)]
fn column(matrix: &Matrix, k: usize) -> Box<[f32; 8]> {
    let mut column = [0.0; 8];
    for (out, row) in column.iter_mut().zip(&matrix.0) {
        *out = row[k];
    }
    Box::new(column)
}
//+ 2
#[inline(never)]
fn column(matrix: &Matrix, k: usize) -> [f32; 8] {
    let mut column = [0.0; 8];
    for (out, row) in column.iter_mut().zip(&matrix.0) {
        *out = row[k];
    }
    column
}
//.

fn main() {
    let mut state = Matrix([[0.5; 8]; 8]);
    let step = Matrix(std::array::from_fn(|row| std::array::from_fn(|k| if row == k { 0.9 } else { 0.01 })));
    let mut trace = 0.0;
    for round in 0..1_500 {
        state = *multiply_(&state, &step);
        for k in 0..8 {
            trace += column(black_box(&state), (k + round) % 8)[k];
        }
    }
    println!("{trace:.2}");
}

fn multiply_(a: &Matrix, b: &Matrix) -> Box<Matrix> {
    let product = multiply(a, b);
    Box::new(Matrix(product.0))
}
