//! A game on a small board: every list is short and has an end, so that the slow ways are as good.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Piece {
    Red,
    Blue,
}

struct Board {
    cells: [Option<Piece>; 16],
    taken: Vec<u8>,
}

impl Board {
    //- 1 lookalike lookups/contains-set
    fn free(&self) -> impl Iterator<Item = u8> + '_ {
        (0..16).filter(|cell| !self.taken.contains(cell))
    }
    //+ 1
    fn free(&self) -> impl Iterator<Item = u8> + '_ {
        let taken: std::collections::HashSet<u8> = self.taken.iter().copied().collect();
        (0..16).filter(move |cell| !taken.contains(cell))
    }
    //.

    fn put(&mut self, cell: u8, piece: Piece) {
        self.cells[cell as usize] = Some(piece);
        self.taken.push(cell);
    }

    //- 2 lookalike work/quadratic-delete
    fn take_back(&mut self, cell: u8) {
        if let Some(at) = self.taken.iter().position(|one| *one == cell) {
            self.taken.remove(at);
        }
        self.cells[cell as usize] = None;
    }
    //+ 2
    fn take_back(&mut self, cell: u8) {
        self.taken.retain(|one| *one != cell);
        self.cells[cell as usize] = None;
    }
    //.

    fn rows(&self, piece: Piece) -> i32 {
        let own = |at: usize| self.cells[at] == Some(piece);
        (0..4).map(|row| i32::from((0..3).all(|k| own(row * 4 + k))) + i32::from((0..3).all(|k| own(k * 4 + row)))).sum()
    }

    fn value(&mut self, piece: Piece, depth: u32) -> i32 {
        let other = if piece == Piece::Red { Piece::Blue } else { Piece::Red };
        if depth == 0 {
            return self.rows(piece) - self.rows(other);
        }
        //- 3 lookalike heap-vs-stack/inline-vec
        let moves: Vec<u8> = self.free().collect();
        let mut best = -99;
        for cell in moves {
            self.put(cell, piece);
            best = best.max(-self.value(other, depth - 1));
            self.take_back(cell);
        }
        best
        //+ 3
        let mut moves = [0; 16];
        let mut count = 0;
        for cell in self.free() {
            moves[count] = cell;
            count += 1;
        }
        let mut best = -99;
        for cell in &moves[..count] {
            self.put(*cell, piece);
            best = best.max(-self.value(other, depth - 1));
            self.take_back(*cell);
        }
        best
        //.
    }
}

fn main() {
    let mut board = Board { cells: [None; 16], taken: Vec::with_capacity(16) };
    for (at, cell) in [0, 5, 2, 10, 7, 8].into_iter().enumerate() {
        board.put(cell, if at % 2 == 0 { Piece::Red } else { Piece::Blue });
    }
    println!("{} {}", board.value(Piece::Red, 4), board.taken.len());
}
