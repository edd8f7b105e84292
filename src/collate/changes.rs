//! What one row has otherwise than the base text, cut into changes as an editor would: words that
//! stand together are one change, and so are the two places of words that changed places nearby.

use super::ground::Ground;
use super::moved::{Move, Pair, moved};
use super::part::Part;
use super::{Cell, Link, Table, Token, VariantClass};

/// A column of words.
#[derive(Debug, Clone, Copy)]
pub(super) struct Column {
    /// Its index in the table.
    pub(super) at: usize,
    /// Its place by the words of the base text: 2i + 1 for the word i, 2i for what stands before
    /// that word.
    pub(super) slot: u32,
}

/// The columns of a table that have words, and the base text in them.
pub(super) struct Words<'a> {
    pub(super) ground: &'a Ground<'a>,
    pub(super) table: &'a Table,
    pub(super) columns: Vec<Column>,
    /// The row of the base text.
    pub(super) base: usize,
}

/// A change of one row.
#[derive(Debug, Clone)]
pub(super) struct Change {
    /// The first and the last of its columns, by index in [`Words::columns`].
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) class: VariantClass,
    /// The words of the base text that the row does not have here, and those that it has
    /// instead, by number.
    lost: Vec<u32>,
    gained: Vec<u32>,
    kind: Kind,
    /// The kind of its last step.
    last: Kind,
    /// Whether it is parted from the one before it only since one of them is a long omission.
    is_beside: bool,
    /// Whether the base text has a mark of punctuation before it.
    is_after_stop: bool,
    /// If its words stand elsewhere or come from elsewhere: the transposition.
    far: Option<Link>,
}

/// A row beside the base text.
pub(super) struct RowPairs {
    /// The columns, by index in [`Words::columns`].
    pub(super) columns: Vec<usize>,
    pub(super) pairs: Vec<Pair>,
    /// The words that moved nearby.
    pub(super) moves: Vec<Move>,
}

/// An omission of more words is cut where other rows differ in some of them.
const LONG: usize = 6;

/// What kind of step a change is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// A word for another one with like letters, such as another ending.
    Alike,
    /// Words that stand elsewhere.
    Moved,
    /// Words for others, fewer or more words.
    Other,
}

impl<'a> Words<'a> {
    pub(super) fn new(ground: &'a Ground, table: &'a Table) -> Self {
        let base = table.row_of(ground.base).unwrap_or(0);
        let is_word = |at: usize| {
            table.rows.iter().enumerate().any(|(row, of)| {
                table.cell(row, at).token().is_some_and(|token| {
                    ground.witnesses[usize::from(of.witness)].tokens[token as usize]
                        .is_word()
                })
            })
        };
        let mut columns = vec![];
        let mut count = 0;
        for at in (0..table.width).filter(|at| is_word(*at)) {
            let is_base = matches!(table.cell(base, at), Cell::Token(_));
            columns.push(Column { at, slot: 2 * count + u32::from(is_base) });
            count += u32::from(is_base);
        }
        Self { ground, table, columns, base }
    }

    /// The number of the word that a row has in a column.
    pub(super) fn number(&self, row: usize, column: usize) -> Option<u32> {
        let token = self.table.cell(row, self.columns[column].at).token()?;
        let witness = usize::from(self.table.rows[row].witness);
        Some(self.ground.numbers[witness][token as usize])
    }

    /// How much a row differs from the base text in a column; nothing if neither has a word.
    fn difference(&self, row: usize, column: usize) -> Option<VariantClass> {
        match (self.number(self.base, column), self.number(row, column)) {
            (None, None) => None,
            (Some(a), Some(b)) if self.ground.lexicon.is_same(a, b) => {
                Some(VariantClass::Ignored)
            }
            (Some(a), Some(b)) if self.ground.lexicon.is_one_word(a, b) => {
                Some(VariantClass::Orthographic)
            }
            _ => Some(VariantClass::Substantive),
        }
    }

