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

/// A point that lies on the heap, or does not.
pub enum Mirrored {
    Here(Point),
    There(Box<Point>),
}

impl std::borrow::Borrow<Point> for Mirrored {
    fn borrow(&self) -> &Point {
        match self {
            Mirrored::Here(point) => point,
            Mirrored::There(point) => point,
        }
    }
}

pub fn mirror(point: &Point) -> Mirrored {
    let mirrored = Point {
        x: point.y,
        y: point.x,
        z: point.z.wrapping_neg(),
    };
    // Half of them have no reason to be boxed, and neither has the other half.
    if point.x % 2 == 0 {
        Mirrored::Here(mirrored)
    } else {
        Mirrored::There(Box::new(mirrored))
    }
}
