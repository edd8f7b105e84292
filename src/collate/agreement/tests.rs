//! Counts, trees and pictures, which no order of witnesses changes.

use super::*;
use crate::collate::sample::{collation, undecided};
use crate::collate::{Collation, VariantClass};

/// Two pairs of witnesses, each with readings of its own, and D singular twice.
fn families() -> Collation {
    collation(
        &["A", "B", "C", "D", "E<&>"],
        &[(
            "1",
            &[
                "a | b | c | d | e | f | g | h | i | j",
                "x | b | c | d | e | f | g | h | i | j",
                "a | x | y | z | e | f | g | h | i | j",
                "a | x | y | z | p | - | g | h | i | j",
                "a | b | c | d | e | f | g | u | ? | /",
            ],
        )],
    )
}

fn agreement_of(collation: &Collation, least: VariantClass) -> Agreement {
    Agreement::of(&Matrix::of(collation, &undecided(collation), least))
}

#[test]
fn agreement_is_counted_by_units_that_both_have() {
    let agreement = agreement_of(&families(), VariantClass::Substantive);
    // a, b c d, e f, h.
    assert_eq!(agreement.units, 4);
    assert_eq!(agreement.share(0, 1), Some(0.75));
    assert_eq!(agreement.share(2, 3), Some(0.75));
    assert_eq!(agreement.share(1, 3), Some(0.25));
    assert_eq!(agreement.singular, [0, 1, 0, 1, 1]);
    let groups: Vec<_> = agreement
        .groups
        .iter()
        .map(|(rows, count)| (rows.join(""), *count))
        .collect();
    assert!(groups.contains(&("CD".to_owned(), 1)), "{groups:?}");
    let text = agreement.text();
    assert!(text.contains("  75.0"), "{text}");
    let tsv = agreement.tsv();
    assert!(tsv.contains("pair\tA B\t4\t3\t0.7500\n"), "{tsv}");
    assert!(tsv.contains("singular\tD\t4\t1\t\n"), "{tsv}");
    assert!(tsv.lines().all(|line| line.split('\t').count() == 5), "{tsv}");
}

/// The names of the tree, with its forks as brackets.
fn shape(branch: &Branch, names: &[String]) -> String {
    match branch.row {
        Some(row) => names[row].clone(),
        None => {
            let parts: Vec<_> =
                branch.branches.iter().map(|part| shape(part, names)).collect();
            format!("({})", parts.join(" "))
        }
    }
}

#[test]
fn neighbor_joining_finds_a_tree_from_its_distances() {
    // Saitou and Nei's method gives back any tree whose distances are sums of branches: here
    // A 2, B 3 at one end, C 4, D 1 at the other, 5 between, of 100.
    let of = [[0, 5, 11, 8], [5, 0, 12, 9], [11, 12, 0, 5], [8, 9, 5, 0]];
    let names: Vec<String> = ["A", "B", "C", "D"].map(str::to_owned).to_vec();
    let agreement = Agreement {
        names: names.clone(),
        shared: vec![vec![100; 4]; 4],
        equal: of
            .iter()
            .map(|row| row.iter().map(|far| 100 - far).collect())
            .collect(),
        singular: vec![0; 4],
        groups: vec![],
        units: 100,
        suppressed: 0,
    };
    let tree = neighbor_joining(&agreement);
    let mut lengths = vec![];
    walk(&tree, &mut |branch| lengths.push((branch.length * 100.0).round() as u32));
    assert_eq!(shape(&tree, &names), "((A B) C D)");
    assert_eq!(lengths, [0, 5, 2, 3, 4, 1]);
}

fn walk(branch: &Branch, see: &mut impl FnMut(&Branch)) {
    see(branch);
    for branch in &branch.branches {
        walk(branch, see);
    }
}

#[test]
fn neither_picture_depends_on_the_order_of_the_witnesses() {
    let agreement = agreement_of(&families(), VariantClass::Substantive);
    let tree = neighbor_joining(&agreement);
    let pictures = (heat_map(&agreement), tree_picture(&agreement, &tree));
    for turn in 1..5 {
        let to = |at: usize| (at + turn) % 5;
        let turned = |of: &[Vec<usize>]| -> Vec<Vec<usize>> {
            (0..5).map(|a| (0..5).map(|b| of[to(a)][to(b)]).collect()).collect()
        };
        let other = Agreement {
            names: (0..5).map(|at| agreement.names[to(at)].clone()).collect(),
            shared: turned(&agreement.shared),
            equal: turned(&agreement.equal),
            singular: (0..5).map(|at| agreement.singular[to(at)]).collect(),
            ..agreement.clone()
        };
        let tree = neighbor_joining(&other);
        assert_eq!((heat_map(&other), tree_picture(&other, &tree)), pictures);
    }
}

#[test]
fn pictures_are_xml_with_each_name() {
    let agreement = agreement_of(&families(), VariantClass::Substantive);
    let tree = neighbor_joining(&agreement);
    for picture in [heat_map(&agreement), tree_picture(&agreement, &tree)] {
        let document = roxmltree::Document::parse(&picture).unwrap();
        let texts: Vec<_> =
            document.descendants().filter_map(|node| node.text()).collect();
        for name in &agreement.names {
            assert!(texts.contains(&name.as_str()), "{name}: {texts:?}");
        }
        assert!(!picture.contains("NaN") && !picture.contains("inf"), "{picture}");
    }
    for ids in [&["A"][..], &["A", "B"], &["A", "B", "C"]] {
        let rows: Vec<&str> = vec!["a | b"; ids.len()];
        let agreement =
            agreement_of(&collation(ids, &[("1", &rows)]), VariantClass::Ignored);
        let tree = neighbor_joining(&agreement);
        for picture in [heat_map(&agreement), tree_picture(&agreement, &tree)] {
            roxmltree::Document::parse(&picture).unwrap();
            assert!(!picture.contains("NaN"), "{picture}");
        }
    }
}
