//! The regularised incomplete beta function: the tails of Student's t, of the
//! binomial and of the beta distribution are all values of it.

/// Iⱼ(a, b) at `x` in 0..=1, for positive `a` and `b`.
///
/// By its continued fraction (NIST Digital Library of Mathematical Functions,
/// 8.17.22), evaluated with Lentz's method as modified by Thompson and Barnett
/// (1986). Accurate to about 12 digits, relative, also deep in a tail.
pub fn regularized(a: f64, b: f64, x: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    if x >= 1.0 {
        return 1.0;
    }
    let front = (a * x.ln() + b * (-x).ln_1p() + ln_gamma(a + b) - ln_gamma(a) - ln_gamma(b)).exp();
    // The fraction converges fast on this side; the other side is its mirror.
    if x < (a + 1.0) / (a + b + 2.0) {
        front * fraction(a, b, x) / a
    } else {
        1.0 - front * fraction(b, a, 1.0 - x) / b
    }
}

/// The `x` at which [`regularized`] is `probability`.
pub fn quantile(a: f64, b: f64, probability: f64) -> f64 {
    bisect(0.0, 1.0, |x| regularized(a, b, x) < probability)
}

/// Where `is_below` turns false between `low` and `high`.
pub(super) fn bisect(mut low: f64, mut high: f64, is_below: impl Fn(f64) -> bool) -> f64 {
    for _ in 0..200 {
        let middle = f64::midpoint(low, high);
        if middle <= low || middle >= high {
            break;
        }
        if is_below(middle) {
            low = middle;
        } else {
            high = middle;
        }
    }
    f64::midpoint(low, high)
}

fn fraction(a: f64, b: f64, x: f64) -> f64 {
    const TINY: f64 = 1e-300;
    let nonzero = |value: f64| if value.abs() < TINY { TINY } else { value };
    let mut c = 1.0;
    let mut d = 1.0 / nonzero(1.0 - (a + b) * x / (a + 1.0));
    let mut result = d;
    for m in 1..500 {
        let m = f64::from(m);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        let mut step = 1.0;
        for term in [even, odd] {
            d = 1.0 / nonzero(1.0 + term * d);
            c = nonzero(1.0 + term / c);
            step = c * d;
            result *= step;
        }
        if (step - 1.0).abs() < 1e-15 {
            break;
        }
    }
    result
}

/// ln Γ(x) for positive `x`: Stirling's series (NIST Digital Library of
/// Mathematical Functions, 5.11.1), after shifting `x` to where it is accurate.
fn ln_gamma(mut x: f64) -> f64 {
    let mut shift = 0.0;
    while x < 12.0 {
        shift -= x.ln();
        x += 1.0;
    }
    let square = 1.0 / (x * x);
    let series = (1.0 / 12.0
        - square
            * (1.0 / 360.0 - square * (1.0 / 1260.0 - square * (1.0 / 1680.0 - square / 1188.0))))
        / x;
    shift + (x - 0.5) * x.ln() - x + 0.5 * (2.0 * std::f64::consts::PI).ln() + series
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(found: f64, expected: f64) {
        assert!(
            (found / expected - 1.0).abs() < 1e-11,
            "{found} is not {expected}"
        );
    }

    #[test]
    fn gamma_is_the_factorial() {
        near(ln_gamma(0.5), std::f64::consts::PI.sqrt().ln());
        near(ln_gamma(11.0), 3_628_800_f64.ln());
        near(ln_gamma(3.0), 2_f64.ln());
    }

    #[test]
    fn closed_forms_of_the_incomplete_beta_function_come_out() {
        // I(1, b) = 1 - (1 - x)^b, I(a, 1) = x^a, I(½, ½) = 2/π asin √x.
        for x in [1e-9, 0.01, 0.3, 0.5, 0.77, 0.999] {
            near(regularized(3.0, 1.0, x), x.powi(3));
            near(regularized(1.0, 2.0, x), x * (2.0 - x));
            near(
                regularized(0.5, 0.5, x),
                2.0 / std::f64::consts::PI * x.sqrt().asin(),
            );
        }
    }

    #[test]
    fn a_quantile_is_the_inverse() {
        for probability in [0.005, 0.3, 0.975] {
            near(
                regularized(2.5, 7.0, quantile(2.5, 7.0, probability)),
                probability,
            );
        }
    }
}
