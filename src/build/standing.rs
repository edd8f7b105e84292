//! Standing type: what a build leaves for the next one of the same edition, as a printer
//! keeps a forme from which another printing may be made.

use std::sync::Arc;
use std::time::SystemTime;

use typst::utils::hash128;

use super::assets::{self, own_fonts};
use crate::compose::book::section::SetSection;
use crate::compose::book::{self, Kept};
use crate::diag::Diagnostic;
use crate::edition::Edition;
use crate::typeset::{BookWorld, Galley};

/// What was set before. A build that finds the inputs of a part unchanged takes the part
/// from here; the book is the same as if all of it were set anew.
#[derive(Default)]
pub struct Standing {
    /// The sources, whose unchanged parts the compiler knows; none before the first build.
    world: Option<BookWorld>,
    /// The font files of the edition when its fonts were read, and what was said of them.
    fonts: Option<(u128, Vec<Diagnostic>)>,
    /// The texts as set.
    pub(super) texts: Kept<book::StandingText>,
    /// The sections as set.
    pub(super) sections: Kept<Arc<SetSection>>,
    /// The leaves of sections as set.
    pub(super) leaves: Kept<Galley>,
}

impl Standing {
    /// The world with the fonts of the edition, and what there is to say of these. It is to
    /// be given back with [`Standing::put_back`].
    pub(super) fn world(
        &mut self,
        edition: &Edition,
    ) -> Result<(BookWorld, Vec<Diagnostic>), Vec<Diagnostic>> {
        let stamp = font_files(edition);
        match (self.world.take(), &self.fonts) {
            (Some(world), Some((known, said))) if *known == stamp => {
                Ok((world, said.clone()))
            }
            (world, _) => {
                let (store, said) = own_fonts(edition)?;
                self.fonts = Some((stamp, said.clone()));
                let world = match world {
                    Some(world) => world.with_fonts(store),
                    None => BookWorld::new(store),
                };
                Ok((world, said))
            }
        }
    }

    /// Keeps the world for the next build.
    pub(super) fn put_back(&mut self, world: BookWorld) {
        self.world = Some(world);
    }

    /// The font files in use, as a number that changes with them.
    pub(super) fn fonts(&self) -> u128 {
        self.fonts.as_ref().map_or(0, |(stamp, _)| *stamp)
    }
}

/// The files in the edition's `fonts` by name, length and time of change, and what is passed
/// over there.
fn font_files(edition: &Edition) -> u128 {
    let found = assets::font_files(edition);
    let files = found
        .iter()
        .flat_map(|(folder, walk)| walk.files.iter().map(move |path| folder.join(path)));
    let stamped: Vec<_> = files
        .filter_map(|path| {
            let about = std::fs::metadata(&path).ok()?;
            let changed = about.modified().unwrap_or(SystemTime::UNIX_EPOCH);
            Some((path, about.len(), changed))
        })
        .collect();
    let refused: Vec<_> = found
        .iter()
        .flat_map(|(_, walk)| &walk.refused)
        .map(|(path, fault)| (path, fault))
        .collect();
    hash128(&(stamped, refused))
}
