//! Iterators of one's own: one keeps its length to itself, one cannot know it.
struct Countdown {
    left: u32,
}

//- 1 mistake preallocation/size-hint
impl Iterator for Countdown {
    type Item = u64;

    fn next(&mut self) -> Option<u64> {
        self.left = self.left.checked_sub(1)?;
        Some(u64::from(self.left) * 3)
    }
}

fn steps(from: u32) -> Vec<u64> {
    Countdown { left: from }.collect()
}
//+ 1
impl Iterator for Countdown {
    type Item = u64;

    fn next(&mut self) -> Option<u64> {
        self.left = self.left.checked_sub(1)?;
        Some(u64::from(self.left) * 3)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.left as usize, Some(self.left as usize))
    }
}

fn steps(from: u32) -> Vec<u64> {
    Countdown { left: from }.collect()
}
//.

//- 2 lookalike preallocation/size-hint
fn collatz(from: u64) -> Vec<u64> {
    std::iter::successors(Some(from), |n| match n {
        1 => None,
        n if n % 2 == 0 => Some(n / 2),
        n => Some(3 * n + 1),
    })
    .collect()
}
//+ 2
fn collatz(from: u64) -> Vec<u64> {
    let mut steps = Vec::with_capacity(350);
    steps.extend(std::iter::successors(Some(from), |n| match n {
        1 => None,
        n if n % 2 == 0 => Some(n / 2),
        n => Some(3 * n + 1),
    }));
    steps
}
//.

fn main() {
    let mut sum = 0;
    for n in 0..40 {
        let steps = steps(3_000 + n);
        sum += steps[n as usize] + steps.len() as u64;
    }
    let mut longest = 0;
    for from in 1..250 {
        longest = longest.max(collatz(from).len());
    }
    println!("{sum} {longest}");
}
