//! The words printed for a remark on a reading.

use super::sigla::Sigla;
use crate::edition::Abbreviations;
use crate::model::{Passage, Remark};

/// What is printed: the sigla it is about, then its words, or the abbreviation for
/// its kind if it has none. Nothing if there is neither.
pub fn words(
    remark: &Remark,
    sigla: &Sigla,
    abbreviations: &Abbreviations,
) -> Option<Passage> {
    let mut text = remark.text.clone();
    if text.text.is_empty() {
        let key = match remark.state() {
            Some(key) => key,
            None => abbreviation(remark.kind.as_deref()?)?,
        };
        text = Passage::plain(abbreviations.word(key));
    }
    let names: Vec<&str> = remark.witnesses.iter().map(|id| sigla.siglum(id)).collect();
    let names = names.join(" ");
    // Many remarks begin with their siglum.
    if names.is_empty() || text.text.starts_with(&names) {
        return Some(text);
    }
    let mut all = Passage::plain(names + " ");
    let base = all.text.len() as u32;
    all.text.push_str(&text.text);
    all.styles.extend(text.styles.into_iter().map(|mut styled| {
        styled.range = base + styled.range.start..base + styled.range.end;
        styled
    }));
    Some(all)
}

/// The key of the field's abbreviation for a kind of remark that is no state.
fn abbreviation(kind: &str) -> Option<&'static str> {
    match kind {
        kind if kind.starts_with("correct") => Some("corr"),
        kind if kind.starts_with("lac") => Some("lac"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_remark_begins_with_its_sigla_once() {
        let remark = |kind: Option<&str>, text: &str| Remark {
            witnesses: vec!["A".into()],
            kind: kind.map(str::to_owned),
            text: Passage::plain(text),
        };
        let sigla = Sigla { witnesses: &[], groups: &[] };
        let latin = Abbreviations::default();
        let printed = |remark| words(&remark, &sigla, &latin).map(|passage| passage.text);
        assert_eq!(printed(remark(None, "in ras.")).as_deref(), Some("A in ras."));
        assert_eq!(printed(remark(None, "A in ras.")).as_deref(), Some("A in ras."));
        let before = remark(Some("correction-original"), "");
        assert_eq!(printed(before).as_deref(), Some("A a.c."));
        assert_eq!(printed(remark(Some("other"), "")), None);
    }
}
