//! The headings of an index as a tree: where each comes from, what refers to it,
//! and in what order they are printed.

use rustc_hash::FxHashMap;

use super::entry::IndexEntry;
use super::reference::{Citing, Reference};
use super::sort::{Order, SortKey, text_dir};
use super::{canon, normal};
use crate::diag::Diagnostic;
use crate::edition::{IndexHeading, IndexKind};
use crate::model::Lang;
use crate::span::Span;

/// The rank of a heading that is no book of the Bible.
const NOT_CANONICAL: usize = usize::MAX;

/// How many levels of headings are printed; deeper ones are joined to the last.
const LEVELS: usize = 3;

/// The headings of an index; the first node is the root.
pub(super) struct Tree {
    /// Whether its headings are passages that are cited.
    passages: bool,
    nodes: Vec<Node>,
    /// Children by their parent and their name.
    names: FxHashMap<(usize, String), usize>,
}

/// A heading before it is printed.
#[derive(Default)]
struct Node {
    name: String,
    sort: Option<String>,
    dates: Option<String>,
    gloss: Option<String>,
    references: Vec<Reference>,
    see: Vec<See>,
    see_also: Vec<See>,
    children: Vec<usize>,
}

/// A see or a see also.
struct See {
    path: Vec<String>,
    span: Span,
}

impl Default for Tree {
    fn default() -> Self {
        Self {
            passages: false,
            nodes: vec![Node::default()],
            names: FxHashMap::default(),
        }
    }
}

impl Node {
    /// Takes over what `index.toml` says of a heading.
    fn take(&mut self, heading: &IndexHeading) {
        let see = |path: &Vec<String>| See { path: levels(path), span: heading.span };
        self.sort = heading.sort.clone().or(self.sort.take());
        self.dates = heading.dates.clone().or(self.dates.take());
        self.gloss = heading.gloss.clone().or(self.gloss.take());
        self.see.extend(heading.see.iter().map(see));
        self.see_also.extend(heading.see_also.iter().map(see));
    }

    fn sort_text(&self) -> &str {
        self.sort.as_deref().unwrap_or(&self.name)
    }

    fn is_empty(&self) -> bool {
        self.references.is_empty() && self.see.is_empty() && self.see_also.is_empty()
    }
}

impl Tree {
    /// A tree without headings.
    pub(super) fn new(kind: IndexKind) -> Self {
        Self {
            passages: kind == IndexKind::Passages,
            ..Self::default()
        }
    }

    /// The levels of a heading as they are printed.
    fn levels(&self, path: &[String]) -> Vec<String> {
        if self.passages { levels(&canon::levels(path)) } else { levels(path) }
    }

    /// Adds a heading of `index.toml` and gives its node.
    pub(super) fn add(&mut self, heading: &IndexHeading) -> usize {
        let node = self.node(&heading.path);
        self.nodes[node].take(heading);
        for alternate in &heading.alternate {
            let other = self.node(alternate);
            let see = See { path: levels(&heading.path), span: heading.span };
            if other != node {
                self.nodes[other].see.push(see);
            }
        }
        node
    }

    /// Says that something stands in the book that a heading names.
    pub(super) fn refer(&mut self, node: usize, reference: Reference) {
        self.nodes[node].references.push(reference);
    }

    /// The headings of the first level that are printed, in order.
    pub(super) fn roots(&self, order: &Order) -> Vec<usize> {
        self.sorted(0, order)
    }

    /// The letter that a heading stands under.
    pub(super) fn letter(&self, node: usize, order: &Order) -> String {
        let name = self.nodes[node].sort_text();
        // The books of the Bible are not in the order of letters.
        if self.rank(0, name) < NOT_CANONICAL {
            String::new()
        } else {
            order.letter(name)
        }
    }

    /// What comes before the order of letters: of headings under a node the books of the
    /// Bible, if they are passages.
    fn rank(&self, above: usize, name: &str) -> usize {
        let book = (self.passages && above == 0).then(|| canon::book(name)).flatten();
        book.unwrap_or(NOT_CANONICAL)
    }

    /// The node of a heading; made if there is none yet.
    pub(super) fn node(&mut self, path: &[String]) -> usize {
        self.levels(path).into_iter().fold(0, |parent, name| {
            let next = self.nodes.len();
            let node = *self.names.entry((parent, name.clone())).or_insert(next);
            if node == next {
                self.nodes.push(Node { name, ..Node::default() });
                self.nodes[parent].children.push(node);
            }
            node
        })
    }

