//! The files of a collation for other programs and for the eye, by the names that they get.

use super::agreement::{Agreement, heat_map, neighbor_joining, tree_picture};
use super::decided::Decided;
use super::export::matrix::{self, Matrix};
use super::export::tei::{self, Way};
use super::export::{collatex, graphml, html, tsv};
use super::{Collation, VariantClass};
use crate::span::Files;

/// All files: a name that begins with the id of the text, and the content. Units are as they were
/// decided; the alignment is as it was found.
pub fn outputs(
    collation: &Collation,
    decided: &Decided,
    files: &Files,
) -> Vec<(String, String)> {
    let units = decided.all();
    let matrix = Matrix::of(collation, &decided.units, VariantClass::Substantive);
    let agreement = Agreement::of(&matrix);
    let tree = neighbor_joining(&agreement);
    let all = [
        ("table.html", html::page(collation, &decided.units, files)),
        ("table.tsv", tsv::table(collation)),
        ("collatex.json", collatex::table(collation)),
        ("graph.graphml", graphml::graph(collation)),
        ("parallel.xml", tei::document(collation, &units, Way::ParallelSegmentation)),
        ("location.xml", tei::document(collation, &units, Way::LocationReferenced)),
        ("endpoint.xml", tei::document(collation, &units, Way::DoubleEndPoint)),
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
