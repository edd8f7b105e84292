//! Which pages of a book are those of a text.

/// The pages of a text among all pages, or their folios: the first, and the others at equal
/// distances. A text that stands alone has all pages from its first to its last; of two texts
/// that face each other, each has every second one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct PageRun {
    /// The first page, or its folio.
    pub first: u32,
    /// How many pages further on the next one is.
    pub step: u32,
}

impl PageRun {
    /// Pages that follow one another.
    pub const fn unbroken(first: u32) -> Self {
        Self { first, step: 1 }
    }

    /// The page of the text with this number, from 0.
    pub fn page(self, k: u32) -> u32 {
        self.first + k * self.step
    }

    /// The same, where pages are counted as places of a list.
    pub fn at(self, k: usize) -> usize {
        self.page(k as u32) as usize
    }

    /// Which page of the text a page is, from 0, if it may be one.
    pub fn index_of(self, page: u32) -> Option<u32> {
        let behind = page.checked_sub(self.first)?;
        let step = self.step.max(1);
        behind.is_multiple_of(step).then_some(behind / step)
    }

    /// The first so many pages, as places of a list.
    pub fn pages(self, count: usize) -> impl Iterator<Item = usize> {
        (0..count).map(move |k| self.at(k))
    }

    /// From the first to the last of so many pages, as places of a list.
    pub fn span(self, count: usize) -> std::ops::Range<usize> {
        let first = self.first as usize;
        first..count.checked_sub(1).map_or(first, |last| self.at(last) + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_found_by_its_number_and_its_number_by_the_page() {
        for run in [PageRun::unbroken(7), PageRun { first: 6, step: 4 }] {
            for k in 0..9 {
                assert_eq!(run.index_of(run.page(k)), Some(k), "{run:?}");
            }
            assert_eq!(run.index_of(run.first - 1), None);
        }
        let facing = PageRun { first: 6, step: 2 };
        assert_eq!(facing.index_of(9), None);
        assert_eq!(facing.pages(3).collect::<Vec<_>>(), [6, 8, 10]);
        assert_eq!((facing.span(3), facing.span(0)), (6..11, 6..6));
    }
}
