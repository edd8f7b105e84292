//! Every mark in every kind of block, over the ends of pages, to PDF/A-2a with PDF/UA-1: the
//! structure of the file must be right whatever a page ends in.

use crate::support::Project;

const FILL: &str = "the boat went over slowly and came back late with mail from a town \
                    where nobody had asked for it";

const MANIFEST: &str = "title = \"T\"\n[page]\nheight = \"110mm\"\n[apparatus]\n\
    witnesses-at-foot = true\n[[witness]]\nid = \"A\"\n[[witness]]\nid = \"B\"\n\
    [[index]]\nid = \"n\"\ntitle = \"Names\"\n[[series]]\nid = \"app\"\nkind = \"critical\"\n\
    [[series]]\nid = \"fn\"\nkind = \"familiar\"\n[[series]]\nid = \"src\"\nkind = \"critical\"\n\
    [[series]]\nid = \"e\"\nkind = \"familiar\"\nplace = \"text\"\n[[text]]\nfile = \"a.dj\"\n";

/// Words with a mark; `%` is the number of the unit.
const MARKS: [&str; 20] = [
    "word",
    "[word]{A=\"ward\"}",
    "[word]{A=\"a long reading that goes on and on until the foot of the page is nearly full of it\"}",
    "word[^k%]",
    "word[^l%]",
    "word[^src.%]",
    "word[^e.%]",
    "[]{.page n=% ed=A}word",
    "[]{.page n=%}word",
    "[]{.milestone unit=section n=%}word",
    "[]{#x%}word []{ref=z}",
    "[]{.line n=%0}word",
    "[word]{index=\"n: Word %\"}",
    "word[]{.def wit=\"A\"} word[]{.inc wit=\"A\"}",
    "[متن]{lang=fa A=\"[نص]{lang=fa}\"}",
    "[]{.gap extent=\"3\"}word{+sup+}",
    "[word](https://example.org/%) [word](#z)",
    "![a gull](gull.svg)",
    "[word]{.unnumbered}",
    "wo\u{e476}rd \u{3008}x\u{3009}",
];

/// The units, one a mark, each once more in another order.
fn units() -> Vec<String> {
    let order = (0..MARKS.len()).chain((0..MARKS.len()).rev());
    let words = order.enumerate().map(|(unit, mark)| {
        format!("{} {FILL}", MARKS[mark].replace('%', &(unit + 1).to_string()))
    });
    words.collect()
}

fn notes(text: &str) -> String {
    let mut out = String::new();
    for unit in 1..=2 * MARKS.len() {
        for series in ["k", "l", "src.", "e."] {
            let label = format!("[^{series}{unit}]");
            if text.contains(&label) {
                let more = if series == "l" {
                    format!(" {FILL}, {FILL}, {FILL}.\n\n    And {FILL}")
                } else {
                    String::new()
                };
                out += &format!("\n{label}: A note {unit}.{more}\n");
            }
        }
    }
    out
}

/// A fence around each unit, or around all.
fn fenced(class: &str, each: bool) -> String {
    let units = units();
    if each {
        units
            .iter()
            .map(|unit| format!("::: {class}\n{unit}\n:::\n\n"))
            .collect()
    } else {
        format!("::: {class}\n{}\n:::\n", units.join("\n\n"))
    }
}

