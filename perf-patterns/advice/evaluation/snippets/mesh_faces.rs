//! Faces of a mesh: corners as a vector for each face; normals are pushed one by one though their number is known; groups are few.
#[derive(Clone, Copy)]
struct Point {
    x: f32,
    y: f32,
    z: f32,
}

fn points(side: usize) -> Vec<Point> {
    (0..side * side).map(|at| Point { x: (at % side) as f32, y: (at / side) as f32, z: (at * 7 % 13) as f32 * 0.25 }).collect()
}

//- 1 mistake heap-vs-stack/inline-vec|preallocation/vec-capacity|pooling/reuse-vec|loops/collect-then-iterate
fn corners(points: &[Point], face: &[u32]) -> Vec<Point> {
    face.iter().map(|at| points[*at as usize]).collect()
}

fn normal(points: &[Point], face: &[u32]) -> Point {
    let corners = corners(points, face);
    let (mut x, mut y, mut z) = (0.0, 0.0, 0.0);
    for at in 0..corners.len() {
        let (a, b) = (corners[at], corners[(at + 1) % corners.len()]);
        x += (a.y - b.y) * (a.z + b.z);
        y += (a.z - b.z) * (a.x + b.x);
        z += (a.x - b.x) * (a.y + b.y);
    }
    Point { x, y, z }
}
//+ 1
fn normal(points: &[Point], face: &[u32]) -> Point {
    let corner = |at: usize| points[face[at] as usize];
    let (mut x, mut y, mut z) = (0.0, 0.0, 0.0);
    for at in 0..face.len() {
        let (a, b) = (corner(at), corner((at + 1) % face.len()));
        x += (a.y - b.y) * (a.z + b.z);
        y += (a.z - b.z) * (a.x + b.x);
        z += (a.x - b.x) * (a.y + b.y);
    }
    Point { x, y, z }
}
//.

//- 2 mistake preallocation/vec-capacity
fn normals(points: &[Point], faces: &[[u32; 4]]) -> Vec<Point> {
    let mut normals = Vec::new();
    for face in faces {
        normals.push(normal(points, face));
    }
    normals
}
//+ 2
fn normals(points: &[Point], faces: &[[u32; 4]]) -> Vec<Point> {
    let mut normals = Vec::with_capacity(faces.len());
    for face in faces {
        normals.push(normal(points, face));
    }
    normals
}
//.

//- 3 lookalike preallocation/vec-capacity|heap-vs-stack/inline-vec
fn steep(normals: &[Point]) -> Vec<usize> {
    let mut steep = Vec::new();
    for (at, normal) in normals.iter().enumerate() {
        if normal.z.abs() * 4.0 < normal.x.abs() {
            steep.push(at);
        }
    }
    steep
}
//+ 3
fn steep(normals: &[Point]) -> Vec<usize> {
    let is_steep = |normal: &Point| normal.z.abs() * 4.0 < normal.x.abs();
    (0..normals.len()).filter(|at| is_steep(&normals[*at])).collect()
}
//.

fn main() {
    let side = 80;
    let points = points(side);
    let face = |at: usize| [at, at + 1, at + side + 1, at + side].map(|at| at as u32);
    let faces: Vec<[u32; 4]> = (0..side * (side - 1) - 1).filter(|at| at % side != side - 1).map(face).collect();
    let normals = normals(&points, &faces);
    let steep = steep(&normals);
    let sum: f32 = normals.iter().map(|normal| normal.x * 2.0 + normal.y).sum();
    println!("{} {} {sum:.2}", normals.len(), steep.len());
}
