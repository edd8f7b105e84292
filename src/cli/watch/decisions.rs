//! Decides about units from the browser: writes the editor's file of decisions, and takes back
//! what was written.
//!
//! The file may be changed by its editor or another program at any time. So a decision comes with
//! the state on which it was taken, a name of the file's text and one of the unit: it is written
//! only if both are still the same. A step is taken back only if the file is as the step left it.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};

use super::proof::{Made, json};
use crate::cli::output;
use crate::collate::decided::{self, Decided};
use crate::collate::decisions::{Change, Decisions};
use crate::collate::edition::Collated;
use crate::collate::view::{self, ShownUnit, Spot, View};
use crate::edition::{encoding, paths};

/// Why something is not done: a status of HTTP, and a message for the editor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Refused {
    /// The status.
    pub status: u16,
    /// What is wrong.
    pub message: String,
}

fn refused(status: u16, message: impl Into<String>) -> Refused {
    Refused { status, message: message.into() }
}

/// A decision that is asked for.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Wish {
    /// The id of the text.
    text: String,
    /// The unit, by its number among all that were found.
    unit: usize,
    /// The name of the unit as it was seen.
    print: String,
    /// The name of the file of decisions as it was seen.
    state: String,
    /// What is to be changed.
    change: Change,
}

/// What is shown to one who decides.
#[derive(Serialize)]
struct Shown<'a> {
    /// The name of the file of decisions as it is.
    state: &'a str,
    #[serde(flatten)]
    view: View,
    /// What a step back would take back, and what one forward would do again.
    undo: Option<String>,
    redo: Option<String>,
    /// What was done, or is to be said of a decision that was written.
    said: Vec<String>,
}

/// The decisions of an edition while its proof is shown.
pub(super) struct Ledger {
    /// The edition's folder.
    root: PathBuf,
    steps: Mutex<Steps>,
}

/// What was written, in order.
#[derive(Default)]
struct Steps {
    done: Vec<Step>,
    undone: Vec<Step>,
    /// What the last file that was read decides.
    known: Option<Known>,
}

/// A file of decisions on a collation, as it was read.
struct Known {
    made: Arc<Made>,
    text: String,
    state: String,
    decided: Arc<Decided>,
}

/// A change of a file: what it was before and behind that is the same.
struct Step {
    /// The id of the text, the unit, and what was done.
    text: String,
    unit: usize,
    what: String,
    /// Where the file changed, in bytes.
    at: usize,
    old: String,
    new: String,
    /// The names of the file before and after.
    before: String,
    after: String,
}

/// The file of a text: what stands in it, and the name of that.
struct OnDisk {
    source: Option<String>,
    state: String,
}

impl Ledger {
    /// Nothing was written yet.
    pub(super) fn new(root: PathBuf) -> Self {
        Self { root, steps: Mutex::default() }
    }

    /// To be held as long as a file is read and written: two decisions do not meet.
    fn steps(&self) -> MutexGuard<'_, Steps> {
        // Nothing is half done when a thread ends in between.
        self.steps.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The section around a unit or a place, as JSON.
    ///
    /// # Errors
    /// If there is no such text or place, or the file of decisions has an error.
    pub(super) fn view(
        &self,
        made: &Arc<Made>,
        text: &str,
        at: Spot,
    ) -> Result<String, Refused> {
        self.show(&mut self.steps(), made, text, at, vec![])
    }

    /// A unit with what is decided about it.
    pub(super) fn unit(
        &self,
        made: &Arc<Made>,
        text: &str,
        number: usize,
    ) -> Option<ShownUnit> {
        let collated = collated(made, text).ok()?;
        let disk = self.on_disk(text).ok()?;
        let known = current(&mut self.steps(), made, collated, &disk).ok()?;
        view::unit(&collated.collation, &known, number)
    }

