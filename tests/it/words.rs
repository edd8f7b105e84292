//! No file that is kept speaks of the machine or the circumstances it was written
//! in. The forbidden strings are put together here, so that this file is clean.

use std::path::Path;
use std::process::Command;

use crate::support::skipped::skipped;

/// Strings that stand in no file: folders of one machine, hosts of registries.
fn places() -> Vec<String> {
    let folder = |name: &str| format!("/{name}/");
    let mut places: Vec<_> =
        ["work", "root", "tmp", "home", "mnt", "Users"].map(folder).into();
    places.extend(["npmjs", "pythonhosted", "debian", "golang"].map(|host| match host {
        "npmjs" => format!("registry.{host}.org"),
        "pythonhosted" => format!("files.{host}.org"),
        "debian" => format!("deb.{host}.org"),
        _ => format!("proxy.{host}.org"),
    }));
    places.extend(["index", "static"].map(|part| format!("{part}.crates.{}", "io")));
    places
}

/// Words on who wrote a file and when; the text of an edition may use them.
fn circumstances() -> Vec<String> {
    let mut words: Vec<_> =
        ["this", "last", "next", "earlier", "previous", "later", "lead", "helper"]
            .map(|word| format!("{word} {}", "session"))
            .into();
    words.extend(
        [
            ["sub", "agent"],
            ["chat", "gpt"],
            ["anth", "ropic"],
            ["cl", "aude"],
            ["open", "ai"],
        ]
        .map(|parts| parts.concat()),
    );
    words.extend(
        [["language", "model"], ["coding", "agent"], ["ai", "assistant"]]
            .map(|w| w.join(" ")),
    );
    words
}

/// What a file says that it should not.
fn faults(path: &str, text: &str) -> Vec<String> {
    let lower = text.to_lowercase();
    let is_edition = path.starts_with("edition/") || path.starts_with("tests/cases/");
    let mut faults = vec![];
    for place in places() {
        // `../shared/home/x` or `a/work/b` is a path of a project, not of a machine.
        let is_absolute = |at: usize| {
            !text[..at]
                .ends_with(|c: char| c.is_alphanumeric() || "._-)]}*>$".contains(c))
        };
        if text
            .match_indices(&place)
            .any(|(at, _)| is_absolute(at) || !place.starts_with('/'))
        {
            faults.push(format!("{path}: `{place}`"));
        }
    }
    if !is_edition {
        faults.extend(
            circumstances()
                .iter()
                .filter(|word| has(&lower, word))
                .map(|w| format!("{path}: `{w}`")),
        );
    }
    faults
}

/// Whether the words stand in the text, not inside longer ones.
fn has(text: &str, words: &str) -> bool {
    text.match_indices(words).any(|(at, _)| {
        !text[..at].ends_with(char::is_alphanumeric)
            && !text[at + words.len()..].starts_with(char::is_alphanumeric)
    })
}

#[test]
fn no_kept_file_speaks_of_the_machine_it_was_written_on() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let listing = Command::new("git")
        .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
        .current_dir(root)
        .output();
    let names = match listing {
        Ok(output) if output.status.success() => output.stdout,
        _ => {
            skipped("a checkout of git");
            return;
        }
    };
    let names = String::from_utf8(names).expect("paths are UTF-8");
    let mut found = vec![];
    for name in names
        .split('\0')
        .filter(|name| !name.is_empty() && *name != "Cargo.lock")
    {
        // Binary files and files that are deleted but still listed are passed over.
        if let Ok(text) = std::fs::read_to_string(root.join(name)) {
            found.extend(faults(name, &text));
        }
    }
    assert!(found.is_empty(), "\n{}\n", found.join("\n"));
}

#[test]
fn a_path_of_a_machine_is_found() {
    let path = ["see /ho", "me/anna/a.dj"].concat();
    assert_eq!(faults("docs/a.md", &path).len(), 1);
    assert_eq!(faults("edition/texts/a.dj", &path).len(), 1);
    assert_eq!(faults("docs/a.md", "see edition/home/a.dj").len(), 0);
}

#[test]
fn a_word_on_the_writing_is_found_except_in_an_edition() {
    let words = ["As decided in the last ses", "sion."].concat();
    assert_eq!(faults("docs/a.md", &words).len(), 1);
    assert_eq!(faults("edition/texts/a.dj", &words).len(), 0);
    assert_eq!(faults("docs/a.md", "the possession of a cloud").len(), 0);
}
