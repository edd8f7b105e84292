//! The account of a book: what the model wants printed, and what stands on the finished pages,
//! compared word by word. It knows the model and the frames, and believes nothing in between:
//! neither the design, nor the composer, nor the plan.
//!
//! Each word of a text, heading, note, entry, cell, verse and section is looked for by the
//! source bytes of its glyphs, and is printed, withheld on purpose, or lost. Numbers, marks,
//! references, heads and folios are looked for where they belong, and must say what they
//! should. A book in which a word is lost, printed twice or out of its order is not proven,
//! and what is not proven is not published.

mod apparatus;
mod calls;
mod contents;
mod findings;
mod foot;
mod ink;
mod leads;
mod lines;
mod matter;
mod order;
mod parallel;
mod parts;
mod rest;
mod row;
mod seen;
pub mod sheet;
mod step;
mod subject;
mod wanted;
mod words;

use std::ops::{Deref, Range};

use typst::syntax::Source;

use findings::Findings;
pub use findings::{Account, Kind, Tally, TextAccount};
use foot::Feet;
use lines::Lines;
use matter::Matter;
use order::Order;
pub use parallel::ParallelAccount;
use seen::{NONE, Seen};
use subject::Subject;
pub use words::STYLES;
use words::Withheld;

use super::{Built, Read};
use crate::assemble;
use crate::backmatter::source::in_conspectus;
use crate::diag::{Diagnostic, Severity};
use crate::edition::Edition;
use crate::model::{Dir, PointKind, Presence, Role};
use crate::pages::PageRun;
use crate::typeset::Origins;

/// A book whose account adds up. Only [`prove`] makes one, and nothing changes its pages
/// afterward.
pub struct Proven {
    built: Built,
    account: Account,
}

impl Proven {
    /// What was found.
    pub fn account(&self) -> &Account {
        &self.account
    }

    /// Adds what those who publish it have to say.
    pub fn say(&mut self, diagnostics: Vec<Diagnostic>) {
        self.built.diagnostics.extend(diagnostics);
    }
}

impl Proven {
    /// Makes errors of the warnings for which `is_error`.
    pub fn tighten(&mut self, is_error: impl Fn(&Diagnostic) -> bool) {
        for fault in self.built.diagnostics.iter_mut().filter(|fault| is_error(fault)) {
            fault.severity = Severity::Error;
        }
    }
}

impl Deref for Proven {
    type Target = Built;

    fn deref(&self) -> &Built {
        &self.built
    }
}

/// Proves a book. Its warnings are added to what there is to say of it.
///
/// # Errors
/// All there is to say, if something is lost, printed twice, out of order, or says what is
/// not so.
pub fn prove(read: &Read, mut built: Built) -> Result<Proven, Vec<Diagnostic>> {
    let (account, said) = account(read, &built);
    built.diagnostics.extend(said);
    match built.diagnostics.iter().any(Diagnostic::is_error) {
        true => Err(built.diagnostics),
        false => Ok(Proven { built, account }),
    }
}

/// The account of a book, and what there is to say of it.
pub fn account(read: &Read, built: &Built) -> (Account, Vec<Diagnostic>) {
    let edition = &*read.edition;
    let back: Vec<(String, Origins)> = built
        .back
        .iter()
        .map(|(path, source)| (path.clone(), Origins::of(source)))
        .collect();
    let mut files: Vec<(String, &Origins)> = built
        .jobs
        .iter()
        .zip(&built.origins)
        .map(|(job, origins)| (job.path.clone(), &**origins))
        .collect();
    files.extend(back.iter().map(|(path, origins)| (path.clone(), origins)));
    let seen = Seen::of(built.book.document.pages(), &files);
    let accountant = Accountant {
        read,
        built,
        edition,
        seen: &seen,
        withheld: Withheld {
            names: edition.design.withhold.clone(),
            has_design: edition.design.own.is_some(),
        },
        subjects: subjects(read, built, &seen),
    };
    accountant.account()
}

