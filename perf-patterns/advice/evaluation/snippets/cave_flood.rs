//! uses rustc-hash
//! Water in a cave: places are pairs of numbers in a set with a slow hash; springs are few; the depth of each row is a number.
use std::collections::{HashMap, HashSet, VecDeque};

//- 1 mistake lookups/hasher|preallocation/map-capacity
type Places = HashSet<(i32, i32)>;
//+ 1
type Places = rustc_hash::FxHashSet<(i32, i32)>;
//.

fn is_rock(x: i32, y: i32) -> bool {
    !(0..90).contains(&x) || !(0..60).contains(&y) || (x * 7 + y * 13) % 9 == 0
}

fn flood(from: (i32, i32), until: i32) -> Places {
    //- 1
    let mut wet = Places::default();
    //+ 1
    let mut wet = Places::default();
    //.
    let mut open = VecDeque::from([from]);
    while let Some((x, y)) = open.pop_front() {
        //- 1
        if is_rock(x, y) || y < until || !wet.insert((x, y)) {
        //+ 1
        if is_rock(x, y) || y < until || !wet.insert((x, y)) {
        //.
            continue;
        }
        open.extend([(x + 1, y), (x - 1, y), (x, y + 1), (x, y - 1)]);
    }
    wet
}

//- 2 lookalike lookups/hasher|preallocation/map-capacity
fn springs() -> HashMap<&'static str, (i32, i32)> {
    HashMap::from([("north", (3, 2)), ("old", (50, 30)), ("deep", (80, 55))])
}
//+ 2
fn springs() -> rustc_hash::FxHashMap<&'static str, (i32, i32)> {
    [("north", (3, 2)), ("old", (50, 30)), ("deep", (80, 55))].into_iter().collect()
}
//.

fn main() {
    let springs = springs();
    let mut sizes = Vec::new();
    let mut largest: HashMap<&str, usize> = HashMap::new();
    let mut rows = vec![0_u32; 60];
    for name in ["deep", "north", "old"] {
        for level in [0, 10] {
            let wet = flood(springs[name], level);
            for (_, y) in &wet {
                rows[*y as usize] += 1;
            }
            sizes.push(wet.len());
            let largest = largest.entry(name).or_insert(0);
            *largest = wet.len().max(*largest);
        }
    }
    println!("{sizes:?} {:?} {:?}", rows.iter().max(), largest.get("old"));
}
