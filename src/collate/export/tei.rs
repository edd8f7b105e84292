//! The apparatus as TEI P5, in the three ways of its chapter 13: parallel segmentation, the
//! location-referenced method, and the double end-point attached method.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::{push, rows, token, xml, xml_ids};
use crate::collate::{
    Attestation, Cell, Collation, Row, SectionTable, Unit, VariantClass,
};

/// How variants are tied to the text (TEI P5, 13.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// The text is cut into segments, and each has its readings beside it: every witness can be
    /// read from the file.
    ParallelSegmentation,
    /// Entries stand apart and name a section and a word.
    LocationReferenced,
    /// Entries stand apart and point to two anchors in the text.
    DoubleEndPoint,
}

impl Way {
    /// Its name in `variantEncoding`.
    pub fn method(self) -> &'static str {
        match self {
            Self::ParallelSegmentation => "parallel-segmentation",
            Self::LocationReferenced => "location-referenced",
            Self::DoubleEndPoint => "double-end-point",
        }
    }
}

/// A document with the base text and its variants: those of the collation, or those that
/// decisions have made of them, in order. Variants that are ignored are told by parallel
/// segmentation alone.
pub fn document(collation: &Collation, units: &[Unit], way: Way) -> String {
    let rows = rows(collation);
    let ids = xml_ids(rows.iter().map(|(_, name)| name.as_str()));
    let mut writer = Writer { collation, rows, ids, out: String::new(), count: 0 };
    writer.header(way);
    writer.out.push_str("  <text>\n    <body>\n");
    let mut apart: Vec<String> = vec![];
    let mut rest = units;
    for (number, section) in collation.sections.iter().enumerate() {
        let count =
            rest.iter().take_while(|unit| unit.section as usize == number).count();
        let (of_section, others) = rest.split_at(count);
        rest = others;
        let of_section = of_section.iter();
        let own: Vec<&Unit> = match way {
            // A unit without columns says where a section stands, and has no words.
            Way::ParallelSegmentation => {
                of_section.filter(|unit| !unit.columns.is_empty()).collect()
            }
            _ => of_section.filter(|unit| unit.class > VariantClass::Ignored).collect(),
        };
        let _ = write!(writer.out, "      <ab n=\"{}\">", xml(&section.id));
        match way {
            Way::ParallelSegmentation => writer.segments(section, &own),
            _ => writer.base(section, &own, way, &mut apart),
        }
        writer.out.push_str("</ab>\n");
    }
    if way != Way::ParallelSegmentation {
        writer.out.push_str("      <listApp>\n");
        writer.out.push_str(&apart.concat());
        writer.out.push_str("      </listApp>\n");
    }
    writer.out.push_str("    </body>\n  </text>\n</TEI>\n");
    writer.out
}

struct Writer<'a> {
    collation: &'a Collation,
    rows: Vec<(Row, String)>,
    ids: Vec<String>,
    out: String,
    /// How many anchors there are.
    count: usize,
}

