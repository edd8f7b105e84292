//! The header: title, editors, imprint, witnesses, names that readings point at.

use std::fmt::Write as _;

use super::{Writer, attribute, escaped, is_name};
use crate::edition::Edition;

impl Writer<'_> {
    /// Writes the header, with descriptions of manuscripts.
    pub(super) fn header(&mut self, edition: &Edition, manuscripts: &str) {
        let out = &mut self.out;
        let _ = write!(
            out,
            "<teiHeader>\n<fileDesc>\n<titleStmt>\n<title>{}</title>\n",
            escaped(&self.text.title)
        );
        if edition.title != self.text.title {
            let _ = writeln!(
                out,
                "<title type=\"edition\">{}</title>",
                escaped(&edition.title)
            );
        }
        if let Some(subtitle) = &edition.subtitle {
            let _ = writeln!(out, "<title type=\"sub\">{}</title>", escaped(subtitle));
        }
        for author in &edition.authors {
            let _ = writeln!(out, "<author>{}</author>", escaped(author));
        }
        for editor in &edition.editors {
            let _ = writeln!(out, "<editor>{}</editor>", escaped(editor));
        }
        out.push_str("</titleStmt>\n<publicationStmt>\n");
        // The schema wants a publisher first, who may be unknown.
        let publisher = edition.publisher.as_deref().unwrap_or_default();
        let _ = writeln!(out, "<publisher>{}</publisher>", escaped(publisher));
        if let Some(place) = &edition.place {
            let _ = writeln!(out, "<pubPlace>{}</pubPlace>", escaped(place));
        }
        if let Some((year, month, day)) = edition.date {
            let when = format!("{year:04}-{month:02}-{day:02}");
            let _ = writeln!(out, "<date when=\"{when}\">{year}</date>");
        }
        if let Some(isbn) = &edition.isbn {
            let _ = writeln!(out, "<idno type=\"ISBN\">{}</idno>", escaped(isbn));
        }
        if let Some(rights) = &edition.rights {
            let _ = writeln!(
                out,
                "<availability><licence>{}</licence></availability>",
                escaped(rights)
            );
        }
        out.push_str("</publicationStmt>\n<sourceDesc>\n");
        if self.witnesses.is_empty() && self.scholars.is_empty() && manuscripts.is_empty()
        {
            out.push_str("<p>edited as printed here</p>\n");
        }
        self.witness_list();
        if !self.scholars.is_empty() {
            self.out.push_str("<listBibl>\n");
            for (k, name) in self.scholars.clone().iter().enumerate() {
                let _ = writeln!(
                    self.out,
                    "<bibl xml:id=\"{}-s{}\"><abbr type=\"siglum\">{}</abbr></bibl>",
                    self.prefix,
                    k + 1,
                    escaped(name)
                );
            }
            self.out.push_str("</listBibl>\n");
        }
        self.out.push_str(manuscripts);
        self.out.push_str("</sourceDesc>\n</fileDesc>\n</teiHeader>\n");
    }

    /// The witnesses; the hands that follow theirs stand inside of it.
    fn witness_list(&mut self) {
        if self.witnesses.is_empty() {
            return;
        }
        self.out.push_str("<listWit>\n");
        let mut open: Vec<&str> = vec![];
        for (k, witness) in self.witnesses.iter().enumerate() {
            while open
                .last()
                .is_some_and(|above| witness.hand_of.as_deref() != Some(above))
            {
                open.pop();
                self.out.push_str("</listWit></witness>\n");
            }
            let id = match is_name(&witness.id) {
                true => format!("xml:id=\"{}\"", attribute(&witness.id)),
                false => format!("n=\"{}\"", attribute(&witness.id)),
            };
            let _ = write!(
                self.out,
                "<witness {id}><abbr type=\"siglum\">{}</abbr> {}",
                escaped(&witness.siglum),
                escaped(&witness.description)
            );
            let next = self.witnesses.get(k + 1);
            if next.is_some_and(|next| next.hand_of.as_deref() == Some(&witness.id)) {
                self.out.push_str("<listWit n=\"hands\">\n");
                open.push(&witness.id);
            } else {
                self.out.push_str("</witness>\n");
            }
        }
        for _ in open {
            self.out.push_str("</listWit></witness>\n");
        }
        self.out.push_str("</listWit>\n");
    }
}
