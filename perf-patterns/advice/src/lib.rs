//! From profiles and source to advice: pure functions over what was read.
//!
//! [`own`] finds the program's own lines that pay, [`source`] says what stands
//! there, and [`engine`] holds both against the symptoms that patterns declare.

pub mod answer;
pub mod compiled;
pub mod engine;
pub mod own;
mod pairs;
pub mod source;

pub use answer::{Advice, Answer, Ceiling, Confidence, Pair, Spent};
pub use engine::advise;
