//! Decisions that are taken in the proof: written as by hand, taken back to the byte, and never over
//! what another one has written meanwhile.
#![allow(
    clippy::disallowed_methods,
    reason = "a new proof is waited for, but not for long"
)]

use std::thread::sleep;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::decisions::FILES;
use crate::server::Server;
use crate::support::Project;

const FILE: &str = "edition/collation/weir.toml";
const OWN: &str = "X-Variorum: 1\r\n";

/// The proof of an edition whose decisions are written, by the program and then by hand.
fn server() -> Server {
    let project = Project::edition(FILES);
    project.run(&["collate"]).exits(0);
    let file = project.text(FILE);
    project.write(FILE, format!("# mine\n{file}\n# the end"));
    let server = Server::of(project);
    until(|| server.get("collation?text=weir&unit=0").0 == 200);
    server
}

#[track_caller]
fn until(is_true: impl Fn() -> bool) {
    let begun = Instant::now();
    while !is_true() {
        assert!(begun.elapsed() < Duration::from_secs(120), "it never came true");
        sleep(Duration::from_millis(50));
    }
}

/// What is shown around a unit.
fn view(server: &Server, unit: usize) -> Value {
    let (status, view) = server.get(&format!("collation?text=weir&unit={unit}"));
    assert_eq!(status, 200, "{view}");
    view
}

fn unit(view: &Value) -> &Value {
    let units = view["units"].as_array().expect("units");
    units
        .iter()
        .find(|unit| unit["number"] == view["unit"])
        .expect("the unit")
}

/// A decision on a unit as it is seen.
fn wish(view: &Value, change: &Value) -> String {
    json!({
        "text": "weir", "unit": view["unit"], "print": unit(view)["print"],
        "state": view["state"], "change": change,
    })
    .to_string()
}

#[track_caller]
fn decide(server: &Server, number: usize, change: &Value) -> Value {
    let wish = wish(&view(server, number), change);
    let (status, after) = server.post("decide", OWN, &wish);
    assert_eq!(status, 200, "{change}: {after}");
    after
}

#[test]
fn a_unit_is_shown_with_its_section() {
    let server = server();
    let shown = view(&server, 0);
    assert_eq!(shown["undecided"], 4);
    assert_eq!(shown["witnesses"], json!(["base", "A", "B", "C"]));
    assert_eq!(
        (&shown["beside"], &shown["undecided_beside"]),
        (&json!([null, 1]), &json!([null, 1]))
    );
    let held = unit(&shown);
    assert_eq!(held["readings"][0]["text"], "held");
    assert_eq!(held["readings"][1]["text"], "kept");
    assert_eq!(held["readings"][1]["witnesses"], json!(["A", "B"]));
    assert_eq!(
        (&held["class"], &held["is_undecided"]),
        (&json!("substantive"), &json!(true))
    );
    let line = &shown["lines"][3];
    assert_eq!((&line["word"], &line["unit"]), (&json!(4), &json!(0)));
    assert_eq!(line["cells"][1]["form"], "kept");
    assert_eq!(line["cells"][1]["mark"], "substantive");
    // A word of a witness leads to its file.
    let token = &line["cells"][2]["token"];
    let (_, place) =
        server.get(&format!("token?text=weir&witness={}&token={}", token[0], token[1]));
    assert_eq!(place, json!({ "file": "witnesses/B.txt", "line": 1, "column": 23 }));
    // Without a unit the place is shown.
    let (status, place) = server.get("collation?text=weir&section=1&column=2");
    assert_eq!(
        (status, &place["unit"], &place["section"]["id"]),
        (200, &Value::Null, &json!("1-2"))
    );
    assert_eq!(server.get("collation?text=weir&unit=99").0, 404);
    assert_eq!(server.get("collation?text=rope&unit=0").0, 404);
}

#[test]
fn five_decisions_are_taken_back_to_the_byte_and_done_again() {
    let server = server();
    let first = server.project.bytes(FILE);
    let (status, said) = server.post("undo", OWN, "{}");
    assert_eq!((status, said), (409, json!("nothing to undo")));
    decide(&server, 0, &json!({ "do": "accept" }));
    decide(&server, 1, &json!({ "do": "comment", "words": "a \"dry\" year" }));
    decide(&server, 3, &json!({ "do": "lemma", "reading": 0 }));
    decide(&server, 4, &json!({ "do": "suppress", "reading": 0 }));
    let last = decide(
        &server,
        0,
        &json!({ "do": "type", "class": "orthographic", "reading": null }),
    );
    assert_eq!((&last["undecided"], &last["undo"]), (&json!(0), &json!("type")));
    let after = server.project.bytes(FILE);
    let text = server.project.text(FILE);
    assert!(text.starts_with("# mine\n") && text.ends_with("\n# the end"), "{text}");
    assert!(
        text.contains("comment = \"a \\\"dry\\\" year\"")
            && text.contains("reading = \"porter\""),
        "{text}"
    );
    for _ in 0..5 {
        assert_eq!(server.post("undo", OWN, "{}").0, 200);
    }
    assert_eq!(server.project.bytes(FILE), first);
    for _ in 0..5 {
        assert_eq!(server.post("redo", OWN, "{}").0, 200);
    }
    assert_eq!(server.project.bytes(FILE), after);
    assert_eq!(server.post("redo", OWN, "{}").0, 409);
    // A new decision leaves nothing to do again.
    assert_eq!(server.post("undo", OWN, "{}").0, 200);
    assert_eq!(decide(&server, 1, &json!({ "do": "accept" }))["redo"], Value::Null);
    // What changes nothing is no step.
    let before = server.project.bytes(FILE);
    assert_eq!(decide(&server, 1, &json!({ "do": "accept" }))["undo"], "accept");
    assert_eq!(server.project.bytes(FILE), before);
    server.project.run(&["collate"]).exits(0);
}

