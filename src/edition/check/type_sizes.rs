//! Checks of the sizes of type: of scripts, and of single texts.

use std::collections::BTreeMap;

use super::Check;
use crate::edition::manifest::{self, Length, ScriptType};
use crate::edition::toml_file::Located;
use crate::edition::{Design, ScriptSizes, TypeWish};
use crate::model::script::{Pitch, Signs};
use crate::model::{Lang, script};

impl Check<'_> {
    /// The sizes of all scripts that have their own, by the manifest or by the table of
    /// scripts. `lang` is the book's: the pitches that `[design]` gives are for its script.
    pub(super) fn scripts(
        &mut self,
        written: &manifest::Design,
        design: &Design,
        lang: &Lang,
    ) -> Vec<ScriptSizes> {
        let given = self.given(&written.scripts);
        let mut codes: Vec<String> = script::sized().map(|(code, _)| code).collect();
        codes.extend(given.keys().map(|code| (*code).clone()));
        codes.sort_unstable();
        codes.dedup();
        let main = lang.writing(lang.dir());
        let mut sizes = vec![];
        for code in codes {
            let own = given.get(&code);
            let face = own.and_then(|own| own.face.clone());
            let usual = script::of_code(&code);
            let is_main = code == main;
            let mut points = |name: &str, length: Option<&Option<Length>>| {
                let length = length.and_then(Option::as_ref)?;
                self.length(name, length, false)
            };
            let size = points("size", own.map(|own| &own.size));
            let pitch = points("pitch", own.map(|own| &own.pitch));
            let foot = points("foot-pitch", own.map(|own| &own.foot_pitch));
            let scale = size.map_or(usual.size, |size| size / design.size);
            let least = usual.pitch.map(|pitch| pitch * scale);
            let is_said = is_main && written.pitch.0.is_written();
            let needed = match pitch.or(is_said.then_some(design.pitch)) {
                Some(said) => Pitch::even(said),
                None => least.map(|least| design.pitch.max(least * design.size)),
            };
            let is_foot_said = is_main && written.foot_pitch.0.is_written();
            if let Some(ScriptType { pitch: Some(given), size: own_size, .. }) = own {
                let size_of = own_size.as_ref().unwrap_or(&written.size);
                let both = pitch.map(|pitch| (scale * design.size, pitch));
                self.tight("pitch", both, given, size_of);
            }
            sizes.push(ScriptSizes {
                dir: usual.dir,
                scale,
                pitch: needed,
                least,
                foot: match foot {
                    Some(foot) => Some(foot / design.foot_pitch),
                    None => is_foot_said.then_some(1.0),
                },
                is_main,
                face,
                signs: Signs::None,
                code,
            });
        }
        sizes
    }

    /// What the manifest says of scripts, by their codes.
    fn given<'a>(
        &mut self,
        written: &'a BTreeMap<Located<String>, ScriptType>,
    ) -> BTreeMap<String, &'a ScriptType> {
        let mut given = BTreeMap::new();
        for (name, sizes) in written {
            let code = name.get().to_ascii_lowercase();
            if code == "latn" {
                let span = self.span(name);
                let message =
                    "the sizes of Latin letters are those of `[design]`".to_owned();
                self.error("unknown-value", message, span)
                    .hints
                    .push("write `size` and `pitch` of `[design]`".to_owned());
            } else if script::named(&code).is_none() {
                let span = self.span(name);
                let message = format!("there is no script `{}`", name.get());
                self.error("unknown-value", message, span).hints.push(
                    "write a code of ISO 15924, such as `arab`, `hebr` or `grek`"
                        .to_owned(),
                );
            } else {
                given.insert(code, sizes);
            }
        }
        given
    }

    /// What the manifest says of the type of a text.
    pub(super) fn type_wish(
        &mut self,
        text: &manifest::Text,
        design: &manifest::Design,
    ) -> TypeWish {
        let size = text.size.as_ref().and_then(|size| self.length("size", size, false));
        let pitch = text
            .pitch
            .as_ref()
            .and_then(|pitch| self.length("pitch", pitch, false));
        if let (Some(written), Some(size)) = (&text.pitch, size) {
            let of = text.size.as_ref().unwrap_or(&design.size);
            self.tight("pitch", pitch.map(|pitch| (size, pitch)), written, of);
        }
        TypeWish { size, pitch }
    }
}
