//! From a table to its units: the changes of all rows, put together where they touch.

use std::ops::Range;

use super::changes::{Change, Words};
use super::ground::Ground;
use super::part::Part;
use super::{
    Attestation, Cell, Link, Reading, ReadingState, Row, Table, Token, Unit, VariantClass,
};

/// The units of a section's table. `far` is what its rows have elsewhere.
pub(super) fn units(
    ground: &Ground,
    section: u32,
    table: &Table,
    far: &[Part],
) -> Vec<Unit> {
    let words = Words::new(ground, table);
    let mut spans = spans(&words, far);
    fill(&words, &mut spans);
    let starts = words_before(&words);
    spans
        .into_iter()
        .map(|span| unit(&words, section, span, &starts, far))
        .collect()
}

/// The columns of a unit, by index in the table, and its class as far as that is known.
#[derive(Debug, Clone)]
struct Place {
    columns: Range<usize>,
    class: VariantClass,
    /// Whether only forms differ, or marks.
    is_form: bool,
}

/// The places where rows change the base text.
fn spans(words: &Words, far: &[Part]) -> Vec<Place> {
    let rows = 0..words.table.rows.len();
    let rows: Vec<Vec<Change>> = rows.map(|row| words.changes(row, far)).collect();
    let (long, mut changes): (Vec<Change>, Vec<Change>) =
        completed(rows).into_iter().partition(Change::is_cut);
    let slot = |column: usize| words.columns[column].slot;
    changes.sort_by_key(|change| {
        (slot(change.from), change.from, slot(change.to), change.to)
    });
    let mut merged: Vec<(Change, u32)> = vec![];
    for change in changes {
        let to = slot(change.to);
        match merged.last_mut().filter(|(_, end)| slot(change.from) <= *end) {
            Some((last, end)) => {
                last.from = last.from.min(change.from);
                last.to = last.to.max(change.to);
                last.class = last.class.max(change.class);
                *end = (*end).max(to);
            }
            None => merged.push((change, to)),
        }
    }
    let mut ranges: Vec<(usize, usize, VariantClass)> = merged
        .into_iter()
        .map(|(change, _)| (change.from, change.to + 1, change.class))
        .collect();
    ranges.extend(pieces(&long, &ranges));
    ranges.sort_unstable();
    ranges
        .into_iter()
        .map(|(from, to, class)| Place {
            columns: words.columns[from].at..words.columns[to - 1].at + 1,
            class,
            is_form: false,
        })
        .collect()
}

/// The changes of all rows. A long omission beside words that are changed is one change with
/// them, unless another row differs within it.
fn completed(rows: Vec<Vec<Change>>) -> Vec<Change> {
    let mut short: Vec<(usize, usize)> = rows
        .iter()
        .flatten()
        .filter(|change| !change.is_cut())
        .map(|change| (change.from, change.to))
        .collect();
    short.sort_unstable();
    // How far the changes up to each one reach.
    let reach: Vec<usize> = short
        .iter()
        .scan(0, |reach, (_, to)| {
            *reach = (*reach).max(*to);
            Some(*reach)
        })
        .collect();
    let is_whole = |long: &Change| {
        let before = short.partition_point(|(from, _)| *from <= long.to);
        before.checked_sub(1).is_none_or(|last| reach[last] < long.from)
    };
    let mut all = vec![];
    for row in rows {
        let first = all.len();
        for change in row {
            match all[first..].last_mut() {
                Some(last)
                    if change.completes(last)
                        && is_whole(if change.is_cut() { &change } else { last }) =>
                {
                    last.take(change);
                }
                _ => all.push(change),
            }
        }
    }
    all
}

/// Long omissions and moved phrases, cut where other rows differ in some of the words or leave out fewer, so that
/// each difference stays a unit of its own. Ranges are sorted and do not meet.
fn pieces(
    long: &[Change],
    ranges: &[(usize, usize, VariantClass)],
) -> Vec<(usize, usize, VariantClass)> {
    let mut cuts: Vec<usize> = long.iter().flat_map(|of| [of.from, of.to + 1]).collect();
    cuts.extend(ranges.iter().flat_map(|range| [range.0, range.1]));
    cuts.sort_unstable();
    cuts.dedup();
    let is_piece = |from: usize| {
        let after = ranges.partition_point(|range| range.0 <= from);
        let is_taken = after.checked_sub(1).is_some_and(|at| ranges[at].1 > from);
        !is_taken && long.iter().any(|of| of.from <= from && from <= of.to)
    };
    cuts.windows(2)
        .filter(|cut| is_piece(cut[0]))
        .map(|cut| (cut[0], cut[1], VariantClass::Substantive))
        .collect()
}

/// Adds the places where only case, points or the like differ.
fn fill(words: &Words, places: &mut Vec<Place>) {
    let mut all = Vec::with_capacity(places.len());
    let mut next = 0;
    for place in places.drain(..) {
        fill_between(words, next..place.columns.start, &mut all);
        next = place.columns.end;
        all.push(place);
    }
    fill_between(words, next..words.table.width, &mut all);
    *places = all;
}