#[test]
fn a_decision_stands_on_the_next_set_page() {
    let server = server();
    let found = |word: &str| {
        server
            .get(&format!("search?q={word}"))
            .1
            .as_array()
            .map_or(0, Vec::len)
    };
    until(|| found("kept") > 0);
    assert_eq!(found("millpond"), 0);
    decide(&server, 0, &json!({ "do": "suppress" }));
    decide(
        &server,
        1,
        &json!({ "do": "conjecture", "words": "millpond", "by": "Marsh" }),
    );
    until(|| found("millpond") > 0 && found("kept") == 0);
    assert_eq!(found("Marsh"), 1);
    let read = server.project.text("edition/weir.dj");
    assert_eq!(read, FILES[1].1, "texts are never written");
}

#[test]
fn a_decision_on_an_old_state_is_refused_and_loses_nothing() {
    let server = server();
    let old = view(&server, 0);
    let accept = json!({ "do": "accept" });
    decide(&server, 1, &accept);
    let file = server.project.text(FILE);
    // Another decision, another program, another unit.
    let (status, said) = server.post("decide", OWN, &wish(&old, &accept));
    assert_eq!(status, 409, "{said}");
    let now = view(&server, 0);
    let by_hand = file.replace("# mine", "# mine, and more");
    server.project.write(FILE, &by_hand);
    assert_eq!(server.post("decide", OWN, &wish(&now, &accept)).0, 409);
    assert_eq!(server.project.text(FILE), by_hand);
    let (status, said) = server.post("undo", OWN, "{}");
    assert_eq!(status, 409);
    assert!(
        said.as_str().is_some_and(|said| said.contains("collation/weir.toml")),
        "{said}"
    );
    assert_eq!(server.project.text(FILE), by_hand);
    let other = wish(&view(&server, 0), &accept).replace("\"unit\":0", "\"unit\":3");
    assert_eq!(server.post("decide", OWN, &other).0, 409);
    // Put back, the step can be taken back.
    server.project.write(FILE, &file);
    assert_eq!(server.post("undo", OWN, "{}").0, 200);
    // A file with an error is not written.
    server.project.write(FILE, "text = \"weir\"\n[[unit]\n");
    assert_eq!(server.get("collation?text=weir&unit=0").0, 409);
    assert_eq!(server.post("decide", OWN, &wish(&now, &accept)).0, 409);
    assert_eq!(server.project.text(FILE), "text = \"weir\"\n[[unit]\n");
}

#[test]
fn what_is_no_decision_is_refused_with_a_message() {
    let server = server();
    let file = server.project.bytes(FILE);
    let now = view(&server, 4);
    for (change, expected) in [
        (json!({ "do": "burn" }), 400),
        (json!({ "do": "lemma" }), 400),
        (json!({ "do": "type", "class": "odd", "reading": null }), 400),
        (json!({ "do": "lemma", "reading": 9 }), 422),
        (json!({ "do": "join" }), 422),
        (json!({ "do": "split" }), 422),
    ] {
        let (status, said) = server.post("decide", OWN, &wish(&now, &change));
        assert_eq!(status, expected, "{change}: {said}");
        assert!(said.as_str().is_some_and(|said| said.len() > 5), "{change}: {said}");
    }
    let good = wish(&now, &json!({ "do": "accept" }));
    assert_eq!(server.post("decide", "", &good).0, 403);
    let far = format!("{OWN}Origin: http://example.org\r\n");
    assert_eq!(server.post("decide", &far, &good).0, 403);
    assert_eq!(server.post("decide", OWN, "").0, 400);
    assert_eq!(server.post("decide", OWN, "{\"text\":").0, 400);
    assert_eq!(server.post("decide", OWN, &good.replace("weir", "../weir")).0, 404);
    let long = json!({ "do": "comment", "words": "a".repeat(70_000) });
    assert_eq!(server.post("decide", OWN, &wish(&now, &long)).0, 413);
    assert_eq!(server.post("state", OWN, &good).0, 405);
    assert_eq!(server.project.bytes(FILE), file);
}
