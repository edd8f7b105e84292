//! Books that are damaged behind the composer's back, in their frames or by a design: the
//! account of the finished pages must find each damage, under its own name. It is one thing: a
//! book and all that can be done to it.

use std::collections::BTreeSet;
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::thread;

use typst::introspection::Location;
use typst::layout::{Abs, Frame, FrameItem, GroupItem, Point, Ratio, Transform};
use typst::model::{Destination, Document, Url};
use typst::text::TextItem;
use typst::visualize::{Color, Curve, Paint};
use typst_layout::{Page, PagedDocument};
use variorum::build::account::account;
use variorum::build::{self, Built, Read};
use variorum::typeset::frames::emptied;

use crate::support::Project;
use crate::support::book::Deaf;

const MANIFEST: &str = r#"title = "The Harbor Ledger"
subtitle = "An invented edition"
editors = ["Amina Osei"]
publisher = "Quay Press"
[page]
width = "105mm"
height = "148mm"
inner = "14mm"
outer = "18mm"
head = "18mm"
foot = "14mm"
[lineation]
first = 2
step = 2
[[witness]]
id = "A"
description = "Copy of the pilot"
[[witness]]
id = "B"
siglum = "Bb"
description = "Draft"
[[index]]
id = "names"
title = "Names"
[concordance]
[[text]]
file = "a.dj"
"#;

const TEXT: &str = r#"# The Ferry

The [keeper]{B="warden"} of the [harbor]{B=om} wrote _slowly_ in the ledger[^1] and {+sealed+}
it. []{.page n=77 ed=B}Nobody [reads]{conj="writes :: Okafor"} it [twice]{note="thus everywhere"},
says [Okafor]{index="names: Okafor"}, see []{ref=crossing to=page-line} below. The old boat lay
at the pier for seven winters and its ropes were sold by weight in the market of the town.

> Whoever borrows an anchor shall return it clean.

## The crossing

[]{#crossing}Every morning the [pilot]{A="helmsman"} counted passengers[^2], mules, barrels and
letters, and each evening the [clerk]{B="scribe" A="writer"} copied what had been counted.
[Mendoza]{index="names: Mendoza"} kept the keys.

::: verse
The tide goes out with all we owe, \
the tide comes home with none.
:::

| vessel | freight |
|--------|---------|
| gull   | lumber  |
| heron  | copper  |

In the third year a bridge was planned, and surveyors came with chains, flags and a cook. They
stayed until the rains, drew nine sheets of plans, and left a debt at the inn that the council
paid. The [bridge]{B="dam"} was never built; the [plans]{B="drawings"} hang in the school, where
children take them for the map of a distant country and name its rivers after their mothers.

When the railway came, the ferry went on for eleven years, since the station lay on the wrong
bank. It carried [sugar]{B="salt"}, coffins, two printing presses and once a bear. The bear is in
the ledger under livestock, with the remark that it paid nothing and [growled]{B="sang"} at the
tariff. After that, the remarks grow fewer, and the hand changes three times in one summer.

The last entry[^3] is a sum that does not agree. Someone has [checked]{B="mended"} it in pencil, and
the correction is wrong as well. The ledger closes with a list of lamps, of which four were lent.

[^1]: Bound in green leather.

[^2]: Children went free.

[^3]: Undated.
"#;

/// An edition, set and not proven.
fn set(design: Option<&str>) -> (Read, Built) {
    set_with(MANIFEST, design)
}

fn set_with(manifest: &str, design: Option<&str>) -> (Read, Built) {
    set_text(manifest, TEXT, design)
}

fn set_text(manifest: &str, text: &str, design: Option<&str>) -> (Read, Built) {
    let mut files = vec![("edition.toml", manifest), ("a.dj", text)];
    files.extend(design.map(|design| ("design.typ", design)));
    let project = Project::edition(files);
    let root = project.path("edition");
    let worker = thread::Builder::new().stack_size(64 << 20);
    let worker = worker
        .spawn(move || read_and_set(&root))
        .expect("a thread can be started");
    worker.join().expect("the edition can be set")
}

fn read_and_set(root: &Path) -> (Read, Built) {
    let Ok(read) = build::read(root) else { panic!("the edition can be read") };
    assert!(read.is_sound(), "{:?}", read.diagnostics);
    match build::set(&read, &mut Deaf) {
        Ok(built) => (read, built),
        Err(faults) => panic!("{faults:?}"),
    }
}

/// The codes of what the account finds.
fn codes(read: &Read, built: &Built) -> BTreeSet<&'static str> {
    let (account, said) = account(read, built);
    let errors: BTreeSet<&'static str> = said.iter().map(|fault| fault.code).collect();
    let is_sound = account.adds_up();
    assert!(is_sound || !errors.is_empty(), "what does not add up is told");
    errors
}

