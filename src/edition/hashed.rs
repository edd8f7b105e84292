//! Hashes of what has lengths and costs: these count by their bits. Each field is named, so
//! that none can be forgotten.

use std::hash::{Hash, Hasher};

use super::manifest::Weights;
use super::{
    Cover, Design, PageSettings, Parallel, Press, ScriptSizes, Series, TypeWish,
};

fn bits<H: Hasher>(numbers: &[f64], state: &mut H) {
    numbers.iter().for_each(|number| number.to_bits().hash(state));
}

impl Hash for PageSettings {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let Self { width, height, inner, outer, head, foot } = *self;
        bits(&[width, height, inner, outer, head, foot], state);
    }
}

impl Hash for Design {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let Self {
            name,
            own,
            size,
            pitch,
            foot_size,
            foot_pitch,
            scripts,
            fit,
            titles,
            ornament,
            tracking,
            withhold,
        } = self;
        (name, own, scripts, fit, withhold).hash(state);
        (titles, ornament, tracking).hash(state);
        bits(&[*size, *pitch, *foot_size, *foot_pitch], state);
    }
}

impl Hash for ScriptSizes {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let Self {
            code,
            dir,
            scale,
            pitch,
            least,
            foot,
            is_main,
            face,
            signs,
        } = self;
        (code, dir, foot.map(f64::to_bits), is_main, face, signs).hash(state);
        for pitch in [pitch, least] {
            bits(&[*scale, pitch.plain, pitch.signs, pitch.vowels], state);
        }
    }
}

impl Hash for TypeWish {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let Self { size, pitch } = self;
        (size.map(f64::to_bits), pitch.map(f64::to_bits)).hash(state);
    }
}

impl Hash for Weights {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let Self {
            widow,
            orphan,
            hyphen,
            stanza,
            speech,
            opening,
            split_note,
            moved,
            long,
            fit,
        } = *self;
        bits(&[widow, orphan, hyphen, stanza, speech], state);
        bits(&[opening, split_note, moved, long, fit], state);
    }
}

impl Hash for Series {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let Self {
            id,
            kind,
            place,
            title,
            layout,
            marks,
            numbering,
            columns,
            size,
            pitch,
            is_pitch_given,
            gap,
            rule,
            splits,
            apparatus,
            span,
        } = self;
        (id, kind, place, title, layout, marks, numbering).hash(state);
        (columns, is_pitch_given, gap.map(f64::to_bits), rule, splits, apparatus, span)
            .hash(state);
        bits(&[*size, *pitch], state);
    }
}

impl Hash for Press {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let Self {
            bleed,
            spine_bleed,
            slug,
            marks,
            signature,
            signature_marks,
            leaf,
            creep,
            profile,
            condition,
            also_archive,
            profile_span,
        } = self;
        bits(&[*bleed, *spine_bleed, *slug, *leaf], state);
        (marks, signature, signature_marks, creep).hash(state);
        (profile, condition, also_archive, profile_span).hash(state);
    }
}

impl Hash for Cover {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let Self { text, spine, board } = self;
        (text, spine).hash(state);
        bits(&[*board], state);
    }
}

impl Hash for Parallel {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let Self {
            id,
            texts,
            pages,
            step,
            ties,
            shares,
            gutter,
            rule,
            span,
        } = self;
        (id, texts, pages, step, ties, rule, span).hash(state);
        bits(&[*gutter], state);
        bits(shares, state);
    }
}
