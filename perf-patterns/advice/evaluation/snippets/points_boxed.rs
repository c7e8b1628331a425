//! Vectors of the plane as boxes; and shapes that have to be boxed.
#[derive(Clone, Copy)]
struct Vector {
    x: f64,
    y: f64,
    z: f64,
}

//- 1 mistake heap-vs-stack/return-small
#[inline(never)]
fn cross(a: &Vector, b: &Vector) -> Box<Vector> {
    Box::new(Vector { x: a.y * b.z - a.z * b.y, y: a.z * b.x - a.x * b.z, z: a.x * b.y - a.y * b.x })
}
//+ 1
#[inline(never)]
fn cross(a: &Vector, b: &Vector) -> Vector {
    Vector { x: a.y * b.z - a.z * b.y, y: a.z * b.x - a.x * b.z, z: a.x * b.y - a.y * b.x }
}
//.

fn area(points: &[Vector]) -> f64 {
    points
        .windows(2)
        .map(|pair| {
            let normal = cross(&pair[0], &pair[1]);
            (normal.x * normal.x + normal.y * normal.y + normal.z * normal.z).sqrt()
        })
        .sum()
}

trait Body {
    fn volume(&self) -> f64;
    fn grow(&mut self, by: f64);
}

struct Ball(f64);
struct Cube(Vector);

impl Body for Ball {
    fn volume(&self) -> f64 {
        self.0.powi(3) * 4.19
    }
    fn grow(&mut self, by: f64) {
        self.0 += by;
    }
}

impl Body for Cube {
    fn volume(&self) -> f64 {
        self.0.x * self.0.y * self.0.z
    }
    fn grow(&mut self, by: f64) {
        self.0.x += by;
    }
}

//- 2 lookalike heap-vs-stack/return-small
fn body(n: u32) -> Box<dyn Body> {
    if n % 2 == 0 {
        Box::new(Ball(f64::from(n)))
    } else {
        Box::new(Cube(Vector { x: 1.0, y: 2.0, z: f64::from(n) }))
    }
}
//+ 2
fn body(n: u32) -> Box<dyn Body> {
    match n % 2 {
        0 => Box::new(Ball(f64::from(n))),
        _ => Box::new(Cube(Vector { x: 1.0, y: 2.0, z: f64::from(n) })),
    }
}
//.

fn main() {
    let points: Vec<Vector> = (0..20_000)
        .map(|n| Vector { x: f64::from(n % 17), y: f64::from(n % 5), z: f64::from(n % 11) })
        .collect();
    let mut bodies: Vec<Box<dyn Body>> = (0..3_000).map(body).collect();
    let mut volume = 0.0;
    for round in 0..10 {
        for body in &mut bodies {
            body.grow(f64::from(round));
            volume += body.volume();
        }
    }
    println!("{:.0} {volume:.0}", area(&points));
}
