//! Groups of blocks and single blocks as elements.

use std::fmt::Write;

use super::{Writer, attribute, escaped};
use crate::model::{Align, BlockKind, GroupKind, PointKind};

impl Writer<'_> {
    pub(super) fn group(&mut self, g: usize) {
        let group = &self.text.groups[g];
        let range = group.blocks.clone();
        let inner = self.text.groups.get(g + 1).map(|next| (&next.kind, &next.blocks));
        let (open, close, skip) = match &group.kind {
            GroupKind::Quote => ("<quote rend=\"block\">".to_owned(), "</quote>", g + 1),
            GroupKind::Verse => match inner {
                // A poem of one stanza.
                Some((GroupKind::Stanza, blocks)) if *blocks == range => {
                    ("<lg>".to_owned(), "</lg>", g + 2)
                }
                _ => ("<lg>".to_owned(), "</lg>", g + 1),
            },
            GroupKind::Stanza => ("<lg>".to_owned(), "</lg>", g + 1),
            GroupKind::Speech => ("<sp>".to_owned(), "</sp>", g + 1),
            GroupKind::List { start } => {
                let kind = if start.is_some() { " rend=\"numbered\"" } else { "" };
                (format!("<list{kind}>"), "</list>", g + 1)
            }
            GroupKind::Item => ("<item>".to_owned(), "</item>", g + 1),
            GroupKind::Table { .. } => ("<table>".to_owned(), "</table>", g + 1),
            GroupKind::Row => {
                let is_head = self.text.is_head_row(range.clone());
                let role = if is_head { " role=\"label\"" } else { "" };
                (format!("<row{role}>"), "</row>", g + 1)
            }
            GroupKind::Division(class) => (
                format!("<floatingText type=\"{}\"><body>", attribute(class)),
                "</body></floatingText>",
                g + 1,
            ),
        };
        self.out.push_str(&open);
        self.out.push('\n');
        // In a poem, a heading stands in the stanza that follows it.
        if group.kind == GroupKind::Stanza
            && let Some(before) = range.start.checked_sub(1)
            && self.is_stanza_head(before)
        {
            self.out.push_str("<head>");
            self.content(before);
            self.out.push_str("</head>\n");
        }
        let heads: Vec<u32> = match group.kind {
            GroupKind::Verse => {
                range.clone().filter(|k| self.is_stanza_head(*k)).collect()
            }
            _ => vec![],
        };
        self.blocks(range, skip, &mut |k| heads.contains(&k));
        self.out.push_str(close);
        self.out.push('\n');
    }

    /// Whether a block is a heading inside of a poem right before a stanza.
    fn is_stanza_head(&self, k: u32) -> bool {
        let groups = &self.text.groups;
        let is_head = self
            .text
            .blocks
            .get(k as usize)
            .is_some_and(|block| matches!(block.kind, BlockKind::Heading(_)));
        is_head
            && groups.iter().any(|group| {
                group.kind == GroupKind::Stanza && group.blocks.start == k + 1
            })
            && groups
                .iter()
                .any(|group| group.kind == GroupKind::Verse && group.blocks.contains(&k))
    }

    pub(super) fn block(&mut self, k: u32, outermost: bool) {
        let block = &self.text.blocks[k as usize];
        let lang = self.lang(&block.lang, &self.text.lang);
        let (open, close): (String, String) = match &block.kind {
            BlockKind::Heading(1) if k == self.start && outermost => {
                ("head".into(), "head".into())
            }
            BlockKind::Heading(level) if outermost && *level > 1 => {
                while self.divs >= level - 1 {
                    self.out.push_str("</div>\n");
                    self.divs -= 1;
                }
                while self.divs < level - 1 {
                    self.out.push_str("<div>\n");
                    self.divs += 1;
                }
                ("head".into(), "head".into())
            }
            BlockKind::Heading(level) => {
                (format!("ab type=\"heading-{level}\""), "ab".into())
            }
            BlockKind::Paragraph => ("p".into(), "p".into()),
            BlockKind::VerseLine => {
                let mut open = format!("l{}", self.part(k));
                for point in &block.content.points {
                    let _ = match &point.kind {
                        PointKind::Indent(steps) => {
                            write!(open, " rend=\"indent{steps}\"")
                        }
                        PointKind::VerseNumber(n) => {
                            write!(open, " n=\"{}\"", attribute(n))
                        }
                        _ => Ok(()),
                    };
                }
                (open, "l".into())
            }
            BlockKind::Speaker => ("speaker".into(), "speaker".into()),
            BlockKind::Stage => ("stage".into(), "stage".into()),
            BlockKind::Caption => ("ab type=\"caption\"".into(), "ab".into()),
            BlockKind::Verbatim => {
                ("ab type=\"verbatim\" xml:space=\"preserve\"".into(), "ab".into())
            }
            BlockKind::Cell { head, align } => {
                let role = if *head { " role=\"label\"" } else { "" };
                let rend = match align {
                    Align::Start => "",
                    Align::Center => " rend=\"center\"",
                    Align::End => " rend=\"end\"",
                };
                (format!("cell{role}{rend}"), "cell".into())
            }
            BlockKind::Separator => {
                let _ = writeln!(self.out, "<milestone unit=\"separator\"{lang}/>");
                return;
            }
            BlockKind::Figure => return self.figure(k),
        };
        let _ = write!(self.out, "<{open}{lang}>");
        self.content(k);
        let _ = writeln!(self.out, "</{close}>");
    }

    /// ` part="…"` of a line that is part of a verse.
    fn part(&self, k: u32) -> &'static str {
        let is_shared = |k: u32| {
            let block = self.text.blocks.get(k as usize);
            block.is_some_and(|block| {
                let points = &block.content.points;
                points.iter().any(|point| point.kind == PointKind::Shared)
            })
        };
        let next = (k + 1..self.text.blocks.len() as u32)
            .find(|k| self.text.blocks[*k as usize].kind.is_verse());
        match (is_shared(k), next.is_some_and(is_shared)) {
            (false, false) => "",
            (false, true) => " part=\"I\"",
            (true, true) => " part=\"M\"",
            (true, false) => " part=\"F\"",
        }
    }

    fn figure(&mut self, k: u32) {
        self.out.push_str("<figure>\n");
        for point in &self.text.blocks[k as usize].content.points {
            if let PointKind::Image { path, alt } = &point.kind {
                let _ = writeln!(
                    self.out,
                    "<graphic url=\"{}\"/>\n<figDesc>{}</figDesc>",
                    attribute(path),
                    escaped(alt)
                );
            }
        }
        self.out.push_str("</figure>\n");
    }
}