fn block(kind: &str) -> String {
    let units = units();
    let each = |form: &dyn Fn(usize, &str) -> String| -> String {
        units.iter().enumerate().map(|(k, unit)| form(k, unit)).collect()
    };
    match kind {
        "paragraphs" => each(&|_, unit| format!("{unit}\n\n")),
        "one paragraph" => units.join(" "),
        "quotation" => each(&|_, unit| format!("> {unit}\n>\n")),
        "list" => each(&|_, unit| format!("- {unit}\n\n")),
        "tight list" => each(&|_, unit| format!("- {unit}\n")),
        "numbered list" => each(&|k, unit| format!("{}. {unit}\n\n", k + 1)),
        "nested list" => each(&|k, unit| match k % 3 {
            0 => format!("- {unit}\n\n"),
            1 => format!("  - {unit}\n\n"),
            _ => format!("    1. {unit}\n\n"),
        }),
        "items of paragraphs" => each(&|_, unit| format!("- {FILL}\n\n  {unit}\n\n")),
        "quotations in items" => each(&|_, unit| format!("- > {unit}\n\n")),
        "lists in a quotation" => each(&|_, unit| format!("> - {unit}\n>\n")),
        "table" => each(&|k, unit| match k {
            0 => format!("| ship | {unit} |\n|---|---|\n"),
            _ if k % 2 == 0 => format!("| {unit} | gull |\n"),
            _ => format!("| gull | {unit} |\n"),
        }),
        "table of long cells" => {
            let cells: Vec<String> =
                units.chunks(10).map(|units| units.join(" ")).collect();
            let rows = cells.iter().map(|cell| format!("| {FILL} | {cell} |\n"));
            rows.collect::<String>()
                + &format!("| {} | {} |\n", cells[0].replace('^', ""), FILL)
        }
        "verse" => format!("::: verse\n{}\n:::\n", units.join(" \\\n")),
        "halves" => {
            let lines: Vec<String> = units
                .iter()
                .map(|unit| unit.replacen(" slowly ", " || ", 1))
                .collect();
            format!("::: verse\n{}\n:::\n", lines.join(" \\\n"))
        }
        "drama" => {
            let lines = units.iter().map(|unit| {
                format!("[Anna]{{.speaker}} Who is there? \\\n[Ben]{{.speaker}} []{{.shared}} {unit}")
            });
            format!("::: verse\n{}\n:::\n", lines.collect::<Vec<_>>().join(" \\\n"))
        }
        "speeches" => each(&|_, unit| {
            format!(
                "::: speech\n[Pilot]{{.speaker}} {unit} [turns]{{.stage}} on\n:::\n\n"
            )
        }),
        "headings" => each(&|k, unit| format!("{} {unit}\n\n", "#".repeat(2 + k % 4))),
        "Persian" => each(&|_, unit| format!("{{lang=fa}}\nمتن {unit}\n\n")),
        "whole" | "unnumbered" | "letter" => fenced(kind, false),
        "caption" => fenced(kind, true),
        _ => unreachable!("a kind that is listed"),
    }
}

const KINDS: [&str; 22] = [
    "paragraphs",
    "one paragraph",
    "quotation",
    "list",
    "tight list",
    "numbered list",
    "nested list",
    "items of paragraphs",
    "quotations in items",
    "lists in a quotation",
    "table",
    "table of long cells",
    "verse",
    "halves",
    "drama",
    "speeches",
    "headings",
    "Persian",
    "whole",
    "unnumbered",
    "letter",
    "caption",
];

/// Builds the kinds of which the number leaves `of` when divided by two.
fn all_marks_stand_in(of: usize) {
    let gull = "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'>\
                <rect width='9' height='9'/></svg>";
    let mut wrong = vec![];
    for kind in KINDS.into_iter().skip(of).step_by(2) {
        let mut text =
            format!("# T\n\n[]{{#z}}{FILL}.\n\n{}\n\nEnd {FILL}.\n", block(kind));
        if kind == "table of long cells" {
            // Its first cell stands twice.
            text = text.replacen("[]{#x11}", "", 1);
        }
        text += &notes(&text);
        for height in ["110mm", "131mm"] {
            let manifest = MANIFEST.replace("110mm", height);
            let project = Project::edition([
                ("edition.toml", &*manifest),
                ("a.dj", &text),
                ("gull.svg", gull),
            ]);
            let outcome = project.run(&["build", "--format", "json"]);
            let report = project.path("output/edition-report.json");
            let is_kept = std::fs::read_to_string(report).is_ok_and(|report| {
                report.matches("\"findings\": []").count()
                    == report.matches("\"norm\"").count()
            });
            if outcome.status != Some(0) || !is_kept {
                let errors =
                    outcome.stderr.lines().filter(|line| line.contains("\"error\""));
                let errors: Vec<&str> = errors.take(3).collect();
                wrong.push(format!("{kind}, {height}: {:?} {errors:#?}", outcome.status));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn all_marks_stand_in_all_blocks_over_the_ends_of_pages() {
    all_marks_stand_in(0);
}

#[test]
fn all_marks_stand_in_all_other_blocks_over_the_ends_of_pages() {
    all_marks_stand_in(1);
}