    /// What the base text and a row have in each column in which the row can be read.
    pub(super) fn pairs(&self, row: usize) -> RowPairs {
        let mut columns = vec![];
        let mut pairs = vec![];
        for column in 0..self.columns.len() {
            let pair = Pair {
                base: self.number(self.base, column),
                own: self.number(row, column),
            };
            let cell = self.table.cell(row, self.columns[column].at);
            let is_there = !matches!(cell, Cell::Lacuna | Cell::Absent);
            if is_there && (pair.base.is_some() || pair.own.is_some()) {
                columns.push(column);
                pairs.push(pair);
            }
        }
        let moves = moved(&pairs, self.ground.lexicon);
        RowPairs { columns, pairs, moves }
    }

    /// The changes of a row, in order. `far` is what rows have elsewhere.
    pub(super) fn changes(&self, row: usize, far: &[Part]) -> Vec<Change> {
        let RowPairs { columns, pairs, moves } = self.pairs(row);
        let far: Vec<&Part> = far.iter().filter(|part| part.row == row).collect();
        // What a column has lost or gained that stands elsewhere.
        let far_at = |at: usize, pair: &Pair| {
            let column = self.columns[at].at as u32;
            let is_it = |part: &&&Part| {
                let is_there = if part.link.is_base {
                    pair.base.is_some()
                } else {
                    pair.own.is_some()
                };
                is_there && part.columns.contains(&column)
            };
            far.iter().find(is_it).map(|part| part.link)
        };
        let mut is_moved = vec![false; pairs.len()];
        let mut spans: Vec<(usize, usize)> = vec![];
        for found in &moves {
            is_moved[found.lost] = true;
            is_moved[found.gained] = true;
            spans.push((found.lost.min(found.gained), found.lost.max(found.gained)));
        }
        for (from, to) in self.shifts(&pairs, &columns, &is_moved) {
            is_moved[from..=to].fill(true);
            spans.push((from, to));
        }
        let is_long = long_omissions(&pairs);
        let mut changes: Vec<Change> = vec![];
        // The column of pairs at which the last change ends.
        let mut end = None;
        for (at, pair) in pairs.iter().enumerate() {
            let column = columns[at];
            let Some(class) = self.difference(row, column) else { continue };
            if class == VariantClass::Ignored {
                continue;
            }
            let far = far_at(column, pair);
            let kind = match (pair.base, pair.own) {
                _ if far.is_some() => Kind::Other,
                _ if is_moved[at] => Kind::Moved,
                (Some(a), Some(b)) if self.ground.lexicon.worth(a, b) > 0 => Kind::Alike,
                _ => Kind::Other,
            };
            let is_beside = end.is_some_and(|end: usize| end + 1 == at);
            // A long omission is a change of its own, beside words that are changed as well.
            let is_next = is_beside && end.is_some_and(|end| is_long[end] == is_long[at]);
            end = Some(at);
            let is_after_stop = column > 0 && self.is_stopped(column - 1, column);
            let next = Change {
                from: column,
                to: column,
                class,
                lost: pair.base.into_iter().collect(),
                gained: pair.own.into_iter().collect(),
                kind,
                last: kind,
                is_beside: is_beside && !is_next,
                is_after_stop,
                far,
            };
            match changes.last_mut().filter(|last| is_next && self.goes_on(last, &next)) {
                Some(last) => last.take(next),
                None => changes.push(next),
            }
        }
        let spans = spans.into_iter().map(|(from, to)| (columns[from], columns[to]));
        self.join(self.closed(changes, spans.collect()))
    }

