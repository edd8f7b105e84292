//! Words that a file has in several forms: which of them is the text, and what becomes of
//! the others. `[tei]` in `edition.toml` says so.

use roxmltree::Node;
use unicode_script::{Script, UnicodeScript};

use super::Reader;
use super::parts::{kept, lack};
use super::xml::{self, elements, name};
use crate::edition::{Pair, SeriesKind};
use crate::model::{Entry, Form, Passage, Place, Reading, ReadingKind, Style};

/// The elements whose kind a form that is kept can have.
pub(super) const KINDS: [&str; 8] =
    ["orig", "reg", "abbr", "expan", "sic", "corr", "unclear", "seg"];

impl<'x> Reader<'x, '_> {
    /// One of several encodings of the same words. Something of it is always printed.
    pub(super) fn choice(&mut self, node: Node<'x, 'x>) {
        let forms = forms(node);
        let has = |wanted: &str| forms.iter().any(|form| name(*form) == wanted);
        let pairs = Pair::NAMED.into_iter().filter_map(|pair| {
            let [first, second] = self.context.tei.pair(pair)?;
            (has(first) && has(second)).then_some(first)
        });
        let chosen: Vec<&str> = pairs.collect();
        let wanted = forms.iter().find(|form| chosen.first() == Some(&name(**form)));
        // The levels of Menota: the words as they are written, with what is abbreviated.
        let level = ["dipl", "norm", "facs"].into_iter().find_map(|wanted| {
            let own = |form: &&Node| {
                name(**form).is_empty() && form.tag_name().name() == wanted
            };
            forms.iter().find(own).copied()
        });
        if let Some(level) = level.filter(|_| {
            forms.iter().all(|form| form.is_element() && name(*form).is_empty())
        }) {
            self.remark("left-out", "choice", node, "of its levels one is printed");
            return self.children(level);
        }
        let has_words = |form: &&Node| has_words(**form);
        let Some(mut printed) = wanted
            .or_else(|| forms.iter().find(has_words))
            .or(forms.first())
            .copied()
        else {
            return;
        };
        let series = self.series_of(pair(printed, &forms));
        if !self::has_words(printed)
            && series.is_none()
            && let Some(other) = forms.iter().find(has_words)
        {
            let why = "it is empty: the other form of its `choice` is printed";
            self.remark("left-out", name(printed), printed, why);
            printed = *other;
        }
        let others: Vec<_> = forms.into_iter().filter(|form| *form != printed).collect();
        match series {
            Some(series) => self.choice_entry(node, printed, &others, series),
            None => self.choice_kept(printed, &others),
        }
    }

    /// The series that has the other forms of a pair as entries, if they are to be entries
    /// here.
    pub(super) fn series_of(&self, pair: Pair) -> Option<String> {
        if self.depth > 0 || self.copying || !self.context.tei.entries.contains(&pair) {
            return None;
        }
        let all = || {
            let series = self.context.series.iter();
            series.filter(|series| series.kind == SeriesKind::Critical)
        };
        let named = all().find(|series| series.id == pair.name());
        named.or_else(|| all().next()).map(|series| series.id.clone())
    }

    /// Prints a form and keeps the others, which are not printed.
    fn choice_kept(&mut self, printed: Node<'x, 'x>, others: &[Node<'x, 'x>]) {
        let of = |node: Node| KINDS.into_iter().find(|known| *known == name(node));
        let mut open = 0;
        let mut marked = false;
        let mut said = vec![];
        for &other in others {
            let words = all_words(other);
            if self.depth == 0 && !self.copying && other.is_element() {
                let mut notes =
                    other.descendants().filter(|inner| name(*inner) == "note");
                for note in notes.by_ref().collect::<Vec<_>>() {
                    said.push(note);
                }
            }
            if words.is_empty() {
                continue;
            }
            match (of(printed), of(other)) {
                (Some("sic"), Some("corr")) if !marked => {
                    self.frame.open(Style::Sic(Some(words)));
                    (open, marked) = (open + 1, true);
                }
                (Some(shown), Some(kind)) => {
                    let (printed, kind) = (shown.to_owned(), kind.to_owned());
                    self.frame.open(Style::Form(Form { printed, kind, words }));
                    open += 1;
                }
                _ => {}
            }
            let why = "the other form of its `choice` is printed";
            let what = if other.is_text() { "choice" } else { name(other) };
            self.remark(
                "left-out",
                what,
                if other.is_text() { printed } else { other },
                why,
            );
        }
        match marked {
            // The style says already that it is wrong.
            true => self.children(printed),
            false => self.form(printed),
        }
        for _ in 0..open {
            self.frame.close();
        }
        // What is said of a form that is not printed is said of the one that is.
        for note in said {
            self.walk(note);
        }
    }

    /// Prints a form, with the others as readings of an entry.
    fn choice_entry(
        &mut self,
        node: Node<'x, 'x>,
        printed: Node<'x, 'x>,
        others: &[Node<'x, 'x>],
        series: String,
    ) {
        let pin = self.frame.pin();
        self.form(printed);
        let (from, to) = self.frame.since(pin);
        let joined = match from == to {
            true => [
                touches(node.prev_sibling(), |c| c.next_back()),
                touches(node.next_sibling(), |c| c.next()),
            ],
            false => [true, true],
        };
        let words = all_words(printed);
        let mut readings = vec![];
        for &other in others {
            let differs = all_words(other) != words || has_entry(other);
            if !differs {
                continue;
            }
            readings.push(self.other_form(other, from == to));
        }
        if readings.is_empty() {
            return;
        }
        let mut lemma_witnesses = self.scholars(printed);
        lemma_witnesses.dedup();
        let of_lemma = kept(printed, &["source"], None).into_iter();
        let entry = Entry {
            lemma_witnesses,
            readings,
            kept: of_lemma.map(|(key, value)| (format!("lem.{key}"), value)).collect(),
            ..Entry::new(&series, from, to, Some(self.xml.tag(node)))
        };
        self.widened.push((self.entries.len(), joined));
        self.entries.push(entry);
        self.take_orphans((from, to));
    }

    /// A form that is not printed as a reading; `bare` is whether nothing is printed.
    fn other_form(&mut self, node: Node<'x, 'x>, bare: bool) -> Reading {
        let lang = self.frame.lang.clone();
        let text = self
            .apart_by(lang, |reader| match node.is_text() {
                true => reader.frame.push(&xml::characters(node)),
                false => reader.children(node),
            })
            .into_passage();
        let kind = match (text.text.is_empty(), bare) {
            (true, _) => lack(node, ""),
            (false, true) => ReadingKind::Addition,
            (false, false) => ReadingKind::Variant,
        };
        let mut said = match node.is_element() {
            true => kept(node, &["source", "type"], None),
            false => vec![],
        };
        if node.is_element() {
            said.push(("type".to_owned(), name(node).to_owned()));
            said.sort();
        }
        let witnesses = if node.is_element() { self.scholars(node) } else { vec![] };
        Reading {
            kind,
            text,
            witnesses,
            is_rest: false,
            remarks: vec![],
            kept: said,
            span: node.is_element().then(|| self.xml.tag(node)),
        }
    }

    /// Prints a form.
    fn form(&mut self, node: Node<'x, 'x>) {
        if node.is_text() {
            self.frame.push(&xml::characters(node));
        } else {
            self.walk(node);
        }
    }

    /// Lets the entries of forms stand over whole words, with readings that are whole words
    /// too: who prints `constans` with `n` for `s` in its midst has an entry on the word.
    pub(super) fn widen(&mut self) {
        for (k, joined) in std::mem::take(&mut self.widened) {
            let Some(entry) = self.entries.get_mut(k) else { continue };
            let (from, to) = (entry.from, entry.to);
            let Some(block) = self.frame.blocks.get(from.block as usize) else {
                continue;
            };
            let content = &block.content;
            if from.block != to.block || content.text.get(..to.offset as usize).is_none()
            {
                continue;
            }
            let (mut start, mut end) =
                whole(&content.text, from.offset as usize, to.offset as usize);
            // Between words there is nothing to widen to.
            start = if joined[0] { start } else { from.offset as usize };
            end = if joined[1] { end } else { to.offset as usize };
            if (start, end) == (from.offset as usize, to.offset as usize) {
                continue;
            }
            let part = |range: std::ops::Range<usize>| {
                let mut part = content.slice(range);
                part.points.clear();
                part
            };
            let before = part(start..from.offset as usize);
            let behind = part(to.offset as usize..end);
            for reading in &mut entry.readings {
                let mut all: Passage = before.clone();
                all.append(&reading.text);
                all.append(&behind);
                reading.text = all;
                if !reading.text.text.is_empty() {
                    reading.kind = ReadingKind::Variant;
                }
            }
            entry.from = Place { offset: start as u32, ..from };
            entry.to = Place { offset: end as u32, ..to };
        }
    }
}