/// The texts of a book, each with the page on which its first word stands.
fn subjects<'a>(read: &'a Read, built: &'a Built, seen: &Seen) -> Vec<Subject<'a>> {
    let model = &read.model;
    let first_page = |file: usize| {
        let own = seen.of_file[file].iter().map(|&k| &seen.tokens[k as usize]);
        own.map(|token| token.page as usize).min()
    };
    let begins = |k: usize| {
        let text = &model.texts[built.jobs[k].index];
        // What the manifest gives as title is of the text's source too.
        let is_empty = text.blocks.is_empty();
        first_page(k)
            .filter(|_| !is_empty)
            .unwrap_or(built.book.text_pages[k].at(0))
    };
    let of_body = (0..built.jobs.len()).filter(|&k| built.jobs[k].role != Role::Front);
    // A page before lanes may be white, and the first ones of a lane may have no words.
    let is_lane = |k: usize| {
        let mut parallels = read.edition.parallels.iter();
        parallels.any(|one| one.texts.contains(&k))
    };
    let begin = of_body.map(|k| (begins(k), k)).min();
    let begin = begin.filter(|(_, k)| !is_lane(*k)).map(|(page, _)| page);
    let first = begin.unwrap_or(built.book.front_pages);
    let texts = built.jobs.iter().zip(built.texts.iter()).enumerate();
    texts
        .map(|(k, (job, set))| Subject {
            edition: &read.edition,
            model,
            text: &model.texts[job.index],
            job,
            set,
            file: k,
            pages: match built.book.text_pages[k] {
                run if is_lane(k) => run,
                run => PageRun { first: begins(k) as u32, ..run },
            },
            first,
        })
        .collect()
}

struct Accountant<'a> {
    read: &'a Read,
    built: &'a Built,
    edition: &'a Edition,
    seen: &'a Seen,
    withheld: Withheld,
    subjects: Vec<Subject<'a>>,
}

