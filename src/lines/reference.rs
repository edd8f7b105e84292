//! References to lines, as entries and the text print them: `12`, `12–14`, `107–8`,
//! `107 sq.`, `45.30–46.2`.

use super::cite::{Cite, CitePart, CiteWord};
use super::names::{LineName, LineNames};
use crate::edition::{Crossing, Ranges, ReferenceStyle, SameLine};
use crate::pages::{PageRun, Plan};

/// What the references of a text are made from.
pub struct References<'a> {
    names: &'a LineNames,
    style: &'a ReferenceStyle,
    /// The first line of each page.
    starts: Vec<usize>,
    /// The folios of its pages.
    folios: PageRun,
}

impl<'a> References<'a> {
    /// For the pages of a plan, with their folios.
    pub fn new(
        names: &'a LineNames,
        style: &'a ReferenceStyle,
        plan: &Plan,
        folios: PageRun,
    ) -> Self {
        let starts = plan.pages.iter().map(|page| page.lines.start).collect();
        Self { names, style, starts, folios }
    }

    /// What an entry has before its lemma, given its first and last line and those of
    /// the entry before it on the page.
    pub fn of_entry(&self, lines: (u32, u32), previous: Option<(u32, u32)>) -> Cite {
        let (from, to) = self.ends(lines);
        let same = self.of_same_line((from, to), previous);
        same.unwrap_or_else(|| range(self.names, self.style, from, to))
    }

    /// The same with the page, `12.5` or `12.30–13.2`, for what stands elsewhere.
    pub fn of_endnote(&self, lines: (u32, u32), previous: Option<(u32, u32)>) -> Cite {
        let (from, to) = self.ends(lines);
        let same = self.of_same_line((from, to), previous);
        same.unwrap_or_else(|| with_page(self.names, self.style, from, to))
    }

    /// What an entry has that refers to the lines of the one before it, if it is not what
    /// it would have else.
    fn of_same_line(
        &self,
        ends: (End, End),
        previous: Option<(u32, u32)>,
    ) -> Option<Cite> {
        let is_same = previous.is_some_and(|previous| self.ends(previous) == ends);
        match self.style.same_line {
            SameLine::Omit if is_same => Some(Cite::default()),
            // A symbol that is empty says nothing.
            SameLine::Symbol if is_same => {
                let symbol = self.style.same_line_symbol.clone();
                Some(
                    Some(symbol)
                        .filter(|it| !it.is_empty())
                        .map(CitePart::Given)
                        .into_iter()
                        .collect(),
                )
            }
            _ => None,
        }
    }

    /// The ends of a range of lines.
    fn ends(&self, lines: (u32, u32)) -> (End, End) {
        let end = |line: u32| {
            let page = self.page(line as usize);
            let start = self.starts.get(page).copied().unwrap_or(0);
            End {
                name: self.names.name(line as usize, start),
                folio: self.folios.page(page as u32),
            }
        };
        (end(lines.0), end(lines.1))
    }

    /// The page of a line, counted from 0.
    fn page(&self, line: usize) -> usize {
        self.starts.partition_point(|&start| start <= line).saturating_sub(1)
    }
}

/// An end of a range of lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct End {
    /// The line's name.
    pub name: LineName,
    /// Its page.
    pub folio: u32,
}

