//! Pure functions from records to what is shown of them.

pub mod alone;
pub mod calls;
pub mod claims;
pub mod growth;
pub mod noise;
pub mod pairs;
pub mod surprises;
pub mod top;
pub mod trend;
pub mod verdicts;
