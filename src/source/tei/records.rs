//! Records: entries of bibliographies, dictionaries, catalogs and lists of persons. Their parts
//! often stand in the file side by side without a blank, which is left to the printer.

use roxmltree::Node;

use super::Reader;
use super::xml::{self, given, name};
use crate::model::{BlockKind, GroupKind, Style};

impl<'x> Reader<'x, '_> {
    /// A list of persons, places or the like: its heading, a paragraph for each.
    pub(super) fn list_of_names(&mut self, node: Node<'x, 'x>) {
        if name(node).starts_with("list") {
            self.frame.end();
            self.children(node);
            return self.frame.end();
        }
        self.frame.begin(BlockKind::Paragraph, self.xml.tag(node));
        self.frame.held += 1;
        self.children(node);
        self.frame.held -= 1;
        self.frame.end();
    }

    /// A meaning in a dictionary, with its number.
    pub(super) fn sense(&mut self, node: Node<'x, 'x>) {
        self.frame.space();
        if let Some(n) = given(node, "n") {
            let end = if n.ends_with(['.', ')']) { "" } else { "." };
            let words = format!("{n}{end}");
            self.frame.open(Style::Strong);
            self.frame.push_words(&words, node.range().start);
            self.frame.close();
            self.frame.space();
        }
        self.children(node);
        self.frame.space();
    }

    /// What someone says in a recording, with who it is.
    pub(super) fn utterance(&mut self, node: Node<'x, 'x>) {
        let group = self.frame.open_group(GroupKind::Speech);
        let block = node.parent().filter(|above| name(*above) == "annotationBlock");
        if let Some(who) =
            given(node, "who").or_else(|| block.and_then(|above| given(above, "who")))
        {
            let id = who.rsplit_once('#').map_or(who, |(_, id)| id);
            let target = self.ids.get(id).copied();
            let own = target.and_then(|target| {
                let wanted = ["persName", "name"];
                target.descendants().find(|inner| wanted.contains(&name(*inner)))
            });
            let words = own.map(|own| xml::words(own)).filter(|words| !words.is_empty());
            let words = words.unwrap_or_else(|| id.to_owned());
            self.frame.begin(BlockKind::Speaker, self.xml.tag(node));
            self.frame.push_words(&words, node.range().start);
            self.frame.end();
        }
        self.frame.begin(BlockKind::Paragraph, self.xml.tag(node));
        self.children(node);
        self.frame.end();
        self.frame.close_group(group);
    }
}