fn fill_between(words: &Words, columns: Range<usize>, all: &mut Vec<Place>) {
    let first = all.len();
    for at in columns {
        let base = token(words, words.base, at);
        let differs = |row: usize| match words.table.cell(row, at) {
            Cell::Lacuna | Cell::Absent => false,
            _ => token(words, row, at).map(|t| &t.form) != base.map(|t| &t.form),
        };
        let rows = 0..words.table.rows.len();
        if !rows.clone().any(differs) {
            continue;
        }
        let is_word = rows
            .clone()
            .any(|row| token(words, row, at).is_some_and(Token::is_word));
        let class =
            if is_word { VariantClass::Ignored } else { words.ground.rules.punctuation };
        match all[first..].last_mut() {
            Some(last) if last.columns.end == at && last.class == class => {
                last.columns.end = at + 1;
            }
            _ => all.push(Place { columns: at..at + 1, class, is_form: true }),
        }
    }
}

fn token<'a>(words: &'a Words, row: usize, column: usize) -> Option<&'a Token> {
    let token = words.table.cell(row, column).token()?;
    let witness = usize::from(words.table.rows[row].witness);
    words.ground.witnesses[witness].tokens.get(token as usize)
}

/// For each column of the table, how many words of the base text stand before it, and the first
/// of its tokens that does not.
fn words_before(words: &Words) -> Vec<(u32, u32)> {
    let mut before = Vec::with_capacity(words.table.width + 1);
    let first = words.table.row(words.base).iter().find_map(|cell| cell.token());
    let mut now = (0, first.unwrap_or_default());
    for column in 0..words.table.width {
        before.push(now);
        if let Some(at) = words.table.cell(words.base, column).token() {
            let is_word = token(words, words.base, column).is_some_and(Token::is_word);
            now = (now.0 + u32::from(is_word), at + 1);
        }
    }
    before.push(now);
    before
}

fn unit(
    words: &Words,
    section: u32,
    place: Place,
    starts: &[(u32, u32)],
    far: &[Part],
) -> Unit {
    let Place { columns, class, is_form } = place;
    let mut unit = Unit {
        section,
        columns: columns.start as u32..columns.end as u32,
        at: 0,
        base: starts[columns.start].1..starts[columns.end].1,
        readings: vec![],
        lacuna: vec![],
        absent: vec![],
        class,
    };
    let has_lemma = starts[columns.start].0 < starts[columns.end].0;
    unit.at = starts[columns.start].0 + u32::from(has_lemma);
    let mut found: Vec<Found> = vec![];
    let rows = words.table.rows.len();
    for row in
        std::iter::once(words.base).chain((0..rows).filter(|row| *row != words.base))
    {
        let cells = &words.table.row(row)[columns.clone()];
        let tokens: Vec<u32> = cells.iter().filter_map(|cell| cell.token()).collect();
        let of = words.table.rows[row];
        if tokens.is_empty() && row != words.base {
            if cells.contains(&Cell::Lacuna) {
                unit.lacuna.push(of);
                continue;
            }
            if cells.contains(&Cell::Absent) {
                unit.absent.push(of);
                continue;
            }
        }
        let is_broken = cells.contains(&Cell::Lacuna);
        let key = key(words, of, &tokens, is_form);
        let link = link(far, row, &unit.columns);
        match found.iter_mut().find(|known| {
            known.key == key && known.is_broken == is_broken && known.link == link
        }) {
            Some(known) => known.rows.push((of, tokens)),
            None => {
                found.push(Found { key, is_broken, link, rows: vec![(of, tokens)] });
            }
        }
    }
    unit.readings = readings(words, found, class);
    unit.class = unit
        .readings
        .iter()
        .map(|reading| reading.class)
        .max()
        .unwrap_or(class);
    unit
}

/// What a row has in some columns of what stands elsewhere; if it is both, what it has lost.
fn link(far: &[Part], row: usize, columns: &Range<u32>) -> Option<Link> {
    let meets = |part: &&Part| {
        part.row == row
            && part.columns.start < columns.end
            && columns.start < part.columns.end
    };
    let links = far.iter().filter(meets).map(|part| part.link);
    links.min_by_key(|link| (!link.is_base, link.number))
}

/// Rows with the same words.
struct Found {
    key: Key,
    is_broken: bool,
    link: Option<Link>,
    rows: Vec<(Row, Vec<u32>)>,
}

/// What rows with one reading have in common: the words, where words differ; else the forms.
#[derive(PartialEq)]
enum Key {
    Words(Vec<u32>),
    Forms(Vec<Box<str>>),
}

