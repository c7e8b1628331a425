
mod planted {
    use std::hint::black_box;

    /// How often each unit is repeated: the change is here.
    const TIMES: u64 = 100;

    macro_rules! unit {
        ($name:ident, $body:expr) => {
            pub fn $name(c: &mut criterion::Criterion) {
                #[inline(never)]
                fn unit(i: u64) -> u64 {
                    let body: fn(u64) -> u64 = $body;
                    body(i)
                }
                c.bench_function(concat!("planted/", stringify!($name)), |b| {
                    b.iter(|| (0..TIMES).fold(0_u64, |sum, i| sum.wrapping_add(unit(black_box(i)))))
                });
            }
        };
    }

    //UNITS
}
criterion::criterion_group!(planted_group, //NAMES
);
