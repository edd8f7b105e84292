//! Words with their styles, points, entries and anchors, as mixed content.

use std::cmp::Reverse;
use std::fmt::Write as _;

use super::{Writer, attribute, escaped, is_name};
use crate::model::{Form, Lang, Passage, Point, PointKind, Style};

/// A stretch of words that an element encloses.
struct Stretch {
    start: u32,
    end: u32,
    /// The outer before the inner where two are alike.
    rank: (u8, Reverse<usize>),
    of: Of,
}

/// What encloses it.
#[derive(Clone, Copy)]
enum Of {
    Style(usize),
    Entry(usize),
}

impl Writer<'_> {
    /// The words of a block with all that stands in them.
    pub(super) fn content(&mut self, k: u32) {
        let text = self.text;
        let block = &text.blocks[k as usize];
        let entries = self.inside.get(&k).cloned().unwrap_or_default();
        let mut anchors = self.places.get(&k).cloned().unwrap_or_default();
        anchors.sort_by_key(|(at, _)| *at);
        let lang = block.lang.clone();
        self.mixed(&block.content, &entries, &anchors, &lang);
    }

    /// A passage that stands off.
    pub(super) fn passage(&mut self, passage: &Passage) {
        let lang = self.text.lang.clone();
        self.mixed(passage, &[], &[], &lang);
    }

    // It is one thing: a sweep over the ends of all that overlaps.
    fn mixed(
        &mut self,
        passage: &Passage,
        entries: &[usize],
        anchors: &[(u32, String)],
        lang: &Lang,
    ) {
        let end = passage.text.len() as u32;
        let all = &self.text.entries;
        let mut open: Vec<(u32, Of, Lang)> = vec![];
        let mut stretches = self.stretches(passage, entries).into_iter().peekable();
        let mut points = passage.points.iter().peekable();
        let mut anchors = anchors.iter().peekable();
        let mut bare = entries.iter().filter(|k| all[**k].from == all[**k].to).peekable();
        let mut lang = lang.clone();
        let mut at = 0u32;
        loop {
            while let Some((_, of, outer)) = open.pop_if(|open| open.0 <= at) {
                lang = outer;
                self.end_of(of, passage, &lang);
            }
            let before = passage.text[..at as usize].chars().next_back();
            let behind = passage.text[at as usize..].chars().next();
            let mut settled = before != Some(' ');
            while let Some((_, anchor)) = anchors.next_if(|(place, _)| *place <= at) {
                self.out.push_str(anchor);
                settled = true;
            }
            while let Some(point) = points.next_if(|point| point.at <= at) {
                if !settled {
                    let id = self.new_id();
                    let _ = write!(self.out, "<anchor type=\"place\" xml:id=\"{id}\"/>");
                    settled = true;
                }
                // A sign that follows at once is no blank.
                let is_sign = |next: &&&Point| {
                    next.at <= at
                        && matches!(
                            next.kind,
                            PointKind::Gap { .. }
                                | PointKind::Reference(_)
                                | PointKind::Image { .. }
                        )
                };
                let behind = match points.peek().filter(is_sign) {
                    Some(_) => Some('\u{fffc}'),
                    None => behind,
                };
                self.point(point, behind, &lang);
            }
            while let Some(&k) =
                bare.next_if(|k| self.text.entries[**k].from.offset <= at)
            {
                self.begin_entry(k);
                self.end_entry(k, &lang);
            }
            if at >= end {
                break;
            }
            while let Some(stretch) = stretches.next_if(|stretch| stretch.start <= at) {
                let outer = lang.clone();
                match stretch.of {
                    Of::Entry(k) => self.begin_entry(k),
                    Of::Style(k) => {
                        let style = &passage.styles[k].style;
                        let tag = start(style);
                        self.out.push_str(&tag);
                        if let Style::Lang(inner) = style {
                            lang = inner.clone();
                        }
                    }
                }
                let last = open.last().map_or(end, |open| open.0);
                open.push((stretch.end.min(last), stretch.of, outer));
            }
            let next = [
                open.last().map(|open| open.0),
                stretches.peek().map(|stretch| stretch.start),
                points.peek().map(|point| point.at),
                anchors.peek().map(|anchor| anchor.0),
                bare.peek().map(|k| self.text.entries[**k].from.offset),
                Some(end),
            ]
            .into_iter()
            .flatten()
            .filter(|next| *next > at)
            .min()
            .unwrap_or(end);
            let words = escaped(&passage.text[at as usize..next as usize]);
            self.out.push_str(&words);
            at = next;
        }
    }

    /// The styles of a passage, and those of some entries that are on words, in the order in
    /// which they begin; of two that begin at one place the outer one first.
    fn stretches(&self, passage: &Passage, entries: &[usize]) -> Vec<Stretch> {
        let styles = passage.styles.iter().enumerate();
        let styles = styles.filter(|(_, styled)| !styled.range.is_empty());
        let styles = styles.map(|(k, styled)| Stretch {
            start: styled.range.start,
            end: styled.range.end,
            rank: (1, Reverse(usize::MAX - k)),
            of: Of::Style(k),
        });
        let entries = entries.iter().map(|&k| (k, &self.text.entries[k]));
        let entries = entries.filter(|(_, entry)| entry.from != entry.to);
        // Of two entries over the same words the later one is the outer: the reader meets the
        // end of the inner one first.
        let entries = entries.map(|(k, entry)| Stretch {
            start: entry.from.offset,
            end: entry.to.offset,
            rank: (0, Reverse(k)),
            of: Of::Entry(k),
        });
        let mut stretches: Vec<Stretch> = styles.chain(entries).collect();
        stretches.sort_by_key(|s| (s.start, Reverse(s.end), s.rank));
        stretches
    }

    fn end_of(&mut self, of: Of, passage: &Passage, lang: &Lang) {
        match of {
            Of::Entry(k) => self.end_entry(k, lang),
            Of::Style(k) => {
                let tag = close(&passage.styles[k].style);
                self.out.push_str(&tag);
            }
        }
    }

    /// A point; `behind` is the character that follows it.
    fn point(&mut self, point: &Point, behind: Option<char>, lang: &Lang) {
        // A break in running words is none between words.
        let joined = match behind {
            None | Some(' ') => "",
            Some(_) => " break=\"no\"",
        };
        match &point.kind {
            PointKind::Anchor(name) => {
                if is_name(name) && self.ids.insert(name.clone()) {
                    let _ = write!(self.out, "<anchor xml:id=\"{name}\"/>");
                }
            }
            PointKind::NoteCall(number) => self.note(*number as usize, lang),
            PointKind::PageBreak { n, ed } => {
                let ed = ed.as_ref().map(|ed| format!(" ed=\"{}\"", attribute(ed)));
                let ed = ed.unwrap_or_default();
                let _ = write!(self.out, "<pb n=\"{}\"{ed}{joined}/>", attribute(n));
            }
            PointKind::Milestone { unit, n } => {
                let n = attribute(n);
                let tag = match unit.as_str() {
                    "line" => format!("<lb n=\"{n}\"{joined}/>"),
                    "column" => format!("<cb n=\"{n}\"{joined}/>"),
                    unit => {
                        format!("<milestone unit=\"{}\" n=\"{n}\"/>", attribute(unit))
                    }
                };
                self.out.push_str(&tag);
            }
            PointKind::Gap { extent: None } => self.out.push_str("<gap/>"),
            PointKind::Gap { extent: Some(extent) } => {
                let _ = write!(self.out, "<gap extent=\"{}\"/>", attribute(extent));
            }
            PointKind::LineBreak => self.out.push_str("<lb rend=\"break\"/>"),
            PointKind::LineNumber(n) => {
                let n = attribute(n);
                let _ = write!(self.out, "<milestone unit=\"number\" n=\"{n}\"/>");
            }
            PointKind::Caesura => self.out.push_str("<caesura/>"),
            // Said by the attributes of the line.
            PointKind::VerseNumber(_) | PointKind::Indent(_) | PointKind::Shared => {}
            PointKind::Reference(reference) => {
                let until = reference.until.iter().map(|until| format!(" #{until}"));
                let target =
                    format!("#{}{}", reference.anchor, until.collect::<String>());
                let _ = write!(
                    self.out,
                    "<ptr target=\"{}\" type=\"{}\"/>",
                    attribute(&target),
                    reference.to.name()
                );
            }
            PointKind::Image { path, alt } => {
                let _ = write!(
                    self.out,
                    "<graphic url=\"{}\"><desc>{}</desc></graphic>",
                    attribute(path),
                    escaped(alt)
                );
            }
        }
    }

    fn note(&mut self, number: usize, around: &Lang) {
        let text = self.text;
        let Some(note) = text.notes.get(number) else { return };
        let kind = match note.series == self.familiar {
            true => String::new(),
            false => format!(" type=\"{}\"", attribute(&note.series)),
        };
        let lang = self.lang(&text.lang, around);
        let _ = write!(self.out, "<note n=\"{}\"{kind}{lang}>", attribute(&note.label));
        match note.body.as_slice() {
            [one] => self.passage(one),
            several => {
                for paragraph in several {
                    self.out.push_str("<p>");
                    self.passage(paragraph);
                    self.out.push_str("</p>");
                }
            }
        }
        self.out.push_str("</note>");
    }
}

