//! A passage as markup: its styles as nested calls of the design's functions.

use std::ops::Range;

use unicode_script::{Script, UnicodeScript};

use super::address::Address;
use super::distinction::{Force, argument};
use super::escape::{markup, string};
use super::writer::{Pictures, Writer};
use super::{Asked, REFERENCES, direction, language, script};
use crate::model::script::{first_dir, letter_dir};
use crate::model::{
    Dir, Lang, Passage, Point, PointKind, Reference, Style, Styled, Target,
};
use crate::words::{extent, hyphens, numeral};

/// What calls a note.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum NoteMark {
    /// Nothing.
    #[default]
    None,
    /// A mark.
    Fixed(String),
    /// A mark that is known when the pages are.
    ByPage,
}

/// How many letters marks at one place may have that stay with the word before them, their
/// separators included. Between more of them a line may end, or it would reach out of the page.
const TOGETHER: usize = 12;

impl NoteMark {
    /// How many letters the mark has, if it is known; as many as a usual one otherwise.
    fn letters(&self) -> usize {
        match self {
            NoteMark::None => 0,
            NoteMark::Fixed(mark) => mark.chars().count(),
            NoteMark::ByPage => 2,
        }
    }
}

/// Writes a passage that stands among text of the direction given. `mark` gives
/// the mark of a note call; `block` is the number under which the text is
/// mapped.
pub fn passage(
    out: &mut Writer,
    passage: &Passage,
    dir: Dir,
    block: u32,
    line_start: bool,
    mark: &dyn Fn(u32) -> NoteMark,
) {
    part(out, passage, dir, (block, 0), line_start, mark);
}

/// A passage that stands off from the body, beside others. If it begins or ends in letters that
/// go the other way than what is around it, it is isolated: two such beside each other would
/// change their places.
pub(super) fn apart(out: &mut Writer, source: &Passage, dir: Dir) {
    isolated(out, source, dir, |out, range| {
        let slice = source.slice(range.clone());
        part(out, &slice, dir, (0, range.start), range.start == 0, &|_| NoteMark::None);
    });
}

/// Writes a passage by a function that is given its bytes, in one piece or in two: what stands
/// before the first letter is not isolated with the rest.
pub(super) fn isolated(
    out: &mut Writer,
    source: &Passage,
    dir: Dir,
    mut write: impl FnMut(&mut Writer, Range<usize>),
) {
    let text = &source.text;
    let (before, behind) = isolates(text, dir);
    if before.is_empty() {
        write(out, 0..text.len());
        return;
    }
    // What stands before the first letter parts it from the words before.
    let mut letters = text.char_indices();
    let start = letters
        .find(|(_, c)| letter_dir(*c).is_some())
        .map_or(0, |(at, _)| at);
    if start > 0 {
        write(out, 0..start);
    }
    out.push(before);
    write(out, start..text.len());
    out.push(behind);
}

/// The signs that isolate words among text of a direction, if their first or last letters go
/// the other way.
pub(super) fn isolates(words: &str, dir: Dir) -> (&'static str, &'static str) {
    let mut backward = words.chars().rev();
    let ends = [first_dir(words), backward.find_map(letter_dir)];
    if ends.iter().flatten().any(|end| *end != dir) {
        ("\u{2068}", "\u{2069}")
    } else {
        ("", "")
    }
}

