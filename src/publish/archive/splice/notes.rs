//! Notes and references in the structure: what Typst's export has no name for.
//!
//! It writes a reference as an entry of a bibliography with a link in it, since it has
//! references for outlines only. Here they get their name, and `Ref` says in references
//! and notes what they belong to (ISO 32000-2, table 355; older readers pass over it).

use std::ops::Range;

use memchr::memmem::{self, Finder};
use rustc_hash::FxHashMap;

use super::file::{Edit, File, number};

const ELEMENT: &[u8] = b"<</Type/StructElem/S/";
const ENTRY: &[u8] = b"BibEntry";
/// What a cross-reference is written as: a label with nothing but a link in it.
const LABEL: &[u8] = b"Lbl";

/// An element of the structure.
struct Element<'a> {
    /// Its number.
    number: usize,
    /// Where the name of its type stands.
    at: usize,
    /// The type.
    kind: &'a [u8],
    /// The number of its parent.
    parent: usize,
    /// Where its dictionary ends, before the brackets.
    end: usize,
}

/// The edits; `pairs` are for each reference in the lines to a note, in order, the index of its
/// note. Without them, or if they are not those of the file, nothing is said of what
/// belongs to what.
pub(super) fn edits(file: &File, pairs: &[usize], has_crosses: bool) -> Vec<Edit> {
    if pairs.is_empty() && !has_crosses {
        return vec![];
    }
    let elements = elements(file);
    let index: FxHashMap<usize, usize> = elements
        .iter()
        .enumerate()
        .map(|(k, element)| (element.number, k))
        .collect();
    let is_in_note = |element: &Element| {
        let mut parent = index.get(&element.parent);
        for _ in 0..elements.len() {
            match parent {
                Some(&k) if elements[k].kind == b"Note" => return true,
                Some(&k) => parent = index.get(&elements[k].parent),
                None => break,
            }
        }
        false
    };
    let notes: Vec<usize> =
        (0..elements.len()).filter(|&k| elements[k].kind == b"Note").collect();
    let (inside, forward): (Vec<&Element>, Vec<&Element>) = elements
        .iter()
        .filter(|element| element.kind == ENTRY)
        .filter(|element| holds_link(file.bytes, element, &elements, &index))
        .partition(|element| is_in_note(element));
    let known = forward.len() == pairs.len() && pairs.iter().all(|&k| k < notes.len());
    let mut edits = vec![];
    let mut named = |element: &Element, other: Option<usize>| {
        edits.push(name(element, ENTRY));
        edits.extend(other.map(|number| refers(element, number)));
    };
    let mut referred: FxHashMap<usize, usize> = FxHashMap::default();
    for (n, element) in forward.iter().enumerate() {
        let note = known.then(|| notes[pairs[n]]);
        referred.extend(note.map(|note| (note, element.number)));
        named(element, note.map(|note| elements[note].number));
    }
    for element in inside {
        named(element, None);
    }
    for (&note, &number) in &referred {
        edits.push(refers(&elements[note], number));
    }
    let crosses = elements
        .iter()
        .filter(|element| has_crosses && element.kind == LABEL)
        .filter(|element| holds_link(file.bytes, element, &elements, &index));
    edits.extend(crosses.map(|element| name(element, LABEL)));
    edits
}

/// Whether an element has a link for its only kid.
fn holds_link(
    pdf: &[u8],
    element: &Element,
    elements: &[Element],
    index: &FxHashMap<usize, usize>,
) -> bool {
    let dict = &pdf[element.at..element.end];
    let Some(kids) = memmem::find(dict, b"/K[") else { return false };
    let Some((kid, rest)) = number(&dict[kids + 3..]) else { return false };
    rest.starts_with(b" 0 R]")
        && index.get(&kid).is_some_and(|&k| elements[k].kind == b"Link")
}

/// Names a reference that was written as another kind of element.
fn name(element: &Element, kind: &[u8]) -> Edit {
    let (at, length) = (element.at, kind.len());
    Edit { at, length, text: b"Reference".to_vec() }
}

fn refers(element: &Element, number: usize) -> Edit {
    let text = format!("/Ref[{number} 0 R]").into_bytes();
    Edit { at: element.end, length: 0, text }
}

