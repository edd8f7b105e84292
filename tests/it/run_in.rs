//! Entries that are run in: what stays together at the ends of their lines, what is slanted and
//! how sigla stand beside each other.

use crate::support::Project;

const MANIFEST: &str = "title = \"T\"\n[[witness]]\nid = \"A\"\n[[witness]]\nid = \"B\"\n\
    [[text]]\nfile = \"a.dj\"\n";

/// The rows of the feet, each with the words and places of its runs from left to right.
fn rows(text: &str, manifest: &str) -> Vec<Vec<(f64, String)>> {
    let files = [("edition.toml", manifest), ("a.dj", text)];
    let printed = Project::edition(files).run(&["build", "--emit", "pages"]);
    let mut rows: Vec<(String, Vec<(f64, String)>)> = vec![];
    for line in printed.exits(0).stdout.lines() {
        let Some((page, rest)) = line.split_once(" foot x=") else { continue };
        let mut parts = rest.splitn(3, ' ');
        let (Some(x), Some(y), Some(rest)) = (parts.next(), parts.next(), parts.next())
        else {
            panic!("{line}");
        };
        let words = rest.split_once('"').map_or(rest, |(_, words)| words);
        let words = words.trim_end_matches('"').replace("\\u{2060}", "");
        let (x, row) = (x.parse().expect("a number"), format!("{page} {y}"));
        match rows.iter_mut().find(|(known, _)| *known == row) {
            Some((_, runs)) => runs.push((x, words)),
            None => rows.push((row, vec![(x, words)])),
        }
    }
    let mut rows: Vec<Vec<(f64, String)>> = rows.into_iter().map(|row| row.1).collect();
    for row in &mut rows {
        row.sort_by(|a, b| a.0.total_cmp(&b.0));
        row.retain(|(_, words)| !words.trim().is_empty());
    }
    rows
}

/// Words of which each third one has two readings, with notes on some.
fn entries() -> String {
    let mut text = String::new();
    for k in 0..90 {
        let letters = "abcdefghiklm".chars().cycle().skip(k);
        let word: String = letters.take(3 + k % 7).collect();
        text += &match k % 3 {
            0 => format!("[{word}]{{A=\"{word}us\" B=\"{word}a{word}\"}} "),
            _ => format!("{word} "),
        };
    }
    text
}

#[test]
fn a_siglum_stands_on_the_line_of_its_reading() {
    for manifest in [MANIFEST.to_owned(), MANIFEST.replace("\"B\"", "\"Bruxellensis\"")] {
        let text = entries()
            .replace("B=", if manifest == MANIFEST { "B=" } else { "Bruxellensis=" });
        let rows = rows(&text, &manifest);
        assert!(rows.len() > 12, "{rows:?}");
        for row in &rows {
            let first = row[0].1.trim();
            assert!(!["A", "B", "Bruxellensis"].contains(&first), "{row:?}");
        }
    }
}

#[test]
fn a_comment_is_slanted_but_for_what_it_quotes() {
    let text = "The [rope]{A=\"cord\" note=\"here “a knot” is meant\"} held.\n";
    let rows = rows(text, MANIFEST);
    let runs: Vec<&str> = rows[0].iter().map(|run| run.1.trim()).collect();
    // What is upright and what is slanted are runs of their own.
    let place = |words: &str| runs.iter().position(|run| run.contains(words));
    let (before, quoted, behind) = (place("here"), place("“a knot”"), place("is meant"));
    assert!(before < quoted && quoted < behind && before.is_some(), "{runs:?}");
}

#[test]
fn a_bracket_stands_off_from_slanted_sigla() {
    let positive =
        MANIFEST.replace("[[text]]", "[apparatus]\nform = \"positive\"\n[[text]]");
    let rows = rows("The [rope]{A=\"cord\"} held.\n", &positive);
    let place = |words: &str| {
        let found = rows[0].iter().find(|run| run.1.trim() == words);
        found
            .map(|run| run.0)
            .unwrap_or_else(|| panic!("no `{words}` in {rows:?}"))
    };
    let siglum = place("B");
    let bracket = rows[0].iter().find(|run| run.1.starts_with(']'));
    let bracket = bracket.unwrap_or_else(|| panic!("no bracket in {rows:?}")).0;
    // A slanted B of 8.6 points is 5 points wide.
    assert!((5.2..6.2).contains(&(bracket - siglum)), "{rows:?}");
}

#[test]
fn the_conspectus_has_families_and_no_empty_hands() {
    let manifest = "title = \"T\"\n[[witness]]\nid = \"A\"\ndescription = \"Toledo 12\"\n\
        [[witness]]\nid = \"A2\"\nsiglum = \"A²\"\nhand-of = \"A\"\n\
        [[witness]]\nid = \"B\"\ndescription = \"Burgos 7\"\n\
        [[group]]\nid = \"alpha\"\nsiglum = \"α\"\nwitnesses = [\"A\", \"B\"]\n\
        [[text]]\nfile = \"a.dj\"\n";
    let files = [("edition.toml", manifest), ("a.dj", "The [rope]{A2=\"cord\"} held.\n")];
    let project = Project::edition(files);
    let printed = project.run(&["build", "--emit", "pages"]).exits(0).stdout;
    let runs: Vec<&str> =
        printed.lines().filter_map(|line| line.split('"').nth(1)).collect();
    let place = |words: &str| runs.iter().position(|run| run.trim() == words);
    let of =
        |words: &str| place(words).unwrap_or_else(|| panic!("no `{words}`: {runs:?}"));
    let heading = of("Conspectus of Sigla");
    assert!(of("Toledo 12") > heading && of("Burgos 7") > of("Toledo 12"), "{runs:?}");
    assert!(of("α") > of("Burgos 7"), "{runs:?}");
    // The hand stands in the apparatus alone.
    let hands = runs.iter().filter(|run| run.trim() == "A²");
    assert_eq!(hands.count(), 1, "{runs:?}");
    let said = project.run(&["build", "--no-preflight"]).exits(0).stderr;
    assert!(said.contains("0 errors, 0 warnings"), "{said}");
}
