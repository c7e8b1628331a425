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

pub fn mirror(point: &Point) -> Point {
    // Forgets the third axis.
    Point {
        x: point.y,
        y: point.x,
        z: point.z,
    }
}
