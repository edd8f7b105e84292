//! What stands off from the text: each note and each entry on the page of its line, behind
//! its number or mark, with all its words and signs, in order.

use std::ops::Range;

use super::findings::{Findings, Kind};
use super::lines::Lines;
use super::order::{Order, ends_in, find, find_letters, leads, without_open_signs};
use super::rest::{Extent, Miss, Rests};
use super::seen::{NONE, Seen, Sight, Token};
use super::subject::Subject;
use super::wanted::{self, Entries, Sign};
use super::words::{self, Withheld};
use crate::compose::job::Item;
use crate::edition::{SeriesKind, SeriesPlace};
use crate::lines::References;
use crate::model::script::letter_dir;
use crate::model::{Dir, Presence, Role};

/// What the items of a text are compared with.
pub(super) struct Feet<'a> {
    /// The text.
    pub of: &'a Subject<'a>,
    /// Its lines.
    pub lines: &'a Lines,
    /// What stands on the pages.
    pub seen: &'a Seen,
    /// The order in which it is read.
    pub order: &'a Order<'a>,
    /// The marks of the notes.
    pub marks: &'a [String],
    /// What is left out on purpose.
    pub withheld: &'a Withheld,
    /// Whether the design has abbreviations of its own.
    pub own_words: bool,
}

/// An item on its way through the check.
struct Placed<'a> {
    item: &'a Item,
    /// Its lines: the first and the last.
    lines: (u32, u32),
    /// Its own tokens, as places of the order of reading.
    places: Vec<usize>,
    /// What stands before it: its number or its mark.
    label: String,
    /// Its signs in the order of print.
    signs: Vec<Sign>,
    /// The page of its line, from 0.
    page: Option<u32>,
    /// Whether it begins with words of its own: a lemma, or those of a note.
    has_lemma: bool,
    /// Whether the first of these is behind words that the design has for something, such as
    /// a gap.
    has_point: bool,
}

impl Placed<'_> {
    fn is_nameless(&self) -> bool {
        self.places.is_empty()
    }
}