/// As [`passage`], for the part of a block that begins at the byte given with its number.
pub(super) fn part(
    out: &mut Writer,
    passage: &Passage,
    dir: Dir,
    (block, base): (u32, usize),
    line_start: bool,
    mark: &dyn Fn(u32) -> NoteMark,
) {
    let text = &passage.text;
    let around = dir;
    // The ends of the open styles, and the direction and the language around each.
    let mut open: Vec<(u32, Dir, Option<&Lang>)> = vec![];
    let text_lang = out.lang.clone();
    out.hyphens = hyphens(out, passage, (dir, base));
    let (mut dir, mut lang) = (dir, text_lang.as_ref());
    let mut styles = passage.styles.iter().filter(|s| !s.range.is_empty()).peekable();
    let mut points = passage.points.iter().peekable();
    let mut at = 0u32;
    let end = text.len() as u32;
    let mut fresh = line_start;
    // Where the last picture stands, or the passage begins.
    let mut shown = 0u32;
    // Up to where each letter has a dot under it.
    let mut dotted = 0u32;
    loop {
        // Styles that end here, then points, then styles that begin here.
        while let Some((_, outer, outer_lang)) = open.pop_if(|style| style.0 == at) {
            (dir, lang) = (outer, outer_lang);
            out.push("];");
        }
        let here = std::iter::from_fn(|| points.next_if(|p| p.at <= at));
        let before = &text[shown as usize..at as usize];
        if points_at(out, here, before, (dir, lang), mark) {
            shown = at;
        }
        if at >= end {
            break;
        }
        while let Some(styled) = styles.next_if(|s| s.range.start <= at) {
            // Styles nest; one that does not is cut at the end of the outer one.
            let last = open.last().map_or(end, |style| style.0);
            open.push((styled.range.end.min(last), dir, lang));
            let range = styled.range.start as usize..styled.range.end as usize;
            let is_dotted = styled.style == Style::Unclear && has_dots(&text[range]);
            if is_dotted {
                dotted = dotted.max(styled.range.end.min(last));
            }
            let opening = match is_dotted {
                true => "#unclear(dotted: true)[".to_owned(),
                false => start(styled, (text, lang), &out.id, (dir, around)),
            };
            out.push(&opening);
            if let Style::Lang(own) = &styled.style {
                (dir, lang) = (own.dir(), Some(own));
            }
            fresh = true;
        }
        let next = [
            open.last().map(|style| style.0),
            points.peek().map(|p| p.at),
            styles.peek().map(|s| s.range.start),
            Some(end),
        ]
        .into_iter()
        .flatten()
        .filter(|&next| next > at)
        .min()
        .unwrap_or(end);
        let part = &text[at as usize..next as usize];
        for (range, script) in script::runs(part, dir) {
            if let Some(script) = script {
                let among = among(lang, script);
                out.push(&format!("#script-run(\"{script}\"{among})["));
            }
            let offset = at as usize + range.start;
            let line_start = fresh || script.is_some();
            let place = (block, base + offset);
            match at < dotted {
                true => under_dots(out, &part[range], place, line_start),
                false => joined(out, &part[range], place, line_start),
            }
            if script.is_some() {
                out.push("];");
            }
            fresh = false;
        }
        at = next;
    }
}

/// Whether letters that are read with doubt have dots under them: those of scripts in which it is usual.
fn has_dots(words: &str) -> bool {
    let mut letters = words.chars().filter(|c| c.is_alphabetic());
    let is_such = |c: char| {
        use Script::{Coptic, Cyrillic, Greek, Inherited, Latin};
        matches!(c.script(), Latin | Greek | Cyrillic | Coptic | Inherited)
    };
    letters.all(is_such)
}

/// Writes a run of text with a dot under each letter.
fn under_dots(out: &mut Writer, text: &str, (block, offset): (u32, usize), fresh: bool) {
    let mut start = 0;
    for (at, c) in text.char_indices() {
        let end = at + c.len_utf8();
        // Signs of the letter itself stand nearer to it.
        let next = text[end..].chars().next();
        let is_whole = next.is_none_or(|next| next.script() != Script::Inherited);
        if !is_whole || !(c.is_alphanumeric() || c.script() == Script::Inherited) {
            continue;
        }
        markup(out, &text[start..end], block, offset + start, fresh && start == 0);
        out.push("#under-dot();");
        start = end;
    }
    markup(out, &text[start..], block, offset + start, fresh && start == 0);
}

/// Where words of a passage may be divided, in languages that the compiler does not divide: not
/// among text from right to left, where the hyphen would stand at the wrong end.
fn hyphens(out: &Writer, passage: &Passage, (dir, base): (Dir, usize)) -> Vec<usize> {
    let Some(home) = out.lang.as_ref().filter(|_| out.hyphenates && dir == Dir::Ltr)
    else {
        return vec![];
    };
    let langs = passage.styles.iter().filter_map(|styled| match &styled.style {
        Style::Lang(lang) => Some((&styled.range, lang)),
        _ => None,
    });
    let langs: Vec<_> = langs.collect();
    if !hyphens::knows(home) && !langs.iter().any(|(_, lang)| hyphens::knows(lang)) {
        return vec![];
    }
    let lang = |at: usize| {
        // Styles nest: the last that begins before is the innermost.
        let mut around = langs.iter().rev();
        let inner = around.find(|(range, _)| range.contains(&(at as u32)));
        inner.map_or(home, |(_, lang)| *lang)
    };
    let mut found = hyphens::points(&passage.text, lang);
    found.iter_mut().for_each(|at| *at += base);
    found
}

/// Writes a run of text with the calls that stand between its letters.
fn joined(out: &mut Writer, text: &str, (block, offset): (u32, usize), fresh: bool) {
    let inside = |at: &usize| (offset + 1..offset + text.len()).contains(at);
    let joins: Vec<(usize, usize)> = out
        .joins
        .iter()
        .copied()
        .enumerate()
        .filter(|(_, at)| inside(at))
        .collect();
    let mut start = 0;
    for (k, at) in joins {
        let end = at - offset;
        markup(out, &text[start..end], block, offset + start, fresh && start == 0);
        out.push(&format!("#join({k});"));
        start = end;
    }
    markup(out, &text[start..], block, offset + start, fresh && start == 0);
}