/// The forms of a choice: its elements, and words that stand bare in it.
fn forms<'x>(node: Node<'x, 'x>) -> Vec<Node<'x, 'x>> {
    let bare = |child: &Node| {
        child.is_text()
            && child.text().unwrap_or_default().chars().any(|c| !xml::is_space(c))
    };
    elements(node).chain(node.children().filter(bare)).collect()
}

/// The pair that the form printed belongs to.
fn pair(printed: Node, forms: &[Node]) -> Pair {
    let of = |pair: &Pair| match pair {
        Pair::SicCorr => ["sic", "corr"],
        Pair::OrigReg => ["orig", "reg"],
        _ => ["abbr", "expan"],
    };
    let is_it = |pair: &Pair| {
        of(pair).contains(&name(printed))
            && of(pair)
                .iter()
                .all(|wanted| forms.iter().any(|form| name(*form) == *wanted))
    };
    Pair::NAMED.into_iter().find(is_it).unwrap_or(Pair::Alternatives)
}

/// The words of a form, also of one without an element.
fn all_words(node: Node) -> String {
    match node.text().filter(|_| node.is_text()) {
        Some(text) => xml::fold(text),
        None => xml::words(node),
    }
}

/// Whether something would be printed of a form.
fn has_words(node: Node) -> bool {
    let is_sign = |inner: Node| matches!(name(inner), "gap" | "ellipsis" | "graphic");
    !all_words(node).is_empty() || node.descendants().any(is_sign)
}

