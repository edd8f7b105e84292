//! Press sheets and covers: what would be cut off is told.

use crate::support::Project;

fn project(more: &str) -> Project {
    let manifest =
        format!("id = \"book\"\ntitle = \"A Book\"\n{more}\n[[text]]\nfile = \"a.dj\"\n");
    Project::edition([
        ("edition.toml", manifest.as_str()),
        ("a.dj", "# A text\n\nWords.\n"),
    ])
}

#[test]
fn what_is_cut_off_a_cover_or_a_press_sheet_is_told() {
    // The leaves of the thickest paper move the pages inside a signature outward.
    let press =
        "[press]\nsignature = 32\ncreep = true\npaper-weight = 400\npaper-bulk = 5.0\n";
    let narrow = "[page]\nwidth = \"100mm\"\nheight = \"150mm\"\nouter = \"6mm\"\n";
    let spine = "spine".repeat(60);
    let cover = |spine: &str| {
        format!("[cover]\ntext = \"A back.\"\nboard = \"8mm\"\nspine = \"{spine}\"")
    };
    let cut = project(&format!("{press}{narrow}{}", cover(&spine)));
    let said = cut.run(&["build", "--for", "press"]).exits(0).stderr;
    for words in
        ["reach over the trim of the press sheet", "reaches over the trim of the cover"]
    {
        assert!(said.contains(words), "{words}: {said}");
    }
    let whole = project(&cover("A Book"));
    let said = whole.run(&["build", "--for", "press"]).exits(0).stderr;
    assert!(!said.contains("over the trim"), "{said}");
}