    /// The node of a heading, if there is one.
    fn find(&self, path: &[String]) -> Option<usize> {
        path.iter()
            .try_fold(0, |parent, name| self.names.get(&(parent, name.clone())).copied())
    }

    /// Says which headings of `index.toml` have no place in the book.
    pub(super) fn report_unused(
        &self,
        nodes: &[usize],
        headings: &[&IndexHeading],
        diagnostics: &mut Vec<Diagnostic>,
    ) {
        for (&node, heading) in nodes.iter().zip(headings) {
            if !self.is_printed(node) {
                diagnostics.push(
                    Diagnostic::warning(
                        "unused-heading",
                        format!("heading `{}` never occurs", heading.path.join(" > ")),
                    )
                    .at(heading.span)
                    .hint("give it a mark or a pattern that occurs, or take it out"),
                );
            }
        }
    }

    /// Whether a heading is printed: something refers to it or stands under it.
    fn is_printed(&self, node: usize) -> bool {
        !self.nodes[node].is_empty()
            || self.nodes[node].children.iter().any(|&child| self.is_printed(child))
    }

    /// Leaves out every see that leads nowhere, and says so.
    pub(super) fn resolve(&mut self, diagnostics: &mut Vec<Diagnostic>) {
        for node in 0..self.nodes.len() {
            let mut see = std::mem::take(&mut self.nodes[node].see);
            let mut see_also = std::mem::take(&mut self.nodes[node].see_also);
            see.retain(|see| self.leads(see, "see", diagnostics));
            see_also.retain(|see| self.leads(see, "see-also", diagnostics));
            self.nodes[node].see = see;
            self.nodes[node].see_also = see_also;
        }
    }

    /// Whether a see, written under `key`, leads to a heading that is printed.
    fn leads(&self, see: &See, key: &str, diagnostics: &mut Vec<Diagnostic>) -> bool {
        let leads = self.find(&see.path).is_some_and(|found| self.is_printed(found));
        if !leads {
            let target = see.path.join(" > ");
            diagnostics.push(
                Diagnostic::warning(
                    "empty-reference",
                    format!(
                        "`{key}` leads to heading `{target}`, to which nothing refers"
                    ),
                )
                .at(see.span)
                .hint("give that heading a mark or a pattern that stands in the texts or notes"),
            );
        }
        leads
    }

    /// The children of a node that are printed, in order.
    fn sorted(&self, node: usize, order: &Order) -> Vec<usize> {
        let mut children: Vec<_> = self.nodes[node]
            .children
            .iter()
            .copied()
            .filter(|&c| self.is_printed(c))
            .collect();
        children.sort_by_cached_key(|&child| -> (usize, SortKey, String) {
            let child = &self.nodes[child];
            let rank = self.rank(node, child.sort_text());
            (rank, order.key(child.sort_text()), child.name.clone())
        });
        children
    }

    /// Adds a heading and what stands under it.
    pub(super) fn print(
        &self,
        node: usize,
        level: u8,
        order: &Order,
        (lang, citing): (&Lang, &Citing),
        out: &mut Vec<IndexEntry>,
    ) {
        let Node { name, references, see, see_also, dates, gloss, .. } =
            &self.nodes[node];
        let printed = |list: &[See]| {
            let mut list: Vec<_> = list.iter().map(|see| see.path.join(": ")).collect();
            list.sort_by_cached_key(|see| (order.key(see), see.clone()));
            list.dedup();
            list
        };
        out.push(IndexEntry {
            level,
            heading: name.clone(),
            dir: text_dir(name, lang),
            dates: dates.clone(),
            gloss: gloss.clone(),
            references: citing.merged(references.clone()),
            see: printed(see),
            see_also: printed(see_also),
        });
        for child in self.sorted(node, order) {
            self.print(child, level + 1, order, (lang, citing), out);
        }
    }
}

/// The levels of a heading that are printed, in composed form.
fn levels(path: &[String]) -> Vec<String> {
    let clean = |level: &String| {
        let words: Vec<_> = level.split_whitespace().collect();
        normal::composed(&words.join(" ")).into_owned()
    };
    let mut levels: Vec<_> =
        path.iter().map(clean).filter(|level| !level.is_empty()).collect();
    if levels.len() > LEVELS {
        let last = levels.split_off(LEVELS - 1).join(", ");
        levels.push(last);
    }
    if levels.is_empty() {
        // A mark around nothing at all; it must not become the root.
        levels.push("…".to_owned());
    }
    levels
}
