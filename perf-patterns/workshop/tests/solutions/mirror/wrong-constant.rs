/// A point in space.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// To the right.
    pub x: i64,
    /// Up.
    pub y: i64,
    /// Towards the reader.
    pub z: i64,
}

pub fn mirror(_point: &Point) -> Point {
    Point { x: 0, y: 0, z: 0 }
}