/// The language that letters of another script stand among, as an argument, where its own
/// letters are not the naskh.
fn among(lang: Option<&Lang>, script: &str) -> String {
    match lang {
        Some(lang) if script == "latin" && lang.writing(Dir::Rtl) != "arab" => {
            format!(", among: {}", string(lang.primary()))
        }
        _ => String::new(),
    }
}

/// Writes the points of one place, behind words that no picture stands among. Whether one of
/// them is a picture.
fn points_at<'a>(
    out: &mut Writer,
    points: impl Iterator<Item = &'a Point>,
    mut before: &str,
    (dir, lang): (Dir, Option<&Lang>),
    mark: &dyn Fn(u32) -> NoteMark,
) -> bool {
    let mut pictured = false;
    // Pages of several witnesses that begin at one place are one sign.
    let mut turned = false;
    let (mut calls, mut letters) = (0, 0);
    for point in points {
        if let PointKind::NoteCall(note) = point.kind {
            let mark = mark(note);
            let is_called = mark != NoteMark::None;
            letters += mark.letters() + usize::from(is_called);
            if calls > 0 && is_called {
                out.push("#mark-separator();");
                if letters > TOGETHER {
                    out.push("\u{200b}");
                }
            }
            calls += usize::from(is_called);
        }
        match &point.kind {
            PointKind::PageBreak { .. } if turned => {}
            PointKind::Reference(reference) => cross_reference(out, reference, dir),
            PointKind::Image { path, alt } => {
                picture(out, path, alt, before.trim().is_empty());
                (pictured, before) = (true, "");
            }
            kind => self::point(out, kind, (dir, lang), mark),
        }
        turned |= matches!(point.kind, PointKind::PageBreak { .. });
    }
    pictured
}

/// The opening of the call that a style is; `around` is the direction of the paragraph.
fn start(
    styled: &Styled,
    (words, lang): (&str, Option<&Lang>),
    text: &str,
    (base, around): (Dir, Dir),
) -> String {
    let range = styled.range.start as usize..styled.range.end as usize;
    let words = words.get(range).unwrap_or_default();
    let call = |name: &str, force| match argument(words, lang, force, "") {
        by if by.is_empty() => format!("#{name}["),
        by => format!("#{name}({by})["),
    };
    match &styled.style {
        Style::Emphasis => call("emphasis", Force::Plain),
        Style::Strong => call("strong-emphasis", Force::Strong),
        Style::Lang(lang) => {
            format!("#foreign(\"{}\", {})[", direction(base), language(lang, lang.dir()))
        }
        Style::Supplied => "#supplied[".into(),
        Style::Deleted => "#deleted[".into(),
        Style::Restored => "#restored[".into(),
        Style::Secluded => "#secluded[".into(),
        Style::Unclear => "#unclear[".into(),
        Style::Sic(corr) => match corr {
            Some(corr) => format!("#sic(corr: {})[", string(corr)),
            None => "#sic[".into(),
        },
        Style::Form(_) => "#[".into(),
        Style::Highlighted => "#highlighted[".into(),
        Style::Superscript => "#raised[".into(),
        Style::Subscript => "#lowered[".into(),
        Style::Verbatim => "#verbatim-words[".into(),
        Style::Stage => call("stage-words", Force::Plain),
        Style::Link(target) => match target.strip_prefix('#') {
            Some(anchor) => {
                let address = address(Target::Place, text, anchor);
                let whole = if around == Dir::Rtl { ", whole: true" } else { "" };
                format!("#leading({address}, look: internal-link{whole})[")
            }
            None => format!("#external-link({})[", string(target)),
        },
        Style::Class(class) if class == "small-caps" => {
            let by = argument(words, lang, Force::Capitals, ", ");
            format!("#classed({by}{})[", string(class))
        }
        Style::Class(class) => format!("#classed({})[", string(class)),
    }
}

/// Where a link to an anchor leads, as a string of Typst; `text` is the id of the text that the
/// link stands in.
fn address(to: Target, text: &str, anchor: &str) -> String {
    let (text, anchor) = (text.to_owned(), anchor.to_owned());
    string(&Address::Anchor { to, text, anchor }.to_string())
}

