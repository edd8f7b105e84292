//! Where the paragraphs of a text are in its content, to set one of them otherwise
//! without a new source.

use std::ops::Range;

use rustc_hash::FxHashMap;
use typst::foundations::{Content, SequenceElem, StyleChain, StyledElem};
use typst::layout::{BlockBody, BlockElem};
use typst::model::ParbreakElem;
use typst::text::{SpaceElem, TextElem};

use crate::compose::job::TextJob;
use crate::typeset::Origins;

/// The paragraphs of a text by their blocks. Those in content that the design makes only
/// when it is set are not among them.
pub(super) struct Paragraphs(FxHashMap<u32, Path>);

/// The way to a paragraph: which child of each sequence to go to, and the children of the
/// last one that are its words.
#[derive(Debug, Clone)]
struct Path {
    children: Vec<usize>,
    words: Range<usize>,
    /// Where what stands before it in its sequence begins.
    before: usize,
}

impl Paragraphs {
    /// Walks the body of a text.
    pub(super) fn of(body: &Content, job: &TextJob, origins: &Origins) -> Self {
        let mut walk = Walk { job, origins, found: FxHashMap::default() };
        walk.content(body, &mut vec![]);
        Self(walk.found)
    }

    /// The words of a paragraph.
    pub(super) fn words(&self, body: &Content, block: u32) -> Option<Content> {
        let path = self.0.get(&block)?;
        let mut words = None;
        at(&mut body.clone(), &path.children, &mut |children| {
            words = Some(Content::sequence(children[path.words.clone()].to_vec()));
        })?;
        words
    }

    /// The body with other words in the place of a paragraph's.
    pub(super) fn put(
        &self,
        body: &mut Content,
        block: u32,
        words: Content,
    ) -> Option<()> {
        let path = self.0.get(&block)?;
        at(body, &path.children, &mut |children| {
            // The places of others stay as they are.
            children[path.words.clone()].fill(Content::empty());
            children[path.words.start] = words.clone();
        })
    }

    /// Only a paragraph, with other words, below what stands before it.
    pub(super) fn alone(
        &self,
        body: &Content,
        block: u32,
        words: Content,
    ) -> Option<Content> {
        let path = self.0.get(&block)?;
        only(body, &path.children, &|children| {
            let mut kept = children[path.before..path.words.start].to_vec();
            kept.push(words.clone());
            kept
        })
    }
}

/// Changes the children of the sequence that a path leads to.
fn at(
    content: &mut Content,
    path: &[usize],
    change: &mut dyn FnMut(&mut Vec<Content>),
) -> Option<()> {
    if let Some(sequence) = content.to_packed_mut::<SequenceElem>() {
        let Some((&first, rest)) = path.split_first() else {
            change(&mut sequence.children);
            return Some(());
        };
        return at(sequence.children.get_mut(first)?, rest, change);
    }
    if let Some(styled) = content.to_packed_mut::<StyledElem>() {
        return at(&mut styled.child, path, change);
    }
    let block = content.to_packed_mut::<BlockElem>()?;
    let mut body = inside(block)?;
    at(&mut body, path, change)?;
    block.body.set(Some(BlockBody::Content(body)));
    Some(())
}

/// The content on the way to a sequence, with only what `keep` leaves of its children.
fn only(
    content: &Content,
    path: &[usize],
    keep: &dyn Fn(&[Content]) -> Vec<Content>,
) -> Option<Content> {
    if let Some(sequence) = content.to_packed::<SequenceElem>() {
        return match path.split_first() {
            Some((&first, rest)) => only(sequence.children.get(first)?, rest, keep),
            None => Some(Content::sequence(keep(&sequence.children))),
        };
    }
    if let Some(styled) = content.to_packed::<StyledElem>() {
        let child = only(&styled.child, path, keep)?;
        return Some(child.styled_with_map(styled.styles.clone()));
    }
    let mut block = content.to_packed::<BlockElem>()?.clone();
    let body = only(&inside(&block)?, path, keep)?;
    block.body.set(Some(BlockBody::Content(body)));
    Some(block.pack())
}

/// What stands in a block, if it is there before it is laid out.
fn inside(block: &BlockElem) -> Option<Content> {
    match block.body.get_ref(StyleChain::default()) {
        Some(BlockBody::Content(body)) => Some(body.clone()),
        _ => None,
    }
}

struct Walk<'a> {
    job: &'a TextJob,
    origins: &'a Origins,
    found: FxHashMap<u32, Path>,
}

impl Walk<'_> {
    fn content(&mut self, content: &Content, path: &mut Vec<usize>) {
        if let Some(sequence) = content.to_packed::<SequenceElem>() {
            self.sequence(&sequence.children, path);
        } else if let Some(styled) = content.to_packed::<StyledElem>() {
            self.content(&styled.child, path);
        } else if let Some(block) = content.to_packed::<BlockElem>()
            && let Some(body) = inside(block)
        {
            self.content(&body, path);
        }
    }

    /// Finds the paragraphs in a sequence: what stands between two breaks.
    fn sequence(&mut self, children: &[Content], path: &mut Vec<usize>) {
        let is_break = |child: &Content| child.is::<ParbreakElem>();
        let is_blank = |child: &Content| {
            child.is::<SpaceElem>()
                || child
                    .to_packed::<SequenceElem>()
                    .is_some_and(|s| s.children.is_empty())
        };
        let (mut start, mut before) = (0, 0);
        while start < children.len() {
            let part = &children[start..];
            let length = part.iter().position(is_break).unwrap_or(part.len());
            let part = &part[..length];
            let holds_blocks = part.iter().any(holds_blocks);
            let first = part.iter().position(|child| !is_blank(child));
            if let Some(first) = first.filter(|_| !holds_blocks) {
                let last = part.iter().rposition(|child| !is_blank(child));
                let words = start + first..start + last.unwrap_or(first) + 1;
                if let Some(block) = part.iter().find_map(|child| self.block_of(child)) {
                    let children = path.clone();
                    let found = Path { children, words, before };
                    self.found.entry(block).or_insert(found);
                }
            }
            if holds_blocks {
                for (k, child) in part.iter().enumerate() {
                    path.push(start + k);
                    self.content(child, path);
                    path.pop();
                }
            }
            if first.is_some() {
                before = start;
            }
            start += length + 1;
        }
    }

    /// The block of the first word of some content.
    fn block_of(&self, content: &Content) -> Option<u32> {
        if content.is::<TextElem>() {
            let byte = self.origins.byte((content.span(), 0))?;
            return self.job.map.block_of(byte);
        }
        if let Some(sequence) = content.to_packed::<SequenceElem>() {
            return sequence.children.iter().find_map(|child| self.block_of(child));
        }
        let styled = content.to_packed::<StyledElem>()?;
        self.block_of(&styled.child)
    }
}

/// Whether content is more than words of one paragraph.
fn holds_blocks(content: &Content) -> bool {
    if let Some(sequence) = content.to_packed::<SequenceElem>() {
        return sequence.children.iter().any(holds_blocks);
    }
    if let Some(styled) = content.to_packed::<StyledElem>() {
        return holds_blocks(&styled.child);
    }
    content.is::<BlockElem>() || content.is::<ParbreakElem>()
}