    /// Writes a decision; gives what is shown then.
    ///
    /// # Errors
    /// If the file or the unit is another one than the editor has seen, the decision can't be
    /// done or has no effect, or the machine refuses.
    pub(super) fn decide(
        &self,
        made: &Arc<Made>,
        wish: &Wish,
    ) -> Result<String, Refused> {
        let mut steps = self.steps();
        let collated = collated(made, &wish.text)?;
        let disk = self.on_disk(&wish.text)?;
        if disk.state != wish.state {
            return Err(refused(
                409,
                "the decisions were changed meanwhile: look at the unit again, then decide",
            ));
        }
        let known = current(&mut steps, made, collated, &disk)?;
        let seen = view::unit(&collated.collation, &known, wish.unit);
        if seen.is_none_or(|seen| seen.print != wish.print) {
            return Err(refused(
                409,
                "the unit is another one now: look at it again, then decide",
            ));
        }
        let speller = collated.rules.speller();
        let normal = |word: &str| speller.normal(word);
        let changed =
            known.changed(&collated.collation, wish.unit, &wish.change, &normal);
        let (after, said) = changed.map_err(|message| refused(422, message))?;
        let new = after.decisions.source().to_owned();
        // Where there was no file, a step back leads to one in which nothing is decided.
        let old = disk.source.unwrap_or_else(|| known.merged.source.clone());
        let step = Step::of(wish, &old, &new);
        if step.before != step.after {
            self.write(&wish.text, &new)?;
            steps.done.push(step);
            steps.undone.clear();
        }
        let said = said
            .into_iter()
            .flat_map(|one| std::iter::once(one.message).chain(one.hints));
        self.show(&mut steps, made, &wish.text, unit_at(wish.unit), said.collect())
    }

    /// Takes the last step back, or does it again.
    ///
    /// # Errors
    /// If there is none, the file is not as the step left it, or the machine refuses.
    pub(super) fn step(&self, made: &Arc<Made>, back: bool) -> Result<String, Refused> {
        let mut steps = self.steps();
        let list = if back { &steps.done } else { &steps.undone };
        let none = if back { "nothing to undo" } else { "nothing to redo" };
        let step = list.last().ok_or_else(|| refused(409, none))?;
        let (text, unit) = (step.text.clone(), step.unit);
        let source = self.on_disk(&text)?.source.unwrap_or_default();
        let turned = step.turned(&source, back).ok_or_else(|| {
            let path = decided::path(&text);
            refused(
                409,
                format!(
                    "`{}` was changed meanwhile: a step in it would lose that change",
                    path.display()
                ),
            )
        })?;
        let verb = if back { "taken back" } else { "done again" };
        let said = format!("{verb}: {}", step.what);
        self.write(&text, &turned)?;
        let (from, to) = match back {
            true => (&mut steps.done, "undone"),
            false => (&mut steps.undone, "done"),
        };
        let step = from.pop();
        match to {
            "undone" => steps.undone.extend(step),
            _ => steps.done.extend(step),
        }
        self.show(&mut steps, made, &text, unit_at(unit), vec![said])
    }

    fn show(
        &self,
        steps: &mut Steps,
        made: &Arc<Made>,
        text: &str,
        at: Spot,
        said: Vec<String>,
    ) -> Result<String, Refused> {
        let collated = collated(made, text)?;
        let disk = self.on_disk(text)?;
        let known = current(steps, made, collated, &disk)?;
        // After a change of the texts a unit may be gone; its section is there.
        let view = View::of(&collated.collation, &known, at);
        let view = view.ok_or_else(|| refused(404, "there is no such unit"))?;
        let last = |list: &[Step]| list.last().map(|step| step.what.clone());
        let (undo, redo) = (last(&steps.done), last(&steps.undone));
        Ok(json(&Shown { state: &disk.state, view, undo, redo, said }))
    }

    fn on_disk(&self, text: &str) -> Result<OnDisk, Refused> {
        let path = decided::path(text);
        let shown = path.display();
        let unreadable = |_| refused(409, format!("`{shown}` can't be read"));
        let found = paths::optional(&self.root, &path).map_err(unreadable)?;
        let Some(found) = found else {
            return Ok(OnDisk { source: None, state: view::print("") });
        };
        let bytes = paths::own_bytes(&self.root, &found).map_err(unreadable)?;
        let source = match encoding::bad_byte(&bytes) {
            None => String::from_utf8_lossy(&bytes).into_owned(),
            Some(_) => return Err(refused(409, format!("`{shown}` is not in UTF-8"))),
        };
        let state = view::print(&source);
        Ok(OnDisk { source: Some(source), state })
    }

