//! Verdicts on all pairs of a record at once: the more pairs there are, the more
//! certain each has to be.

use statistics::{holm, verdict};

use crate::Record;

impl Record {
    /// Corrects the p-values of every measured pair for the number of them, and
    /// enters the verdicts. Differences and equivalences are corrected each among
    /// themselves.
    pub fn judge(&mut self) {
        let speedups = || self.cases().filter_map(|case| case.speedup);
        let different: Vec<f64> = speedups().map(|speedup| speedup.p_different).collect();
        let equivalent: Vec<f64> = speedups().map(|speedup| speedup.p_equivalent).collect();
        let adjusted = holm::adjust(&different)
            .into_iter()
            .zip(holm::adjust(&equivalent));
        let measured = self
            .cases_mut()
            .filter_map(|case| Some((case.speedup?, &mut case.verdict)));
        for ((speedup, entered), (different, equivalent)) in measured.zip(adjusted) {
            *entered = Some(verdict::of(speedup.median.ln(), different, equivalent));
        }
    }
}
