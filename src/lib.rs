//! Variorum turns edited texts into print-ready critical editions.
//!
//! The modules in the order data flows: an edition's files ([`edition`],
//! [`source`]) become a [`model`], and the transcriptions of its witnesses are laid side
//! by side ([`collate`]); the model becomes Typst source ([`assemble`]);
//! Typst sets it as a galley ([`typeset`]); a plan says which lines stand on which
//! page ([`pages`]); lines get their names ([`lines`]); pages are made ([`compose`]); everything is found on them
//! ([`locate`]); indexes and a concordance follow ([`backmatter`]); and the book is
//! written ([`publish`]). [`build`] runs the stages, [`cli`] talks to people.

pub mod assemble;
pub mod backmatter;
pub mod build;
pub mod cli;
pub mod collate;
pub mod compose;
pub mod diag;
pub mod edition;
pub mod history;
pub mod lines;
pub mod locate;
pub mod model;
pub mod pages;
pub mod publish;
pub mod source;
pub mod span;
pub mod ties;
pub mod typeset;
pub mod words;

#[cfg(test)]
#[path = "../tests/it/support/skipped.rs"]
mod skipped;