    /// Writes a file whole or not at all.
    fn write(&self, text: &str, source: &str) -> Result<(), Refused> {
        let path = self.root.join(decided::path(text));
        let folder = path.parent().map(std::path::Path::to_owned);
        let outputs = [(path, source.as_bytes().to_vec())];
        output::put(None, folder.as_deref(), &outputs).map_err(|failure| {
            let (message, _) = failure.words().unwrap_or_default();
            refused(500, message)
        })
    }
}

fn unit_at(number: usize) -> Spot {
    Spot { section: 0, column: 0, unit: Some(number) }
}

fn collated<'a>(made: &'a Made, text: &str) -> Result<&'a Collated, Refused> {
    let mut all = made.read.collations.iter();
    all.find(|one| one.collation.text == text)
        .ok_or_else(|| refused(404, "no such text has transcriptions"))
}

/// What the file on the disk decides on a collation.
fn current(
    steps: &mut Steps,
    made: &Arc<Made>,
    collated: &Collated,
    disk: &OnDisk,
) -> Result<Arc<Decided>, Refused> {
    let text = &collated.collation.text;
    let is_known = |known: &&Known| {
        Arc::ptr_eq(&known.made, made) && known.text == *text && known.state == disk.state
    };
    if let Some(known) = steps.known.as_ref().filter(is_known) {
        return Ok(known.decided.clone());
    }
    let source = disk.source.as_deref().unwrap_or_default();
    let source = source.strip_prefix('\u{feff}').unwrap_or(source);
    let decisions = match source {
        "" => Decisions::default(),
        source => Decisions::parse(text, source).map_err(|fault| {
            let path = decided::path(text);
            refused(409, format!("`{}` has an error: {}", path.display(), fault.message))
        })?,
    };
    let speller = collated.rules.speller();
    let normal = |word: &str| speller.normal(word);
    let decided = Decided::of(&collated.collation, decisions, &normal, &mut vec![]);
    let decided = Arc::new(decided);
    steps.known = Some(Known {
        made: made.clone(),
        text: text.clone(),
        state: disk.state.clone(),
        decided: decided.clone(),
    });
    Ok(decided)
}

impl Step {
    fn of(wish: &Wish, old: &str, new: &str) -> Self {
        let same = old.bytes().zip(new.bytes()).take_while(|(a, b)| a == b).count();
        let at = floor(old, same);
        let tail = old[at..].bytes().rev().zip(new[at..].bytes().rev());
        let tail = tail.take_while(|(a, b)| a == b).count();
        let cut = |text: &str| {
            let mut end = text.len() - tail;
            while !text.is_char_boundary(end) {
                end += 1;
            }
            text[at..end].to_owned()
        };
        Self {
            text: wish.text.clone(),
            unit: wish.unit,
            what: wish.change.words(),
            at,
            old: cut(old),
            new: cut(new),
            before: view::print(old),
            after: view::print(new),
        }
    }

    /// The text of the file before the step, or after it; nothing if it is not as the step knows
    /// it.
    fn turned(&self, source: &str, back: bool) -> Option<String> {
        let (is, will, known) = match back {
            true => (&self.new, &self.old, &self.after),
            false => (&self.old, &self.new, &self.before),
        };
        let rest = source.get(self.at..)?.strip_prefix(is.as_str())?;
        (view::print(source) == *known)
            .then(|| format!("{}{will}{rest}", &source[..self.at]))
    }
}

/// The last boundary of a character up to a byte.
fn floor(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_goes_back_and_forth_and_only_on_its_own_text() {
        let wish = Wish {
            text: "weir".to_owned(),
            unit: 0,
            print: String::new(),
            state: String::new(),
            change: Change::Accept,
        };
        for (old, new) in [
            ("a = \"بود\"\n", "a = \"بودند\"\n"),
            ("", "x"),
            ("x", ""),
            ("aa", "aaa"),
            ("é", "è"),
            ("same", "same"),
        ] {
            let step = Step::of(&wish, old, new);
            assert_eq!(step.turned(new, true).as_deref(), Some(old));
            assert_eq!(step.turned(old, false).as_deref(), Some(new));
            assert_eq!(step.turned(&format!("{new} "), true), None);
            assert_eq!(step.turned(&format!("# {new}"), true), None);
        }
    }
}
