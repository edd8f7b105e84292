//! Groups of blocks under construction, and those that no element stands for.

use super::frame::{Frame, OpenGroup};
use crate::model::{Group, GroupKind};

impl Frame {
    /// Opens a group.
    pub(super) fn open_group(&mut self, kind: GroupKind) -> usize {
        self.end();
        let inside_verse = matches!(kind, GroupKind::Stanza | GroupKind::Verse);
        if !inside_verse {
            self.close_implied();
        }
        self.push_group(kind, false)
    }

    fn push_group(&mut self, kind: GroupKind, implied: bool) -> usize {
        let start = self.blocks.len() as u32;
        self.groups.push(Group { kind, blocks: start..u32::MAX });
        let index = self.groups.len() - 1;
        self.stack.push(OpenGroup { index, implied });
        index
    }

    /// Closes a group and all in it.
    pub(super) fn close_group(&mut self, index: usize) {
        self.end();
        while self.stack.last().is_some_and(|open| open.index >= index) {
            self.close_top();
        }
    }

    pub(super) fn close_top(&mut self) {
        let end = self.blocks.len() as u32;
        if let Some(open) = self.stack.pop() {
            self.groups[open.index].blocks.end = end;
        }
    }

    /// Whether a group of a kind is open.
    pub(super) fn is_in(&self, kind: &GroupKind) -> bool {
        self.stack.iter().any(|open| self.groups[open.index].kind == *kind)
    }

    /// A line of verse stands in a poem and in a stanza.
    pub(super) fn imply_verse(&mut self) {
        if !self.is_in(&GroupKind::Verse) {
            self.push_group(GroupKind::Verse, true);
        }
        if !self.is_in(&GroupKind::Stanza) {
            self.push_group(GroupKind::Stanza, true);
        }
    }

    /// Ends what no element ends.
    pub(super) fn close_implied(&mut self) {
        while self.stack.last().is_some_and(|open| open.implied) {
            self.close_top();
        }
    }
}
