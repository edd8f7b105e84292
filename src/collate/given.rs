//! An alignment made elsewhere, laid out for this collation: the rows with their columns, cut
//! into the sections of the base text.

use super::groups::Group;
use super::read::given::GivenTable;
use super::read::model::OfText;
use super::{Section, Witness};
use crate::diag::Diagnostic;
use crate::edition::Edition;
use crate::model::Lang;
use crate::span::{FileId, Span};

/// Columns of words that are not to be found but kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GivenColumns {
    /// For each witness, for each of its tokens, the column; of marks that of the word before.
    pub(super) columns: Vec<Vec<u32>>,
    /// The first column of each section, and behind the last one.
    pub(super) cuts: Vec<u32>,
}

impl GivenColumns {
    /// The sections: those of the base text, and in each witness what stands in their columns.
    pub(super) fn groups(&self, witnesses: &[Witness]) -> Vec<Group> {
        let base = witnesses.first();
        let names = base.into_iter().flat_map(|base| &base.sections);
        let mut names = names
            .filter(|section| !section.tokens.is_empty())
            .map(|s| s.id.clone());
        let parts = |number: usize, witness: &Witness, columns: &[u32]| -> Vec<u32> {
            let (from, to) = (self.cuts[number], self.cuts[number + 1]);
            let is_here = |section: &Section| {
                let first = columns.get(section.tokens.start as usize);
                !section.tokens.is_empty()
                    && first.is_some_and(|column| (from..to).contains(column))
            };
            let all = witness.sections.iter().enumerate();
            all.filter(|(_, section)| is_here(section))
                .map(|(at, _)| at as u32)
                .collect()
        };
        (0..self.cuts.len() - 1)
            .map(|number| Group {
                id: names.next().flatten().unwrap_or_else(|| (number + 1).to_string()),
                parts: witnesses
                    .iter()
                    .zip(&self.columns)
                    .map(|(witness, columns)| parts(number, witness, columns))
                    .collect(),
                moved: vec![false; witnesses.len()],
                is_selected: vec![false; witnesses.len()],
            })
            .collect()
    }

    /// For each row of a section the columns of its words, and how many columns there are. Words
    /// that share a cell of the table get columns of their own.
    pub(super) fn columns<'a>(
        &self,
        section: usize,
        rows: impl Iterator<Item = (usize, &'a [u32])>,
    ) -> (Vec<Vec<u32>>, usize) {
        let (from, to) = (self.cuts[section], self.cuts[section + 1]);
        let mut widths = vec![0_u32; (to - from) as usize];
        // For each word its cell, and which of its words it is.
        let mut all: Vec<Vec<(usize, u32)>> = vec![];
        for (witness, words) in rows {
            let mut cells: Vec<(usize, u32)> = vec![];
            for word in words {
                let cell = (self.columns[witness][*word as usize] - from) as usize;
                let nth = match cells.last() {
                    Some((last, nth)) if *last == cell => nth + 1,
                    _ => 0,
                };
                widths[cell] = widths[cell].max(nth + 1);
                cells.push((cell, nth));
            }
            all.push(cells);
        }
        let mut starts = Vec::with_capacity(widths.len());
        let mut width = 0;
        for own in &widths {
            starts.push(width);
            width += own;
        }
        let column = |(cell, nth): (usize, u32)| starts[cell] + nth;
        let columns = all
            .into_iter()
            .map(|cells| cells.into_iter().map(column).collect())
            .collect();
        (columns, width as usize)
    }
}

