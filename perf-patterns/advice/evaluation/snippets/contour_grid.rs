//! A grid of heights: zeros by a loop of pushes, a border of another value, and a row that is written at once.
struct Grid {
    width: usize,
    cells: Vec<u32>,
}

//- 1 mistake preallocation/zeroed|preallocation/vec-capacity
fn empty(width: usize, height: usize) -> Grid {
    let mut cells = Vec::new();
    for _ in 0..height {
        for _ in 0..width {
            cells.push(0);
        }
    }
    Grid { width, cells }
}
//+ 1
fn empty(width: usize, height: usize) -> Grid {
    Grid { width, cells: vec![0; width * height] }
}
//.

fn hill(grid: &mut Grid, x: usize, y: usize, height: u32) {
    let reach = height as usize / 40;
    for row in y.saturating_sub(reach)..(y + reach).min(grid.cells.len() / grid.width) {
        for column in x.saturating_sub(reach)..(x + reach).min(grid.width) {
            let away = (row.abs_diff(y) + column.abs_diff(x)) as u32 * 20;
            grid.cells[row * grid.width + column] += height.saturating_sub(away);
        }
    }
}

fn walls(width: usize) -> Vec<u8> {
    //- 2 lookalike preallocation/zeroed
    let mut walls = Vec::with_capacity(width);
    walls.resize(width, 0xff);
    //+ 2
    let mut walls = vec![0xff; width];
    //.
    walls[width / 2] = 0;
    walls
}

fn profile(grid: &Grid, row: usize) -> Vec<u32> {
    //- 3 lookalike preallocation/zeroed
    let mut profile = vec![0; grid.width];
    for (column, height) in profile.iter_mut().enumerate() {
        *height = grid.cells[row * grid.width + column] / 10;
    }
    profile
    //+ 3
    grid.cells[row * grid.width..(row + 1) * grid.width].iter().map(|height| height / 10).collect()
    //.
}

fn main() {
    let mut highest = 0;
    let mut gates = 0;
    for map in 0..6_usize {
        let mut grid = empty(300, 200);
        for at in 0..30 {
            hill(&mut grid, at * 37 % 300, at * 23 % 200, 200 + (at * map % 7) as u32 * 60);
        }
        highest += (0..200).step_by(20).flat_map(|row| profile(&grid, row)).max().unwrap_or(0);
        gates += walls(300).iter().filter(|wall| **wall == 0).count();
    }
    println!("{highest} {gates}");
}
