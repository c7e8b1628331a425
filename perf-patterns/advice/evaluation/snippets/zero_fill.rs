//! Grids of zeros: one is filled by pushing, one with a value that is not zero.
fn life(grid: &mut [u32], width: usize) -> u32 {
    let mut alive = 0;
    for at in (width..grid.len() - width).step_by(97) {
        grid[at] = grid[at - width].wrapping_add(grid[at + width]) | 1;
        alive += grid[at] & 3;
    }
    alive
}

//- 1 mistake preallocation/zeroed
fn empty(width: usize, height: usize) -> Vec<u32> {
    let mut grid = Vec::with_capacity(width * height);
    for _ in 0..width * height {
        grid.push(0);
    }
    grid
}
//+ 1
fn empty(width: usize, height: usize) -> Vec<u32> {
    vec![0; width * height]
}
//.

//- 2 lookalike preallocation/zeroed
fn costs(width: usize, height: usize) -> Vec<u16> {
    let mut costs = Vec::new();
    costs.resize(width * height, u16::MAX);
    costs
}
//+ 2
fn costs(width: usize, height: usize) -> Vec<u16> {
    vec![u16::MAX; width * height]
}
//.

fn main() {
    let mut alive = 0;
    for round in 0..6 {
        let mut grid = empty(512, 400 + round);
        grid[round] = 1;
        alive += life(&mut grid, 512);
    }
    let mut costs = costs(256, 100);
    for at in 1..costs.len() {
        costs[at] = costs[at - 1].rotate_left(3) ^ at as u16;
    }
    println!("{alive} {}", costs[costs.len() - 1]);
}
