//! What there is to say about pins.

use std::sync::Arc;

use crate::compose::SetText;
use crate::compose::job::pins::anchor;
use crate::diag::Diagnostic;
use crate::edition::{Edition, PinWish};
use crate::model::{Model, PointKind};

/// Whether the anchors of all pins are in their texts.
///
/// # Errors
/// A diagnostic for each that is not.
pub(super) fn check(edition: &Edition, model: &Model) -> Result<(), Vec<Diagnostic>> {
    let mut faults = vec![];
    let pins = edition.pins.iter().map(|pin| (&pin.text, &pin.at, pin.span));
    let fits = edition.fits.iter().map(|fit| (&fit.text, &fit.at, fit.span));
    for (id, at, span) in pins.chain(fits) {
        let Some(text) = model.texts.iter().find(|text| text.id == *id) else {
            continue;
        };
        if anchor(text, at).is_some() {
            continue;
        }
        let points = text.blocks.iter().flat_map(|block| &block.content.points);
        let known = points.filter_map(|point| match &point.kind {
            PointKind::Anchor(name) => Some(name.as_str()),
            _ => None,
        });
        let message = format!("`{id}` has no anchor `{at}`");
        let fault = Diagnostic::error("anchor-missing", message).at(span);
        faults.push(fault.suggest(at, known));
    }
    if faults.is_empty() { Ok(()) } else { Err(faults) }
}

/// Warns of pins that change nothing.
pub(super) fn idle(
    edition: &Edition,
    texts: &[Arc<SetText>],
    diagnostics: &mut Vec<Diagnostic>,
) {
    for &k in texts.iter().flat_map(|text| &text.idle_pins) {
        let pin = &edition.pins[k];
        let message = match pin.wish {
            PinWish::Begins => "a page begins with this line in any case",
            PinWish::Continues => "no page would begin with this line",
            PinWish::MayBegin => continue,
        };
        let fault = Diagnostic::warning("idle-pin", message).at(pin.span);
        diagnostics.push(fault.hint("remove the pin"));
    }
}
