//! What several of the guide's programs share; the others stand alone.

pub mod share;
