//! A game of life on a sparse board: neighbours as a vector for each cell; the lists of regions are long.
use std::collections::BTreeSet;

type Cell = (i16, i16);

//- 1 mistake heap-vs-stack/inline-vec|loops/collect-then-iterate|pooling/reuse-vec|preallocation/vec-capacity
fn neighbours(cell: Cell, width: i16) -> Vec<Cell> {
    let mut around = Vec::new();
    for dx in -1..=1 {
        for dy in -1..=1 {
            let (x, y) = (cell.0 + dx, cell.1 + dy);
            if (dx, dy) != (0, 0) && (0..width).contains(&x) && (0..width).contains(&y) {
                around.push((x, y));
            }
        }
    }
    around
}
//+ 1
fn neighbours(cell: Cell, width: i16) -> impl Iterator<Item = Cell> {
    (-1..=1)
        .flat_map(|dx| (-1..=1).map(move |dy| (dx, dy)))
        .filter(|by| *by != (0, 0))
        .map(move |(dx, dy)| (cell.0 + dx, cell.1 + dy))
        .filter(move |(x, y)| (0..width).contains(x) && (0..width).contains(y))
}
//.

struct Board {
    width: i16,
    alive: Vec<bool>,
}

impl Board {
    fn is_alive(&self, cell: Cell) -> bool {
        self.alive[cell.0 as usize * self.width as usize + cell.1 as usize]
    }

    fn next(&self) -> Board {
        let cells = (0..self.width).flat_map(|x| (0..self.width).map(move |y| (x, y)));
        let alive = cells
            .map(|cell| {
                let mut around = 0;
                for other in neighbours(cell, self.width) {
                    around += u32::from(self.is_alive(other));
                }
                around == 3 || around == 2 && self.is_alive(cell)
            })
            .collect();
        Board { width: self.width, alive }
    }
}

//- 2 lookalike heap-vs-stack/inline-vec|preallocation/vec-capacity
fn columns(board: &Board) -> Vec<Vec<i16>> {
    (0..board.width)
        .map(|x| {
            let mut alive = Vec::new();
            for y in 0..board.width {
                if board.is_alive((x, y)) {
                    alive.push(y);
                }
            }
            alive
        })
        .collect()
}
//+ 2
fn columns(board: &Board) -> Vec<Vec<i16>> {
    (0..board.width)
        .map(|x| {
            let mut alive = Vec::with_capacity(24);
            for y in 0..board.width {
                if board.is_alive((x, y)) {
                    alive.push(y);
                }
            }
            alive
        })
        .collect()
}
//.

fn main() {
    let mut board = Board { width: 48, alive: (0..48 * 48_u32).map(|n| n * n % 7 < 3).collect() };
    for _ in 0..6 {
        board = board.next();
    }
    let columns = columns(&board);
    let rows: BTreeSet<i16> = columns.iter().flatten().copied().collect();
    println!("{} {}", columns.iter().map(Vec::len).sum::<usize>(), rows.len());
}