/// A run of text on a page.
struct Run<'a> {
    page: usize,
    /// Its place from the top left of the page, in points.
    at: Point,
    text: &'a TextItem,
}

impl Run<'_> {
    fn says(&self, words: &str) -> bool {
        self.text.text.contains(words)
    }

    fn is(&self, words: &str) -> bool {
        self.text.text.trim() == words
    }

    fn size(&self) -> f64 {
        self.text.size.to_pt()
    }

    /// Whether it stands on a page of the text.
    fn in_text(&self) -> bool {
        TEXT_PAGES.contains(&self.page)
    }

    fn in_foot(&self) -> bool {
        self.in_text() && self.at.y.to_pt() > 290.0 && self.at.y.to_pt() < 385.0
    }

    fn in_head(&self) -> bool {
        self.at.y.to_pt() < 48.0
    }
}

/// The physical pages of the text.
const TEXT_PAGES: Range<usize> = 6..9;

/// What becomes of a run.
type Changed = Vec<(Point, FrameItem)>;

fn kept(text: &TextItem) -> Changed {
    vec![(Point::zero(), FrameItem::Text(text.clone()))]
}

/// Changes the runs of a book. `change` gives what takes the place of one, with places from
/// where that stood, or nothing if it stays.
fn change(built: &mut Built, change: &mut dyn FnMut(&Run) -> Option<Changed>) {
    fn frame(
        old: &Frame,
        (page, origin): (usize, Point),
        change: &mut dyn FnMut(&Run) -> Option<Changed>,
    ) -> Frame {
        let mut new = emptied(old);
        for (pos, item) in old.items() {
            let at = origin + *pos;
            match item {
                FrameItem::Group(group) => {
                    let inner = frame(&group.frame, (page, at), change);
                    let group = GroupItem { frame: inner, ..group.clone() };
                    new.push(*pos, FrameItem::Group(group));
                }
                FrameItem::Text(text) => match change(&Run { page, at, text }) {
                    None => new.push(*pos, item.clone()),
                    Some(items) => {
                        new.push_multiple(
                            items.into_iter().map(|(by, item)| (*pos + by, item)),
                        );
                    }
                },
                _ => new.push(*pos, item.clone()),
            }
        }
        new
    }
    let document = &built.book.document;
    let pages = document.pages().iter().enumerate().map(|(k, page)| Page {
        frame: frame(&page.frame, (k, Point::zero()), change),
        ..page.clone()
    });
    let pages = pages.collect();
    built.book.document = PagedDocument::new(pages, document.info().clone());
}

/// Does something to the first run for which `is_it`. There must be one.
fn first(
    built: &mut Built,
    is_it: impl Fn(&Run) -> bool,
    what: impl Fn(&Run) -> Changed,
) {
    let mut done = false;
    change(built, &mut |run| {
        let now = !done && is_it(run);
        done |= now;
        now.then(|| what(run))
    });
    assert!(done, "nothing was damaged");
}

/// Does something to all runs for which `is_it`. There must be one.
fn all(built: &mut Built, is_it: impl Fn(&Run) -> bool, what: impl Fn(&Run) -> Changed) {
    let mut done = false;
    change(built, &mut |run| {
        let now = is_it(run);
        done |= now;
        now.then(|| what(run))
    });
    assert!(done, "nothing was damaged");
}

