//! How much witnesses agree: pair by pair, in readings that only one has, and in readings that a
//! group has against all others. As tables, and as pictures.

mod picture;
#[cfg(test)]
mod tests;
mod tree;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::export::matrix::Matrix;
use super::export::tsv::field;

pub use picture::{heat_map, tree_picture};
pub use tree::{Branch, neighbor_joining};

/// The agreement of all rows of a collation with each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agreement {
    /// The names of the rows.
    pub names: Vec<String>,
    /// For each pair of rows: at how many units both can be read.
    pub shared: Vec<Vec<usize>>,
    /// For each pair of rows: at how many of these they have one reading.
    pub equal: Vec<Vec<usize>>,
    /// For each row: how many readings it alone has.
    pub singular: Vec<usize>,
    /// Readings that some rows have, and not all that can be read: the names of these rows, and
    /// how many such readings there are; those of most readings first.
    pub groups: Vec<(Vec<String>, usize)>,
    /// At how many units anything was compared.
    pub units: usize,
    /// How many other units there are, which the editor has suppressed.
    pub suppressed: usize,
}

impl Agreement {
    /// Counts the units of a matrix.
    pub fn of(matrix: &Matrix) -> Self {
        let names: Vec<String> =
            matrix.rows.iter().map(|(_, name)| name.clone()).collect();
        let count = names.len();
        let mut agreement = Self {
            shared: vec![vec![0; count]; count],
            equal: vec![vec![0; count]; count],
            singular: vec![0; count],
            groups: vec![],
            units: matrix.characters.len(),
            suppressed: matrix.suppressed,
            names,
        };
        let mut groups: BTreeMap<Vec<usize>, usize> = BTreeMap::new();
        for unit in 0..agreement.units {
            let states: Vec<Option<usize>> =
                matrix.states.iter().map(|states| states[unit]).collect();
            let mut by_state: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
            for (row, state) in states.iter().enumerate() {
                let Some(state) = state else { continue };
                by_state.entry(*state).or_default().push(row);
                for (other, others) in states.iter().enumerate() {
                    if let Some(others) = others {
                        agreement.shared[row][other] += 1;
                        agreement.equal[row][other] += usize::from(state == others);
                    }
                }
            }
            if by_state.len() < 2 {
                continue;
            }
            for (_, rows) in by_state {
                match rows[..] {
                    [row] => agreement.singular[row] += 1,
                    _ => *groups.entry(rows).or_default() += 1,
                }
            }
        }
        let names = &agreement.names;
        let named = |rows: Vec<usize>| {
            let mut of: Vec<String> =
                rows.into_iter().map(|row| names[row].clone()).collect();
            of.sort_unstable();
            of
        };
        agreement.groups =
            groups.into_iter().map(|(rows, count)| (named(rows), count)).collect();
        agreement.groups.sort_by(|a, b| (b.1, &a.0).cmp(&(a.1, &b.0)));
        agreement
    }

    /// The share of units at which two rows have one reading, from 0 to 1; nothing if there is
    /// no unit at which both can be read.
    pub fn share(&self, one: usize, other: usize) -> Option<f64> {
        let shared = self.shared[one][other];
        (shared > 0).then(|| self.equal[one][other] as f64 / shared as f64)
    }

    /// The rows in the order of their names. Pictures do not depend on the order of the
    /// witnesses.
    pub(super) fn sorted(&self) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.names.len()).collect();
        order.sort_by(|a, b| self.names[*a].cmp(&self.names[*b]));
        order
    }

    /// As tab-separated values: a line a pair, with the units that both have, those at which
    /// they agree, and the share; then the readings of single rows and of groups.
    pub fn tsv(&self) -> String {
        let mut out = String::from("kind\twitnesses\tunits\tequal\tshare\n");
        let order = self.sorted();
        for (at, &one) in order.iter().enumerate() {
            for &other in &order[at + 1..] {
                let share = self.share(one, other);
                let _ = writeln!(
                    out,
                    "pair\t{} {}\t{}\t{}\t{}",
                    field(&self.names[one]),
                    field(&self.names[other]),
                    self.shared[one][other],
                    self.equal[one][other],
                    share.map_or_else(String::new, |share| format!("{share:.4}"))
                );
            }
        }
        for &row in &order {
            let _ = writeln!(
                out,
                "singular\t{}\t{}\t{}\t",
                field(&self.names[row]),
                self.shared[row][row],
                self.singular[row]
            );
        }
        for (rows, count) in &self.groups {
            let names: Vec<String> = rows.iter().map(|name| field(name)).collect();
            let _ =
                writeln!(out, "group\t{}\t{}\t{count}\t", names.join(" "), self.units);
        }
        out
    }

    /// As a table for the eye: per cent of agreement, readings of single witnesses, and the
    /// readings of groups of which there are most.
    pub fn text(&self) -> String {
        let order = self.sorted();
        let width = |name: &String| name.chars().count();
        let wide = self.names.iter().map(width).max().unwrap_or(0).max(5);
        let padded = |name: &str| {
            let space = wide.saturating_sub(name.chars().count());
            format!("{}{name}", " ".repeat(space))
        };
        let mut out = format!("Agreement in per cent, {} units", self.units);
        if self.suppressed > 0 {
            let _ = write!(out, " ({} suppressed)", self.suppressed);
        }
        out.push_str("\n\n");
        out.push_str(&" ".repeat(wide));
        for &row in &order {
            let _ = write!(out, "  {}", padded(&self.names[row]));
        }
        let _ = writeln!(out, "  {}", padded("alone"));
        for &row in &order {
            out.push_str(&padded(&self.names[row]));
            for &other in &order {
                let share = match self.share(row, other) {
                    _ if row == other => "·".to_owned(),
                    Some(share) => format!("{:.1}", share * 100.0),
                    None => "?".to_owned(),
                };
                let _ = write!(out, "  {}", padded(&share));
            }
            let _ = writeln!(out, "  {}", padded(&self.singular[row].to_string()));
        }
        if !self.groups.is_empty() {
            out.push_str("\nReadings that these have against others\n\n");
        }
        for (rows, count) in self.groups.iter().take(GROUPS) {
            let _ = writeln!(out, "{count:>6}  {}", rows.join(" "));
        }
        if self.groups.len() > GROUPS {
            let _ =
                writeln!(out, "        and {} more groups", self.groups.len() - GROUPS);
        }
        out
    }
}

/// How many groups are shown.
const GROUPS: usize = 20;
