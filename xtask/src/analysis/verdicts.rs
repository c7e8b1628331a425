//! Verdicts on all pairs of a record at once: the more pairs there are, the more
//! certain each has to be.

use benches::record::Record;
use statistics::{holm, verdict};

/// Corrects the p-values of every measured pair for the number of them, and
/// enters the verdicts. Differences and equivalences are corrected each among
/// themselves.
pub fn enter(record: &mut Record) {
    let speedups = || record.pairs.iter().filter_map(|pair| pair.speedup);
    let different: Vec<f64> = speedups().map(|speedup| speedup.p_different).collect();
    let equivalent: Vec<f64> = speedups().map(|speedup| speedup.p_equivalent).collect();
    let adjusted = holm::adjust(&different)
        .into_iter()
        .zip(holm::adjust(&equivalent));
    let measured = record
        .pairs
        .iter_mut()
        .filter_map(|pair| Some((pair.speedup?, &mut pair.verdict)));
    for ((speedup, entered), (different, equivalent)) in measured.zip(adjusted) {
        let found = verdict::of(speedup.median.ln(), different, equivalent);
        *entered = Some(found.name().to_owned());
    }
}
