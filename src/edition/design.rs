//! The sizes of type: those of the book, of its scripts, and of each text.

use std::path::PathBuf;

use unicode_script::Script;

use super::Series;
use crate::model::script::{self, Pitch, SignCount, Signs};
use crate::model::{Dir, Lang, Text};

/// Which design sets the book.
#[derive(Debug, Clone, PartialEq)]
pub struct Design {
    /// A folder of `templates/`, such as `octavo`.
    pub name: String,
    /// The edition's own `design.typ`, if it has one.
    pub own: Option<PathBuf>,
    /// The size of the text in Latin letters, in points.
    pub size: f64,
    /// The distance from one baseline to the next in a text of Latin letters, in points.
    pub pitch: f64,
    /// The size of the foot, in points.
    pub foot_size: f64,
    /// The pitch of the foot, in points.
    pub foot_pitch: f64,
    /// Scripts that have sizes of their own.
    pub scripts: Vec<ScriptSizes>,
    /// Whether paragraphs are set a line shorter or longer where pages come out better.
    pub fit: bool,
    /// The family of titles, if not that of the text.
    pub titles: Option<String>,
    /// What is printed for a break between paragraphs, if not the design's own.
    pub ornament: Option<String>,
    /// Whether lines are brought to one width by the white between letters too.
    pub tracking: bool,
    /// What it leaves out on purpose: kinds of the account, ids of series, or styles.
    pub withhold: Vec<String>,
}

/// The sizes of a script.
#[derive(Debug, Clone, PartialEq)]
pub struct ScriptSizes {
    /// Its code (ISO 15924), in small letters.
    pub code: String,
    /// Its direction.
    pub dir: Dir,
    /// The size of its letters, as a share of that of Latin letters beside them.
    pub scale: f64,
    /// The distance of baselines in a text of it, in points, where Latin letters have the
    /// design's size.
    pub pitch: Pitch,
    /// The least distance of baselines at the foot and in lists, in sizes of Latin letters.
    pub least: Pitch,
    /// The distance of baselines there as a share of what it is for Latin letters, if the
    /// manifest says it.
    pub foot: Option<f64>,
    /// Whether it is that of the book's language, which the pitches of the manifest are for.
    pub is_main: bool,
    /// The family of its letters, if the manifest says it.
    pub face: Option<String>,
    /// How many signs stand over and under its letters in the book.
    pub signs: Signs,
}

/// What the manifest says of the type of one text, in points.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct TypeWish {
    /// The size of its letters.
    pub size: Option<f64>,
    /// The distance of its baselines.
    pub pitch: Option<f64>,
}

/// The sizes that a text or a list is set in.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TypeSizes {
    /// The size that Latin letters have in it, in points: every line is as high.
    pub size: f64,
    /// The distance of its baselines, in points.
    pub pitch: f64,
    /// The least distance of baselines in small type, in sizes of Latin letters.
    pub least: f64,
    /// The distance of baselines there as a share of what it is for Latin letters, if the
    /// manifest says it.
    pub foot: Option<f64>,
    /// Whether the pitches of the manifest are for its script.
    pub is_main: bool,
}

impl TypeSizes {
    /// The distance of baselines of small type, where Latin letters of a size stand on a
    /// pitch, all in points.
    pub fn small_pitch(&self, (size, pitch): (f64, f64)) -> f64 {
        self.foot.map_or(pitch.max(size * self.least), |share| pitch * share)
    }

    /// The distance of baselines of a series, in points. A pitch that the manifest gives to
    /// the series stands where the text is written as the book's language is.
    pub fn series_pitch(&self, series: &Series) -> f64 {
        match series.is_pitch_given && self.is_main {
            true => series.pitch,
            false => self.small_pitch((series.size, series.pitch)),
        }
    }
}

impl Design {
    /// The families that the manifest names.
    pub fn families(&self) -> impl Iterator<Item = &str> {
        let faces = self.scripts.iter().filter_map(|script| script.face.as_deref());
        self.titles.as_deref().into_iter().chain(faces)
    }

    /// The sizes of what is in a language and not one text alone, such as an index.
    pub fn sizes(&self, lang: &Lang, dir: Dir) -> TypeSizes {
        let signs = self.script(lang, dir).map_or(Signs::None, |script| script.signs);
        self.wished(lang, dir, signs, TypeWish::default())
    }

    /// The sizes of a text.
    pub fn sizes_of(&self, text: &Text, wish: TypeWish) -> TypeSizes {
        let code = text.lang.writing(text.dir);
        let signs = script::named(code).map_or(Signs::None, |script| {
            let mut count = SignCount::default();
            count_signs(&mut count, text, script);
            count.signs(script)
        });
        self.wished(&text.lang, text.dir, signs, wish)
    }

    /// Notes how many signs stand over and under the letters of each script in a book.
    pub fn take_signs(&mut self, texts: &[Text]) {
        for sizes in &mut self.scripts {
            let Some(script) = script::named(&sizes.code) else { continue };
            let mut count = SignCount::default();
            texts.iter().for_each(|text| count_signs(&mut count, text, script));
            sizes.signs = count.signs(script);
        }
    }

    /// The sizes of the script in which a language is set in a direction, if it has sizes of
    /// its own.
    fn script(&self, lang: &Lang, dir: Dir) -> Option<&ScriptSizes> {
        let code = lang.writing(dir);
        self.scripts.iter().find(|script| script.code == code)
    }

    fn wished(&self, lang: &Lang, dir: Dir, signs: Signs, wish: TypeWish) -> TypeSizes {
        let script = self.script(lang, dir);
        let scale = script.map_or(1.0, |script| script.scale);
        let usual = script.map_or(self.pitch, |script| script.pitch.with(signs));
        let size = wish.size.map_or(self.size, |size| size / scale);
        TypeSizes {
            size,
            pitch: wish.pitch.unwrap_or(usual * size / self.size),
            least: script.map_or(0.0, |script| script.least.with(signs)),
            foot: script.and_then(|script| script.foot),
            is_main: script.is_none_or(|script| script.is_main),
        }
    }
}

/// Counts the letters of a script in a text, and what stands over and under them.
fn count_signs(count: &mut SignCount, text: &Text, script: Script) {
    let blocks = text.blocks.iter();
    blocks.for_each(|block| count.add(&block.content.text, script));
}

impl super::Edition {
    /// The sizes of a text, by its index.
    pub fn sizes(&self, index: usize, text: &Text) -> TypeSizes {
        let wish = self.texts.get(index).map(|file| file.wish);
        self.design.sizes_of(text, wish.unwrap_or_default())
    }
}
