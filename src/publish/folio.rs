//! The numbers of the pages of a bound book.

use crate::compose::book::Book;
use crate::compose::book::sheet::Folio;

/// The number of a page of the book as it is cited, in ASCII digits or small roman numerals;
/// pages are counted from 0. It is empty if there is no such page.
pub(super) fn folio(book: &Book, page: usize) -> String {
    let made = book.document.pages().get(page);
    let folio = |number: u64| Folio {
        number: number as u32,
        roman: page < book.front_pages,
    };
    made.map(|made| folio(made.number).plain()).unwrap_or_default()
}
