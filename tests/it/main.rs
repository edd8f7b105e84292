//! The integration tests: one binary, one file a stage, and the laws of the house.

mod laws;
mod support;
mod words;
