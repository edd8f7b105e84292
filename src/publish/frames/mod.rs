//! The finished frames copied for a PDF: in other paints, and in the order of reading.

pub(super) mod inks;
mod letters;
pub(super) mod reading_order;
