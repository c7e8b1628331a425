//! Is the advice right? Programs of known truth, what they cost before and after their
//! advice is followed, and the score of what was advised. See the README.

pub mod ask;
pub mod case;
pub mod count;
pub mod embedded;
pub mod half;
pub mod lints;
pub mod programs;
pub mod score;
pub mod scoring;
pub mod store;