fn key(words: &Words, row: Row, tokens: &[u32], is_form: bool) -> Key {
    let witness = usize::from(row.witness);
    let all = &words.ground.witnesses[witness].tokens;
    if is_form {
        return Key::Forms(
            tokens.iter().map(|&at| all[at as usize].form.clone()).collect(),
        );
    }
    Key::Words(
        tokens
            .iter()
            .filter(|&&at| all[at as usize].is_word())
            .map(|&at| words.ground.numbers[witness][at as usize])
            .collect(),
    )
}

fn readings(words: &Words, found: Vec<Found>, class: VariantClass) -> Vec<Reading> {
    let base: Vec<u32> = match found.first().map(|first| &first.key) {
        Some(Key::Words(base)) => base.clone(),
        _ => vec![],
    };
    let mut readings = Vec::with_capacity(found.len());
    for (number, of) in found.into_iter().enumerate() {
        let forms: Vec<String> = of
            .rows
            .iter()
            .map(|(row, tokens)| text(words, *row, tokens))
            .collect();
        let chosen = if number == 0 { 0 } else { usual(&forms) };
        let (row, tokens) = &of.rows[chosen];
        let text = forms[chosen].clone();
        let (class, state) = match &of.key {
            _ if number == 0 => (VariantClass::Ignored, state(tokens)),
            Key::Forms(_) => (class, state(tokens)),
            Key::Words(own) => compared(words, &base, own),
        };
        let attestations = of
            .rows
            .iter()
            .zip(&forms)
            .map(|((row, tokens), form)| Attestation {
                row: *row,
                is_spelled_otherwise: *form != text,
                tokens: tokens.clone(),
            })
            .collect();
        let normal = normal(words, *row, tokens);
        let link = of.link;
        readings.push(Reading { state, text, normal, class, attestations, link });
    }
    readings
}

/// The form that most rows have; of equally frequent ones the longest, then the last in the
/// alphabet, so that letters with accents come before those without.
fn usual(forms: &[String]) -> usize {
    let count = |form: &String| forms.iter().filter(|other| *other == form).count();
    let key = |at: &usize| (count(&forms[*at]), forms[*at].len(), &forms[*at]);
    (0..forms.len()).rev().max_by_key(key).unwrap_or_default()
}

fn state(tokens: &[u32]) -> ReadingState {
    if tokens.is_empty() { ReadingState::Omitted } else { ReadingState::Words }
}

/// How much words differ from those of the base text, and in what way.
fn compared(words: &Words, base: &[u32], own: &[u32]) -> (VariantClass, ReadingState) {
    let lexicon = words.ground.lexicon;
    if own.is_empty() {
        return (VariantClass::Substantive, ReadingState::Omitted);
    }
    if base.len() == own.len()
        && base.iter().zip(own).all(|(a, b)| lexicon.is_same(*a, *b))
    {
        return (VariantClass::Ignored, ReadingState::Words);
    }
    if base.len() == own.len()
        && base.iter().zip(own).all(|(a, b)| lexicon.is_one_word(*a, *b))
    {
        return (VariantClass::Orthographic, ReadingState::Words);
    }
    let joined = |of: &[u32]| -> Vec<char> {
        of.iter()
            .flat_map(|word| lexicon.form(*word).iter().copied())
            .collect()
    };
    if !base.is_empty() && joined(base) == joined(own) {
        return (words.ground.rules.division, ReadingState::Words);
    }
    let sorted = |of: &[u32]| {
        let mut of: Vec<u32> = of.iter().map(|word| lexicon.word(*word)).collect();
        of.sort_unstable();
        of
    };
    let state = if sorted(base) == sorted(own) {
        ReadingState::Transposed
    } else if !base.is_empty()
        && own.len() == 2 * base.len()
        && own.chunks(base.len()).all(|half| half == base)
    {
        ReadingState::Repeated
    } else {
        ReadingState::Words
    };
    (VariantClass::Substantive, state)
}

/// The words of a row as they are printed: without the marks at either end.
fn text(words: &Words, row: Row, tokens: &[u32]) -> String {
    let all = &words.ground.witnesses[usize::from(row.witness)].tokens;
    let is_word = |at: &u32| all[*at as usize].is_word();
    let (first, last) =
        match (tokens.iter().position(is_word), tokens.iter().rposition(is_word)) {
            (Some(first), Some(last)) => (first, last),
            // Marks alone.
            _ => (0, tokens.len().saturating_sub(1)),
        };
    let mut text = String::new();
    for at in tokens.iter().take(last + 1).skip(first) {
        let token = &all[*at as usize];
        if !text.is_empty() && !token.glued {
            text.push(' ');
        }
        text.push_str(&token.form);
    }
    text
}

fn normal(words: &Words, row: Row, tokens: &[u32]) -> String {
    let all = &words.ground.witnesses[usize::from(row.witness)].tokens;
    let normals: Vec<&str> = tokens
        .iter()
        .map(|at| &all[*at as usize])
        .filter(|token| token.is_word())
        .map(|token| &*token.normal)
        .collect();
    normals.join(" ")
}