/// A range of lines, without its page if it begins and ends on one.
pub fn range(names: &LineNames, style: &ReferenceStyle, from: End, to: End) -> Cite {
    let (a, b) = (from.name, to.name);
    let (first, last) = (line(names, a), line(names, b));
    if names.by_page() && from.folio != to.folio {
        let mut cite = Cite::default();
        if style.crossing == Crossing::Both {
            cite.extend([CitePart::Page(from.folio), CitePart::Point]);
        }
        cite.extend([
            first,
            CitePart::Dash,
            CitePart::Page(to.folio),
            CitePart::Point,
            last,
        ]);
        return cite;
    }
    if a.section != b.section {
        let division =
            |name: LineName| [CitePart::Division(name.section), CitePart::Point];
        let mut cite: Cite =
            division(a).into_iter().chain([first, CitePart::Dash]).collect();
        cite.extend(division(b).into_iter().chain([last]));
        return cite;
    }
    let mut cite = Cite::default();
    if style.section && a.section > 0 {
        cite.extend([CitePart::Division(a.section), CitePart::Point]);
    }
    cite.push(first);
    if a == b {
        return cite;
    }
    let plain =
        |name: LineName| name.number > 0 && name.letter.is_none() && name.sub == 0;
    let second = match style.ranges {
        Ranges::Sq if plain(a) && plain(b) && a.number < b.number => {
            let (given, word) = match b.number - a.number {
                1 => (&style.two_lines, CiteWord::TwoLines),
                _ => (&style.more_lines, CiteWord::MoreLines),
            };
            let given = given.clone().map(CitePart::Given);
            cite.extend([CitePart::Space, given.unwrap_or(CitePart::Word(word))]);
            return cite;
        }
        Ranges::Short if plain(a) && plain(b) => {
            CitePart::Rest(elided(a.number, b.number))
        }
        Ranges::Short if a.sub > 0 && b.sub > 0 && a.number == b.number => {
            CitePart::Rest(b.sub.to_string())
        }
        _ => last,
    };
    cite.extend([CitePart::Dash, second]);
    cite
}

/// A range of lines with its page, or with both if it goes over to the next.
pub fn with_page(names: &LineNames, style: &ReferenceStyle, from: End, to: End) -> Cite {
    let on = |end: End, until: End| {
        let mut cite: Cite =
            [CitePart::Page(end.folio), CitePart::Point].into_iter().collect();
        cite.append(&range(names, style, end, until));
        cite
    };
    if from.folio == to.folio {
        return on(from, to);
    }
    let mut cite = on(from, from);
    cite.push(CitePart::Dash);
    cite.append(&on(to, to));
    cite
}

/// A range of pages.
pub fn pages(style: &ReferenceStyle, from: u32, to: u32) -> Cite {
    let mut cite = Cite::from(CitePart::Page(from));
    if from != to {
        let last = match style.ranges {
            Ranges::Short => CitePart::Rest(elided(from, to)),
            Ranges::Full | Ranges::Sq => CitePart::Page(to),
        };
        cite.extend([CitePart::Dash, last]);
    }
    cite
}

/// What a line is called, or what stands in its place.
fn line(names: &LineNames, name: LineName) -> CitePart {
    names
        .label(name)
        .map_or(CitePart::Word(CiteWord::Title), CitePart::Line)
}

/// The second number of a range, shortened to the digits that differ: `107–8`. Numbers
/// from 10 to 19 keep both (`113–14`), and all digits stay behind a full hundred
/// (`100–101`) and where more than two differ (`1099–1100`), as the *Chicago Manual of
/// Style* (9.63) and *Hart's Rules* have it.
fn elided(first: u32, last: u32) -> String {
    let (a, b) = (first.to_string(), last.to_string());
    if a.len() != b.len() || first >= last || first.is_multiple_of(100) {
        return b;
    }
    let same = a.bytes().zip(b.bytes()).take_while(|(a, b)| a == b).count();
    let is_teen = same + 1 == b.len() && same > 0 && b.as_bytes()[same - 1] == b'1';
    let same = if is_teen { same - 1 } else { same };
    if b.len() - same > 2 { b } else { b[same..].to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_shortened_as_manuals_of_style_have_it() {
        let cases = [
            (3, 10, "10"),
            (71, 72, "2"),
            (100, 101, "101"),
            (107, 108, "8"),
            (110, 115, "15"),
            (113, 114, "14"),
            (121, 128, "8"),
            (198, 203, "203"),
            (321, 328, "8"),
            (1087, 1089, "9"),
            (1099, 1100, "1100"),
            (1496, 1504, "1504"),
        ];
        for (first, last, expected) in cases {
            assert_eq!(elided(first, last), expected, "{first}–{last}");
        }
    }
}
