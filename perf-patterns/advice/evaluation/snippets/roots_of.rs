//! Roots of polynomials: small complex numbers come back in boxes; so does a method that is chosen at run time.
#[derive(Clone, Copy, Debug)]
struct Complex {
    re: f64,
    im: f64,
}

//- 1 mistake heap-vs-stack/return-small
impl Complex {
    fn new(re: f64, im: f64) -> Box<Complex> {
        Box::new(Complex { re, im })
    }

    fn add(&self, other: &Complex) -> Box<Complex> {
        Complex::new(self.re + other.re, self.im + other.im)
    }

    fn mul(&self, other: &Complex) -> Box<Complex> {
        Complex::new(self.re * other.re - self.im * other.im, self.re * other.im + self.im * other.re)
    }

    fn div(&self, other: &Complex) -> Box<Complex> {
        let by = other.re * other.re + other.im * other.im;
        Complex::new((self.re * other.re + self.im * other.im) / by, (self.im * other.re - self.re * other.im) / by)
    }
}

fn evaluate(polynomial: &[f64], at: &Complex) -> Box<Complex> {
    let mut value = Complex::new(0.0, 0.0);
    for coefficient in polynomial {
        value = value.mul(at).add(&Complex { re: *coefficient, im: 0.0 });
    }
    value
}
//+ 1
impl Complex {
    fn new(re: f64, im: f64) -> Complex {
        Complex { re, im }
    }

    fn add(&self, other: &Complex) -> Complex {
        Complex::new(self.re + other.re, self.im + other.im)
    }

    fn mul(&self, other: &Complex) -> Complex {
        Complex::new(self.re * other.re - self.im * other.im, self.re * other.im + self.im * other.re)
    }

    fn div(&self, other: &Complex) -> Complex {
        let by = other.re * other.re + other.im * other.im;
        Complex::new((self.re * other.re + self.im * other.im) / by, (self.im * other.re - self.re * other.im) / by)
    }
}

fn evaluate(polynomial: &[f64], at: &Complex) -> Complex {
    let mut value = Complex::new(0.0, 0.0);
    for coefficient in polynomial {
        value = value.mul(at).add(&Complex { re: *coefficient, im: 0.0 });
    }
    value
}
//.

fn derived(polynomial: &[f64]) -> Vec<f64> {
    let degree = polynomial.len() - 1;
    polynomial[..degree].iter().enumerate().map(|(at, value)| value * (degree - at) as f64).collect()
}

//- 2 lookalike heap-vs-stack/return-small|heap-vs-stack/dyn-dispatch
fn damping(careful: bool) -> Box<dyn Fn(f64) -> f64> {
    match careful {
        true => Box::new(|error| if error > 1.0 { 0.5 } else { 1.0 }),
        false => Box::new(|_| 1.0),
    }
}
//+ 2
fn damping(careful: bool) -> impl Fn(f64) -> f64 {
    move |error| if careful && error > 1.0 { 0.5 } else { 1.0 }
}
//.

fn root(polynomial: &[f64], from: Complex, careful: bool) -> Complex {
    let slope = derived(polynomial);
    let damping = damping(careful);
    let mut at = from;
    for _ in 0..40 {
        let value = evaluate(polynomial, &at);
        let step = value.div(&evaluate(&slope, &at));
        let factor = damping(value.re.abs() + value.im.abs());
        at = Complex { re: at.re - factor * step.re, im: at.im - factor * step.im };
    }
    at
}

fn main() {
    let mut sum = 0.0;
    for n in 0..60 {
        let polynomial = [1.0, -f64::from(n % 5), 2.0, f64::from(n % 7) - 9.0];
        let root = root(&polynomial, Complex { re: 1.5, im: 0.7 }, n % 2 == 0);
        sum += root.re + root.im.abs();
    }
    println!("{sum:.6}");
}
