//! References to lines, as entries and the text print them: `12`, `12–14`, `107–8`,
//! `107 sq.`, `45.30–46.2`.

use crate::assemble::marks;
use crate::edition::{Crossing, Ranges, ReferenceStyle, SameLine};
use crate::lines::{LineName, LineNames};
use crate::model::Lang;
use crate::pages::Plan;

/// What the references of a text are made from.
pub struct References<'a> {
    names: &'a LineNames,
    style: &'a ReferenceStyle,
    lang: &'a Lang,
    /// The first line of each page.
    starts: Vec<usize>,
    /// The folio of the first page.
    first_folio: u32,
}

impl<'a> References<'a> {
    /// For the pages of a plan, the first of which has the folio given.
    pub fn new(
        names: &'a LineNames,
        style: &'a ReferenceStyle,
        lang: &'a Lang,
        plan: &Plan,
        first_folio: u32,
    ) -> Self {
        let starts = plan.pages.iter().map(|page| page.lines.start).collect();
        Self { names, style, lang, starts, first_folio }
    }

    /// What an entry has before its lemma, given its first and last line and those of
    /// the entry before it on the page.
    pub fn of_entry(&self, lines: (u32, u32), previous: Option<(u32, u32)>) -> String {
        let ends = self.ends(lines);
        let is_same = previous.is_some_and(|previous| self.ends(previous) == ends);
        match self.style.same_line {
            SameLine::Omit if is_same => String::new(),
            SameLine::Symbol if is_same => self.style.same_line_symbol.clone(),
            _ => range(self.names, self.style, self.lang, ends.0, ends.1),
        }
    }

    /// The same with the page, `12.5` or `12.30–13.2`, for what stands elsewhere.
    pub fn of_endnote(&self, lines: (u32, u32), previous: Option<(u32, u32)>) -> String {
        let (from, to) = self.ends(lines);
        let is_same = previous.is_some_and(|previous| self.ends(previous) == (from, to));
        let line = |a: End, b: End| range(self.names, self.style, self.lang, a, b);
        match self.style.same_line {
            SameLine::Omit if is_same => String::new(),
            SameLine::Symbol if is_same => self.style.same_line_symbol.clone(),
            _ if from.folio == to.folio => format!("{}.{}", from.folio, line(from, to)),
            _ => {
                let end = |end: End| format!("{}.{}", end.folio, line(end, end));
                format!("{}–{}", end(from), end(to))
            }
        }
    }

    /// The ends of a range of lines.
    fn ends(&self, lines: (u32, u32)) -> (End, End) {
        let end = |line: u32| {
            let page = self.page(line as usize);
            let start = self.starts.get(page).copied().unwrap_or(0);
            End {
                name: self.names.name(line as usize, start),
                folio: self.first_folio + page as u32,
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
pub fn range(
    names: &LineNames,
    style: &ReferenceStyle,
    lang: &Lang,
    from: End,
    to: End,
) -> String {
    let text = |name: LineName| match names.text(name) {
        text if text.is_empty() => title(lang).to_owned(),
        text => text,
    };
    let (a, b) = (from.name, to.name);
    if names.by_page() && from.folio != to.folio {
        let head = match style.crossing {
            Crossing::End => String::new(),
            Crossing::Both => format!("{}.", from.folio),
        };
        return format!("{head}{}–{}.{}", text(a), to.folio, text(b));
    }
    if a.section != b.section {
        return format!("{}.{}–{}.{}", a.section, text(a), b.section, text(b));
    }
    let section = match a.section {
        section if style.section && section > 0 => format!("{section}."),
        _ => String::new(),
    };
    if a == b {
        return section + &text(a);
    }
    let plain =
        |name: LineName| name.number > 0 && name.letter.is_none() && name.sub == 0;
    let second = match style.ranges {
        Ranges::Sq if plain(a) && plain(b) && a.number < b.number => {
            let (two, more) = following(lang);
            let (given, word) = match b.number - a.number {
                1 => (&style.two_lines, two),
                _ => (&style.more_lines, more),
            };
            let word = given.as_deref().unwrap_or(word);
            return format!("{section}{}\u{a0}{word}", text(a));
        }
        Ranges::Short if plain(a) && plain(b) => elided(a.number, b.number),
        Ranges::Short if a.sub > 0 && b.sub > 0 && a.number == b.number => {
            b.sub.to_string()
        }
        _ => text(b),
    };
    format!("{section}{}–{second}", text(a))
}

/// The second number of a range, shortened to the digits that differ: `107–8`. Numbers
/// from 10 to 19 keep both (`113–14`), and all digits stay behind a full hundred
/// (`100–101`) and where more than two differ (`1099–1100`), as the *Chicago Manual of
/// Style* (9.63) and *Hart's Rules* have it.
pub fn elided(first: u32, last: u32) -> String {
    let (a, b) = (first.to_string(), last.to_string());
    if a.len() != b.len() || first >= last || first.is_multiple_of(100) {
        return b;
    }
    let same = a.bytes().zip(b.bytes()).take_while(|(a, b)| a == b).count();
    let is_teen = same + 1 == b.len() && same > 0 && b.as_bytes()[same - 1] == b'1';
    let same = if is_teen { same - 1 } else { same };
    if b.len() - same > 2 { b } else { b[same..].to_owned() }
}

/// The words for a range of two lines and of more.
fn following(lang: &Lang) -> (&'static str, &'static str) {
    match lang.primary() {
        "de" => ("f.", "ff."),
        "fa" => ("و بعد", "به بعد"),
        "ar" => ("وما بعده", "وما بعده"),
        "he" => ("ואילך", "ואילך"),
        _ => ("sq.", "sqq."),
    }
}

/// What stands in place of the number of a line that has none.
fn title(lang: &Lang) -> &'static str {
    match lang.primary() {
        "fa" => "عنوان",
        "ar" => "العنوان",
        "he" => "כותרת",
        _ => "tit.",
    }
}

/// A reference in the digits of a language.
pub fn printed(reference: &str, lang: &Lang) -> String {
    marks::digits(reference, lang)
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