impl Accountant<'_> {
    fn account(&self) -> (Account, Vec<Diagnostic>) {
        let seen = self.seen;
        let order = Order::of(seen, &self.directions());
        let mut account = Account::default();
        let mut said = vec![];
        let lines: Vec<(Lines, Findings)> = self
            .subjects
            .iter()
            .map(|of| {
                let mut findings = Findings::default();
                (Lines::of(of, seen, &mut findings), findings)
            })
            .collect();
        let pages: Vec<Vec<u32>> = self
            .subjects
            .iter()
            .zip(&lines)
            .map(|(of, (lines, _))| lines.pages_of_notes(of))
            .collect();
        let marks = self.marks(&pages);
        let (lines, found): (Vec<Lines>, Vec<Findings>) = lines.into_iter().unzip();
        for (k, (of, mut findings)) in self.subjects.iter().zip(found).enumerate() {
            let marks = marks.get(of.job.index).map(Vec::as_slice).unwrap_or_default();
            self.text(of, &lines[k], (&order, marks), &mut findings);
            let hint = self.edition.design.own.is_some();
            said.extend(findings.diagnostics(hint));
            account.add(Some(&of.text.id), findings, &self.read.files);
        }
        for lanes in self.built.lanes.iter() {
            let (found, faults) = step::check(lanes, &self.subjects, &lines);
            account.parallels.push(found);
            said.extend(faults);
        }
        let mut findings = Findings::default();
        self.matter(&order, &lines, &mut findings);
        findings.ink(seen);
        said.extend(findings.diagnostics(self.edition.design.own.is_some()));
        account.add(None, findings, &self.read.files);
        (account, said)
    }

    /// The direction of each row, by the file of its words; that of the row above it where it
    /// has none.
    fn directions(&self) -> Vec<Dir> {
        let texts = self.subjects.len();
        let book = self.edition.lang.dir();
        let mut last = (u32::MAX, book);
        let rows = self.seen.rows.iter().map(|row| {
            let tokens = &self.seen.tokens[row.start as usize..row.end as usize];
            let file = tokens.iter().map(|token| token.file).find(|file| *file != NONE);
            let dir = match file {
                Some(file) => match (file as usize).checked_sub(texts) {
                    None => self.subjects[file as usize].job.dir,
                    Some(k) => {
                        let path = self.built.back.get(k).map(|(path, _)| path);
                        path.and_then(|path| self.dir_of(path)).unwrap_or(book)
                    }
                },
                None if last.0 == row.page => last.1,
                None => book,
            };
            last = (row.page, dir);
            dir
        });
        rows.collect()
    }

    /// The direction of a section.
    fn dir_of(&self, path: &str) -> Option<Dir> {
        let of = |id: &str| format!("/back/index-{id}.typ");
        let mut indexes = self.built.indexes.iter();
        let index = indexes.find(|index| of(&index.id) == path);
        index.map(|index| index.lang.dir())
    }

    fn text(
        &self,
        of: &Subject,
        lines: &Lines,
        (order, marks): (&Order, &[String]),
        findings: &mut Findings,
    ) {
        let seen = self.seen;
        for passage in wanted::of_blocks(of.text, &of.job.map) {
            words::count(&passage, (seen, of.file), (&self.withheld, None), findings);
        }
        self.title(of, findings);
        self.pictures(of, findings);
        let twice = words::twice(seen, of.file, |byte| of.is_table_head(byte));
        findings.twice(twice.len(), twice.first().map(|byte| of.span(*byte)));
        lines.numbers(of, seen, findings);
        let references = self.built.references.get(of.file);
        let references = references.map(Vec::as_slice).unwrap_or_default();
        calls::calls(of, (seen, order), marks, references, findings);
        let file = self.edition.texts.get(of.job.index);
        let own = file.and_then(|file| file.witnesses.as_deref());
        let presence = Presence::of(of.text, &self.edition.witnesses, own);
        let feet = Feet {
            of,
            lines,
            seen,
            order,
            marks,
            withheld: &self.withheld,
            own_words: self.edition.design.own.is_some(),
        };
        feet.check(&presence, findings);
    }

    /// The pictures of a text: as many on its pages as it has.
    fn pictures(&self, of: &Subject, findings: &mut Findings) {
        let pictures = of.text.blocks.iter().flat_map(|block| {
            let points = block.content.points.iter();
            points.filter_map(|point| match &point.kind {
                PointKind::Image { path, .. } if !path.is_empty() => {
                    Some((path, block.span))
                }
                _ => None,
            })
        });
        let count = of.set.pages.len() as u32;
        let is_own = |page| of.pages.index_of(page).is_some_and(|index| index < count);
        let seen = self.seen.pictures.iter();
        let seen: Vec<&seen::Picture> =
            seen.filter(|picture| is_own(picture.page)).collect();
        let rule = self.withheld.of(Kind::Pictures, None);
        for (k, (path, span)) in pictures.enumerate() {
            findings.words(Kind::Pictures, 1);
            match (rule, seen.get(k)) {
                (_, Some(picture)) => {
                    findings.printed(Kind::Pictures);
                    if picture.is_outside {
                        findings.cut(path, span);
                    }
                }
                (Some(rule), None) => findings.withheld(Kind::Pictures, rule, span),
                (None, None) => {
                    findings.lost(Kind::Pictures, path, span, seen::Sight::Hidden);
                }
            }
        }
    }

    /// The title of a text that stands in the manifest alone.
    fn title(&self, of: &Subject, findings: &mut Findings) {
        if of.text.has_title() || of.text.title.is_empty() {
            return;
        }
        let start = match of.job.map.blocks.first() {
            Some(block) => block.start,
            None => of.job.map.notes.first().map_or(u32::MAX, |note| note.start),
        };
        let own = self.seen.within(of.file, 0..start);
        let seen = own
            .iter()
            .map(|&k| &self.seen.tokens[k as usize])
            .filter(|token| token.sight == seen::Sight::Seen);
        let (mut letters, mut end) = (String::new(), 0);
        for token in seen {
            // A mark of another face than its letter has the bytes of both.
            if token.to > end {
                letters += &bare(self.seen.letters(token));
                end = token.to;
            }
        }
        let title = &of.text.title;
        for word in words::words(title) {
            findings.words(Kind::Headings, 1);
            match letters.contains(&bare(&title[word.clone()])) {
                true => findings.printed(Kind::Headings),
                false => {
                    let span = of.text.span;
                    let sight = seen::Sight::Hidden;
                    findings.lost(Kind::Headings, &title[word], span, sight);
                }
            }
        }
    }

    /// The marks of all notes, from the pages on which their words stand: by text, and in it
    /// by note.
    fn marks(&self, pages: &[Vec<u32>]) -> Vec<Vec<String>> {
        let mut of_text = vec![&[][..]; self.read.model.texts.len()];
        for (of, pages) in self.subjects.iter().zip(pages) {
            of_text[of.job.index] = pages.as_slice();
        }
        let page =
            |text: usize, note: usize| of_text[text].get(note).copied().unwrap_or(0);
        assemble::note_marks(&self.read.model, &self.edition.series, &page)
    }

    fn matter(&self, order: &Order, lines: &[Lines], findings: &mut Findings) {
        self.links(findings);
        let seen = self.seen;
        let texts = self.subjects.len();
        let (mut sources, mut book) = (vec![], None);
        for (k, (path, source)) in self.built.back.iter().enumerate() {
            if path == "/book.typ" {
                book = Some((texts + k, source));
            } else {
                sources.push((Matter::of(source, texts + k), source));
            }
        }
        let first = self
            .subjects
            .first()
            .map_or(self.built.book.front_pages, |of| of.first);
        for (matter, source) in &sources {
            matter.words(seen, &self.withheld, findings);
            if self.built.back[matter.file - texts].0 == "/front/conspectus.typ" {
                let listed = self.read.model.witnesses.iter();
                let listed = listed.filter(|one| in_conspectus(one));
                let sigla = listed.map(|one| one.siglum.as_str());
                matter.sigla((sigla, first), (seen, order), &self.withheld, findings);
            }
            let path = &self.built.back[matter.file - texts].0;
            if path != "/front/conspectus.typ" {
                matter.locators(source.text(), (seen, order), findings);
            }
            self.locators(matter, path, lines, findings);
        }
        let parts = self.parts();
        let mut contents_at = 4;
        if let Some((file, source)) = book {
            let titles = titles(source);
            let own = seen.of_file[file].iter().map(|&k| &seen.tokens[k as usize]);
            contents_at = own.map(|token| token.page as usize).min().unwrap_or(4);
            let listed = contents::listed(&parts, &self.subjects, seen, self.edition);
            contents::contents(
                &listed,
                &titles,
                (file, first),
                (seen, order),
                &self.withheld,
                findings,
            );
        }
        let edition = self.edition;
        matter::title_pages(
            edition,
            contents_at,
            (seen, order),
            &self.withheld,
            findings,
        );
        for part in &parts {
            matter::heads(part, edition, first, (seen, order), &self.withheld, findings);
        }
    }
}

/// Letters and digits alone: signs between words of two directions stand elsewhere.
fn bare(text: &str) -> String {
    words::plain(text).chars().filter(|c| c.is_alphanumeric()).collect()
}

/// The bytes of the titles of the contents in the source of the book.
fn titles(source: &Source) -> Vec<Range<u32>> {
    let text = source.text();
    let Some(start) = text.find("\n  titles: (\n") else { return vec![] };
    let mut at = start + "\n  titles: (\n".len();
    let mut titles = vec![];
    for line in text[at..].split_inclusive('\n') {
        if line.starts_with("  )") {
            break;
        }
        titles.push(at as u32..(at + line.len()) as u32);
        at += line.len();
    }
    titles
}
