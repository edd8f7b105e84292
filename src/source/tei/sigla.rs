//! Pointers to witnesses: with and without `#`, glued together, to groups of them,
//! to hands, editions and scholars.

use std::collections::{HashMap, HashSet};

use roxmltree::Node;

use super::Reader;
use super::header;
use super::xml::{self, given, name};
use crate::diag::Diagnostic;
use crate::source::context::Context;

/// What pointers may name.
#[derive(Debug, Default)]
pub(super) struct Sigla {
    /// The ids of the witnesses.
    witnesses: HashSet<String>,
    /// What is printed for them.
    printed: HashMap<String, String>,
    /// The witnesses that later hands wrote in.
    hands: HashMap<String, String>,
    /// Lists of witnesses with an id: their members.
    groups: HashMap<String, Vec<String>>,
    /// Sigla that were reported.
    reported: HashSet<String>,
}

impl Sigla {
    pub(super) fn of(root: Node, ids: &HashMap<&str, Node>, context: &Context) -> Self {
        let mut sigla = Self::default();
        for witness in context.witnesses.iter().cloned().chain(header::witnesses(root)) {
            if let Some(of) = witness.hand_of {
                sigla.hands.insert(witness.id.clone(), of);
            }
            sigla.printed.insert(witness.id.clone(), witness.siglum);
            sigla.witnesses.insert(witness.id);
        }
        for (id, node) in ids {
            if name(*node) == "listWit" && !sigla.witnesses.contains(*id) {
                let members = node
                    .descendants()
                    .filter(|inner| name(*inner) == "witness")
                    .filter(|inner| {
                        !inner.ancestors().skip(1).any(|above| name(above) == "witness")
                    })
                    .filter_map(|inner| xml::id(inner).map(str::to_owned))
                    .collect();
                sigla.groups.insert((*id).to_owned(), members);
            }
        }
        sigla
    }

    /// Whether an id is that of a witness.
    pub(super) fn is_witness(&self, id: &str) -> bool {
        self.witnesses.contains(id)
    }

    /// Whether a witness is a later hand in another: the list says so, or its siglum is that
    /// of the other with something behind it.
    pub(super) fn is_hand_of(&self, hand: &str, witness: &str) -> bool {
        let longer = |hand: &str, of: &str| {
            hand.strip_prefix(of)
                .is_some_and(|rest| !rest.starts_with(char::is_uppercase))
        };
        self.witnesses.contains(hand)
            && hand != witness
            && (self.hands.get(hand).is_some_and(|of| of == witness)
                || longer(self.siglum(hand), self.siglum(witness)))
    }

    /// What is printed for an id.
    pub(super) fn siglum<'s>(&'s self, id: &'s str) -> &'s str {
        self.printed.get(id).map_or(id, String::as_str)
    }

    /// The short name of an element: a siglum, a number, an abbreviation.
    pub(super) fn printed(&self, id: &str, node: Node) -> Option<String> {
        if let Some(siglum) = self.printed.get(id) {
            return Some(siglum.clone());
        }
        let abbr = node.descendants().find(|inner| {
            name(*inner) == "abbr" && given(*inner, "type") == Some("siglum")
        });
        abbr.map(|abbr| header::siglum(abbr))
            .or_else(|| given(node, "n").map(str::to_owned))
            .filter(|words| !words.is_empty())
    }
}

