//! The integration tests: one binary, one file a stage, and the laws of the house.

mod apparatus;
mod backmatter;
mod books;
mod cases;
mod cli;
mod design;
mod diagnostics;
mod extraction;
mod faults;
mod history;
mod laws;
mod locators;
mod machine;
mod note_marks;
mod pages;
mod pins;
mod preflight;
mod publish;
mod rebuilds;
mod references;
mod rules;
mod structure;
mod support;
mod tei;
mod watch;
mod words;
