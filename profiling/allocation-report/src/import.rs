//! What a program takes from other libraries.

/// What another library provides.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Import {
    /// Its name.
    pub name: String,
    /// Whether the system's libraries provide it, so that its name says what it does.
    pub of_system: bool,
}
