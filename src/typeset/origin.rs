//! From a glyph to the byte of the source it was set from.
//!
//! A glyph carries the span of its syntax node and its offset in it. Asking
//! Typst for a span's range searches the tree each time; walking the tree once
//! and keeping where each node starts is twenty times faster.

use rustc_hash::FxHashMap;
use typst::syntax::{Source, Span, SyntaxKind, SyntaxNode};

/// Where every text node of one source starts.
#[derive(Debug, Default)]
pub struct Origins(FxHashMap<Span, u32>);

impl Origins {
    /// Walks a source.
    pub fn of(source: &Source) -> Self {
        let mut starts = FxHashMap::default();
        record(source.root(), 0, &mut starts);
        Self(starts)
    }

    /// The byte that a glyph's span and offset point at, if it is of this source.
    pub fn byte(&self, span: (Span, u16)) -> Option<u32> {
        self.0.get(&span.0).map(|start| start + u32::from(span.1))
    }
}

/// Walks the plain tree and adds up lengths: linked nodes cost an allocation each.
fn record(node: &SyntaxNode, mut offset: u32, starts: &mut FxHashMap<Span, u32>) {
    if matches!(
        node.kind(),
        SyntaxKind::Text
            | SyntaxKind::Escape
            | SyntaxKind::Space
            | SyntaxKind::SmartQuote
    ) {
        starts.insert(node.span(), offset);
    }
    // What stands before a picture and tells where it comes from.
    let callee = || node.children().next().map(|child| child.leaf_text().clone());
    if node.kind() == SyntaxKind::FuncCall && callee().is_some_and(|it| it == "metadata")
    {
        starts.insert(node.span(), offset);
    }
    for child in node.children() {
        record(child, offset, starts);
        offset += child.len() as u32;
    }
}
