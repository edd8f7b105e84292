//! The designs of the program, with the measures that an edition has if its manifest says nothing of them.

use super::manifest::{Design, Length, Page, length};

/// A design's measures, as a manifest would give them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Measures {
    /// Its name, that of its folder in `templates/`.
    pub name: &'static str,
    /// Width and height of the page, then its margins: inner, outer, head, foot.
    page: [&'static str; 6],
    /// Size and pitch of the text, then those of the foot.
    sizes: [&'static str; 4],
    /// In how many columns critical series at the foot are set.
    pub columns: u32,
}

/// All designs.
pub(super) const DESIGNS: [Measures; 3] = [
    Measures {
        name: "octavo",
        page: ["155mm", "235mm", "19mm", "26mm", "24mm", "28mm"],
        sizes: ["10.8pt", "13.6pt", "8.6pt", "10.6pt"],
        columns: 1,
    },
    Measures {
        name: "quarto",
        page: ["210mm", "280mm", "27mm", "40mm", "30mm", "36mm"],
        sizes: ["11.6pt", "14.8pt", "9pt", "11.2pt"],
        columns: 2,
    },
    // The trim that Persian publishers call so.
    Measures {
        name: "vaziri",
        page: ["165mm", "235mm", "22mm", "25mm", "27mm", "26mm"],
        sizes: ["11.2pt", "18.6pt", "8.8pt", "13.2pt"],
        columns: 1,
    },
];

/// The names of all designs.
pub fn names() -> impl Iterator<Item = &'static str> + Clone {
    DESIGNS.iter().map(|design| design.name)
}

/// The design of a name.
pub(super) fn of(name: &str) -> Option<&'static Measures> {
    DESIGNS.iter().find(|design| design.name == name)
}

impl Measures {
    /// A page with these measures where none is written.
    pub(super) fn page(&self, written: &Page) -> Page {
        let [width, height, inner, outer, head, foot] = self.page;
        Page {
            width: or(&written.width, width),
            height: or(&written.height, height),
            inner: or(&written.inner, inner),
            outer: or(&written.outer, outer),
            head: or(&written.head, head),
            foot: or(&written.foot, foot),
        }
    }

    /// Sizes of type with these where none is written.
    pub(super) fn sizes(&self, written: &Design) -> Design {
        let [size, pitch, foot_size, foot_pitch] = self.sizes;
        Design {
            size: or(&written.size, size),
            pitch: or(&written.pitch, pitch),
            foot_size: or(&written.foot_size, foot_size),
            foot_pitch: or(&written.foot_pitch, foot_pitch),
            ..written.clone()
        }
    }
}

fn or(written: &Length, usual: &str) -> Length {
    if written.0.is_written() { written.clone() } else { length(usual) }
}
