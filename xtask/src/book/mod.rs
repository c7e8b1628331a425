//! Renders a run record as an mdBook.