fn gone(_: &Run) -> Changed {
    vec![]
}

fn saying(words: &'static str) -> impl Fn(&Run) -> Changed {
    move |run| {
        let mut text = run.text.clone();
        assert!(text.text.len() >= words.len(), "the glyphs have their places");
        let rest = &run.text.text[words.len()..];
        text.text = format!("{words}{rest}").into();
        vec![(Point::zero(), FrameItem::Text(text))]
    }
}

fn moved(x: f64, y: f64) -> impl Fn(&Run) -> Changed {
    move |run| {
        vec![(Point::new(Abs::pt(x), Abs::pt(y)), FrameItem::Text(run.text.clone()))]
    }
}

fn twice(y: f64) -> impl Fn(&Run) -> Changed {
    move |run| {
        let mut items = kept(run.text);
        items.extend(moved(0.0, y)(run));
        items
    }
}

/// Lets two runs change their contents.
fn swapped(built: &mut Built, a: impl Fn(&Run) -> bool, b: impl Fn(&Run) -> bool) {
    let (mut one, mut other) = (None, None);
    change(built, &mut |run| {
        if one.is_none() && a(run) {
            one = Some(run.text.clone());
        } else if other.is_none() && b(run) {
            other = Some(run.text.clone());
        }
        None
    });
    let (one, other) =
        (one.expect("there is the one"), other.expect("there is the other"));
    let (mut first, mut second) = (false, false);
    change(built, &mut |run| {
        if !first && a(run) {
            first = true;
            Some(kept(&other))
        } else if !second && b(run) {
            second = true;
            Some(kept(&one))
        } else {
            None
        }
    });
}

/// Wraps runs in a group.
fn grouped(change: impl Fn(&mut GroupItem)) -> impl Fn(&Run) -> Changed {
    move |run| {
        let mut frame = Frame::soft(typst::layout::Size::splat(Abs::pt(20.0)));
        frame.push(Point::zero(), FrameItem::Text(run.text.clone()));
        let mut group = GroupItem::new(frame);
        change(&mut group);
        vec![(Point::zero(), FrameItem::Group(group))]
    }
}

fn painted(color: Color) -> impl Fn(&Run) -> Changed {
    move |run| {
        let mut text = run.text.clone();
        text.fill = Paint::Solid(color.clone());
        vec![(Point::zero(), FrameItem::Text(text))]
    }
}

fn body(words: &'static str) -> impl Fn(&Run) -> bool {
    move |run| run.in_text() && run.size() > 10.0 && run.says(words)
}

fn foot(words: &'static str) -> impl Fn(&Run) -> bool {
    move |run| run.in_foot() && run.says(words)
}

/// A damage: its name, what it does, the code it is to be found under, or several that follow
/// from it.
type Damage = (&'static str, fn(&mut Built), &'static str);

