//! Compares versions that differ in their last, textual, part.

use version_compare::Version;

fn main() {
    let texts = ["1.2.alpha.3", "1.2.Beta.3", "1.2.RC.3", "1.2.beta.3"];
    let versions: Vec<Version> = texts.iter().filter_map(|text| Version::from(text)).collect();
    let mut less = 0;
    for _ in 0..20_000 {
        for a in std::hint::black_box(&versions) {
            for b in &versions {
                less += usize::from(a < b);
            }
        }
    }
    println!("{less}");
}
