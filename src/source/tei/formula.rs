//! Formulas in MathML, as words in a line: raised and lowered letters, fractions with a stroke.

use roxmltree::Node;

use super::Reader;
use super::xml::{self, elements};
use crate::model::Style;

impl<'x> Reader<'x, '_> {
    /// An element of MathML.
    pub(super) fn formula(&mut self, node: Node<'x, 'x>) {
        let parts: Vec<_> = elements(node).collect();
        let at = node.range().start;
        match (node.tag_name().name(), parts[..].first().copied()) {
            // The same formula again, in another notation.
            ("annotation" | "annotation-xml", _) => {}
            ("mfrac", Some(first)) => {
                let beside = has_factor(node);
                if beside {
                    self.frame.put('(', at);
                }
                self.operand(first);
                for below in &parts[1..] {
                    self.frame.put('/', at);
                    self.operand(*below);
                }
                if beside {
                    self.frame.put(')', at);
                }
            }
            ("msup" | "mover", Some(base)) => self.scripts(base, &[], &parts[1..]),
            ("msub" | "munder", Some(base)) => self.scripts(base, &parts[1..], &[]),
            ("msubsup" | "munderover", Some(base)) => {
                let middle = parts.len().min(2);
                self.scripts(base, &parts[1..middle], &parts[middle..]);
            }
            ("msqrt", Some(_)) => {
                self.frame.put('√', at);
                self.in_brackets(node, parts.len() > 1 || is_long(parts[0]));
            }
            ("mroot", Some(base)) => {
                for index in &parts[1..] {
                    self.with_style(*index, Style::Superscript);
                }
                self.frame.put('√', at);
                self.operand(base);
            }
            ("mfenced", _) => {
                let sign =
                    |name| xml::given(node, name).and_then(|sign| sign.chars().next());
                self.frame.put(sign("open").unwrap_or('('), at);
                for (k, part) in parts.iter().enumerate() {
                    if k > 0 {
                        self.frame.put(sign("separators").unwrap_or(','), at);
                    }
                    self.walk(*part);
                }
                self.frame.put(sign("close").unwrap_or(')'), at);
            }
            ("mtr" | "mtd" | "mspace", _) => {
                self.children(node);
                self.frame.space();
            }
            _ => self.children(node),
        }
    }

    /// A base with what stands below and above it.
    fn scripts(
        &mut self,
        base: Node<'x, 'x>,
        below: &[Node<'x, 'x>],
        above: &[Node<'x, 'x>],
    ) {
        self.operand(base);
        below.iter().for_each(|part| self.with_style(*part, Style::Subscript));
        above
            .iter()
            .for_each(|part| self.with_style(*part, Style::Superscript));
    }

    fn with_style(&mut self, node: Node<'x, 'x>, style: Style) {
        self.frame.open(style);
        self.walk(node);
        self.frame.close();
    }

    /// Part of a term: in brackets, if it has several signs.
    fn operand(&mut self, node: Node<'x, 'x>) {
        self.in_brackets(node, is_long(node));
    }

    fn in_brackets(&mut self, node: Node<'x, 'x>, needed: bool) {
        if needed {
            self.frame.put('(', node.range().start);
        }
        self.children_or_self(node);
        if needed {
            self.frame.put(')', node.range().end - 1);
        }
    }

    /// What stands under a root is read without the root.
    fn children_or_self(&mut self, node: Node<'x, 'x>) {
        match node.tag_name().name() {
            "msqrt" => self.children(node),
            _ => self.walk(node),
        }
    }
}

/// Whether a part of a formula has several signs, so that it needs brackets.
fn is_long(node: Node) -> bool {
    let is_row =
        matches!(node.tag_name().name(), "mrow" | "mfrac" | "mstyle" | "mpadded");
    is_row && node.descendants().filter(|inner| is_sign(*inner)).count() > 1
}

/// Whether a factor stands beside a fraction, to which its stroke would seem to reach.
fn has_factor(node: Node) -> bool {
    let is_factor = |beside: Option<Node>| {
        beside.is_some_and(|beside| beside.tag_name().name() != "mo")
    };
    let in_row = node
        .parent()
        .is_some_and(|row| matches!(row.tag_name().name(), "mrow" | "math" | "mstyle"));
    in_row
        && (is_factor(node.prev_sibling_element())
            || is_factor(node.next_sibling_element()))
}

fn is_sign(node: Node) -> bool {
    node.is_element() && matches!(node.tag_name().name(), "mi" | "mn" | "mo" | "mtext")
}
