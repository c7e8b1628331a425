//! Iterators of one's own over a matrix: one knows its length and does not say so; one cannot know it.
struct Matrix {
    width: usize,
    cells: Vec<i32>,
}

struct Column<'a> {
    matrix: &'a Matrix,
    at: usize,
}

//- 1 mistake preallocation/size-hint
impl Iterator for Column<'_> {
    type Item = i32;

    fn next(&mut self) -> Option<i32> {
        let cell = *self.matrix.cells.get(self.at)?;
        self.at += self.matrix.width;
        Some(cell)
    }
}

fn column(matrix: &Matrix, at: usize) -> Vec<i32> {
    Column { matrix, at }.collect()
}
//+ 1
impl Iterator for Column<'_> {
    type Item = i32;

    fn next(&mut self) -> Option<i32> {
        let cell = *self.matrix.cells.get(self.at)?;
        self.at += self.matrix.width;
        Some(cell)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = self.matrix.cells.len().saturating_sub(self.at).div_ceil(self.matrix.width);
        (left, Some(left))
    }
}

fn column(matrix: &Matrix, at: usize) -> Vec<i32> {
    Column { matrix, at }.collect()
}
//.

struct Descent {
    at: u64,
}

//- 2 lookalike preallocation/size-hint
impl Iterator for Descent {
    type Item = u64;

    fn next(&mut self) -> Option<u64> {
        if self.at == 1 {
            return None;
        }
        self.at = if self.at % 2 == 0 { self.at / 2 } else { self.at * 3 + 1 };
        Some(self.at)
    }
}

fn descent(from: u64) -> Vec<u64> {
    Descent { at: from }.collect()
}
//+ 2
impl Iterator for Descent {
    type Item = u64;

    fn next(&mut self) -> Option<u64> {
        if self.at == 1 {
            return None;
        }
        self.at = if self.at % 2 == 0 { self.at / 2 } else { self.at * 3 + 1 };
        Some(self.at)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (usize::from(self.at != 1), None)
    }
}

fn descent(from: u64) -> Vec<u64> {
    Descent { at: from }.collect()
}
//.

fn main() {
    let matrix = Matrix { width: 120, cells: (0..120 * 300).map(|n| n * 31 % 997).collect() };
    let mut medians = 0_i64;
    for at in 0..120 {
        let column = column(&matrix, at);
        medians += i64::from(column[column.len() / 2]) - i64::from(column[at]);
    }
    let longest = (1..150).map(descent).max_by_key(Vec::len);
    println!("{medians} {:?}", longest.map(|steps| (steps.len(), steps[3])));
}