impl Feet<'_> {
    /// Checks the items of all series.
    pub(super) fn check(&self, presence: &Presence, findings: &mut Findings) {
        let of = self.of;
        let entries = Entries::new(of.text, &of.job.map, of.edition, presence);
        self.page_witnesses(findings);
        let mut at_feet: Vec<(usize, Vec<Placed>)> = vec![];
        for (k, series) in of.edition.series.iter().enumerate() {
            let at_foot = &of.job.series[k];
            let at_end = &of.job.endnotes[k];
            for (items, is_end) in [(at_foot, false), (at_end, true)] {
                let mut placed: Vec<Placed> = items
                    .iter()
                    .map(|item| self.placed(item, &entries, findings))
                    .collect();
                // Notes stand in the order of their marks.
                placed.sort_by_key(|placed| match series.kind {
                    SeriesKind::Critical => placed.lines.0,
                    SeriesKind::Familiar => placed.page.unwrap_or_default(),
                });
                if series.kind == SeriesKind::Critical {
                    self.label(&mut placed, is_end);
                }
                self.in_order(&placed, findings);
                if !is_end {
                    for one in &placed {
                        self.page(one, k, findings);
                    }
                    at_feet.push((k, placed));
                    continue;
                }
                let mut missed = vec![];
                self.signs(&placed, &entries, &mut missed, findings);
                let is_book = series.place == SeriesPlace::Book;
                if !(is_book && of.text.role == Role::Front) {
                    self.labels(&placed, series.kind, &mut missed, findings);
                }
                missed.iter().for_each(|miss| self.lost(miss, findings));
            }
        }
        let mut missed = vec![];
        for (k, placed) in &at_feet {
            self.signs(placed, &entries, &mut missed, findings);
            self.labels(placed, of.edition.series[*k].kind, &mut missed, findings);
        }
        if missed.is_empty() {
            return;
        }
        // What runs on to the next page may leave no word of its own there.
        let all = at_feet.iter().flat_map(|(_, placed)| placed);
        let rests = Rests::new(of, self.seen, all.map(|one| self.extent(one, &entries)));
        for miss in rests.resolve(missed, findings) {
            self.lost(&miss, findings);
        }
    }

    /// On which pages an item stands, and what it has that is found by letters.
    fn extent(&self, one: &Placed, entries: &Entries) -> Extent {
        let pages = one.places.iter().filter_map(|&place| self.order.token(place));
        let pages = pages.map(|token| token.page).chain(one.page);
        let (first, last) =
            pages.fold((u32::MAX, 0), |(a, b), page| (a.min(page), b.max(page)));
        let signs = one.signs.iter().map(|sign| self.said(sign, entries).to_owned());
        let letters = signs.chain([one.label.clone()]);
        Extent {
            pages: (first, last),
            letters: letters.filter(|letters| !letters.is_empty()).collect(),
        }
    }

    /// What a sign says.
    fn said<'s>(&self, sign: &'s Sign, entries: &Entries<'s>) -> &'s str {
        match sign {
            Sign::Siglum(text) => text,
            Sign::Word(key) => entries.word(key),
        }
    }

    /// Says that something of an item stands nowhere, unless it is left out on purpose.
    fn lost(&self, miss: &Miss, findings: &mut Findings) {
        let series = self.of.edition.series.get(miss.series);
        let series = series.map(|series| series.id.as_str());
        match self.withheld.of(miss.kind, series) {
            Some(name) => findings.withheld(miss.kind, name, Some(miss.span)),
            None => {
                findings.lost(miss.kind, &miss.letters, Some(miss.span), Sight::Hidden);
            }
        }
    }

    /// Finds the words of an item, and counts them.
    fn placed<'i>(
        &self,
        item: &'i Item,
        entries: &Entries,
        findings: &mut Findings,
    ) -> Placed<'i> {
        let of = self.of;
        let (passages, signs, series) = if item.entry {
            let (passages, signs) = entries.of(item.index);
            (passages, signs, &of.text.entries[item.index].series)
        } else {
            let passages = wanted::of_note(of.text, &of.job.map, item.index);
            (passages, vec![], &of.text.notes[item.index].series)
        };
        for passage in &passages {
            let file = (self.seen, of.file);
            words::count(passage, file, (self.withheld, Some(series)), findings);
        }
        self.repeats(item, &passages, findings);
        let range: Range<u32> = of.job.source_of(item);
        let own = self.seen.within(of.file, range.clone());
        let seen = own
            .iter()
            .filter(|&&k| self.seen.tokens[k as usize].sight == Sight::Seen);
        let mut places: Vec<usize> = seen.map(|&k| self.order.place(k)).collect();
        places.sort_unstable();
        let (first, last) = of.set.line_map.lines_of(item.from, item.last);
        let label = match item.entry {
            true => String::new(),
            false => self.marks.get(item.index).cloned().unwrap_or_default(),
        };
        let page = self.lines.places.get(first as usize).copied().flatten();
        Placed {
            item,
            lines: (first, last),
            places,
            label,
            signs,
            page: page.map(|page| page.0),
            has_lemma: passages
                .first()
                .is_some_and(|first| matches!(first.kind, Kind::Lemmas | Kind::Notes)),
            has_point: passages.first().is_some_and(|first| {
                first.passage.points.first().is_some_and(|point| point.at == 0)
            }),
        }
    }

    /// What numbers the entries should have.
    fn label(&self, placed: &mut [Placed], is_end: bool) {
        let of = self.of;
        let style = &of.edition.references;
        let names = self.lines.second.as_ref().filter(|_| style.second);
        let names = names.unwrap_or(&self.lines.names);
        let references = References::new(names, style, &of.set.plan, of.folios());
        let mut previous: Option<((u32, u32), u32)> = None;
        for one in placed {
            let page = of.set.page_of.get(one.lines.0 as usize).copied().unwrap_or(0);
            let before = previous.filter(|before| is_end || before.1 == page);
            let before = before.map(|before| before.0);
            let label = match is_end || self.waits(one) {
                true => references.of_endnote(one.lines, before),
                false => references.of_entry(one.lines, before),
            };
            one.label = label.printed(&of.job.lang);
            previous = Some((one.lines, page));
        }
    }

    /// Whether an item begins on a later page than its line.
    fn waits(&self, one: &Placed) -> bool {
        self.page_of(one).is_some_and(|page| Some(page) > one.page)
    }

    /// The page on which an item begins, from 0.
    fn page_of(&self, one: &Placed) -> Option<u32> {
        let place = *one.places.first()?;
        self.order.token(place).map(|token| token.page)
    }

    /// Whether an item begins on the page of its line, or waits as it may.
    fn page(&self, one: &Placed, series: usize, findings: &mut Findings) {
        let (Some(page), Some(wanted)) = (self.page_of(one), one.page) else { return };
        findings.checked += 1;
        if !one.has_lemma {
            // It begins with signs, and its first word may stand on the next page.
            return;
        }
        let place = || self.of.span_of_item(one.item);
        if page < wanted || (page > wanted && !self.may_wait(one, series)) {
            findings.off_page(self.of.name_of(one.item), place());
        } else if page > wanted {
            findings.waiting(self.of.name_of(one.item), place());
        }
    }

    /// Whether an item waits for the next page as the plan has it, since there was no room
    /// beside its line; it must then say to which page it belongs.
    fn may_wait(&self, one: &Placed, series: usize) -> bool {
        let items = &self.of.job.series[series];
        let mut waiting =
            self.of.set.waiting.iter().filter(|waiting| waiting.series == series);
        waiting.any(|waiting| {
            items.get(waiting.item).is_some_and(|item| item.from == one.item.from)
        })
    }

    /// Whether items stand in the order of their places.
    fn in_order(&self, placed: &[Placed], findings: &mut Findings) {
        // What begins with signs may have its first word on a later page, behind others.
        let with_words = placed.iter().filter(|one| {
            !one.is_nameless() && (one.has_lemma || self.page_of(one) == one.page)
        });
        let mut last = None;
        for one in with_words {
            let first = one.places[0];
            if last.is_some_and(|last| first < last) {
                findings.moved(Some(self.of.span_of_item(one.item)));
            }
            last = Some(first);
        }
    }

    /// Whether each item stands behind its number or its mark.
    fn labels(
        &self,
        placed: &[Placed],
        series: SeriesKind,
        missed: &mut Vec<Miss>,
        findings: &mut Findings,
    ) {
        let kind = match series {
            SeriesKind::Critical => Kind::Numbers,
            SeriesKind::Familiar => Kind::Marks,
        };
        for one in placed.iter().filter(|one| !one.label.is_empty()) {
            // The number of what has no words of its own is among the signs.
            let Some(&first) = one.places.first() else { continue };
            findings.words(kind, 1);
            let before = self.order.before(first);
            // Signs of its own may stand between, or what the design has for a gap.
            let is_open = one.has_point || !one.has_lemma;
            let is_free = !one.has_lemma || self.own_words;
            let is_label = ends_in(&before, &one.label)
                || ends_in(without_open_signs(&before), &one.label)
                || (is_open && leads(&before, &one.label, is_free))
                || self.near(first, &one.label);
            match is_label {
                true => findings.printed(kind),
                false => missed.push(self.miss(one, kind, &one.label)),
            }
        }
    }

    /// Something of an item that was not found.
    fn miss(&self, one: &Placed, kind: Kind, letters: &str) -> Miss {
        Miss {
            kind,
            series: self.series_of(one),
            letters: letters.to_owned(),
            span: self.of.span_of_item(one.item),
            page: self.page_of(one).into_iter().chain(one.page).min(),
        }
    }

    fn series_of(&self, one: &Placed) -> usize {
        let text = self.of.text;
        let id = match one.item.entry {
            true => &text.entries[one.item.index].series,
            false => &text.notes[one.item.index].series,
        };
        let mut series = self.of.edition.series.iter();
        series.position(|series| series.id == *id).unwrap_or(0)
    }

    /// Whether a label stands anywhere on the row of a place, where words of both directions
    /// stand on it.
    fn near(&self, place: usize, label: &str) -> bool {
        let Some(token) = self.order.token(place) else { return false };
        let row = self.seen.rows[token.row as usize];
        let tokens = &self.seen.tokens[row.start as usize..row.end as usize];
        if !tokens.iter().any(|token| is_rtl(self.seen.letters(token))) {
            return false;
        }
        let words: String = tokens
            .iter()
            .filter(|token| token.file == NONE)
            .map(|token| self.seen.letters(token).to_owned() + "\u{1}")
            .collect();
        find(&words, label, 0).is_some()
    }

    /// Whether the signs of each item stand in it or right behind it: sigla and
    /// abbreviations, which have no source of their own.
    fn signs(
        &self,
        placed: &[Placed],
        entries: &Entries,
        missed: &mut Vec<Miss>,
        findings: &mut Findings,
    ) {
        let mut k = 0;
        while k < placed.len() {
            // Items without words of their own stand behind those that have some.
            let mut end = k + 1;
            while end < placed.len() && placed[end].is_nameless() {
                end += 1;
            }
            let group = &placed[k..end];
            let words = self.around(group);
            let is_strict = !words.chars().any(is_rtl_char);
            let mut from = 0;
            let mut taken = words.clone();
            for one in group {
                if one.is_nameless() && !one.label.is_empty() {
                    findings.words(Kind::Numbers, 1);
                    match find(&taken, &one.label, 0) {
                        Some(_) => findings.printed(Kind::Numbers),
                        None => missed.push(self.miss(one, Kind::Numbers, &one.label)),
                    }
                }
                for sign in &one.signs {
                    if self.own_words && matches!(sign, Sign::Word(_)) {
                        continue;
                    }
                    let text = self.said(sign, entries);
                    findings.words(Kind::Sigla, 1);
                    let is_found = match is_strict {
                        true => match find_letters(&words, text, from) {
                            Some(end) => {
                                from = end;
                                true
                            }
                            None => false,
                        },
                        false => take(&mut taken, text),
                    };
                    match is_found {
                        true => findings.printed(Kind::Sigla),
                        false => missed.push(self.miss(one, Kind::Sigla, text)),
                    }
                }
            }
            k = end;
        }
    }

    /// The words of no file in some items and behind them, up to what follows.
    fn around(&self, group: &[Placed]) -> String {
        let places = group.iter().flat_map(|one| one.places.iter().copied());
        let places: Vec<usize> = places.collect();
        let Some(&first) = places.first() else {
            return self.page_words(group);
        };
        let mut words = String::new();
        let page_at = |place: usize| self.order.token(place).map(|token| token.page);
        let mut at = 0;
        while at < places.len() {
            let page = page_at(places[at]);
            let on_page =
                places[at..].iter().take_while(|&&place| page_at(place) == page);
            let count = on_page.count();
            let start = places[at];
            // What runs on begins with what stands above its first word, and what has no
            // lemma may begin with signs.
            if start != first || !group[0].has_lemma {
                words.push_str(&self.order.before(start));
            }
            let last = places[at + count - 1];
            let (_, end) = self.order.behind(last);
            words.push_str(&self.order.loose(start..end));
            at += count;
            // Its last signs may stand alone on the next page.
            if at == places.len() && self.is_last_of_page(end) {
                words.push_str(&self.next_page(last));
            }
        }
        words
    }

    /// Whether nothing of a text stands behind a place on its page.
    fn is_last_of_page(&self, end: usize) -> bool {
        let behind = self.order.token(end).map(|token| token.page);
        let before = end.checked_sub(1).and_then(|place| self.order.token(place));
        behind != before.map(|token| token.page)
            || self.order.token(end).is_none_or(|token| !self.is_item(token))
    }

    fn is_item(&self, token: &Token) -> bool {
        token.file as usize == self.of.file && !self.of.body().contains(&token.from)
    }

    /// The words of no file on the page behind that of a place, above its first item.
    fn next_page(&self, place: usize) -> String {
        let Some(page) = self.order.token(place).map(|token| token.page + 1) else {
            return String::new();
        };
        let range = self.seen.page(page as usize);
        let mut end = range.start;
        while end < range.end
            && self.order.token(end).is_some_and(|token| !self.is_item(token))
        {
            end += 1;
        }
        self.order.loose(range.start..end)
    }

    /// All words of no file on the pages of some items without words of their own.
    fn page_words(&self, group: &[Placed]) -> String {
        let Some(page) = group.first().and_then(|one| one.page) else {
            return String::new();
        };
        let pages = [page as usize, page as usize + 1];
        pages.map(|page| self.order.loose(self.seen.page(page))).concat()
    }
}

/// Takes some letters out of others. Whether they were there.
fn take(words: &mut String, text: &str) -> bool {
    match find_letters(words, text, 0) {
        Some(end) => {
            let tail = words.split_off(end);
            // From the last place at which they begin.
            let start = (0..end)
                .rev()
                .filter(|&at| words.is_char_boundary(at))
                .find(|&at| find_letters(&words[at..], text, 0).is_some())
                .unwrap_or(0);
            words.truncate(start);
            words.push('\u{1}');
            words.push_str(&tail);
            true
        }
        None => false,
    }
}

fn is_rtl(letters: &str) -> bool {
    letters.chars().any(is_rtl_char)
}

/// Whether a character is of a script that goes to the left.
fn is_rtl_char(c: char) -> bool {
    letter_dir(c) == Some(Dir::Rtl)
}
