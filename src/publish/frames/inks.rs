//! Colors of finished pages: black that is black ink only for the press, no colors of
//! ink for the screen.
//!
//! Typst's black is a gray of light, which a printer's software may take apart into four
//! inks. Here the frames are copied with every gray as an amount of black ink.

use std::collections::BTreeMap;

use typst::foundations::{Bytes, Repr};
use typst::layout::{Abs, Frame, FrameItem};
use typst::visualize::{
    Cmyk, Color, FixedStroke, Image, ImageKind, Paint, ProcessColor, Rgb,
};

use crate::typeset::frames::{Change, Items, Place, items, map};

/// What a book is printed for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Medium {
    /// Paper: black ink, CMYK and named inks.
    Press,
    /// Screens and archives: gray, RGB.
    Screen,
}

/// What can't be printed, or not well.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Flaw {
    /// A color of light; as Typst writes it, and the words it was met at.
    Color(String, String),
    /// A gradient or a tiling, of which the same can't be said.
    Blend,
    /// A picture in RGB.
    RgbPicture(Bytes),
    /// A picture with fewer dots an inch than print wants: how many it has, and how
    /// many it wants.
    Coarse(Bytes, u32, u32),
    /// A picture in a PDF, which is not looked into.
    PdfPicture,
}

/// Copies frames with other paints.
pub(crate) struct Inks {
    medium: Medium,
    page: usize,
    /// What was found, with the page it was first found on, from 0.
    pub flaws: Vec<(usize, Flaw)>,
    /// Pages, from 0, that want more than black ink, with the names of their inks.
    pub colored: BTreeMap<usize, Vec<String>>,
}

/// Dots an inch that a picture in gray or color wants.
const FINE: u32 = 300;
/// Dots an inch that a picture in black and white wants.
const LINE_ART: u32 = 1200;

impl Change for Inks {
    fn item(&mut self, place: &Place, mut item: FrameItem, out: &mut Items) {
        match &mut item {
            FrameItem::Text(text) => {
                let words: String = text.text.chars().take(30).collect();
                text.fill = self.paint(&text.fill, &words);
                text.stroke =
                    text.stroke.as_ref().map(|stroke| self.stroke(stroke, &words));
            }
            FrameItem::Shape(shape, _) => {
                shape.fill = shape.fill.as_ref().map(|fill| self.paint(fill, ""));
                shape.stroke =
                    shape.stroke.as_ref().map(|stroke| self.stroke(stroke, ""));
            }
            FrameItem::Image(image, size, _) if self.medium == Medium::Press => {
                let scale = place.outer.sx.get().abs().max(0.001);
                self.picture(image, Abs::pt(size.x.to_pt() * scale));
            }
            FrameItem::Link(..) | FrameItem::Tag(_) if self.medium == Medium::Press => {
                return;
            }
            _ => {}
        }
        out.push((place.pos, item));
    }
}

impl Inks {
    /// For a medium.
    pub(crate) fn new(medium: Medium) -> Self {
        Self {
            medium,
            page: 0,
            flaws: vec![],
            colored: BTreeMap::new(),
        }
    }

    /// The frame of a page, from 0, in the medium's paints. For the press, links and the
    /// tags of the structure are left out.
    pub(crate) fn page(&mut self, page: usize, frame: &Frame) -> Frame {
        self.page = page;
        map(frame.clone(), self)
    }

    fn stroke(&mut self, stroke: &FixedStroke, words: &str) -> FixedStroke {
        FixedStroke {
            paint: self.paint(&stroke.paint, words),
            ..stroke.clone()
        }
    }

    fn paint(&mut self, paint: &Paint, words: &str) -> Paint {
        let Paint::Solid(color) = paint else {
            if self.medium == Medium::Press {
                self.flaw(Flaw::Blend);
            }
            return paint.clone();
        };
        Paint::Solid(match self.medium {
            Medium::Press => self.ink(color, words),
            Medium::Screen => light(color),
        })
    }