/// All elements.
fn elements<'a>(file: &File<'a>) -> Vec<Element<'a>> {
    let parent = Finder::new(b"/P ");
    let element = |(_, number, inner): (Range<usize>, usize, Range<usize>)| {
        let dict =
            file.bytes[inner.clone()].strip_prefix(ELEMENT)?.strip_suffix(b">>")?;
        let kind = &dict[..dict.iter().position(|byte| *byte == b'/')?];
        let (parent, _) = super::file::number(&dict[parent.find(dict)? + 3..])?;
        let at = inner.start + ELEMENT.len();
        let end = at + dict.len();
        Some(Element { number, at, kind, parent, end })
    };
    file.held().filter_map(element).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn applied(pdf: &str, pairs: &[usize], has_crosses: bool) -> String {
        let objects: Vec<(usize, usize)> = pdf
            .match_indices(" 0 obj")
            .filter_map(|(at, _)| {
                let start = pdf[..at].rfind('\n').map_or(0, |end| end + 1);
                Some((start, pdf[start..at].parse().ok()?))
            })
            .collect();
        let (bytes, size) = (pdf.as_bytes(), objects.len() + 1);
        let file = File {
            bytes,
            objects,
            size,
            table: pdf.len(),
            trailer: &[],
        };
        let mut edits = edits(&file, pairs, has_crosses);
        edits.sort_by_key(|edit| edit.at);
        let mut out = vec![];
        let mut edited =
            crate::publish::archive::splice::file::Edited { bytes, edits: &edits };
        edited.copy(0..pdf.len(), &mut out).expect("the edits are in order");
        String::from_utf8(out).expect("it is text")
    }

    const PDF: &str = "\
1 0 obj\n<</Type/StructElem/S/Link/P 2 0 R/K[<</Type/OBJR/Obj 90 0 R>>]>>\nendobj
2 0 obj\n<</Type/StructElem/S/BibEntry/P 9 0 R/K[1 0 R]>>\nendobj
3 0 obj\n<</Type/StructElem/S/Link/P 4 0 R/K[<</Type/OBJR/Obj 91 0 R>>]>>\nendobj
4 0 obj\n<</Type/StructElem/S/BibEntry/P 5 0 R/K[3 0 R]>>\nendobj
5 0 obj\n<</Type/StructElem/S/P/P 6 0 R/K[4 0 R 8]>>\nendobj
6 0 obj\n<</Type/StructElem/S/Note/P 9 0 R/ID(Note 1)/K[5 0 R]>>\nendobj
7 0 obj\n<</Type/StructElem/S/BibEntry/P 9 0 R/K[1]>>\nendobj
";

    #[test]
    fn references_and_notes_name_each_other() {
        let out = applied(PDF, &[0], false);
        assert!(out.contains("/S/Reference/P 9 0 R/K[1 0 R]/Ref[6 0 R]>>"), "{out}");
        // One in a note is not that of the note.
        assert!(out.contains("/S/Reference/P 5 0 R/K[3 0 R]>>"), "{out}");
        assert!(out.contains("/ID(Note 1)/K[5 0 R]/Ref[2 0 R]>>"), "{out}");
        // An entry of a bibliography stays one.
        assert!(out.contains("7 0 obj\n<</Type/StructElem/S/BibEntry/P"), "{out}");
    }

    #[test]
    fn pairs_of_another_file_are_not_believed() {
        for pairs in [&[0, 0][..], &[7]] {
            let out = applied(PDF, pairs, false);
            assert!(out.contains("/S/Reference") && !out.contains("/Ref["), "{out}");
        }
        assert_eq!(applied(PDF, &[], false), PDF);
    }

    #[test]
    fn a_label_that_holds_a_link_is_a_cross_reference() {
        let pdf = "\
1 0 obj\n<</Type/StructElem/S/Link/P 2 0 R/K[3 <</Type/OBJR/Obj 90 0 R>>]>>\nendobj
2 0 obj\n<</Type/StructElem/S/Lbl/P 9 0 R/K[1 0 R]>>\nendobj
3 0 obj\n<</Type/StructElem/S/Lbl/P 9 0 R/K[4]>>\nendobj
";
        let out = applied(pdf, &[], true);
        assert!(out.contains("2 0 obj\n<</Type/StructElem/S/Reference/P 9 0 R"), "{out}");
        assert!(out.contains("3 0 obj\n<</Type/StructElem/S/Lbl/P"), "{out}");
        assert_eq!(applied(pdf, &[], false), pdf);
    }
}