/// Writes a reference; what it prints stands in a file of its own.
fn cross_reference(out: &mut Writer, reference: &Reference, dir: Dir) {
    let lang = out.lang.clone().unwrap_or_else(|| Lang::new("en"));
    let (id, k) = (string(&out.id), out.asked.len());
    let (file, dir) = (string(REFERENCES), string(direction(dir)));
    let address = address(reference.to, &out.id, &reference.anchor);
    out.push(&format!(
        "#{{import {file}: references; \
         leading({address}, cross-reference({dir}, references.at({id}).at({k})))}};"
    ));
    out.asked.push(Asked { reference: reference.clone(), lang });
}

fn point(
    out: &mut Writer,
    kind: &PointKind,
    (dir, lang): (Dir, Option<&Lang>),
    mark: &dyn Fn(u32) -> NoteMark,
) {
    match kind {
        PointKind::Anchor(_)
        | PointKind::Milestone { .. }
        | PointKind::LineNumber(_)
        | PointKind::VerseNumber(_)
        | PointKind::Indent(_)
        | PointKind::Shared => {}
        PointKind::Caesura => out.push("#caesura();"),
        // Written with their places.
        PointKind::Reference(_) | PointKind::Image { .. } => {}
        PointKind::NoteCall(note) => {
            let name = string(direction(dir));
            match mark(*note) {
                NoteMark::None => {}
                NoteMark::Fixed(mark) => {
                    let mark = string(&numeral::among(&mark, Some(dir)));
                    out.push(&format!("#mark({name}, {mark});"));
                }
                NoteMark::ByPage => {
                    let (file, id) = (string(REFERENCES), string(&out.id));
                    out.push(&format!(
                        "#{{import {file}: note-marks; mark-by-page({name}, note-marks.at({id}).at({note}))}};"
                    ));
                }
            }
        }
        PointKind::PageBreak { .. } if out.is_unmarked => {}
        PointKind::PageBreak { n, ed } => out.push(&format!(
            "#witness-page({}, {});",
            string(n),
            ed.as_deref().map_or("none".into(), string)
        )),
        PointKind::Gap { extent } => {
            let lang = lang.cloned().unwrap_or_else(|| Lang::new("en"));
            let shown = extent.as_deref().map(|extent| extent::shown(extent, &lang));
            let shown = shown.as_deref().map_or("none".into(), string);
            out.push(&format!("#gap({shown});"));
        }
        PointKind::LineBreak => out.push("#linebreak();"),
    }
}

/// Writes a picture; `first` is whether no words stand before it. The call before it draws
/// nothing: it tells where the picture comes from, and what it shows.
fn picture(out: &mut Writer, path: &str, alt: &str, first: bool) {
    if out.pictures == Pictures::Described || path.is_empty() {
        let words = if alt.trim().is_empty() { path } else { alt };
        return out.push(&format!("\\[#{};\\]", string(words)));
    }
    let (path, alt) = (string(&format!("/edition/{path}")), string(alt));
    out.push(&format!("#metadata({alt});"));
    out.push(&match out.pictures {
        Pictures::Plate => format!("#picture({path}, alt: {alt});"),
        Pictures::Cell(count) => {
            format!("#picture-in-cell({path}, {count}, alt: {alt});")
        }
        _ => format!("#picture-among-words({path}, {first}, alt: {alt});"),
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Lang, Point};

    #[test]
    fn styles_nest_and_marks_stand_after_their_word() {
        let mut source = Passage::plain("one two three");
        source.styles = vec![
            Styled { range: 0..7, style: Style::Emphasis },
            Styled { range: 4..7, style: Style::Lang(Lang::new("fa")) },
        ];
        source.points = vec![Point { at: 7, kind: PointKind::NoteCall(0) }];
        let mut out = Writer::default();
        passage(&mut out, &source, Dir::Ltr, 0, true, &|_| NoteMark::Fixed("1".into()));
        assert_eq!(
            out.source,
            "#emphasis[one #foreign(\"ltr\", \"fa\", \"rtl\")[#script-run(\"latin\")[two];];];#mark(\"ltr\", \"1\"); three"
        );
    }

    #[test]
    fn a_line_may_end_among_marks_that_are_many_or_long() {
        let broken = |marks: &[&str]| {
            let mut source = Passage::plain("word");
            let calls = 0..u32::try_from(marks.len()).expect("few");
            source.points =
                calls.map(|k| Point { at: 4, kind: PointKind::NoteCall(k) }).collect();
            let mut out = Writer::default();
            passage(&mut out, &source, Dir::Ltr, 0, true, &|k| {
                NoteMark::Fixed(marks[k as usize].into())
            });
            out.source.matches('\u{200b}').count()
        };
        assert_eq!(broken(&["9", "10", "11", "12"]), 0);
        assert_eq!(broken(&["98", "99", "100", "101"]), 1);
        assert_eq!(broken(&["¶¶¶¶¶", "******", "††††††"]), 2);
        assert_eq!(broken(&["************************"]), 0);
    }
}
