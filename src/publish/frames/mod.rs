//! The finished frames copied for a PDF: in other paints, and in the order of reading.

pub(super) mod inks;
pub(super) mod letters;
pub(super) mod reading_order;