    /// A color as inks.
    fn ink(&mut self, color: &Color, words: &str) -> Color {
        let process = match color {
            Color::Spot(spot) => {
                if let Some(name) = &spot.colorant.name {
                    self.uses(&name.repr());
                }
                return color.clone();
            }
            Color::Process(process) => *process,
        };
        match process {
            ProcessColor::Cmyk(inks) => {
                for (name, part) in
                    [("cyan", inks.c), ("magenta", inks.m), ("yellow", inks.y)]
                {
                    if part > 0.0 {
                        self.uses(name);
                    }
                }
                color.clone()
            }
            ProcessColor::Luma(luma) if luma.alpha >= 1.0 => black(1.0 - luma.luma),
            other => {
                let light: Rgb = other.to_rgb();
                let (red, green, blue) = (light.red, light.green, light.blue);
                let alpha = light.alpha;
                let (least, most) = (red.min(green).min(blue), red.max(green).max(blue));
                if most - least < 0.5 / 255.0 && alpha >= 1.0 {
                    return black(1.0 - green);
                }
                self.flaw(Flaw::Color(color.repr().to_string(), words.to_owned()));
                color.clone()
            }
        }
    }

    fn uses(&mut self, ink: &str) {
        let inks = self.colored.entry(self.page).or_default();
        if !inks.iter().any(|known| known == ink) {
            inks.push(ink.to_owned());
        }
    }

    /// Looks at a picture that is `width` wide on the page.
    fn picture(&mut self, image: &Image, width: Abs) {
        match image.kind() {
            ImageKind::Raster(raster) => {
                let pixels = raster.dynamic();
                if pixels.color().has_color() {
                    self.flaw(Flaw::RgbPicture(raster.data().clone()));
                }
                let gray = pixels.to_luma8();
                let is_line_art = !pixels.color().has_color()
                    && gray.as_raw().iter().all(|v| matches!(v, 0 | 255));
                let wanted = if is_line_art { LINE_ART } else { FINE };
                let has = (f64::from(raster.width()) / width.to_inches()).round() as u32;
                if has < wanted {
                    self.flaw(Flaw::Coarse(raster.data().clone(), has, wanted));
                }
            }
            // Its colors are read from the finished PDF.
            ImageKind::Svg(_) => {}
            ImageKind::Pdf(_) => self.flaw(Flaw::PdfPicture),
        }
    }

    fn flaw(&mut self, flaw: Flaw) {
        if !self.flaws.iter().any(|(_, known)| *known == flaw) {
            self.flaws.push((self.page, flaw));
        }
    }
}

/// An amount of black ink.
fn black(k: f32) -> Color {
    let inks = Cmyk { c: 0.0, m: 0.0, y: 0.0, k: k.clamp(0.0, 1.0) };
    Color::Process(ProcessColor::Cmyk(inks))
}

/// A color without inks: PDF/A wants a profile for CMYK, which the export has none of.
fn light(color: &Color) -> Color {
    let process = match color {
        Color::Process(process) => *process,
        Color::Spot(spot) => spot.fallback(),
    };
    match process {
        ProcessColor::Cmyk(inks) if inks.c == 0.0 && inks.m == 0.0 && inks.y == 0.0 => {
            Color::Process(ProcessColor::Luma(typst::visualize::Luma::new(
                1.0 - inks.k,
                1.0,
            )))
        }
        ProcessColor::Cmyk(_) => Color::Process(ProcessColor::Rgb(process.to_rgb())),
        _ => color.clone(),
    }
}

/// Whether a frame has a color of ink.
pub(crate) fn has_ink(frame: &Frame) -> bool {
    let is_ink = |paint: &Paint| match paint {
        Paint::Solid(Color::Spot(_)) => true,
        Paint::Solid(Color::Process(color)) => matches!(color, ProcessColor::Cmyk(_)),
        _ => false,
    };
    let strokes =
        |stroke: &Option<FixedStroke>| stroke.as_ref().is_some_and(|s| is_ink(&s.paint));
    items(frame).any(|placed| match placed.item {
        FrameItem::Text(text) => is_ink(&text.fill) || strokes(&text.stroke),
        FrameItem::Shape(shape, _) => {
            shape.fill.as_ref().is_some_and(is_ink) || strokes(&shape.stroke)
        }
        _ => false,
    })
}