fn start(style: &Style) -> String {
    match style {
        Style::Emphasis => "<hi rend=\"italic\">".into(),
        Style::Strong => "<hi rend=\"bold\">".into(),
        Style::Lang(lang) => format!("<foreign xml:lang=\"{}\">", attribute(&lang.0)),
        Style::Supplied => "<supplied>".into(),
        Style::Deleted => "<del>".into(),
        Style::Restored => "<supplied reason=\"lost\">".into(),
        Style::Secluded => "<surplus>".into(),
        Style::Unclear => "<unclear>".into(),
        Style::Sic(None) => "<sic>".into(),
        // Not as a `choice`, which may be read otherwise.
        Style::Sic(Some(corr)) => {
            format!("<seg type=\"sic\" n=\"{}\">", attribute(corr))
        }
        Style::Form(form) if is_usual(form) => "<choice><expan>".into(),
        Style::Form(Form { printed, kind, words }) => {
            let words = attribute(words);
            format!("<seg type=\"form-{printed}-{kind}\" n=\"{words}\">")
        }
        Style::Highlighted => "<hi rend=\"mark\">".into(),
        Style::Superscript => "<hi rend=\"sup\">".into(),
        Style::Subscript => "<hi rend=\"sub\">".into(),
        Style::Verbatim => "<seg type=\"verbatim\">".into(),
        Style::Stage => "<stage>".into(),
        Style::Link(target) => {
            format!("<ref target=\"{}\">", attribute(&target.replace(' ', "%20")))
        }
        Style::Class(class) => format!("<seg type=\"class:{}\">", attribute(class)),
    }
}

/// Whether an edition that says nothing of `choice` reads a form as it is.
fn is_usual(form: &Form) -> bool {
    (form.printed.as_str(), form.kind.as_str()) == ("expan", "abbr")
}

fn close(style: &Style) -> String {
    match style {
        Style::Emphasis
        | Style::Strong
        | Style::Highlighted
        | Style::Superscript
        | Style::Subscript => "</hi>".into(),
        Style::Lang(_) => "</foreign>".into(),
        Style::Supplied | Style::Restored => "</supplied>".into(),
        Style::Secluded => "</surplus>".into(),
        Style::Deleted => "</del>".into(),
        Style::Unclear => "</unclear>".into(),
        Style::Sic(None) => "</sic>".into(),
        Style::Form(form) if is_usual(form) => {
            format!("</expan><abbr>{}</abbr></choice>", escaped(&form.words))
        }
        Style::Verbatim | Style::Class(_) | Style::Sic(Some(_)) | Style::Form(_) => {
            "</seg>".into()
        }
        Style::Stage => "</stage>".into(),
        Style::Link(_) => "</ref>".into(),
    }
}