/// Damages of the finished frames.
const DAMAGES: [Damage; 55] = [
    ("a run of words", |b| first(b, body("mules"), gone), "words-lost"),
    (
        "a letter within a word",
        |b| {
            first(b, body("barrels"), |run| {
                let mut text = run.text.clone();
                let at = text.text.find("barrels").expect("it is there") + 2;
                text.glyphs.retain(|glyph| glyph.range() != (at..at + 1));
                vec![(Point::zero(), FrameItem::Text(text))]
            });
        },
        "words-lost",
    ),
    (
        "a heading",
        |b| first(b, |r| r.in_text() && r.says("crossing"), gone),
        "words-lost",
    ),
    ("the title", |b| first(b, |r| r.in_text() && r.is("The Ferry"), gone), "words-lost"),
    ("a verse", |b| first(b, body("comes home"), gone), "words-lost"),
    ("a quotation", |b| first(b, body("anchor"), gone), "words-lost"),
    ("a cell", |b| first(b, body("lumber"), gone), "words-lost"),
    ("the head of a table", |b| first(b, body("freight"), gone), "words-lost"),
    ("emphasized words", |b| first(b, body("slowly"), gone), "words-lost"),
    ("supplied words", |b| first(b, body("sealed"), gone), "words-lost"),
    ("a note", |b| first(b, foot("leather"), gone), "words-lost"),
    ("a reading", |b| first(b, foot("helmsman"), gone), "words-lost"),
    ("a lemma", |b| first(b, foot("pilot"), gone), "words-lost"),
    ("a comment", |b| first(b, foot("everywhere"), gone), "words-lost"),
    ("a siglum", |b| first(b, foot("Bb"), gone), "words-lost"),
    ("an abbreviation", |b| first(b, foot("om."), gone), "words-lost"),
    ("a scholar", |b| first(b, foot("Okafor"), gone), "words-lost"),
    (
        "two sigla that change places",
        |b| {
            let is = |name: &'static str| {
                move |run: &Run| run.in_foot() && run.text.text.trim() == name
            };
            swapped(b, is("A"), is("Bb"));
        },
        "words-lost",
    ),
    ("words of the title page", |b| first(b, |r| r.says("Amina"), gone), "words-lost"),
    ("the imprint", |b| all(b, |r| r.says("Quay"), gone), "words-lost"),
    (
        "a heading of the index",
        |b| first(b, |r| r.page == 9 && r.says("Mendoza"), gone),
        "words-lost",
    ),
    (
        "a word of the concordance",
        |b| first(b, |r| r.page == 10 && r.says("under livestock"), gone),
        "words-lost",
    ),
    ("white words", |b| first(b, body("mules"), painted(Color::WHITE)), "words-lost"),
    (
        "transparent words",
        |b| first(b, body("mules"), painted(Color::BLACK.with_alpha(0.0))),
        "words-lost",
    ),
    (
        "words without size",
        |b| {
            let tiny = Transform::scale(Ratio::new(0.001), Ratio::new(0.001));
            first(b, body("mules"), grouped(|group| group.transform = tiny));
        },
        "words-lost",
    ),
    (
        "words that are cut away",
        |b| {
            let small = typst::layout::Size::splat(Abs::pt(0.1));
            first(
                b,
                body("mules"),
                grouped(|group| group.clip = Some(Curve::rect(small))),
            );
        },
        "words-lost",
    ),
    ("a run twice", |b| first(b, body("mules"), twice(3.0)), "words-twice"),
    ("a note twice", |b| first(b, foot("leather"), twice(-60.0)), "words-twice"),
    (
        "two lines that change places",
        // Their numbers stand then beside other lines.
        |b| swapped(b, body("chains"), body("nine sheets")),
        "line-number-wrong words-moved",
    ),
    (
        "two words that change places",
        |b| swapped(b, body("slowly"), body(" in the ")),
        "words-moved",
    ),
    (
        "the number of an entry",
        |b| first(b, |r| r.in_foot() && r.is("1") && r.size() > 8.0, saying("9")),
        "entry-number-wrong",
    ),
    (
        "an entry without its number",
        |b| first(b, |r| r.in_foot() && r.is("1") && r.size() > 8.0, gone),
        "entry-number-wrong",
    ),
    (
        "the mark of a note in the text",
        |b| {
            first(
                b,
                |r| r.in_text() && !r.in_foot() && r.is("1") && r.size() < 7.5,
                saying("4"),
            )
        },
        "note-mark-wrong",
    ),
    (
        "a note without its mark in the text",
        |b| {
            first(b, |r| r.in_text() && !r.in_foot() && r.is("2") && r.size() < 7.5, gone)
        },
        "note-mark-wrong",
    ),
    (
        "the mark of a note at the foot",
        |b| first(b, |r| r.in_foot() && r.is("1") && r.size() < 7.5, saying("4")),
        "note-mark-wrong",
    ),
    (
        "a line without its number",
        |b| first(b, |r| line_number(r) && r.is("4"), gone),
        "line-number-wrong",
    ),
    (
        "the number of another line",
        |b| first(b, |r| line_number(r) && r.is("4"), saying("6")),
        "line-number-wrong",
    ),
    (
        "a number beside the next line",
        |b| first(b, |r| line_number(r) && r.is("4"), moved(0.0, 13.6)),
        "line-number-wrong",
    ),
    (
        "a number twice",
        |b| first(b, |r| line_number(r) && r.is("4"), twice(13.6)),
        "line-number-wrong",
    ),
    (
        "the page of a witness",
        |b| first(b, |r| r.in_text() && r.says("77"), gone),
        "witness-page-wrong",
    ),
    (
        "another page of a witness",
        |b| {
            first(
                b,
                |r| r.in_text() && r.says("77"),
                |run| {
                    let mut text = run.text.clone();
                    text.text = text.text.replace("77", "78");
                    vec![(Point::zero(), FrameItem::Text(text))]
                },
            );
        },
        "witness-page-wrong",
    ),
    (
        "a folio",
        |b| first(b, |r| r.page == 7 && r.in_head() && r.is("2"), saying("3")),
        "folio-wrong",
    ),
    (
        "a page without its folio",
        |b| first(b, |r| r.page == 7 && r.in_head() && r.is("2"), gone),
        "folio-wrong",
    ),
    (
        "a running head",
        |b| {
            first(
                b,
                |r| r.page == 7 && r.in_head() && r.says("harbor"),
                saying("the hermit"),
            )
        },
        "running-head-wrong",
    ),
    (
        "a page without its running head",
        |b| first(b, |r| r.page == 7 && r.in_head() && r.says("harbor"), gone),
        "running-head-wrong",
    ),
    (
        "a folio of the contents",
        |b| first(b, |r| r.page == 4 && r.is("1"), saying("5")),
        "contents-wrong",
    ),
    (
        "a reference",
        |b| first(b, |r| r.in_text() && r.is("1.8"), saying("1.7")),
        "reference-wrong",
    ),
    (
        "a locator of the index",
        |b| first(b, |r| r.page == 9 && r.is("2.1"), saying("2.2")),
        "locator-wrong",
    ),
    (
        "a heading without its locator",
        |b| first(b, |r| r.page == 9 && r.is("2.1"), gone),
        "locator-wrong",
    ),
    (
        "the siglum of a witness in the conspectus",
        |b| first(b, |r| r.page == 5 && r.is("Bb"), gone),
        "words-lost",
    ),
    (
        "a link of the contents",
        |b| {
            relink(b, |to| match to {
                Destination::Position(at) => {
                    let mut at = *at;
                    at.page = at.page.saturating_add(1);
                    Some(Destination::Position(at))
                }
                _ => None,
            });
        },
        "link-wrong",
    ),
    (
        "a locator that leads to another line",
        |b| {
            relink(b, |to| match to {
                Destination::Url(url) if url.starts_with("variorum:at/0#") => {
                    let url = Url::new("variorum:at/0#0").expect("an address");
                    Some(Destination::Url(url))
                }
                _ => None,
            });
        },
        "link-wrong",
    ),
    (
        "the mark of a note that leads nowhere",
        |b| {
            relink(b, |to| match to {
                Destination::Location(_) => Some(Destination::Location(Location::new(1))),
                _ => None,
            });
        },
        "link-wrong",
    ),
    (
        "a line on the next page",
        |b| carried(b, |run| run.page == 6 && body("counted")(run), 7),
        "line-torn words-moved",
    ),
    (
        "a note on the page before",
        |b| carried(b, |run| run.page == 8 && foot("Undated")(run), 7),
        "note-off-page",
    ),
];

