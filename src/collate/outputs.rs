//! The files of a collation for other programs and for the eye, by the names that they get.

use super::agreement::{Agreement, heat_map, neighbor_joining, tree_picture};
use super::export::matrix::{self, Matrix};
use super::export::tei::{self, Way};
use super::export::{collatex, graphml, html, tsv};
use super::{Collation, Unit, VariantClass};
use crate::span::Files;

/// All files: a name that begins with the id of the text, and the content. `units` are those
/// that decisions have made of the collation's own.
pub fn outputs(
    collation: &Collation,
    units: &[Unit],
    files: &Files,
) -> Vec<(String, String)> {
    let agreement = Agreement::of(collation, VariantClass::Substantive);
    let matrix = Matrix::of(collation, VariantClass::Substantive);
    let tree = neighbor_joining(&agreement);
    let all = [
        ("table.html", html::page(collation, files)),
        ("table.tsv", tsv::table(collation)),
        ("collatex.json", collatex::table(collation)),
        ("graph.graphml", graphml::graph(collation)),
        ("parallel.xml", tei::document(collation, units, Way::ParallelSegmentation)),
        ("location.xml", tei::document(collation, units, Way::LocationReferenced)),
        ("endpoint.xml", tei::document(collation, units, Way::DoubleEndPoint)),
        ("variants.nex", matrix::nexus(&matrix)),
        ("variants.phy", matrix::phylip(&matrix)),
        ("agreement.txt", agreement.text()),
        ("agreement.tsv", agreement.tsv()),
        ("agreement.svg", heat_map(&agreement)),
        ("tree.svg", tree_picture(&agreement, &tree)),
    ];
    all.map(|(name, content)| (format!("{}-{name}", collation.text), content))
        .into()
}
