//! Holds nothing: the programs beside it are what the guide shows.
