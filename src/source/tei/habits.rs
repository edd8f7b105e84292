//! How a file writes what TEI leaves open: whether a break that stands tight between two
//! letters is inside of a word, whether blanks between tokens are blanks of the text.
//! What nearly all places of a file have in common decides about the others.

use std::cell::OnceCell;

use roxmltree::Node;

use super::xml::{self, given, is_space, name};
use crate::model::Lang;
use crate::source::import::Vocabulary;

/// Signs that are only written where a line ends.
pub(super) const OF_LINES: [char; 5] = ['\u{ad}', '⸗', '¬', '\u{2e40}', '\u{2e17}'];

/// The words of a file, collected once they are asked for.
#[derive(Default)]
pub(super) struct Words(OnceCell<Vocabulary>);

impl std::fmt::Debug for Words {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Words")
    }
}

impl Words {
    pub(super) fn of(&self, root: Node) -> &Vocabulary {
        self.0.get_or_init(|| {
            let mut vocabulary = Vocabulary::default();
            let mut broken = false;
            for text in root.descendants().filter(Node::is_text) {
                for line in text.text().unwrap_or_default().lines() {
                    let line = line.trim();
                    if line.is_empty() {
                        continue;
                    }
                    let ends = line.ends_with('-') || line.ends_with(OF_LINES);
                    vocabulary.add(line, broken, ends);
                    broken = ends;
                }
            }
            vocabulary
        })
    }
}

/// How many times more often one way must be met than the other to be the habit.
const NEARLY_ALL: usize = 9;

/// The habits of a file.
#[derive(Debug, Default)]
pub(super) struct Habits {
    /// Breaks between words have white space beside them.
    breaks_are_loose: bool,
    /// Signs of punctuation have white space before them for no reason.
    signs_are_loose: bool,
    /// So have words behind an elided one.
    elisions_are_loose: bool,
    /// Words stand beside each other without white space.
    words_are_tight: bool,
}

/// How a token stands to what is around it.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Joint {
    /// Whether it stands tight behind what is before it, or apart; nothing if the file says.
    pub before: Option<bool>,
    /// Whether what follows stands tight.
    pub behind: bool,
}

impl Habits {
    /// Those of a file.
    pub(super) fn of(root: Node) -> Self {
        let mut breaks = [0usize; 2];
        let mut marked = false;
        let (mut signs, mut elisions, mut words) =
            ([0usize; 2], [0usize; 2], [0usize; 2]);
        for node in root.descendants().filter(Node::is_element) {
            match name(node) {
                "lb" | "cb" | "pb" | "gb" => {
                    marked |= given(node, "break") == Some("no");
                    if let Some(tight) = stands_tight(node) {
                        breaks[usize::from(tight)] += 1;
                    }
                }
                "pc" if closes(node) => {
                    if let Some(tight) = tight_behind_token(node) {
                        signs[usize::from(tight)] += 1;
                    }
                }
                "w" => {
                    let Some(tight) = tight_behind_token(node) else { continue };
                    if node.prev_sibling_element().is_some_and(is_elided) {
                        elisions[usize::from(tight)] += 1;
                    } else if !joins(node, "left") {
                        words[usize::from(tight)] += 1;
                    }
                }
                _ => {}
            }
        }
        let [loose, tight] = breaks;
        Self {
            breaks_are_loose: !marked
                && loose >= NEARLY_ALL
                && loose >= NEARLY_ALL * tight,
            signs_are_loose: signs[0] > NEARLY_ALL * signs[1],
            elisions_are_loose: elisions[0] > NEARLY_ALL * elisions[1],
            words_are_tight: words[1] > 20 && words[1] > NEARLY_ALL * words[0],
        }
    }

    /// Whether the words before and behind a break are one word. Of adjacent breaks it is
    /// enough that one says so.
    pub(super) fn joins(&self, node: Node) -> bool {
        let run = run(node);
        let said =
            |wanted: &str| run.iter().any(|one| given(*one, "break") == Some(wanted));
        if said("no") {
            return true;
        }
        // A word is one, though a line of the source ends in it.
        let in_word = || node.ancestors().any(|above| name(above) == "w");
        let is_tight = || self.breaks_are_loose && stands_tight(node) == Some(true);
        !said("yes") && (in_word() || is_tight())
    }

    /// How a token of a language stands to what is around it.
    pub(super) fn joint(&self, node: Node, lang: &Lang) -> Joint {
        let continues = given(node, "part").is_some_and(|part| matches!(part, "M" | "F"));
        let mut joint = Joint::default();
        let before = node.prev_sibling_element();
        let is_tight = continues
            || joins(node, "left")
            || name(node) == "pc" && self.signs_are_loose && closes(node);
        if is_tight {
            joint.before = Some(true);
        } else if name(node) == "w"
            && self.words_are_tight
            && tight_behind_token(node) == Some(true)
            && before.is_some_and(|before| !opens(before) && !joins(before, "right"))
        {
            joint.before = Some(false);
        }
        joint.behind = joins(node, "right")
            || name(node) == "pc" && self.signs_are_loose && opens(node)
            || self.elisions_are_loose && is_elided(node) && elides_tightly(lang);
        joint
    }
}

/// Whether an element is a break of the source's lines, columns or pages.
pub(super) fn is_break(node: Node) -> bool {
    matches!(name(node), "lb" | "cb" | "pb" | "gb")
}

/// `join` of a token.
fn joins(node: Node, side: &str) -> bool {
    given(node, "join").is_some_and(|join| join == side || join == "both")
}

