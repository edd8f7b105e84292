//! What stands around the words of an apparatus: which of the equal words of a line a lemma
//! is, and which witnesses a page has.

use super::calls::neighbors;
use super::findings::{Findings, Kind};
use super::foot::Feet;
use super::order::{begins_with, find_letters, has};
use super::seen::{NONE, Sight};
use super::wanted::Wanted;
use crate::compose::job::Item;
use crate::model::Dir;
use crate::model::script::letter_dir;
use crate::words::numeral;

impl Feet<'_> {
    /// Whether a lemma that its line has more than once says which of them it is. `passages`
    /// are those of the entry.
    pub(super) fn repeats(
        &self,
        item: &Item,
        passages: &[Wanted],
        findings: &mut Findings,
    ) {
        let of = self.of;
        let lemmas = passages.iter().take_while(|one| one.kind == Kind::Lemmas);
        let lemmas: Vec<&Wanted> = lemmas.collect();
        if !item.entry || lemmas.is_empty() {
            return;
        }
        let is_short = lemmas.len() > 1;
        let numbers = of.job.vocabulary.repeats(item.index, is_short, &of.set.line_map);
        for (lemma, number) in lemmas.into_iter().zip([numbers.head, numbers.tail]) {
            let Some(number) = number else { continue };
            let number = numeral::number(number, &of.job.lang);
            let text = &lemma.passage.text;
            let file = (self.seen, of.file);
            let (last, _) = neighbors(text, text.len() as u32, lemma.pieces, file);
            // Where its last word is lost, that is told.
            let Some(last) = last else { continue };
            findings.words(Kind::Repeats, 1);
            let behind = self.order.behind(self.order.place(last)).0;
            if begins_with(&behind, &number) || self.on_mixed_row(last, &number) {
                findings.printed(Kind::Repeats);
            } else {
                let span = of.span_of_item(item);
                of.wrong(Kind::Repeats, &number, span, findings);
            }
        }
    }

    /// Whether a number stands on the row of a token or the next one, one of which has words
    /// that go from right to left.
    fn on_mixed_row(&self, token: u32, number: &str) -> bool {
        let row = self.seen.tokens[token as usize].row as usize;
        let rows = &self.seen.rows[row..(row + 2).min(self.seen.rows.len())];
        let tokens = rows
            .iter()
            .flat_map(|row| &self.seen.tokens[row.start as usize..row.end as usize]);
        let (mut is_mixed, mut words) = (false, String::new());
        for token in tokens {
            let letters = self.seen.letters(token);
            is_mixed |= letters.chars().any(|c| letter_dir(c) == Some(Dir::Rtl));
            if token.file == NONE {
                words.push_str(letters);
                words.push('\u{1}');
            }
        }
        is_mixed && has(&words, number)
    }

    /// Whether each page with an apparatus has the list of its witnesses above it.
    pub(super) fn page_witnesses(&self, findings: &mut Findings) {
        let of = self.of;
        if !of.edition.apparatus.witnesses_at_foot {
            return;
        }
        let body = of.body();
        for (k, page) in of.set.plan.pages.iter().enumerate() {
            let Some(last) = page.lines.clone().last() else { continue };
            let map = &of.set.line_map;
            let (first, last) = (map.bytes(page.lines.start), map.bytes(last));
            let tokens = &self.seen.tokens[self.seen.page(of.pages.at(k))];
            let own = |token: &&super::seen::Token| token.file as usize == of.file;
            let foot = tokens.iter().filter(own);
            // A title that the manifest gives stands before the body.
            let foot = foot.filter(|token| token.from >= body.end);
            let top = foot.map(|token| token.baseline).min_by(f32::total_cmp);
            let Some(top) = top else { continue };
            let text = tokens.iter().filter(own);
            let text = text.filter(|token| body.contains(&token.from));
            let bottom = text.map(|token| token.baseline).fold(0.0, f32::max);
            let between = tokens.iter().filter(|token| {
                token.file == NONE
                    && token.sight == Sight::Seen
                    && token.baseline > bottom
                    && token.baseline < top
            });
            let words: String = between
                .map(|token| self.seen.letters(token).to_owned() + "\u{1}")
                .collect();
            let mut from = 0;
            for siglum in of.job.witnesses.within(first.start..last.end) {
                findings.words(Kind::PageWitnesses, 1);
                let found = find_letters(&words, siglum, from);
                let found = found.or_else(|| {
                    // Words of both directions stand in another order.
                    find_letters(&words, siglum, 0).filter(|_| {
                        words.chars().any(|c| letter_dir(c) == Some(Dir::Rtl))
                    })
                });
                match found {
                    Some(end) => {
                        from = end.max(from);
                        findings.printed(Kind::PageWitnesses);
                    }
                    None => {
                        let span = of.span(first.start);
                        of.wrong(Kind::PageWitnesses, siglum, span, findings);
                    }
                }
            }
        }
    }
}
