//! The words printed for a remark on a reading.

use crate::model::{Passage, Remark, Witness};

/// What is printed: the sigla it is about, then its words, or the abbreviation for
/// its kind if it has none. Nothing if there is neither.
pub fn words(remark: &Remark, witnesses: &[Witness]) -> Option<Passage> {
    let mut text = remark.text.clone();
    if text.text.is_empty() {
        text = Passage::plain(abbreviation(remark.kind.as_deref()?)?);
    }
    let sigla: Vec<&str> = remark
        .witnesses
        .iter()
        .map(|id| {
            let witness = witnesses.iter().find(|witness| witness.id == *id);
            witness.map_or(id.as_str(), |witness| &witness.siglum)
        })
        .collect();
    let sigla = sigla.join(" ");
    // Many remarks begin with their siglum.
    if sigla.is_empty() || text.text.starts_with(&sigla) {
        return Some(text);
    }
    let mut all = Passage::plain(sigla + " ");
    let base = all.text.len() as u32;
    all.text.push_str(&text.text);
    all.styles.extend(text.styles.into_iter().map(|mut styled| {
        styled.range = base + styled.range.start..base + styled.range.end;
        styled
    }));
    Some(all)
}

/// The field's abbreviation for a kind of remark: before and after correction.
fn abbreviation(kind: &str) -> Option<&str> {
    match kind {
        "correction-original" => Some("a. c."),
        "correction-altered" => Some("p. c."),
        kind if kind.starts_with("correct") => Some("corr."),
        kind if kind.starts_with("lac") => Some("lac."),
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
        let printed = |remark| words(&remark, &[]).map(|passage| passage.text);
        assert_eq!(printed(remark(None, "in ras.")).as_deref(), Some("A in ras."));
        assert_eq!(printed(remark(None, "A in ras.")).as_deref(), Some("A in ras."));
        let before = remark(Some("correction-original"), "");
        assert_eq!(printed(before).as_deref(), Some("A a. c."));
        assert_eq!(printed(remark(Some("other"), "")), None);
    }
}
