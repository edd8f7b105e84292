//! Lines that are called by more than a number: in the index, in the concordance, and asked for.

use crate::support::Project;

/// Lines with letters, sub-lines, and numbers that are set out of their order.
const LINES: &str = "# The Ferry\n\n::: verse\n\
    [Anna]{index=\"names: Anna\"} rows the boat []{.line n=120} \\\n\
    []{.line n=120a} [Berta]{index=\"names: Berta\"} sings of copper \\\n\
    [Carla]{index=\"names: Carla\"} sleeps\n:::\n\n\
    {.unnumbered}\n[Dora]{index=\"names: Dora\"} enters with a lamp.\n\n\
    {.unnumbered}\n[Anna]{index=\"names: Anna\"} leaves.\n\n::: verse\n\
    [Anna]{index=\"names: Anna\"} comes home \\\n\
    []{.line n=3} [Anna]{index=\"names: Anna\"} again, then [Berta]{index=\"names: Berta\"}\n:::\n";

fn lines() -> Project {
    let manifest = "id = \"l\"\ntitle = \"T\"\n[[text]]\nfile = \"a.dj\"\n[[index]]\nid = \"names\"\n\
                    [concordance]\nmin = 1\n";
    Project::edition([("edition.toml", manifest), ("a.dj", LINES)])
}

#[test]
fn locators_have_the_names_of_lines_in_the_order_of_the_lines() {
    let project = lines();
    project.run(&["build"]).exits(0);
    let index = project.text("output/l-index.tsv");
    for wanted in [
        "\tAnna\t1.120, 121,2, 122, 3\t",
        "\tBerta\t1.120a, 3\t",
        "\tCarla\t1.121\t",
        "\tDora\t1.121,1\t",
    ] {
        assert!(index.contains(wanted), "{wanted} in\n{index}");
    }
    let words = project.text("output/l-concordance.tsv");
    let lines = |word: &str| -> Vec<String> {
        let rows = words.lines().map(|row| row.split('\t').collect::<Vec<_>>());
        rows.filter(|row| row[1] == word)
            .map(|row| row[5].to_owned())
            .collect()
    };
    assert_eq!(lines("Anna"), ["120", "121,2", "122", "3"]);
    assert_eq!(lines("copper"), ["120a"]);
    assert_eq!(lines("lamp"), ["121,1"]);
}

#[test]
fn lines_are_found_by_their_names() {
    let project = lines();
    let ask = |place: &str| project.run(&["where", place]).exits(0).stdout;
    for (line, file) in [
        ("1.120", "a.dj:4:1"),
        ("1.120a", "a.dj:5:1"),
        ("1.121", "a.dj:6:1"),
        ("1.121,1", "a.dj:10:1"),
        ("1.121,2", "a.dj:13:1"),
        ("1.122", "a.dj:16:1"),
        ("1.3", "a.dj:17:1"),
    ] {
        let (place, words) = (ask(line), file.rsplit_once(':').expect("a column").0);
        assert!(place.starts_with(words), "{line} is at {place}");
        assert_eq!(ask(words), format!("{line}\n"), "{words}");
    }
    project
        .run(&["where", "1.121,3"])
        .exits(1)
        .reports("page 1 has no line 121,3");
}
