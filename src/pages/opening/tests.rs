//! Openings of invented parallels.

use super::super::foot::FootSizes;
use super::super::plan::tests::{Notes, paragraphs, sizes};
use super::super::rule::Line;
use super::*;
use crate::edition::Weights;

const WEIGHTS: Weights = Weights::USUAL;

/// A parallel that is planned: its lanes with what they are made of.
#[derive(Debug, Clone)]
struct Invented {
    lines: Vec<Vec<Line>>,
    ties: Vec<Vec<usize>>,
    /// For each lane and line the rows of its notes.
    notes: Vec<Vec<Vec<u32>>>,
    room: f64,
}

impl Invented {
    /// Lanes of paragraphs, each of which begins at a tie.
    fn of(lanes: &[&[usize]], room: f64) -> Self {
        let lines: Vec<Vec<Line>> = lanes.iter().map(|of| paragraphs(of)).collect();
        let ties = lanes.iter().map(|of| {
            let mut at = 0;
            of.iter()
                .map(|n| {
                    at += n;
                    at - n
                })
                .collect()
        });
        let notes = lines.iter().map(|lines| vec![vec![]; lines.len()]);
        Self {
            ties: ties.collect(),
            notes: notes.collect(),
            lines,
            room,
        }
    }

    /// The same, moved so that bands are level.
    fn leveled(mut self) -> Self {
        let sizes = sizes(1);
        let moved = level(&self.lanes(&sizes));
        for (lines, moved) in self.lines.iter_mut().zip(moved) {
            for (line, by) in lines.iter_mut().zip(moved) {
                line.baseline += by;
            }
        }
        self
    }

    fn lanes<'a>(&'a self, sizes: &'a FootSizes) -> Vec<Lane<'a>> {
        let job = |lines| Job {
            lines,
            room: self.room,
            first_folio: 2,
            sizes,
            weights: &WEIGHTS,
        };
        let lanes = self.lines.iter().zip(&self.ties);
        lanes.map(|(lines, ties)| Lane { job: job(lines), ties }).collect()
    }

    fn planned(&self, step: Step) -> Openings {
        let sizes = sizes(1);
        let mut notes: Vec<Notes> =
            self.notes.iter().map(|of| Notes(vec![of.clone()])).collect();
        let mut feet: Vec<&mut dyn Feet> =
            notes.iter_mut().map(|of| of as &mut dyn Feet).collect();
        plan_openings(&self.lanes(&sizes), &mut feet, step)
    }
}

/// The lines of each lane on each opening.
fn ends(made: &Openings) -> Vec<Vec<usize>> {
    (0..made.openings.len())
        .map(|k| made.plans.iter().map(|plan| plan.pages[k].lines.end).collect())
        .collect()
}

#[test]
fn bands_begin_where_the_longest_lane_ends() {
    let made = Invented::of(&[&[4, 2, 3], &[2, 5, 3]], 100.0);
    let sizes = sizes(1);
    let moved = level(&made.lanes(&sizes));
    let (a, b) = (&moved[0], &moved[1]);
    assert_eq!([a[0], a[4], a[6]], [0.0, 0.0, 30.0]);
    assert_eq!([b[0], b[2], b[7]], [0.0, 20.0, 20.0]);
}

#[test]
fn what_corresponds_is_on_one_opening() {
    let made = Invented::of(&[&[6, 6, 6], &[3, 9, 6]], 100.0);
    let last = |made: &Openings| ends(made).pop();
    assert_eq!(last(&made.planned(Step::Opening)), Some(vec![18, 18]));
    assert_eq!(last(&made.leveled().planned(Step::Level)), Some(vec![18, 18]));
}
