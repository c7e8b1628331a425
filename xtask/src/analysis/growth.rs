//! How the time of a variant grows with the size of its input.

use patterns::catalogue::{Pattern, Scenario};
use record::{Case, MeasuredPattern, Record, Time};

/// A variant's times over sizes, smallest first.
pub struct Curve {
    /// The variant.
    pub variant: &'static str,
    /// Its role.
    pub role: &'static str,
    /// Size and time.
    pub points: Vec<(usize, Time)>,
}

impl Curve {
    /// The exponent *k* of *size^k* between the first and the last point: the
    /// slope in a log-log chart. `None` with fewer than two points.
    pub fn slope(&self) -> Option<f64> {
        let (first, last) = (self.points.first()?, self.points.last()?);
        let sizes = (last.0 as f64 / first.0 as f64).ln();
        (sizes > 0.0).then(|| (last.1.median / first.1.median).ln() / sizes)
    }
}

/// The curves of `pattern` in the typical scenario, in the order of its variants.
pub fn curves(record: &Record, pattern: &'static Pattern) -> Vec<Curve> {
    pattern
        .variants
        .iter()
        .map(|variant| {
            let of_variant = |case: &&Case| {
                case.variant == variant.name && case.scenario == Scenario::TYPICAL.name
            };
            let mut points: Vec<(usize, Time)> = record
                .pattern(pattern.id)
                .into_iter()
                .flat_map(MeasuredPattern::cases)
                .filter(of_variant)
                .filter_map(|case| Some((case.size, case.time_ns?)))
                .collect();
            points.sort_by_key(|(size, _)| *size);
            Curve {
                variant: variant.name,
                role: variant.role.name(),
                points,
            }
        })
        .filter(|curve| !curve.points.is_empty())
        .collect()
}

/// Where two curves cross, by interpolation between the two sizes around it, on
/// logarithmic scales. `None` where one is below the other at every size.
pub fn crossover(a: &Curve, b: &Curve) -> Option<f64> {
    let difference = |index: usize| -> Option<(f64, f64)> {
        let ((size, time), (_, other)) = (a.points.get(index)?, b.points.get(index)?);
        Some(((*size as f64).ln(), (time.median / other.median).ln()))
    };
    (1..a.points.len()).find_map(|index| {
        let ((x0, y0), (x1, y1)) = (difference(index - 1)?, difference(index)?);
        (y0 * y1 < 0.0).then(|| (x0 + (x1 - x0) * y0 / (y0 - y1)).exp())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn curve(times: &[f64]) -> Curve {
        let time = |median| Time {
            median,
            low: median,
            high: median,
        };
        Curve {
            variant: "v",
            role: "slow",
            points: [10, 100, 1_000]
                .into_iter()
                .zip(times.iter().copied().map(time))
                .collect(),
        }
    }

    #[test]
    fn a_quadratic_curve_has_slope_two() {
        let slope = curve(&[1.0, 100.0, 10_000.0]).slope().unwrap();
        assert!((slope - 2.0).abs() < 1e-9);
    }

    #[test]
    fn curves_cross_between_the_sizes_where_their_order_turns() {
        let crossing = crossover(&curve(&[1.0, 10.0, 100.0]), &curve(&[2.0, 5.0, 6.0])).unwrap();
        assert!((10.0..100.0).contains(&crossing));
        assert_eq!(
            crossover(&curve(&[1.0, 2.0, 3.0]), &curve(&[2.0, 3.0, 4.0])),
            None
        );
    }
}
