//! Rays through a scene: vectors as boxes in the inner loop; shapes behind a trait, each call long.
use std::rc::Rc;

#[derive(Clone, Copy)]
struct Vector {
    x: f64,
    y: f64,
    z: f64,
}

fn dot(a: &Vector, b: &Vector) -> f64 {
    a.x * b.x + a.y * b.y + a.z * b.z
}

//- 1 mistake heap-vs-stack/return-small
#[inline(never)]
fn scaled(v: &Vector, by: f64) -> Box<Vector> {
    Box::new(Vector { x: v.x * by, y: v.y * by, z: v.z * by })
}

#[inline(never)]
fn plus(a: &Vector, b: &Vector) -> Box<Vector> {
    Box::new(Vector { x: a.x + b.x, y: a.y + b.y, z: a.z + b.z })
}

fn along(origin: &Vector, direction: &Vector, by: f64) -> Vector {
    *plus(origin, &scaled(direction, by))
}
//+ 1
#[inline(never)]
fn scaled(v: &Vector, by: f64) -> Vector {
    Vector { x: v.x * by, y: v.y * by, z: v.z * by }
}

#[inline(never)]
fn plus(a: &Vector, b: &Vector) -> Vector {
    Vector { x: a.x + b.x, y: a.y + b.y, z: a.z + b.z }
}

fn along(origin: &Vector, direction: &Vector, by: f64) -> Vector {
    plus(origin, &scaled(direction, by))
}
//.

trait Solid {
    fn distance(&self, from: &Vector) -> f64;
}

struct Ball(Vector, f64);
struct Torus(f64, f64);

impl Solid for Ball {
    fn distance(&self, from: &Vector) -> f64 {
        let d = Vector { x: from.x - self.0.x, y: from.y - self.0.y, z: from.z - self.0.z };
        (0..6).fold(dot(&d, &d).sqrt() - self.1, |sum, n| sum + (sum * f64::from(n)).sqrt().fract() * 1e-6)
    }
}

impl Solid for Torus {
    fn distance(&self, from: &Vector) -> f64 {
        let flat = (from.x * from.x + from.z * from.z).sqrt() - self.0;
        let near = (flat * flat + from.y * from.y).sqrt() - self.1;
        (0..6).fold(near, |sum, n| sum + (sum * sum + f64::from(n)).sqrt().fract() * 1e-6)
    }
}

//- 2 lookalike heap-vs-stack/dyn-dispatch
type Scene = Vec<Rc<dyn Solid>>;

fn scene() -> Scene {
    (0..6)
        .map(|n| -> Rc<dyn Solid> {
            let n = f64::from(n);
            if n < 4.0 { Rc::new(Ball(Vector { x: n, y: 1.0, z: n * 3.0 }, 0.5)) } else { Rc::new(Torus(n, 0.2)) }
        })
        .collect()
}
//+ 2
enum One {
    Ball(Ball),
    Torus(Torus),
}

impl One {
    fn distance(&self, from: &Vector) -> f64 {
        match self {
            One::Ball(ball) => ball.distance(from),
            One::Torus(torus) => torus.distance(from),
        }
    }
}

type Scene = Vec<One>;

fn scene() -> Scene {
    (0..6)
        .map(|n| {
            let n = f64::from(n);
            if n < 4.0 { One::Ball(Ball(Vector { x: n, y: 1.0, z: n * 3.0 }, 0.5)) } else { One::Torus(Torus(n, 0.2)) }
        })
        .collect()
}
//.

fn march(scene: &Scene, origin: Vector, direction: Vector) -> u32 {
    let mut gone = 0.0;
    for step in 0..40 {
        let place = along(&origin, &direction, gone);
        let nearest = scene.iter().map(|solid| solid.distance(&place)).fold(f64::MAX, f64::min);
        if nearest < 0.01 {
            return step;
        }
        // A tenth at most, so that thin solids are not passed over.
        for part in 1..=4 {
            let ahead = along(&place, &direction, nearest * f64::from(part) / 40.0);
            gone += dot(&ahead, &direction).abs().min(0.05);
        }
    }
    99
}

fn main() {
    let scene = scene();
    let mut sum = 0;
    for pixel in 0..500_u32 {
        let x = f64::from(pixel % 25) / 25.0 - 0.5;
        let y = f64::from(pixel / 25) / 20.0 - 0.5;
        let length = (x * x + y * y + 1.0).sqrt();
        let direction = Vector { x: x / length, y: y / length, z: 1.0 / length };
        sum += march(&scene, Vector { x: 0.0, y: 0.0, z: -3.0 }, direction);
    }
    println!("{sum}");
}