impl<'x> Reader<'x, '_> {
    /// The witnesses that an attribute names, each one once.
    pub(super) fn witnesses_of(
        &mut self,
        node: Node<'x, 'x>,
        attribute: &str,
    ) -> Vec<String> {
        let mut found: Vec<String> = vec![];
        for pointer in given(node, attribute).unwrap_or_default().split_whitespace() {
            for token in self.tokens(pointer) {
                for id in self.witness(node, attribute, token) {
                    if !found.contains(&id) {
                        found.push(id);
                    }
                }
            }
        }
        found
    }

    /// The names in a pointer: `#A`, `A`, `#A#B`, `list.xml#A`. What stands before the first
    /// `#` is the name of a file, if it is not that of a witness.
    fn tokens<'p>(&self, pointer: &'p str) -> Vec<&'p str> {
        if self.sigla.witnesses.contains(pointer) {
            return vec![pointer];
        }
        let is_file = |part: &str| {
            !part.is_empty()
                && !self.sigla.witnesses.contains(part)
                && (part.contains(['.', '/', ':']) || !self.ids.contains_key(part))
        };
        let mut tokens: Vec<&str> = pointer.split('#').collect();
        if tokens.len() > 1 && is_file(tokens[0]) {
            tokens.remove(0);
        }
        tokens.retain(|token| !token.is_empty());
        // The last part of an address that is no file of ours.
        if let [address] = tokens.as_mut_slice()
            && address.contains("://")
        {
            *address =
                address.trim_end_matches('/').rsplit('/').next().unwrap_or(address);
        }
        tokens
    }

    /// The witnesses that one token stands for.
    fn witness(
        &mut self,
        node: Node<'x, 'x>,
        attribute: &str,
        token: &str,
    ) -> Vec<String> {
        if self.sigla.witnesses.contains(token) {
            return vec![token.to_owned()];
        }
        // `bib:A` names a list elsewhere, `wit:A` mostly one of this file.
        if let Some((_, name)) = token.rsplit_once(':')
            && self.sigla.witnesses.contains(name)
        {
            return vec![name.to_owned()];
        }
        if let Some(members) =
            self.sigla.groups.get(token).filter(|group| !group.is_empty())
        {
            return members.clone();
        }
        if let Some(words) = self
            .ids
            .get(token)
            .and_then(|target| self.sigla.printed(token, *target))
        {
            return vec![words];
        }
        if attribute == "hand" && self.ids.contains_key(token) {
            return vec![token.to_owned()];
        }
        let letters: Vec<String> = token.chars().map(String::from).collect();
        let glued = letters.len() > 1
            && letters.iter().all(|one| self.sigla.witnesses.contains(one));
        let place = self.xml.value(node, attribute);
        if self.sigla.reported.insert(token.to_owned()) {
            let known = self.sigla.witnesses.iter().map(String::as_str);
            self.diagnostics.push(if glued {
                Diagnostic::warning(
                    "glued-sigla",
                    format!("`{token}` is read as {}", letters.join(", ")),
                )
                .at(place)
                .hint("part sigla by spaces, each with its own `#`")
            } else {
                Diagnostic::warning(
                    "undeclared-siglum",
                    format!(
                        "no witness is declared as `{token}`; it is printed as it stands"
                    ),
                )
                .at(place)
                .suggest(token, known)
                .hint("declare it in a `listWit`, or as `[[witness]]` in `edition.toml`")
            });
        }
        if glued { letters } else { vec![token.to_owned()] }
    }

    /// The scholars and editions that `source` or `resp` names, as they are printed.
    pub(super) fn scholars(&mut self, node: Node<'x, 'x>) -> Vec<String> {
        self.named(given(node, "source").unwrap_or_default())
    }

    /// The scholars that `resp` names.
    pub(super) fn responsible(&mut self, node: Node<'x, 'x>) -> Vec<String> {
        self.named(given(node, "resp").unwrap_or_default())
    }

    /// What pointers are called. Words that are no pointers are one name, `Dow 1931`.
    fn named(&self, pointers: &str) -> Vec<String> {
        let mut found: Vec<String> = vec![];
        if pointers.contains(' ') && !pointers.contains(['#', ':']) {
            return vec![xml::fold(pointers)];
        }
        for pointer in pointers.split_whitespace() {
            let id = pointer.rsplit_once('#').map_or(pointer, |(_, id)| id);
            let name = if self.sigla.witnesses.contains(id) {
                id.to_owned()
            } else {
                match self.ids.get(id) {
                    Some(target) => self
                        .sigla
                        .printed(id, *target)
                        .or_else(|| surname(*target))
                        .unwrap_or_else(|| id.to_owned()),
                    // `bib:Suhadi2003_01` and such name a bibliography elsewhere.
                    None => id.rsplit_once(':').map_or(id, |(_, name)| name).to_owned(),
                }
            };
            if !found.contains(&name) {
                found.push(name);
            }
        }
        found
    }
}

/// The name of a person, as short as it is given.
fn surname(node: Node) -> Option<String> {
    let first = |wanted: &[&str]| {
        let mut all = node.descendants();
        let found = all.find(|inner| wanted.contains(&name(*inner)))?;
        Some(xml::words(found)).filter(|words| !words.is_empty())
    };
    let is_person = matches!(name(node), "person" | "respStmt" | "editor" | "author");
    let named =
        is_person.then(|| first(&["surname"]).or_else(|| first(&["persName", "name"])));
    named.flatten().filter(|words| words.chars().count() <= 40)
}
