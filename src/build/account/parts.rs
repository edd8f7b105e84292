//! The parts of a book in the order of its contents: texts, parallels, sections.

use std::ops::Range;

use super::Accountant;
use super::matter::Part;
use super::subject::Subject;
use crate::build::SectionOutline;
use crate::edition::parallel::in_order;
use crate::model::Role;

impl Accountant<'_> {
    /// The parts of the book in the order of the contents.
    pub(super) fn parts(&self) -> Vec<Part> {
        let seen = self.seen;
        let parallels = &self.edition.parallels;
        let texts = |role: Role| {
            let subjects = self.subjects.iter().enumerate();
            let of_role = subjects.filter(|(_, of)| of.text.role == role);
            let parts = in_order(parallels, of_role.map(|(k, _)| k)).into_iter();
            let texts = parts.flat_map(|part| part.texts(parallels));
            texts.map(|k| &self.subjects[k]).collect::<Vec<_>>()
        };
        let of_text = |of: &Subject| {
            let lane = of.lane();
            let lane = lane.and_then(|(one, lane)| Some((one, one.place_of(lane)?.1)));
            // Texts that face each other have a head each; of those in columns the first one has.
            let faces = lane.is_some_and(|(parallel, _)| parallel.pages.len() > 1);
            let same = of.job.dir == self.edition.lang.dir() && !faces;
            let right = of.job.running_title.clone();
            let left = if same { self.edition.title.clone() } else { right.clone() };
            Part {
                is_headed: lane.is_none_or(|(_, column)| column == 0),
                title: of.text.title.clone(),
                pages: of.pages.pages(of.set.pages.len()).collect(),
                lang: of.job.lang.clone(),
                heads: Some((left, right)),
                passages: (0..of.set.pages.len())
                    .map(|n| of.set.head_of(n, &self.edition.references, &of.job.lang))
                    .collect(),
            }
        };
        let pages_of = |path: &str| -> Option<Range<usize>> {
            let of_section = |known: &str| {
                let stem = path.trim_end_matches(".typ");
                known == path
                    || known.strip_prefix(stem).is_some_and(|rest| rest.starts_with('/'))
            };
            let back = self.built.back.iter().enumerate();
            let files = back.filter(|(_, (known, _))| of_section(known));
            let tokens = files.flat_map(|(k, _)| &seen.of_file[self.subjects.len() + k]);
            let mut pages = tokens.map(|&k| seen.tokens[k as usize].page as usize);
            let first = pages.next()?;
            let (from, to) =
                pages.fold((first, first), |(a, b), page| (a.min(page), b.max(page)));
            Some(from..to + 1)
        };
        let section = |section: &SectionOutline| Part {
            is_headed: true,
            title: section.title.clone(),
            pages: pages_of(&section.path).unwrap_or_default().collect(),
            lang: section.lang.clone(),
            heads: None,
            passages: vec![],
        };
        let sections = |front: bool| {
            self.built.sections.iter().filter(move |one| one.front == front)
        };
        let mut parts: Vec<Part> = texts(Role::Front).into_iter().map(of_text).collect();
        parts.extend(sections(true).map(section));
        parts.extend(texts(Role::Body).into_iter().map(of_text));
        parts.extend(texts(Role::Back).into_iter().map(of_text));
        let mut endnotes = self.built.book.endnotes.iter();
        for one in sections(false) {
            let mut part = section(one);
            if one.endnotes {
                if let Some(pages) = endnotes.next() {
                    part.pages = pages.clone().collect();
                }
                part.heads = Some((part.title.clone(), part.title.clone()));
            }
            parts.push(part);
        }
        parts
    }
}