fn has_entry(node: Node) -> bool {
    node.descendants().any(|inner| name(inner) == "app")
}

/// Whether a sibling is text with a letter at the end that is looked at.
fn touches(sibling: Option<Node>, end: fn(&mut std::str::Chars) -> Option<char>) -> bool {
    let text = sibling.filter(Node::is_text).and_then(|text| text.text());
    text.and_then(|text| end(&mut text.chars()))
        .is_some_and(char::is_alphanumeric)
}

/// A range, with the rest of the words that it begins or ends in.
fn whole(text: &str, from: usize, to: usize) -> (usize, usize) {
    let is_inner = |c: char| {
        c.is_alphanumeric()
            || c.script() == Script::Inherited
            || matches!(c, '\u{200c}' | '\u{200d}' | '’' | 'ʼ')
    };
    let before = text[..from].chars().rev().take_while(|c| is_inner(*c));
    let start = from - before.map(char::len_utf8).sum::<usize>();
    let behind = text[to..].chars().take_while(|c| is_inner(*c));
    let end = to + behind.map(char::len_utf8).sum::<usize>();
    let inside = &text[from..to];
    // Only where the word goes on.
    let start = match inside.chars().next() {
        Some(c) if !is_inner(c) => from,
        _ => start,
    };
    let end = match inside.chars().next_back() {
        Some(c) if !is_inner(c) => to,
        _ => end,
    };
    (start, end)
}

#[cfg(test)]
mod tests {
    use super::whole;

    #[test]
    fn a_range_is_widened_to_words() {
        let check = |text: &str, from, to, expected| {
            let (start, end) = whole(text, from, to);
            assert_eq!(&text[start..end], expected, "{text} {from}..{to}");
        };
        check("a constans b", 5, 6, "constans");
        check("a constans b", 2, 10, "constans");
        check("a constans b", 10, 10, "constans");
        check("a b", 1, 2, " ");
        check("one two three", 5, 9, "two three");
        check("a, b", 1, 2, ",");
    }
}
