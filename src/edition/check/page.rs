//! Checks of trim, margins and type sizes.

use super::Check;
use crate::diag::Diagnostic;
use crate::edition::designs::{self, DESIGNS, Measures};
use crate::edition::manifest::{self, Length};
use crate::edition::toml_file::Located;
use crate::edition::values::{self, LengthFault};
use crate::edition::{Design, LoadError, PageSettings, WITHHELD};

impl Check<'_> {
    /// A length in points, greater than zero unless it may be zero. A bad one is
    /// reported.
    pub(super) fn length(
        &mut self,
        name: &str,
        length: &Length,
        may_be_zero: bool,
    ) -> Option<f64> {
        let given = length.0.get();
        let (message, hint) = match values::length(given) {
            Ok(points) if points > 0.0 || may_be_zero => return Some(points),
            Ok(_) => (
                format!("`{name}` is zero"),
                "write a length greater than zero".to_owned(),
            ),
            Err(LengthFault::TooLong) => (
                format!("`{given}` is longer than a PDF page can be"),
                "a page is at most 200 inches, 5080 mm, long".to_owned(),
            ),
            Err(LengthFault::NoUnit) => (
                format!("the length `{given}` has no unit"),
                format!(
                    "write `{name} = \"{}mm\"`, or with `cm`, `in` or `pt`",
                    given.trim()
                ),
            ),
            Err(LengthFault::Unit) => (
                format!("`{given}` has a unit that is not known"),
                "the units are `mm`, `cm`, `in` and `pt`".to_owned(),
            ),
            Err(LengthFault::NoNumber) => (
                format!("`{given}` is not a length"),
                "write a number and its unit, as in `24mm` or `10.8pt`".to_owned(),
            ),
        };
        self.error("bad-length", message, self.span(&length.0))
            .hints
            .push(hint);
        None
    }

    /// The measures of the design of a name.
    pub(super) fn measures(&mut self, name: &Located<String>) -> &'static Measures {
        if let Some(known) = designs::of(name.get()) {
            return known;
        }
        let names = designs::names();
        let message = format!("there is no design `{}`", name.get().escape_debug());
        let fault = Diagnostic::error("unknown-value", message)
            .at(self.span(name))
            .suggest(name.get(), names.clone())
            .hint(format!(
                "the designs are `{}`",
                names.collect::<Vec<_>>().join("`, `")
            ));
        self.faults.push(fault);
        &DESIGNS[0]
    }

    pub(super) fn design(
        &mut self,
        design: &manifest::Design,
    ) -> Result<Design, LoadError> {
        let name = design.name.get();
        let size = self.length("size", &design.size, false);
        let pitch = self.length("pitch", &design.pitch, false);
        let foot_size = self.length("foot-size", &design.foot_size, false);
        let foot_pitch = self.length("foot-pitch", &design.foot_pitch, false);
        self.tight("pitch", size.zip(pitch), &design.pitch, &design.size);
        self.tight(
            "foot-pitch",
            foot_size.zip(foot_pitch),
            &design.foot_pitch,
            &design.foot_size,
        );
        // What could not be read is replaced so that the other checks can go on.
        let size = size.unwrap_or(10.8);
        let foot_size = foot_size.unwrap_or(8.6);
        Ok(Design {
            name: name.clone(),
            own: self.optional_file("design.typ")?,
            size,
            pitch: pitch.unwrap_or(size * 1.26),
            foot_size,
            foot_pitch: foot_pitch.unwrap_or(foot_size * 1.23),
            scripts: vec![],
            fit: design.fit,
            titles: design.titles.clone(),
            ornament: design.ornament.clone(),
            tracking: design.tracking,
            withhold: design.withhold.iter().map(|name| name.get().clone()).collect(),
        })
    }

    /// Reports names of what the design is to leave out that nothing printed has.
    pub(super) fn withheld(
        &mut self,
        names: &[Located<String>],
        series: &[crate::edition::Series],
    ) {
        let known =
            || WITHHELD.into_iter().chain(series.iter().map(|one| one.id.as_str()));
        for name in names {
            if !known().any(|one| one == name.get()) {
                let message = format!("`{}` is nothing that is printed", name.get());
                let fault = Diagnostic::error("unknown-withheld", message)
                    .at(self.span(name))
                    .suggest(name.get(), known())
                    .hint("name a kind of what is printed, a style or a series");
                self.faults.push(fault);
            }
        }
    }

    /// Warns of lines that touch.
    pub(super) fn tight(
        &mut self,
        name: &str,
        sizes: Option<(f64, f64)>,
        pitch: &Length,
        size: &Length,
    ) {
        let Some((_, _)) = sizes.filter(|(size, pitch)| pitch < size) else { return };
        let place = if pitch.0.is_written() { &pitch.0 } else { &size.0 };
        self.faults.push(
            Diagnostic::warning(
                "tight-pitch",
                format!(
                    "a `{name}` of {} for letters of {}: lines touch",
                    pitch.0.get(),
                    size.0.get()
                ),
            )
            .at(self.span(place))
            .hint(format!("make `{name}` a fifth to a third more than the size")),
        );
    }

    pub(super) fn page(
        &mut self,
        page: &manifest::Page,
        design: &Design,
    ) -> PageSettings {
        let width = self.length("width", &page.width, false);
        let height = self.length("height", &page.height, false);
        let inner = self.length("inner", &page.inner, true);
        let outer = self.length("outer", &page.outer, true);
        let head = self.length("head", &page.head, true);
        let foot = self.length("foot", &page.foot, true);
        // Narrower than four letters or lower than three lines, nothing can be set.
        if let (Some(width), Some(inner), Some(outer)) = (width, inner, outer) {
            let room = width - inner - outer;
            if room < 4.0 * design.size {
                let keys = [
                    ("outer", &page.outer),
                    ("inner", &page.inner),
                    ("width", &page.width),
                ];
                self.no_room("width", room, &keys);
            }
        }
        if let (Some(height), Some(head), Some(foot)) = (height, head, foot) {
            let room = height - head - foot;
            if room < 3.0 * design.pitch {
                let keys = [
                    ("foot", &page.foot),
                    ("head", &page.head),
                    ("height", &page.height),
                ];
                self.no_room("height", room, &keys);
            }
        }
        PageSettings {
            width: width.unwrap_or_default(),
            height: height.unwrap_or_default(),
            inner: inner.unwrap_or_default(),
            outer: outer.unwrap_or_default(),
            head: head.unwrap_or_default(),
            foot: foot.unwrap_or_default(),
        }
    }

    /// Reports margins that leave no text area, at the first key that is written.
    fn no_room(&mut self, side: &str, room: f64, keys: &[(&str, &Length); 3]) {
        let written = keys.iter().find(|(_, length)| length.0.is_written());
        let span = written.map_or(self.start(), |(_, length)| self.span(&length.0));
        let millimetres = room.max(0.0) * 25.4 / 72.0;
        let [a, b, _] =
            keys.map(|(name, length)| format!("`{name} = \"{}\"`", length.0.get()));
        let message = format!(
            "the margins leave {millimetres:.1} mm of the page's {side} of {} for the text",
            keys[2].1.0.get(),
        );
        self.error("no-room", message, span)
            .hints
            .push(format!("make {a} or {b} smaller, or the page's {side} larger"));
    }
}
