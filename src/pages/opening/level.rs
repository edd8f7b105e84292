//! Lanes on one axis: how far lines are moved down so that what corresponds begins at one
//! height.

use super::lane::{Lane, bands, pitch_of};

/// By how many points each line of each lane is moved down so that the first baselines of
/// each band stand at one height. A band begins where the longest lane of the band before
/// ends; no lane has less white anywhere than it had. A lane runs on beside a tie that is
/// `loose` in it, given by lane and tie.
pub fn level(lanes: &[Lane], loose: &dyn Fn(usize, usize) -> bool) -> Vec<Vec<f64>> {
    let bounds: Vec<Vec<usize>> = lanes.iter().map(bands).collect();
    let pitches: Vec<f64> = lanes.iter().map(pitch_of).collect();
    let mut moved: Vec<Vec<f64>> = lanes.iter().map(|_| vec![]).collect();
    // The lowest baseline of each lane so far.
    let mut ends: Vec<Option<f64>> = vec![None; lanes.len()];
    let count = bounds.iter().map(|bounds| bounds.len() - 1).max().unwrap_or(0);
    for band in 0..count {
        let lines = |k: usize| match bounds[k].get(band..band + 2) {
            Some(of_band) => &lanes[k].job.lines[of_band[0]..of_band[1]],
            None => &[],
        };
        // What stands before the first tie is the first band.
        let is_loose = |k: &usize| band > 0 && loose(*k, band - 1);
        for k in (0..lanes.len()).filter(is_loose) {
            let by = moved[k].last().copied().unwrap_or(0.0);
            moved[k].extend(lines(k).iter().map(|_| by));
            let low = lines(k).iter().map(|line| line.baseline + by);
            ends[k] = low.chain(ends[k]).reduce(f64::max);
        }
        let tied = (0..lanes.len()).filter(|k| !is_loose(k));
        let here: Vec<usize> = tied.clone().filter(|&k| !lines(k).is_empty()).collect();
        // Where the band would begin if each lane ran on.
        let runs_on =
            |k: usize| lines(k)[0].baseline + moved[k].last().copied().unwrap_or(0.0);
        let mut at = here.iter().map(|&k| runs_on(k)).fold(f64::NEG_INFINITY, f64::max);
        let end = tied.filter_map(|k| ends[k]).fold(f64::NEG_INFINITY, f64::max);
        let longest = |k: &usize| ends[*k].is_some_and(|own| own > end - EVEN);
        if end.is_finite() && !here.iter().any(longest) {
            // The longest lane has nothing here, and the others begin below it.
            let pitch = here.iter().map(|&k| pitches[k]).fold(0.0, f64::max);
            at = at.max(end + pitch);
        }
        for &k in &here {
            let by = at - lines(k)[0].baseline;
            moved[k].extend(lines(k).iter().map(|_| by));
            let low = lines(k).iter().map(|line| line.baseline + by);
            ends[k] = low.chain(ends[k]).reduce(f64::max);
        }
    }
    moved
}

/// Baselines that differ by less are at one height, in points.
pub(super) const EVEN: f64 = 0.01;
