//! After rust-lang/rust#31929: an iterator over three spaces of one vector says how long it is;
//! after mozillazg/rust-pinyin#75, where a few are collected.
#[derive(Clone, Copy)]
struct Parameter(u32);

struct Spaces {
    all: Vec<Parameter>,
    limits: [usize; 2],
}

struct Numbered<'a> {
    of: &'a Spaces,
    at: usize,
}

//- 1 mistake preallocation/size-hint
impl Iterator for Numbered<'_> {
    type Item = (u8, Parameter);

    fn next(&mut self) -> Option<Self::Item> {
        let parameter = *self.of.all.get(self.at)?;
        let space = self.of.limits.iter().filter(|limit| self.at >= **limit).count() as u8;
        self.at += 1;
        Some((space, parameter))
    }
}

fn fold(spaces: &Spaces, by: u32) -> Vec<u32> {
    Numbered { of: spaces, at: 0 }.map(|(space, parameter)| parameter.0 * by + u32::from(space)).collect()
}
//+ 1
impl Iterator for Numbered<'_> {
    type Item = (u8, Parameter);

    fn next(&mut self) -> Option<Self::Item> {
        let parameter = *self.of.all.get(self.at)?;
        let space = self.of.limits.iter().filter(|limit| self.at >= **limit).count() as u8;
        self.at += 1;
        Some((space, parameter))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = self.of.all.len() - self.at;
        (left, Some(left))
    }
}

fn fold(spaces: &Spaces, by: u32) -> Vec<u32> {
    Numbered { of: spaces, at: 0 }.map(|(space, parameter)| parameter.0 * by + u32::from(space)).collect()
}
//.

struct Syllables<'a>(&'a [&'a str]);

//- 2 lookalike preallocation/size-hint
impl<'a> Iterator for Syllables<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(first)
    }
}

fn reading(of: &[&str]) -> String {
    let syllables: Vec<&str> = Syllables(of).collect();
    syllables.join(" ")
}
//+ 2
impl<'a> Iterator for Syllables<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(first)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.0.len(), Some(self.0.len()))
    }
}

fn reading(of: &[&str]) -> String {
    let syllables: Vec<&str> = Syllables(of).collect();
    syllables.join(" ")
}
//.

fn main() {
    let spaces = Spaces { all: (0..40).map(Parameter).collect(), limits: [11, 25] };
    let mut sum = 0_u64;
    for by in 0..900 {
        sum += fold(&spaces, by).iter().map(|n| u64::from(*n)).sum::<u64>();
    }
    let letters: usize = (1..5).map(|n| reading(&["zhong", "guo", "ren", "min"][..n]).len()).sum();
    println!("{sum} {letters}");
}