/// The base text and the witnesses of an alignment with their columns. One row must be the base
/// text: `base`, or called as the text; its words must be those of the text.
///
/// # Errors
/// If no row is the base text, its words are others, or a row is no witness of the edition.
pub(super) fn laid_out(
    table: &GivenTable,
    file: FileId,
    base: &OfText,
    names: (&str, &Edition, &Lang),
    normal: &dyn Fn(&str) -> String,
) -> Result<(Vec<Witness>, GivenColumns), Vec<Diagnostic>> {
    let (text, edition, lang) = names;
    let own = base.witness.id.as_str();
    let is_base = |name: &&String| {
        name.as_str() == text || *name == "base" || !own.is_empty() && *name == own
    };
    let Some(row) = table.names.iter().position(|name| is_base(&name)) else {
        let message = format!("no row of the table is the text `{text}`");
        return Err(vec![
            Diagnostic::error("bad-collatex", message)
                .at(Span::new(file, 0..0))
                .hint("align the text of the edition too, and call its row `base`"),
        ]);
    };
    let mut faults = vec![];
    let mut rows = vec![];
    let (of_base, base_columns) = table.witness(row, file, ("", ""), lang);
    if let Some(fault) = differing(base, &of_base, normal) {
        faults.push(fault);
    }
    let mut columns = vec![word_columns(&base.witness, &of_base, &base_columns)];
    for (number, name) in table.names.iter().enumerate().filter(|(at, _)| *at != row) {
        let Some(declared) = edition.witnesses.iter().find(|known| known.id == *name)
        else {
            faults.push(undeclared(name, edition, file));
            continue;
        };
        let ids = (declared.id.as_str(), declared.siglum.as_str());
        let (witness, own) = table.witness(number, file, ids, lang);
        rows.push(witness);
        columns.push(own);
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    let width = table.rows.first().map_or(0, Vec::len) as u32;
    let mut cuts: Vec<u32> = base
        .witness
        .sections
        .iter()
        .skip(1)
        .filter(|section| !section.tokens.is_empty())
        .map(|section| columns[0][section.tokens.start as usize])
        .collect();
    cuts.insert(0, 0);
    cuts.push(width);
    cuts.dedup();
    for (witness, columns) in rows.iter_mut().zip(&columns[1..]) {
        for cut in cuts.windows(2) {
            let of = |column: u32| columns.partition_point(|at| *at < column) as u32;
            let tokens = of(cut[0])..of(cut[1]);
            let span = match witness.tokens.get(tokens.start as usize) {
                Some(token) => token.span,
                None => Span::new(file, 0..0),
            };
            witness.sections.push(Section { id: None, tokens, span });
        }
    }
    Ok((rows, GivenColumns { columns, cuts }))
}

/// Says that a name of a file is no witness of the edition.
pub(super) fn undeclared(name: &str, edition: &Edition, file: FileId) -> Diagnostic {
    let known = edition.witnesses.iter().map(|known| known.id.as_str());
    Diagnostic::error("unknown-witness", format!("there is no witness `{name}`"))
        .at(Span::new(file, 0..0))
        .suggest(name, known)
        .hint("declare it in the manifest: `[[witness]]` with its `id`")
}

/// The columns of the base text's own tokens: word by word those of the row.
fn word_columns(base: &Witness, row: &Witness, columns: &[u32]) -> Vec<u32> {
    let mut words = row.tokens.iter().zip(columns).filter(|(token, _)| token.is_word());
    let mut last = 0;
    base.tokens
        .iter()
        .map(|token| {
            if token.is_word() {
                last = words.next().map_or(last, |(_, column)| *column);
            }
            last
        })
        .collect()
}

/// Where the words of the base text and those of its row differ first.
fn differing(
    base: &OfText,
    row: &Witness,
    normal: &dyn Fn(&str) -> String,
) -> Option<Diagnostic> {
    let words = |witness: &Witness| -> Vec<(String, Span)> {
        let words = witness.tokens.iter().filter(|token| token.is_word());
        words.map(|token| (token.form.to_string(), token.span)).collect()
    };
    let (own, given) = (words(&base.witness), words(row));
    let same = own
        .iter()
        .zip(&given)
        .take_while(|(a, b)| normal(&a.0) == normal(&b.0));
    let at = same.count();
    if at == own.len() && at == given.len() {
        return None;
    }
    let shown = |words: &[(String, Span)]| match words.get(at) {
        Some((word, _)) => format!("`{word}`"),
        None => "no more words".to_owned(),
    };
    let message = format!(
        "the text has {} where its row in the table has {}",
        shown(&own),
        shown(&given)
    );
    let place = given.get(at).or(given.last()).map(|(_, span)| *span);
    let mut fault = Diagnostic::error("bad-collatex", message)
        .at(place)
        .hint("align the text as it is now");
    if let Some((_, span)) = own.get(at) {
        fault = fault.related(*span, "the word of the text");
    }
    Some(fault)
}
