//! Agreement as pictures in SVG: a heat map and a tree.

use std::fmt::Write as _;

use super::{Agreement, Branch};
use crate::collate::export::xml;

/// The side of a square of the heat map, in pixels.
const SIDE: f64 = 34.0;
/// The height of a line of the tree, in pixels.
const LINE: f64 = 26.0;
/// The width of the tree without its names, in pixels.
const WIDE: f64 = 420.0;
/// About the width of a letter, in pixels.
const LETTER: f64 = 8.5;

/// How far each pair of rows agrees, the darker the more. The range of colors goes from the
/// least share to the greatest.
pub fn heat_map(agreement: &Agreement) -> String {
    let order = agreement.sorted();
    let names: Vec<&str> =
        order.iter().map(|row| agreement.names[*row].as_str()).collect();
    let margin = margin(&names);
    let size = margin + SIDE * names.len() as f64 + 10.0;
    let shares: Vec<f64> = order
        .iter()
        .enumerate()
        .flat_map(|(at, one)| {
            order[..at].iter().filter_map(|other| agreement.share(*one, *other))
        })
        .collect();
    let least = shares.iter().copied().fold(1.0, f64::min);
    let most = shares.iter().copied().fold(0.0, f64::max);
    let mut out = head(size, size, "Agreement of the witnesses in per cent");
    for (y, name) in names.iter().enumerate() {
        let middle = margin + SIDE * (y as f64 + 0.5);
        let name = xml(name);
        let _ = writeln!(
            out,
            "<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\">{name}</text>",
            margin - 6.0,
            middle + 5.0
        );
        let _ = writeln!(
            out,
            "<text transform=\"translate({:.1} {:.1}) rotate(-90)\">{name}</text>",
            middle + 5.0,
            margin - 6.0
        );
    }
    for (y, one) in order.iter().enumerate() {
        for (x, other) in order.iter().enumerate() {
            let share = agreement.share(*one, *other).filter(|_| one != other);
            let (left, top) = (margin + SIDE * x as f64, margin + SIDE * y as f64);
            let part = share.map(|share| match most > least {
                true => (share - least) / (most - least),
                false => 0.5,
            });
            let _ = writeln!(
                out,
                "<rect x=\"{left:.1}\" y=\"{top:.1}\" width=\"{SIDE:.1}\" height=\"{SIDE:.1}\" \
                 fill=\"{}\" stroke=\"#fff\"/>",
                part.map_or_else(|| "#eee".to_owned(), color)
            );
            if let (Some(share), Some(part)) = (share, part) {
                let ink = if part > 0.55 { "#fff" } else { "#222" };
                let _ = writeln!(
                    out,
                    "<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"middle\" font-size=\"11\" \
                     fill=\"{ink}\">{:.0}</text>",
                    left + SIDE / 2.0,
                    top + SIDE / 2.0 + 4.0,
                    share * 100.0
                );
            }
        }
    }
    out.push_str("</svg>\n");
    out
}

/// A color between pale and dark blue.
fn color(part: f64) -> String {
    let between = |pale: f64, dark: f64| (pale + (dark - pale) * part).round() as u8;
    let (red, green, blue) =
        (between(236.0, 24.0), between(242.0, 62.0), between(248.0, 112.0));
    format!("#{red:02x}{green:02x}{blue:02x}")
}

/// The room for names, in pixels.
fn margin(names: &[&str]) -> f64 {
    let letters = names.iter().map(|name| name.chars().count()).max().unwrap_or(0);
    16.0 + LETTER * letters as f64
}

fn head(width: f64, height: f64, title: &str) -> String {
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width:.0}\" height=\"{height:.0}\" \
         viewBox=\"0 0 {width:.0} {height:.0}\" font-family=\"Georgia, 'Noto Serif', serif\" \
         font-size=\"15\">\n<title>{title}</title>\n\
         <rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n"
    )
}

/// A tree of rows. The length of a branch is the share of units at which something changed on
/// it; a bar below shows how long that is. The left edge is no origin: the tree has no root.
pub fn tree_picture(agreement: &Agreement, tree: &Branch) -> String {
    let names: Vec<&str> = agreement.names.iter().map(String::as_str).collect();
    let deep = depth(tree);
    let scale = if deep > 0.0 { WIDE / deep } else { 0.0 };
    let mut drawing = Drawing { agreement, scale, line: 0, out: String::new() };
    drawing.draw(tree, 20.0);
    let bottom = 24.0 + LINE * drawing.line as f64;
    let mut out = head(
        40.0 + WIDE + margin(&names),
        bottom + 44.0,
        "The witnesses as a tree, by neighbor joining",
    );
    out.push_str(&drawing.out);
    let unit = bar(deep);
    if scale > 0.0 {
        let (end, y) = (20.0 + unit * scale, bottom + 14.0);
        let _ = writeln!(
            out,
            "<path d=\"M20 {y:.1}H{end:.1}\" stroke=\"#222\" fill=\"none\"/>\n\
             <text x=\"20\" y=\"{:.1}\" font-size=\"11\">{:.1} %</text>",
            y + 16.0,
            unit * 100.0
        );
    }
    out.push_str("</svg>\n");
    out
}

/// A round length of about a quarter of the tree.
fn bar(deep: f64) -> f64 {
    let lengths = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2];
    lengths
        .into_iter()
        .rev()
        .find(|length| *length <= deep / 3.0)
        .unwrap_or(lengths[0])
}

fn depth(branch: &Branch) -> f64 {
    branch.length + branch.branches.iter().map(depth).fold(0.0, f64::max)
}

struct Drawing<'a> {
    agreement: &'a Agreement,
    /// Pixels for a branch of length 1.
    scale: f64,
    /// How many rows are drawn.
    line: usize,
    out: String,
}

impl Drawing<'_> {
    /// Draws a branch that begins at `left`, and gives its height.
    fn draw(&mut self, branch: &Branch, left: f64) -> f64 {
        let right = left + branch.length * self.scale;
        let y = match branch.row {
            Some(row) => {
                let y = 24.0 + LINE * self.line as f64;
                self.line += 1;
                let _ = writeln!(
                    self.out,
                    "<text x=\"{:.1}\" y=\"{:.1}\">{}</text>",
                    right + 6.0,
                    y + 5.0,
                    xml(&self.agreement.names[row])
                );
                y
            }
            None => {
                let heights: Vec<f64> = branch
                    .branches
                    .iter()
                    .map(|branch| self.draw(branch, right))
                    .collect();
                let top = heights.first().copied().unwrap_or(24.0);
                let bottom = heights.last().copied().unwrap_or(24.0);
                let _ = writeln!(
                    self.out,
                    "<path d=\"M{right:.1} {top:.1}V{bottom:.1}\" stroke=\"#222\" fill=\"none\"/>"
                );
                f64::midpoint(top, bottom)
            }
        };
        let _ = writeln!(
            self.out,
            "<path d=\"M{left:.1} {y:.1}H{right:.1}\" stroke=\"#222\" fill=\"none\"/>"
        );
        y
    }
}