fn built_pages(built: &Built) -> Vec<Page> {
    built.book.document.pages().to_vec()
}

/// A number of a line, which stands outside of the text.
fn line_number(run: &Run) -> bool {
    let x = run.at.x.to_pt();
    let is_outside = !(39.0..245.0).contains(&x) || !(51.0..258.0).contains(&x);
    run.page == 6 && (run.size() - 8.0).abs() < 0.05 && is_outside
}

/// Has links lead elsewhere. There must be one that does.
fn relink(built: &mut Built, to: impl Fn(&Destination) -> Option<Destination>) {
    fn frame(
        old: &Frame,
        to: &dyn Fn(&Destination) -> Option<Destination>,
        done: &mut bool,
    ) -> Frame {
        let mut new = emptied(old);
        for (pos, item) in old.items() {
            let item = match item {
                FrameItem::Group(group) => {
                    let inner = frame(&group.frame, to, done);
                    FrameItem::Group(GroupItem { frame: inner, ..group.clone() })
                }
                FrameItem::Link(before, size) => match to(before) {
                    Some(now) => {
                        *done = true;
                        FrameItem::Link(now, *size)
                    }
                    None => item.clone(),
                },
                item => item.clone(),
            };
            new.push(*pos, item);
        }
        new
    }
    let mut done = false;
    let document = built_pages(built);
    let pages = document.iter().map(|page| Page {
        frame: frame(&page.frame, &to, &mut done),
        ..page.clone()
    });
    let pages = pages.collect();
    let info = built.book.document.info().clone();
    built.book.document = PagedDocument::new(pages, info);
    assert!(done, "nothing was damaged");
}

