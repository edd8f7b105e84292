//! The apparatus as a table: tab-separated values.

use super::{Model, Place, Reading, ReadingKind, Text};
use crate::span::Files;

/// A line an entry, a column a witness: what it is said to have. A witness about which
/// nothing is said has an empty field. `files` are those that the places are in.
pub fn table(model: &Model, files: &Files) -> String {
    let sigla = model
        .witnesses
        .iter()
        .map(|w| format!("\t{}", flat(&w.siglum)))
        .collect::<String>();
    let mut out = format!("text\tseries\tplace\tlemma{sigla}\tothers\tcomment\n");
    for text in &model.texts {
        for entry in &text.entries {
            let place = entry.span.map(|span| files.locate(span)).unwrap_or_default();
            let lemma = match &entry.lemma {
                Some(lemma) => lemma.text.clone(),
                None => words_between(text, entry.from, entry.to),
            };
            let mut fields =
                vec![text.id.clone(), entry.series.clone(), place, lemma.clone()];
            for witness in &model.witnesses {
                let has = |ids: &[String]| ids.contains(&witness.id);
                let reading =
                    entry.readings.iter().find(|reading| has(&reading.witnesses));
                fields.push(match reading {
                    Some(reading) => words(reading),
                    None if has(&entry.lemma_witnesses) => lemma.clone(),
                    None => String::new(),
                });
            }
            let others =
                entry.readings.iter().filter(|reading| reading.witnesses.is_empty());
            fields.push(others.map(words).collect::<Vec<_>>().join("; "));
            fields.push(entry.comment.as_ref().map_or(String::new(), |c| c.text.clone()));
            let fields: Vec<String> = fields.iter().map(|text| flat(text)).collect();
            out += &fields.join("\t");
            out.push('\n');
        }
    }
    out
}

fn words(reading: &Reading) -> String {
    let text = &reading.text.text;
    let words = match &reading.kind {
        ReadingKind::Conjecture(scholar) => format!("{text} coni. {scholar}"),
        kind => match kind.key() {
            Some(key) => format!("{key}. {text}"),
            None => text.clone(),
        },
    };
    words.trim_end().to_owned()
}

fn words_between(text: &Text, from: Place, to: Place) -> String {
    let mut parts = vec![];
    for block in from.block..=to.block {
        let Some(content) = text.blocks.get(block as usize).map(|b| &b.content.text)
        else {
            break;
        };
        let start = if block == from.block { from.offset as usize } else { 0 };
        let end = if block == to.block { to.offset as usize } else { content.len() };
        parts.push(content.get(start..end).unwrap_or_default());
    }
    parts.join(" / ")
}

/// A field of a table: tabs and line ends become spaces.
fn flat(text: &str) -> String {
    text.replace(char::is_control, " ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Block, BlockKind, Entry, Lang, Passage, Witness};

    #[test]
    fn each_witness_has_a_column() {
        let lang = Lang::new("en");
        let mut text = Text::new("a", lang.clone());
        for words in ["a rope", "a\tknot"] {
            let content = Passage::plain(words);
            let block = Block::new(BlockKind::Paragraph, lang.clone(), content);
            text.blocks.push(block);
        }
        let reading = |kind, witnesses: &[&str]| Reading {
            kind,
            text: Passage::plain("cord"),
            witnesses: witnesses.iter().map(|id| (*id).to_owned()).collect(),
            remarks: vec![],
            is_rest: false,
            kept: vec![],
            span: None,
        };
        let (from, to) = (Place { block: 0, offset: 2 }, Place { block: 1, offset: 6 });
        text.entries.push(Entry {
            readings: vec![
                reading(ReadingKind::Variant, &["b"]),
                reading(ReadingKind::Conjecture("Ohm".into()), &[]),
            ],
            lemma_witnesses: vec!["a".into()],
            ..Entry::new("app", from, to, None)
        });
        let siglum = |id: &str, siglum: &str| Witness {
            id: id.into(),
            siglum: siglum.into(),
            description: String::new(),
            hand_of: None,
        };
        let model = Model {
            texts: vec![text],
            witnesses: vec![siglum("a", "A"), siglum("b", "B"), siglum("c", "C\t1")],
        };
        assert_eq!(
            table(&model, &Files::default()),
            "text\tseries\tplace\tlemma\tA\tB\tC 1\tothers\tcomment\n\
             a\tapp\t\trope / a knot\trope / a knot\tcord\t\tcord coni. Ohm\t\n"
        );
    }
}
