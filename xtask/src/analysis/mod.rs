//! Pure functions from records to what is shown of them.

pub mod median;
pub mod pairs;
pub mod top;
