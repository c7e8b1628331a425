//! Candidates as a vector for each empty cell, thrown away at once; the board is cloned to go back.
#[derive(Clone)]
struct Board([u8; 81]);

const PUZZLE: &str = "53..7....6..195....98....6.8...6...34..8.3..17...2...6.6....28....419..5....8..79";

impl Board {
    fn parse(text: &str) -> Board {
        let mut cells = [0; 81];
        for (cell, byte) in cells.iter_mut().zip(text.bytes()) {
            *cell = if byte == b'.' { 0 } else { byte - b'0' };
        }
        Board(cells)
    }

    fn fits(&self, at: usize, digit: u8) -> bool {
        let (row, column) = (at / 9, at % 9);
        (0..9).all(|k| {
            self.0[row * 9 + k] != digit
                && self.0[k * 9 + column] != digit
                && self.0[(row / 3 * 3 + k / 3) * 9 + column / 3 * 3 + k % 3] != digit
        })
    }

    //- 1 mistake heap-vs-stack/inline-vec|loops/collect-then-iterate|pooling/reuse-vec
    fn candidates(&self, at: usize) -> Vec<u8> {
        (1..=9).filter(|digit| self.fits(at, *digit)).collect()
    }

    fn tightest(&self) -> Option<usize> {
        (0..81).filter(|at| self.0[*at] == 0).min_by_key(|at| self.candidates(*at).len())
    }
    //+ 1
    fn candidates(&self, at: usize) -> Vec<u8> {
        (1..=9).filter(|digit| self.fits(at, *digit)).collect()
    }

    fn tightest(&self) -> Option<usize> {
        (0..81)
            .filter(|at| self.0[*at] == 0)
            .min_by_key(|at| (1..=9).filter(|digit| self.fits(*at, *digit)).count())
    }
    //.

    //- 2 lookalike pooling/clone-from|ownership/clone-to-read
    fn solve(&self, tried: &mut u32) -> Option<Board> {
        *tried += 1;
        let Some(at) = self.tightest() else { return Some(self.clone()) };
        for digit in self.candidates(at) {
            let mut next = self.clone();
            next.0[at] = digit;
            if let Some(done) = next.solve(tried) {
                return Some(done);
            }
        }
        None
    }
    //+ 2
    fn solve(&self, tried: &mut u32) -> Option<Board> {
        *tried += 1;
        let Some(at) = self.tightest() else { return Some(self.clone()) };
        let mut next = self.clone();
        for digit in self.candidates(at) {
            next.0[at] = digit;
            if let Some(done) = next.solve(tried) {
                return Some(done);
            }
        }
        None
    }
    //.
}

fn main() {
    let mut tried = 0;
    let mut sum = 0u32;
    for blank in 0..12 {
        let mut board = Board::parse(PUZZLE);
        board.0[blank] = 0;
        if let Some(done) = board.solve(&mut tried) {
            sum += u32::from(done.0[2]) * 9 + u32::from(done.0[80]);
        }
    }
    println!("{tried} {sum}");
}