    /// Where a word or two are left out on one side of a word, and others added on its other
    /// side: they are one thing. The first and the last column of each such place.
    fn shifts(
        &self,
        pairs: &[Pair],
        columns: &[usize],
        is_moved: &[bool],
    ) -> Vec<(usize, usize)> {
        let mut shifts = vec![];
        let run = |at: &mut dyn Iterator<Item = usize>| {
            let mut found: Option<(bool, usize)> = None;
            for at in at {
                let is_lost = match pairs[at] {
                    Pair { base: Some(_), own: None } => true,
                    Pair { base: None, own: Some(_) } => false,
                    _ => break,
                };
                match &mut found {
                    _ if is_moved[at] => break,
                    None => found = Some((is_lost, 1)),
                    Some((kind, count)) if *kind == is_lost => *count += 1,
                    Some(_) => return None,
                }
            }
            found.filter(|(_, count)| *count <= 2)
        };
        // A word that is left out beside a changed one belongs to that.
        let is_beside = |at: usize, before: (bool, usize), after: (bool, usize)| {
            let beside = match before.0 {
                true => at.checked_sub(before.1 + 1),
                false => Some(at + after.1 + 1),
            };
            let pair = beside.and_then(|beside| pairs.get(beside));
            pair.is_some_and(|pair| match (pair.base, pair.own) {
                (Some(a), Some(b)) => a != b && self.ground.lexicon.worth(a, b) > 0,
                _ => false,
            })
        };
        for at in 1..pairs.len().saturating_sub(1) {
            let is_kept = pairs[at].base.is_some() && pairs[at].base == pairs[at].own;
            if !is_kept || self.is_stopped(columns[at - 1], columns[at + 1]) {
                continue;
            }
            let before = run(&mut (0..at).rev());
            let after = run(&mut (at + 1..pairs.len()));
            if let (Some(before), Some(after)) = (before, after)
                && before.0 != after.0
                && !is_beside(at, before, after)
                && shifts
                    .last()
                    .is_none_or(|last: &(usize, usize)| last.1 < at - before.1)
            {
                shifts.push((at - before.1, at + after.1));
            }
        }
        shifts
    }

    /// Whether a column belongs to the change before it: words that stand together are one
    /// phrase. Words that moved are a change of their own, and so are those on both sides of a
    /// stop, unless all of it is missing or added.
    fn goes_on(&self, last: &Change, next: &Change) -> bool {
        if last.far.is_some() || next.far.is_some() {
            return last.far == next.far;
        }
        // What moved is put together later.
        let is_moved = last.kind == Kind::Moved || next.kind == Kind::Moved;
        if last.class != next.class || is_moved {
            return false;
        }
        let is_same_side = last.gained.is_empty() && next.gained.is_empty()
            || last.lost.is_empty() && next.lost.is_empty();
        let is_stopped = self.is_stopped(last.to, next.from)
            || last.lost.is_empty() && last.is_after_stop;
        if is_same_side {
            return true;
        }
        if is_stopped {
            return false;
        }
        if next.kind == Kind::Alike {
            let words = &last.gained;
            let is_full = |word: &u32| self.ground.lexicon.form(*word).len() > 4;
            return match last.last {
                // Two words of which each has another ending: one phrase if it is the same.
                Kind::Alike => {
                    let (a, b) = (words.last(), next.gained.last());
                    let short = |word: Option<&u32>| {
                        word.is_none_or(|w| self.ground.lexicon.form(*w).len() <= 3)
                    };
                    let end = |word: Option<&u32>| {
                        word.and_then(|w| self.ground.lexicon.form(*w).last())
                    };
                    short(a) || short(b) || end(a) == end(b)
                }
                // What is added before a word is a thing of its own, unless it is a particle.
                _ => {
                    !(words.len() > last.lost.len()
                        && (words.len() > 2 || words.iter().all(is_full)))
                }
            };
        }
        true
    }

    /// Whether the base text has a mark of punctuation between two columns. A hyphen within a
    /// word is none.
    fn is_stopped(&self, from: usize, to: usize) -> bool {
        let (from, to) = (self.columns[from].at, self.columns[to].at);
        let cells = &self.table.row(self.base)[from + 1..to];
        let witness = &self.ground.witnesses[self.ground.base];
        cells
            .iter()
            .filter_map(|cell| cell.token())
            .map(|at| &witness.tokens[at as usize])
            .any(|token| !token.is_word() && !is_hyphen(token))
    }

