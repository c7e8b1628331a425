//! Clips polygons: a list per edge that is dropped in a helper which the loop calls; what is clipped is kept.
#[derive(Clone, Copy, PartialEq)]
struct Point {
    x: i32,
    y: i32,
}

type Polygon = Vec<Point>;

fn star(n: i32) -> Polygon {
    (0..10).map(|k| Point { x: (k * 37 + n * 11) % 100, y: (k * 53 + n * 17) % 100 }).collect()
}

//- 1 mistake pooling/reuse-vec|heap-vs-stack/inline-vec|loops/collect-then-iterate|preallocation/vec-capacity
fn crossings(polygon: &[Point], y: i32) -> i32 {
    let mut places = Vec::new();
    for (at, a) in polygon.iter().enumerate() {
        let b = polygon[(at + 1) % polygon.len()];
        if (a.y <= y) != (b.y <= y) {
            places.push(a.x + (y - a.y) * (b.x - a.x) / (b.y - a.y));
        }
    }
    places.sort_unstable();
    places.chunks_exact(2).map(|pair| pair[1] - pair[0]).sum()
}

fn area(polygon: &[Point]) -> i32 {
    (0..100).map(|y| crossings(polygon, y)).sum()
}
//+ 1
fn crossings(polygon: &[Point], y: i32, places: &mut Vec<i32>) -> i32 {
    places.clear();
    for (at, a) in polygon.iter().enumerate() {
        let b = polygon[(at + 1) % polygon.len()];
        if (a.y <= y) != (b.y <= y) {
            places.push(a.x + (y - a.y) * (b.x - a.x) / (b.y - a.y));
        }
    }
    places.sort_unstable();
    places.chunks_exact(2).map(|pair| pair[1] - pair[0]).sum()
}

fn area(polygon: &[Point]) -> i32 {
    let mut places = Vec::new();
    (0..100).map(|y| crossings(polygon, y, &mut places)).sum()
}
//.

//- 2 lookalike pooling/reuse-vec|preallocation/vec-capacity
fn left_of(polygon: &[Point], x: i32) -> Polygon {
    let mut kept = Polygon::new();
    for point in polygon {
        if point.x < x && kept.last() != Some(point) {
            kept.push(*point);
        }
    }
    kept
}
//+ 2
fn left_of(polygon: &[Point], x: i32) -> Polygon {
    let mut kept = Polygon::with_capacity(8);
    for point in polygon {
        if point.x < x && kept.last() != Some(point) {
            kept.push(*point);
        }
    }
    kept
}
//.

fn main() {
    let polygons: Vec<Polygon> = (0..60).map(star).collect();
    let areas: i32 = polygons.iter().map(|polygon| area(polygon)).sum();
    let halves: Vec<Polygon> = polygons.iter().map(|polygon| left_of(polygon, 70)).collect();
    println!("{areas} {}", halves.iter().map(Vec::len).sum::<usize>());
}