/// Carries a run to the same place of another page.
fn carried(built: &mut Built, is_it: impl Fn(&Run) -> bool, page: usize) {
    let mut run = None;
    change(built, &mut |one| {
        let now = run.is_none() && is_it(one);
        now.then(|| {
            run = Some((one.at, one.text.clone()));
            vec![]
        })
    });
    let (at, text) = run.expect("there is such a run");
    let mut pages = built_pages(built);
    pages[page].frame.push(at, FrameItem::Text(text));
    let info = built.book.document.info().clone();
    built.book.document = PagedDocument::new(pages.into(), info);
}

#[test]
fn every_damage_is_found_under_its_name() {
    find_all(&set(None), &DAMAGES);
}

/// A line that has a word three times, and the list of witnesses above the apparatus.
const REPEATED: &str =
    "# The Ferry\n\nA boat and a [boat]{B=\"raft\"} and a boat lay there.\n";

/// Damages of a book with these.
const OF_APPARATUS: [Damage; 4] = [
    (
        "which of three words is meant",
        |b| first(b, |r| r.page >= 6 && r.is("2") && r.size() < 7.5, gone),
        "repeat-number-wrong",
    ),
    (
        "another of three words",
        |b| first(b, |r| r.page >= 6 && r.is("2") && r.size() < 7.5, saying("3")),
        "repeat-number-wrong",
    ),
    (
        "the list of witnesses",
        |b| first(b, |r| r.page >= 6 && is_small(r) && r.text.text.contains("A"), gone),
        "words-lost",
    ),
    (
        "the list of witnesses below the apparatus",
        |b| {
            first(
                b,
                |r| r.page >= 6 && is_small(r) && r.text.text.contains("A"),
                moved(0.0, 30.0),
            );
        },
        "words-lost",
    ),
];

/// Whether a run has the size of the apparatus.
fn is_small(run: &Run) -> bool {
    (8.0..10.0).contains(&run.size()) && !run.in_head() && run.at.x.to_pt() > 30.0
}

#[test]
fn damages_around_the_words_of_an_apparatus_are_found() {
    let manifest = MANIFEST
        .replace("[lineation]", "[apparatus]\nwitnesses-at-foot = true\n[lineation]");
    find_all(&set_text(&manifest, REPEATED, None), &OF_APPARATUS);
}

