//! Reading from the outermost elements on, and what is said once of each kind, with the first
//! place and how often.

use roxmltree::Node;

use super::{Reader, Said, elements, roots, xml};
use crate::diag::Diagnostic;

impl<'x> Reader<'x, '_> {
    /// Remembers something to be said once.
    pub(super) fn remark(
        &mut self,
        code: &'static str,
        name: &str,
        node: Node,
        why: &'static str,
    ) {
        let span = self.xml.tag(node);
        self.remarks
            .entry((code, name.to_owned()))
            .and_modify(|said| said.count += 1)
            .or_insert(Said { span, count: 1, why });
    }

    /// Says what is said once.
    pub(super) fn report(&mut self) {
        for ((code, name), said) in std::mem::take(&mut self.remarks) {
            let times = match said.count {
                1 => String::new(),
                count => format!(" ({count} times)"),
            };
            let why = said.why;
            let fault = match code {
                "left-out" => {
                    let message = format!("`{name}` is left out{times}: {why}");
                    let said = Diagnostic::warning("left-out", message);
                    match why == elements::why("include") {
                        true => said.hint(
                            "put its words here, or name it to `variorum new --from` as a text of its own",
                        ),
                        false => said,
                    }
                }
                "kept-as-words" => Diagnostic::warning(
                    "kept-as-words",
                    format!("`{name}` is not known; its words are kept{times}"),
                ),
                "no-lemma" => Diagnostic::warning(
                    "no-lemma",
                    format!("an entry has no lemma{times}: {why}"),
                ),
                "line-end-hyphen" => Diagnostic::warning(
                    "line-end-hyphen",
                    match name.as_str() {
                        "gone" => format!(
                            "a hyphen at the end of a line of the source is left out{times}: the word stands whole elsewhere"
                        ),
                        _ => format!(
                            "a hyphen at the end of a line of the source is kept{times}: nothing says whether the word has it"
                        ),
                    },
                )
                .hint("`break=\"no\"` at the `lb`, and no hyphen before it, says that it is not part of the word"),
                "no-text-but" => Diagnostic::warning(
                    "left-out",
                    format!("the `{name}` of the header is printed{times}: {why}"),
                ),
                "stray-words" => Diagnostic::warning(
                    "stray-words",
                    format!(
                        "words stand in an entry and in none of its readings{times}: they are its comment"
                    ),
                ),
                _ => Diagnostic::warning(
                    "nested-note",
                    format!(
                        "a note stands in a note or a reading{times}: it is put in brackets there"
                    ),
                ),
            };
            self.diagnostics.push(fault.at(said.span));
        }
    }

    /// Reads the outermost elements. A file without any text in it may have the pages of its
    /// source, or nothing but the description of a manuscript.
    pub(super) fn read_all(&mut self, roots: &[Node<'x, 'x>]) {
        let of = |wanted: &'static str| {
            let all = roots.iter().flat_map(|root| root.descendants());
            all.filter(move |node| xml::name(*node) == wanted)
        };
        let has_words = |node: &Node| !xml::words_of(*node).is_empty();
        self.documentary = roots.iter().all(|root| roots::is_documentary(*root));
        for root in roots {
            self.walk(*root);
        }
        if self.documentary && !of("sourceDoc").any(|pages| has_words(&pages)) {
            for node in of("msDesc").filter(has_words).collect::<Vec<_>>() {
                if node.ancestors().any(|above| xml::name(above) == "teiHeader") {
                    self.remark(
                        "no-text-but",
                        "msDesc",
                        node,
                        "the file has no other text",
                    );
                    self.walk(node);
                }
            }
        }
    }
}