impl Writer<'_> {
    fn header(&mut self, way: Way) {
        let place =
            if way == Way::ParallelSegmentation { "internal" } else { "external" };
        let _ = write!(
            self.out,
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
             <TEI xmlns=\"http://www.tei-c.org/ns/1.0\">\n  <teiHeader>\n    <fileDesc>\n\
             \x20     <titleStmt><title>{}</title></titleStmt>\n\
             \x20     <publicationStmt><p>A collation, exported by Variorum.</p></publicationStmt>\n\
             \x20     <sourceDesc>\n        <listWit>\n",
            xml(&self.collation.text)
        );
        for ((row, name), id) in self.rows.iter().zip(&self.ids) {
            let witness = &self.collation.witnesses[usize::from(row.witness)];
            let siglum = if row.hand == 0 && witness.hands.len() < 2 {
                &witness.siglum
            } else {
                name
            };
            let siglum = if siglum.is_empty() { name } else { siglum };
            let _ = writeln!(
                self.out,
                "          <witness xml:id=\"{id}\">{}</witness>",
                xml(siglum)
            );
        }
        let _ = write!(
            self.out,
            "        </listWit>\n      </sourceDesc>\n    </fileDesc>\n    <encodingDesc>\n\
             \x20     <variantEncoding method=\"{}\" location=\"{place}\"/>\n\
             \x20   </encodingDesc>\n  </teiHeader>\n",
            way.method()
        );
    }

    fn base_row(&self, section: &SectionTable) -> usize {
        section.table.row_of(self.collation.base).unwrap_or(0)
    }

    /// The token of the base text in a column.
    fn base_token(&self, section: &SectionTable, column: usize) -> Option<(Row, u32)> {
        let row = self.base_row(section);
        let at = section.table.cell(row, column).token()?;
        Some((section.table.rows[row], at))
    }

    /// A section with its units inside.
    fn segments(&mut self, section: &SectionTable, units: &[&Unit]) {
        let mut silent: Vec<Option<Cell>> = vec![None; section.table.rows.len()];
        let mut units = units.iter().peekable();
        let mut column = 0;
        let mut is_first = true;
        while column < section.table.width {
            let here = units.next_if(|unit| unit.columns.start as usize == column);
            let end = here.map_or(column + 1, |unit| unit.columns.end as usize);
            let own = (column..end).find_map(|at| self.base_token(section, at));
            let is_glued =
                own.is_some_and(|(row, at)| token(self.collation, row, at).glued);
            if here.is_some() || own.is_some() {
                self.silences(section, &mut silent, here.copied(), column);
                if !is_first && !is_glued {
                    self.out.push(' ');
                }
                is_first = false;
            }
            match (here, own) {
                (Some(unit), _) => {
                    let app = self.app(unit, "", true);
                    self.out.push_str(&app);
                }
                (None, Some((row, at))) => {
                    let form = xml(&token(self.collation, row, at).form);
                    self.out.push_str(&form);
                }
                (None, None) => {}
            }
            column = end;
        }
        let rows = section.table.rows.clone();
        for (row, was) in rows.iter().zip(silent) {
            if let Some(was) = was {
                self.silence(*row, was, false);
            }
        }
    }

    /// Says which rows fall silent before a segment, and which speak again.
    fn silences(
        &mut self,
        section: &SectionTable,
        silent: &mut [Option<Cell>],
        unit: Option<&Unit>,
        column: usize,
    ) {
        let rows = section.table.rows.clone();
        for (number, row) in rows.iter().enumerate() {
            let now = match unit {
                Some(unit) if unit.lacuna.contains(row) => Some(Cell::Lacuna),
                Some(unit) if unit.absent.contains(row) => Some(Cell::Absent),
                Some(_) => None,
                None => match section.table.cell(number, column) {
                    cell @ (Cell::Lacuna | Cell::Absent) => Some(cell),
                    _ => None,
                },
            };
            if now != silent[number] {
                if let Some(was) = silent[number] {
                    self.silence(*row, was, false);
                }
                if let Some(now) = now {
                    self.silence(*row, now, true);
                }
                silent[number] = now;
            }
        }
    }

    fn silence(&mut self, row: Row, state: Cell, is_start: bool) {
        let element = match (state, is_start) {
            (Cell::Lacuna, true) => "lacunaStart",
            (Cell::Lacuna, false) => "lacunaEnd",
            (_, true) => "witEnd",
            (_, false) => "witStart",
        };
        let wit = self.wit(&[row]);
        let _ = write!(self.out, "<app><rdg wit=\"{wit}\"><{element}/></rdg></app>");
    }

    /// A section without variants, its entries apart.
    fn base(
        &mut self,
        section: &SectionTable,
        units: &[&Unit],
        way: Way,
        apart: &mut Vec<String>,
    ) {
        let mut anchors: Vec<(usize, usize)> = vec![];
        for unit in units {
            let place = match way {
                Way::LocationReferenced => {
                    let kind =
                        if unit.base.is_empty() { " type=\"addition\"" } else { "" };
                    format!(" loc=\"{}, {}\"{kind}", xml(&section.id), unit.at)
                }
                _ => {
                    let from = self.count + 1;
                    let to = if unit.base.is_empty() { from } else { from + 1 };
                    self.count = to;
                    anchors.push((from, to));
                    format!(" from=\"#a{from}\" to=\"#a{to}\"")
                }
            };
            let app = self.app(unit, &place, false);
            apart.push(format!("        {app}\n"));
        }
        // The anchors at the beginning of each column: those that end behind the word before it,
        // and those that begin.
        let mut marks: BTreeMap<u32, (String, String)> = BTreeMap::new();
        for (unit, (from, to)) in units.iter().zip(&anchors) {
            if to != from {
                let (ends, _) = marks.entry(unit.columns.end).or_default();
                let _ = write!(ends, "<anchor xml:id=\"a{to}\"/>");
            }
            let (_, starts) = marks.entry(unit.columns.start).or_default();
            let _ = write!(starts, "<anchor xml:id=\"a{from}\"/>");
        }
        let mut is_first = true;
        for column in 0..=section.table.width {
            let (ends, before) = marks.remove(&(column as u32)).unwrap_or_default();
            self.out.push_str(&ends);
            let own = (column < section.table.width)
                .then(|| self.base_token(section, column))
                .flatten();
            let own = own.map(|(row, at)| token(self.collation, row, at));
            if !is_first && own.is_some_and(|own| !own.glued) {
                self.out.push(' ');
            }
            self.out.push_str(&before);
            if let Some(own) = own {
                self.out.push_str(&xml(&own.form));
                is_first = false;
            }
        }
    }

    /// An entry. If it is `exact`, every way of writing is a reading.
    fn app(&self, unit: &Unit, place: &str, exact: bool) -> String {
        let mut app = format!("<app{place}>");
        let mut lemma = String::new();
        let mut others = String::new();
        for (number, reading) in unit.readings.iter().enumerate() {
            let mut groups: Vec<(String, Vec<Row>)> = vec![];
            for own in &reading.attestations {
                let text = if exact { self.text(own) } else { reading.text.clone() };
                match groups.iter_mut().find(|(known, _)| *known == text) {
                    Some((_, rows)) => rows.push(own.row),
                    None => groups.push((text, vec![own.row])),
                }
            }
            for (nth, (text, rows)) in groups.iter().enumerate() {
                let wit = self.wit(rows);
                let text = xml(text);
                if number == 0 && nth == 0 {
                    lemma = format!("<lem wit=\"{wit}\">{text}</lem>");
                    continue;
                }
                let class = match nth {
                    0 => reading.class,
                    _ => reading.class.max(VariantClass::Orthographic),
                };
                // The two places of a transposition have one number.
                let cause = reading.link.map_or_else(String::new, |link| {
                    format!(" cause=\"transposition\" n=\"{}\"", link.number + 1)
                });
                let _ = write!(
                    others,
                    "<rdg wit=\"{wit}\" type=\"{}\"{cause}>{text}</rdg>",
                    class.name()
                );
            }
        }
        app.push_str(&lemma);
        app.push_str(&others);
        if !exact && !unit.lacuna.is_empty() {
            let wit = self.wit(&unit.lacuna);
            let _ = write!(app, "<rdg wit=\"{wit}\"><gap reason=\"lacuna\"/></rdg>");
        }
        app.push_str("</app>");
        app
    }

    /// The words of a row with all their marks.
    fn text(&self, own: &Attestation) -> String {
        let mut text = String::new();
        for at in &own.tokens {
            let token = token(self.collation, own.row, *at);
            push(&mut text, token, &token.form);
        }
        text
    }

    fn wit(&self, rows: &[Row]) -> String {
        let id = |row: &Row| {
            let at = self.rows.iter().position(|(other, _)| other == row);
            at.map(|at| format!("#{}", self.ids[at]))
        };
        rows.iter().filter_map(id).collect::<Vec<_>>().join(" ")
    }
}
