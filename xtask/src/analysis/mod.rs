//! Pure functions from records to what is shown of them.
