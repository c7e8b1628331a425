//! Iterators of one's own: steps over a range know how many they are; runs of equal values do not.
struct Steps {
    at: u64,
    end: u64,
    by: u64,
}

//- 1 mistake preallocation/size-hint|preallocation/vec-capacity
impl Iterator for Steps {
    type Item = u64;

    fn next(&mut self) -> Option<u64> {
        if self.at >= self.end {
            return None;
        }
        let at = self.at;
        self.at += self.by;
        Some(at)
    }
}

fn squares(end: u64, by: u64) -> Vec<u64> {
    Steps { at: 0, end, by }.map(|at| at * at).collect()
}
//+ 1
impl Iterator for Steps {
    type Item = u64;

    fn next(&mut self) -> Option<u64> {
        if self.at >= self.end {
            return None;
        }
        let at = self.at;
        self.at += self.by;
        Some(at)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = self.end.saturating_sub(self.at).div_ceil(self.by) as usize;
        (left, Some(left))
    }
}

fn squares(end: u64, by: u64) -> Vec<u64> {
    Steps { at: 0, end, by }.map(|at| at * at).collect()
}
//.

struct Runs<'a> {
    rest: &'a [u8],
}

//- 2 lookalike preallocation/size-hint|preallocation/vec-capacity
impl Iterator for Runs<'_> {
    type Item = (u8, usize);

    fn next(&mut self) -> Option<(u8, usize)> {
        let first = *self.rest.first()?;
        let length = self.rest.iter().take_while(|value| **value == first).count();
        self.rest = &self.rest[length..];
        Some((first, length))
    }
}

fn runs(bytes: &[u8]) -> Vec<(u8, usize)> {
    Runs { rest: bytes }.collect()
}
//+ 2
impl Iterator for Runs<'_> {
    type Item = (u8, usize);

    fn next(&mut self) -> Option<(u8, usize)> {
        let first = *self.rest.first()?;
        let length = self.rest.iter().take_while(|value| **value == first).count();
        self.rest = &self.rest[length..];
        Some((first, length))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (usize::from(!self.rest.is_empty()), Some(self.rest.len()))
    }
}

fn runs(bytes: &[u8]) -> Vec<(u8, usize)> {
    Runs { rest: bytes }.collect()
}
//.

fn main() {
    let bytes: Vec<u8> = (0..20_000_u32).map(|at| (at * at / 5_000 % 200) as u8).collect();
    let mut sum = 0_u64;
    for by in 1..60 {
        let squares = squares(12_000, by);
        sum = sum.wrapping_add(squares.len() as u64 * by + squares[squares.len() / 2]);
    }
    let runs = runs(&bytes);
    println!("{sum} {} {:?}", runs.len(), runs.iter().max_by_key(|run| run.1));
}