    /// Joins what lies between the two places of a word that moved.
    fn closed(
        &self,
        changes: Vec<Change>,
        mut spans: Vec<(usize, usize)>,
    ) -> Vec<Change> {
        spans.sort_unstable();
        let mut wide: Vec<(usize, usize)> = vec![];
        for (from, to) in spans {
            match wide.last_mut().filter(|last| from <= last.1) {
                Some(last) => last.1 = last.1.max(to),
                None => wide.push((from, to)),
            }
        }
        let mut closed: Vec<Change> = Vec::with_capacity(changes.len());
        for change in changes {
            let at = wide.partition_point(|span| span.1 < change.from);
            let span = wide.get(at).filter(|span| span.0 <= change.to).copied();
            match (closed.last_mut(), span) {
                (Some(last), Some(span)) if last.to >= span.0 => last.take(change),
                _ => closed.push(change),
            }
        }
        closed
    }

    /// Joins changes that are one thing.
    fn join(&self, changes: Vec<Change>) -> Vec<Change> {
        let mut joined: Vec<Change> = Vec::with_capacity(changes.len());
        for change in changes {
            match joined.last_mut().filter(|last| self.belong(last, &change)) {
                Some(last) => last.take(change),
                None => joined.push(change),
            }
        }
        joined
    }

    /// Whether two changes are one.
    fn belong(&self, one: &Change, other: &Change) -> bool {
        if one.far.is_some() || other.far.is_some() {
            return false;
        }
        let between = (one.to + 1..other.from)
            .filter(|column| self.number(self.base, *column).is_some())
            .count();
        let is_moved = one.kind == Kind::Moved || other.kind == Kind::Moved;
        let is_stopped = self.is_stopped(one.to, other.from);
        // Words left out or added beside words that moved.
        if between == 0 && is_moved {
            let is_part =
                |change: &Change| change.kind == Kind::Other && change.is_one_sided();
            return !is_stopped && (is_part(one) || is_part(other));
        }
        // The same change twice.
        let most = if one.is_one_sided() { 2 } else { 1 };
        one.lost == other.lost && one.gained == other.gained && between <= most
    }
}

/// Which columns belong to a long omission: more words, one after the other, than other rows
/// should be kept from differing in.
fn long_omissions(pairs: &[Pair]) -> Vec<bool> {
    let mut is_long = Vec::with_capacity(pairs.len());
    for run in pairs.chunk_by(|a, b| a.own.is_none() == b.own.is_none()) {
        let is_omission = run[0].own.is_none() && run.len() > LONG;
        is_long.extend(std::iter::repeat_n(is_omission, run.len()));
    }
    is_long
}

/// Whether a mark is a hyphen behind a part of a word.
fn is_hyphen(token: &Token) -> bool {
    token.glued && matches!(&*token.form, "-" | "\u{2010}" | "\u{2011}" | "\u{5be}")
}

impl Change {
    /// Whether many words are left out, or a phrase that stands elsewhere: other rows may differ
    /// in some of them.
    pub(super) fn is_cut(&self) -> bool {
        self.gained.is_empty() && (self.lost.len() > LONG || self.far.is_some())
    }

    /// Whether words are only left out, or only added.
    fn is_one_sided(&self) -> bool {
        self.lost.is_empty() || self.gained.is_empty()
    }

    /// Whether it and the one before it are one if no other row differs within the longer one: a
    /// long phrase for which a row has something short.
    pub(super) fn completes(&self, before: &Self) -> bool {
        let is_near = self.far.is_none() && before.far.is_none();
        self.is_beside && is_near && self.is_cut() != before.is_cut()
    }

    /// Takes over a change that follows.
    pub(super) fn take(&mut self, next: Change) {
        self.to = next.to;
        self.class = self.class.max(next.class);
        self.lost.extend(next.lost);
        self.gained.extend(next.gained);
        self.last = next.last;
        if self.kind != next.kind {
            let is_moved = self.kind == Kind::Moved || next.kind == Kind::Moved;
            self.kind = if is_moved { Kind::Moved } else { Kind::Other };
        }
    }
}