#[test]
fn every_check_of_the_account_is_reached_by_a_damage() {
    let source = include_str!("../../src/build/account/findings.rs");
    let checks: BTreeSet<&str> = source
        .split("Diagnostic::error(\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .collect();
    assert!(checks.len() > 12, "{checks:?}");
    let damages = DAMAGES.iter().chain(&OF_APPARATUS).map(|damage| damage.2);
    let designs = DESIGNS.iter().chain(&MORE_DESIGNS).map(|design| design.1);
    let reached: BTreeSet<&str> =
        damages.chain(designs).flat_map(|codes| codes.split(' ')).collect();
    let missed: Vec<&&str> = checks.difference(&reached).collect();
    assert!(missed.is_empty(), "no damage is found as {missed:?}");
}

/// Has a book damaged, and looks whether each damage is found under its name.
#[track_caller]
fn find_all((read, sound): &(Read, Built), damages: &[Damage]) {
    assert_eq!(codes(read, sound), BTreeSet::new(), "the book is sound before");
    let mut wrong = vec![];
    for (name, damage, code) in damages {
        let mut built = sound.clone();
        let done = catch_unwind(AssertUnwindSafe(|| damage(&mut built)));
        if done.is_err() {
            wrong.push(format!("{name}: there is no such thing"));
            continue;
        }
        let found = codes(read, &built);
        if found != code.split(' ').collect() {
            wrong.push(format!("{name}: {found:?} instead of {code}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Damages that only a design does: what reaches out of the page, and an entry behind its page.
const MORE_DESIGNS: [(&str, &str); 1] =
    [("#let emphasis(body) = move(dx: 5000pt, body)", "ink-outside")];

/// Designs that do not draw what they are given, each with a code that must be among those
/// found.
const DESIGNS: [(&str, &str); 26] = [
    ("#let foot-series(it) = []", "words-lost"),
    ("#let emphasis(body) = []", "words-lost"),
    ("#let supplied(body) = []", "words-lost"),
    ("#let quotation(body) = []", "words-lost"),
    ("#let text-body(lang, dir, role, body) = []", "words-lost"),
    ("#let verse(body) = []", "words-lost"),
    ("#let stanza(body) = body\n#let verse-line(indent, body) = []", "words-lost"),
    ("#let data-table(aligns, rows) = []", "words-lost"),
    ("#let section-heading(level, body) = heading(level: level, [])", "words-lost"),
    ("#let comment(after, body) = []", "words-lost"),
    ("#let siglum(name) = []", "words-lost"),
    ("#let sigla-run(base, sigla) = []", "words-lost"),
    ("#let emphasis(body) = body + body", "words-twice"),
    ("#let emphasis(body) = text(fill: white, body)", "words-lost"),
    ("#let emphasis(body) = hide(body)", "words-lost"),
    ("#let emphasis(body) = move(dx: 5000pt, body)", "words-lost"),
    (
        "#let emphasis(body) = box(width: 0pt, height: 0pt, clip: true, body)",
        "words-lost",
    ),
    (
        "#import \"/templates/octavo/book.typ\" as base\n\
         #let foot-series(it) = if it.measure { base.foot-series(it) } else { [] }",
        "words-lost",
    ),
    ("#let foot-number(it) = []", "entry-number-wrong"),
    ("#let note-mark(mark, dir) = []", "note-mark-wrong"),
    ("#let mark(dir, n) = []", "note-mark-wrong"),
    ("#let line-number(it) = []", "line-number-wrong"),
    ("#let folio(it) = []", "folio-wrong"),
    ("#let running-words(it) = []", "running-head-wrong"),
    ("#let witness-page-number(it) = []", "witness-page-wrong"),
    ("#let cross-reference(dir, it) = []", "reference-wrong"),
];

#[test]
fn a_design_that_drops_what_it_is_given_is_refused() {
    let mut wrong = vec![];
    for (design, code) in DESIGNS.into_iter().chain(MORE_DESIGNS) {
        let (read, built) = set(Some(design));
        let found = codes(&read, &built);
        if !found.contains(code) {
            wrong.push(format!("{design}: {found:?} without {code}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_is_withheld_by_name_is_counted_and_no_fault() {
    let design = "#let emphasis(body) = []\n#let comment(after, body) = []";
    let manifest = MANIFEST.replace(
        "[lineation]",
        "[design]\nwithhold = [\"emphasis\", \"comments\"]\n[lineation]",
    );
    let (read, built) = set_with(&manifest, Some(design));
    assert_eq!(codes(&read, &built), BTreeSet::new());
    let (account, _) = account(&read, &built);
    assert!(account.adds_up());
    // The emphasized word, and the two of the comment.
    assert_eq!((account.withheld, account.lost), (3, 0), "{}", account.table());
}
