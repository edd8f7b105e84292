//! The variant graph as GraphML: a node for each form of each place, an edge for each way from
//! one to the next, with the witnesses that go it.

use std::fmt::Write as _;

use rustc_hash::FxHashMap;

use super::{cells, rows, token, xml};
use crate::collate::{Cell, Collation};

/// An edge, with the rows that go it, and those of them that pass a gap.
struct Edge {
    from: usize,
    to: usize,
    rows: Vec<usize>,
    gaps: Vec<usize>,
}

/// The graph. All witnesses go from the node `start` to the node `end`, over a node for each of
/// their tokens. Tokens of one column with one normal form share a node. A node has its `text`,
/// its `normal` form, its `section` and its `rank`, the number of its column from 1; an edge has
/// its `witnesses` with spaces between them, and in `lacuna` those of them that have a gap there.
pub fn graph(collation: &Collation) -> String {
    let rows = rows(collation);
    let mut nodes = String::new();
    let mut count = 0;
    let mut rank = 0;
    // Where each row is now, and whether it has passed a gap since.
    let mut now: Vec<(usize, bool)> = vec![(0, false); rows.len()];
    let mut edges: Vec<Edge> = vec![];
    let mut known: FxHashMap<(usize, usize), usize> = FxHashMap::default();
    let mut step = |now: &mut (usize, bool), row: usize, to: usize| {
        let edge = *known.entry((now.0, to)).or_insert_with(|| {
            edges.push(Edge { from: now.0, to, rows: vec![], gaps: vec![] });
            edges.len() - 1
        });
        edges[edge].rows.push(row);
        if now.1 {
            edges[edge].gaps.push(row);
        }
        *now = (to, false);
    };
    for section in &collation.sections {
        let mut all: Vec<_> =
            rows.iter().map(|(row, _)| cells(&section.table, *row)).collect();
        for _ in 0..section.table.width {
            rank += 1;
            let mut here: Vec<(&str, usize)> = vec![];
            for (number, (row, _)) in rows.iter().enumerate() {
                let at = match all[number].next().unwrap_or(Cell::Absent) {
                    Cell::Token(at) => at,
                    Cell::Omitted => continue,
                    Cell::Lacuna | Cell::Absent => {
                        now[number].1 = true;
                        continue;
                    }
                };
                let own = token(collation, *row, at);
                let node = match here.iter().find(|(normal, _)| **normal == *own.normal) {
                    Some((_, node)) => *node,
                    None => {
                        count += 1;
                        here.push((&own.normal, count));
                        let _ = writeln!(
                            nodes,
                            "    <node id=\"n{count}\"><data key=\"text\">{}</data>\
                             <data key=\"normal\">{}</data><data key=\"section\">{}</data>\
                             <data key=\"rank\">{rank}</data></node>",
                            xml(&own.form),
                            xml(&own.normal),
                            xml(&section.id)
                        );
                        count
                    }
                };
                step(&mut now[number], number, node);
            }
        }
    }
    let end = count + 1;
    for (number, now) in now.iter_mut().enumerate() {
        step(now, number, end);
    }
    let id = |node: usize| match node {
        0 => "start".to_owned(),
        node if node == end => "end".to_owned(),
        node => format!("n{node}"),
    };
    let mut out = String::from(HEAD);
    out.push_str("    <node id=\"start\"/>\n");
    out.push_str(&nodes);
    out.push_str("    <node id=\"end\"/>\n");
    let names: Vec<String> = rows
        .iter()
        .map(|(_, name)| xml(&name.replace(char::is_whitespace, "_")))
        .collect();
    let list = |of: &[usize]| -> String {
        of.iter()
            .map(|row| names[*row].as_str())
            .collect::<Vec<_>>()
            .join(" ")
    };
    for (number, Edge { from, to, rows, gaps }) in edges.iter().enumerate() {
        let _ = write!(
            out,
            "    <edge id=\"e{number}\" source=\"{}\" target=\"{}\"><data key=\"witnesses\">{}</data>",
            id(*from),
            id(*to),
            list(rows)
        );
        if !gaps.is_empty() {
            let _ = write!(out, "<data key=\"lacuna\">{}</data>", list(gaps));
        }
        out.push_str("</edge>\n");
    }
    out.push_str("  </graph>\n</graphml>\n");
    out
}

const HEAD: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns">
  <key id="text" for="node" attr.name="text" attr.type="string"/>
  <key id="normal" for="node" attr.name="normal" attr.type="string"/>
  <key id="section" for="node" attr.name="section" attr.type="string"/>
  <key id="rank" for="node" attr.name="rank" attr.type="int"/>
  <key id="witnesses" for="edge" attr.name="witnesses" attr.type="string"/>
  <key id="lacuna" for="edge" attr.name="lacuna" attr.type="string"/>
  <graph id="variants" edgedefault="directed">
"#;