/// A break with those beside it, white space between them or not.
fn run<'a, 'i>(node: Node<'a, 'i>) -> Vec<Node<'a, 'i>> {
    let mut found = vec![node];
    let is_part = |other: &Node| {
        is_break(*other)
            || other.is_comment()
            || other.is_text() && other.text().unwrap_or_default().chars().all(is_space)
    };
    found.extend(
        node.prev_siblings()
            .skip(1)
            .take_while(is_part)
            .filter(|n| is_break(*n)),
    );
    found.extend(
        node.next_siblings()
            .skip(1)
            .take_while(is_part)
            .filter(|n| is_break(*n)),
    );
    found
}

/// Whether a run of breaks stands between two letters, or beside white space; nothing where
/// it stands at an end.
fn stands_tight(node: Node) -> Option<bool> {
    let is_other = |other: &Node| !is_break(*other) && !other.is_comment();
    let before = node.prev_siblings().skip(1).find(is_other)?;
    let behind = node.next_siblings().skip(1).find(is_other)?;
    let last = |node: Node| -> Option<char> {
        let mut texts = node.descendants().filter(Node::is_text);
        texts.next_back()?.text()?.chars().next_back()
    };
    let first = |node: Node| -> Option<char> {
        let mut texts = node.descendants().filter(Node::is_text);
        texts.next()?.text()?.chars().next()
    };
    let (before, behind) = (last(before)?, first(behind)?);
    Some(before.is_alphabetic() && behind.is_alphabetic())
}

/// Whether a token stands tight behind another, or behind white space behind one.
fn tight_behind_token(node: Node) -> Option<bool> {
    let is_token = |other: Node| matches!(name(other), "w" | "pc");
    let mut loose = false;
    for other in node.prev_siblings().skip(1) {
        if other.is_text() {
            if !other.text().unwrap_or_default().chars().all(is_space) {
                return None;
            }
            loose = true;
        } else if other.is_element() {
            return is_token(other).then_some(!loose);
        }
    }
    None
}

/// Whether a sign closes or follows words.
fn closes(node: Node) -> bool {
    const SIGNS: &str = ",.;:!?)]}»”’›…·,.;:!?،؛؟۔٫。,、」』";
    let words = xml::words(node);
    !words.is_empty() && words.chars().all(|c| SIGNS.contains(c))
}

/// Whether a sign opens words.
fn opens(node: Node) -> bool {
    const SIGNS: &str = "([{«“‘‹¿¡„‚「『";
    let words = xml::words(node);
    name(node) == "pc" && !words.is_empty() && words.chars().all(|c| SIGNS.contains(c))
}

/// Whether a word ends in the sign of an elision.
fn is_elided(node: Node) -> bool {
    name(node) == "w" && xml::words(node).ends_with(['’', '\'', 'ʼ'])
}

/// Whether a language writes no blank behind an elided word.
fn elides_tightly(lang: &Lang) -> bool {
    let known = [
        "fr", "frm", "fro", "it", "ca", "oc", "pro", "co", "sc", "lmo", "vec", "scn",
        "nap", "wa", "gl", "an", "lij", "pms", "fur", "frp", "eu", "ga", "gd",
    ];
    known.contains(&lang.primary())
}

#[cfg(test)]
mod tests {
    use super::super::tests::Bench;

    #[track_caller]
    fn check(body: &str, expected: &str) {
        let bench = Bench::body(&format!("<body><p>{body}</p></body>"));
        assert_eq!(bench.blocks()[0], format!("paragraph en | {expected}"), "{body}");
    }

    #[test]
    fn of_adjacent_breaks_one_says_it_for_all() {
        check("riv<cb break=\"no\"/><lb/>er", "river");
        check("riv <lb/>\n<pb n=\"2\" break=\"no\"/> er", "riv‹page 2›er");
        check("riv<lb/><pb n=\"2\"/>er", "riv‹page 2› er");
    }

    #[test]
    fn a_break_between_letters_is_in_a_word_if_all_others_have_white_space() {
        let loose = "one <lb/>two ".repeat(10);
        let words = "one two ".repeat(10);
        check(&format!("{loose} riv<lb/>er"), &format!("{words}river"));
        check(&format!("{loose} riv<pb n=\"2\"/>er"), &format!("{words}riv‹page 2›er"));
        // Where words are joined by an attribute, or others stand tight too, they are two.
        check(
            &format!("a<lb break=\"no\"/>b {loose} riv<lb/>er"),
            &format!("ab {words}riv er"),
        );
        check(&format!("a<lb/>b {loose} riv<lb/>er"), &format!("a b {words}riv er"));
    }

    #[test]
    fn blanks_between_tokens_are_none_before_signs() {
        check(
            "<w>river</w> <pc>,</pc> <pc>(</pc> <w>reed</w> <pc>)</pc> <w>bank</w> <pc>.</pc>",
            "river, (reed) bank.",
        );
        // The file has blanks where it means them.
        check("<w>a</w><pc>,</pc> <w>b</w> <pc>!</pc>", "a, b !");
        check("<w>a</w> <pc join=\"left\">-</pc> <w>b</w>", "a- b");
        let tight = "<w>reed</w>".repeat(30);
        check(
            &format!("{tight}<pc>.</pc><w>bank</w>"),
            &format!("{}. bank", ["reed"; 30].join(" ")),
        );
        check("<w part=\"I\">riv</w><lb/><w part=\"F\">er</w>", "river");
    }

    #[test]
    fn elisions_are_tight_where_the_language_has_them_so() {
        let words = "<w>l’</w> <w>île</w> <w>et</w>";
        let bench = Bench::body(&format!("<body><p xml:lang=\"fr\">{words}</p></body>"));
        assert_eq!(bench.blocks(), ["paragraph fr | l’île et"]);
        check("<w>δ’</w> <w>ἐγώ</w>", "δ’ ἐγώ");
    }
}
