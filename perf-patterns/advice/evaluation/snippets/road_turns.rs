//! Roads of a map: the exits of a crossing as a vector for each visit; the junction table keeps its lists; long lists are long.
struct Map {
    width: i32,
    height: i32,
    blocked: Vec<bool>,
}

impl Map {
    fn new(width: i32, height: i32) -> Map {
        let blocked = (0..width * height).map(|at| at * 7 % 11 == 3 || at % 29 == 8).collect();
        Map { width, height, blocked }
    }

    fn is_free(&self, x: i32, y: i32) -> bool {
        (0..self.width).contains(&x) && (0..self.height).contains(&y) && !self.blocked[(y * self.width + x) as usize]
    }
}

//- 1 mistake heap-vs-stack/inline-vec|pooling/reuse-vec|loops/collect-then-iterate|preallocation/vec-capacity
fn exits(map: &Map, x: i32, y: i32) -> Vec<(i32, i32)> {
    let mut exits = Vec::new();
    for (dx, dy) in [(1, 0), (0, 1), (-1, 0), (0, -1)] {
        if map.is_free(x + dx, y + dy) {
            exits.push((x + dx, y + dy));
        }
    }
    exits
}
//+ 1
fn exits(map: &Map, x: i32, y: i32) -> impl Iterator<Item = (i32, i32)> + '_ {
    [(1, 0), (0, 1), (-1, 0), (0, -1)]
        .into_iter()
        .map(move |(dx, dy)| (x + dx, y + dy))
        .filter(move |(x, y)| map.is_free(*x, *y))
}
//.

fn distances(map: &Map, from: (i32, i32)) -> Vec<u32> {
    let mut distances = vec![u32::MAX; map.blocked.len()];
    let mut open = std::collections::VecDeque::from([(from, 0)]);
    while let Some(((x, y), distance)) = open.pop_front() {
        let here = &mut distances[(y * map.width + x) as usize];
        if *here <= distance {
            continue;
        }
        *here = distance;
        for next in exits(map, x, y) {
            open.push_back((next, distance + 1));
        }
    }
    distances
}

//- 2 lookalike heap-vs-stack/inline-vec|pooling/reuse-vec
fn columns(map: &Map) -> Vec<Vec<i32>> {
    (0..map.width).map(|x| (0..map.height).filter(|y| map.is_free(x, *y)).collect()).collect()
}
//+ 2
fn columns(map: &Map) -> Vec<Vec<i32>> {
    let mut columns = Vec::with_capacity(map.width as usize);
    for x in 0..map.width {
        let mut column = Vec::with_capacity(map.height as usize);
        column.extend((0..map.height).filter(|y| map.is_free(x, *y)));
        columns.push(column);
    }
    columns
}
//.

fn main() {
    let map = Map::new(70, 50);
    let mut furthest = 0;
    let mut reached = 0;
    for start in [(0, 0), (35, 25), (69, 49)] {
        let distances = distances(&map, start);
        furthest = distances.iter().filter(|distance| **distance != u32::MAX).max().copied().unwrap_or(0).max(furthest);
        reached += distances.iter().filter(|distance| **distance != u32::MAX).count();
    }
    let columns = columns(&map);
    println!("{furthest} {reached} {:?}", columns.iter().map(|column| column.len()).min());
}
