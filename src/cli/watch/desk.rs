//! What the proof answers, and to whom.
//!
//! A page of another site may ask a browser to send questions here, and any program of the
//! machine can. A request must have the token, which is part of the address that was
//! printed; the host must be the one that this server has (a name that somebody made point
//! to this machine is refused), and what opens a file must come with a header that a page of
//! another site can't send.

use std::sync::Arc;

use percent_encoding::percent_decode_str;

use super::decisions::{Ledger, Refused};
use super::editor::Editor;
use super::http::{Head, Method};
use super::proof::{Made, Place, Proof, json};
use crate::collate::view::Spot;

/// How many places a search gives at most.
const HITS: usize = 500;

/// What is done for a page, and not only told to it.
const DEEDS: [&str; 4] = ["/open", "/decide", "/undo", "/redo"];

const HTML: &str = include_str!("proof.html");
const SCRIPT: &str = include_str!("proof.js");
const PANEL: &str = include_str!("panel.js");
const STYLE: &str = include_str!("proof.css");

/// What answers are made of.
pub(super) struct Desk {
    /// What is shown.
    pub proof: Arc<Proof>,
    /// What is decided about the collations.
    pub ledger: Ledger,
    /// What opens a file.
    pub editor: Option<Editor>,
    /// The port of the server.
    pub port: u16,
    /// What the address has after the host, without slashes.
    pub token: String,
}

/// A question of one who may ask.
#[derive(Debug, Clone)]
pub(super) struct Question {
    post: bool,
    /// The path behind the token, and what stands after `?`.
    url: String,
    /// Whether the header stands there that only the proof's own page sends.
    own: bool,
    /// What was sent with it.
    pub body: Vec<u8>,
}

impl Question {
    /// Whether something was sent with it that is to be read.
    pub(super) fn has_body(&self) -> bool {
        self.post && DEEDS.contains(&self.url.as_str())
    }

    /// Whether it asks to be told of changes.
    pub(super) fn is_events(&self) -> bool {
        !self.post && self.url == "/events"
    }
}

/// An answer.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Answer {
    /// Its status.
    pub status: u16,
    /// What it is.
    pub mime: &'static str,
    /// Whether the browser may keep it for ever.
    pub keep: bool,
    /// Its bytes.
    pub body: Vec<u8>,
}

impl Answer {
    fn of(mime: &'static str, body: impl Into<Vec<u8>>) -> Self {
        Self { status: 200, mime, keep: false, body: body.into() }
    }

    /// The answer to what is not answered.
    pub(super) fn refused(status: u16) -> Self {
        let body = match status {
            403 => "open the address that `variorum watch` printed\n",
            _ => "",
        };
        Self {
            status,
            ..Self::of("text/plain; charset=utf-8", body)
        }
    }
}

impl Desk {
    /// What one asks who may: the host and the origin are those of this server, and the path
    /// begins with the token. Nothing for anyone else.
    pub(super) fn question(&self, head: &Head) -> Option<Question> {
        let hosts =
            [format!("127.0.0.1:{}", self.port), format!("localhost:{}", self.port)];
        let is_ours =
            |host: &str| hosts.iter().any(|ours| ours.eq_ignore_ascii_case(host));
        if !head.header("host").is_some_and(is_ours) {
            return None;
        }
        if head.has("origin") {
            let origin = head.header("origin").and_then(|o| o.strip_prefix("http://"));
            origin.filter(|origin| is_ours(origin))?;
        }
        let rest = head.target.strip_prefix('/')?;
        let (token, rest) = rest.split_at_checked(self.token.len())?;
        if !rest.starts_with('/') || !same(token.as_bytes(), self.token.as_bytes()) {
            return None;
        }
        Some(Question {
            post: head.method != Method::Get,
            url: rest.to_owned(),
            own: head.has("x-variorum"),
            body: vec![],
        })
    }
}

/// Whether two tokens of one length are the same; how long that takes does not tell where
/// they differ.
fn same(a: &[u8], b: &[u8]) -> bool {
    a.len() == b.len() && a.iter().zip(b).fold(0, |sum, (a, b)| sum | (a ^ b)) == 0
}

/// Answers a question.
pub(super) fn answer(desk: &Desk, question: &Question) -> Answer {
    let (path, query) = question.url.split_once('?').unwrap_or((&question.url, ""));
    let text = |name: &str| {
        query.split('&').find_map(|pair| {
            let (key, value) = pair.split_once('=')?;
            (key == name).then(|| decoded(value))
        })
    };
    let number = |name: &str| text(name)?.parse::<f64>().ok().filter(|n| n.is_finite());
    match (question.post, path) {
        (false, "/") => Answer::of("text/html; charset=utf-8", HTML),
        (false, "/proof.js") => Answer::of("text/javascript; charset=utf-8", SCRIPT),
        (false, "/panel.js") => Answer::of("text/javascript; charset=utf-8", PANEL),
        (false, "/proof.css") => Answer::of("text/css; charset=utf-8", STYLE),
        (false, "/state") => {
            let opens = desk.editor.is_some();
            let state = desk.proof.state();
            let state = state.replacen('{', &format!("{{\"opens\":{opens},"), 1);
            Answer::of(JSON, state)
        }
        (false, "/word") => {
            let (Some(page), Some(x), Some(y)) =
                (number("page"), number("x"), number("y"))
            else {
                return Answer::refused(400);
            };
            let page = if page >= 0.0 { page as usize } else { usize::MAX };
            Answer::of(JSON, word(desk, page, x, y))
        }
        (false, "/collation") => {
            let number =
                |name: &str| number(name).filter(|n| *n >= 0.0).map(|n| n as usize);
            let (Some(id), unit, section) =
                (text("text"), number("unit"), number("section"))
            else {
                return Answer::refused(400);
            };
            if unit.is_none() && section.is_none() {
                return Answer::refused(400);
            }
            let column = number("column").unwrap_or(0);
            let at = Spot { section: section.unwrap_or(0), column, unit };
            answered(made(desk).and_then(|made| desk.ledger.view(&made, &id, at)))
        }
        (false, "/token") => {
            let number =
                |name: &str| number(name).filter(|n| *n >= 0.0).map(|n| n as usize);
            let (Some(id), Some(witness), Some(token)) =
                (text("text"), number("witness"), number("token"))
            else {
                return Answer::refused(400);
            };
            Answer::of(JSON, json(&desk.proof.token(&id, witness, token)))
        }
        (false, "/search") => match text("q") {
            Some(phrase) => Answer::of(JSON, json(&desk.proof.search(&phrase, HITS))),
            None => Answer::refused(400),
        },
        (true, "/open") => open(desk, question),
        (true, "/decide" | "/undo" | "/redo") => decide(desk, question),
        (false, _) => {
            let print =
                path.strip_prefix("/page/").and_then(|name| name.strip_suffix(".svg"));
            match print.and_then(|print| desk.proof.page(print)) {
                Some(svg) => Answer { keep: true, ..Answer::of("image/svg+xml", svg) },
                None => Answer::refused(404),
            }
        }
        (true, _) => Answer::refused(405),
    }
}

const JSON: &str = "application/json; charset=utf-8";

/// Runs the editor's command for a place in a file of the edition.
fn open(desk: &Desk, question: &Question) -> Answer {
    let value: serde_json::Value =
        serde_json::from_slice(&question.body).unwrap_or_default();
    let number = |name: &str| Some(value.get(name)?.as_u64()? as usize);
    let file = value.get("file").and_then(serde_json::Value::as_str);
    let (Some(file), Some(line), Some(column)) = (file, number("line"), number("column"))
    else {
        return Answer::refused(400);
    };
    let Some(editor) = &desk.editor else { return Answer::refused(404) };
    if !question.own || !desk.proof.has_file(file) {
        return Answer::refused(403);
    }
    let place = Place { file: file.to_owned(), line, column };
    match editor.open(&desk.proof.root, &place) {
        Ok(()) => Answer::of(JSON, "{}"),
        Err(why) => Answer { status: 500, ..Answer::of(JSON, json(&why)) },
    }
}

/// The word at a point, with the unit of a collation there.
fn word(desk: &Desk, page: usize, x: f64, y: f64) -> String {
    let Some((made, word)) = desk.proof.word(page, x, y) else {
        return json(&None::<()>);
    };
    let unit = word
        .spot
        .as_ref()
        .and_then(|(text, spot)| desk.ledger.unit(&made, text, spot.unit?));
    json(&serde_json::json!({
        "word": word.word,
        "place": word.place,
        "text": word.spot.as_ref().map(|(text, _)| text),
        "spot": word.spot.as_ref().map(|(_, spot)| spot),
        "unit": unit,
    }))
}

/// The book that is shown.
fn made(desk: &Desk) -> Result<Arc<Made>, Refused> {
    let none = || Refused {
        status: 409,
        message: "there is no book yet".to_owned(),
    };
    desk.proof.made().ok_or_else(none)
}

fn answered(result: Result<String, Refused>) -> Answer {
    match result {
        Ok(body) => Answer::of(JSON, body),
        Err(Refused { status, message }) => {
            Answer { status, ..Answer::of(JSON, json(&message)) }
        }
    }
}

/// Writes a decision, or takes one back.
fn decide(desk: &Desk, question: &Question) -> Answer {
    if !question.own {
        return Answer::refused(403);
    }
    let bad = |message: String| Refused { status: 400, message };
    answered(made(desk).and_then(|made| match question.url.as_str() {
        "/decide" => {
            let wish = serde_json::from_slice(&question.body)
                .map_err(|error| bad(format!("this is no decision: {error}")))?;
            desk.ledger.decide(&made, &wish)
        }
        url => desk.ledger.step(&made, url == "/undo"),
    }))
}

/// A value of a query, its `%` and `+` read.
fn decoded(value: &str) -> String {
    let spaced = value.replace('+', " ");
    percent_decode_str(&spaced).decode_utf8_lossy().into_owned()
}

/// What the page may load: its own script and style, pages of the book, and answers.
pub(super) const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
                      img-src 'self' data:; connect-src 'self'; base-uri 'none'; \
                      form-action 'none'; frame-ancestors 'none'";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::watch::http;

    fn desk() -> Desk {
        let editor = Editor::of("true {file}").ok();
        Desk {
            proof: Arc::new(Proof::new("edition".into())),
            ledger: Ledger::new("edition".into()),
            editor,
            port: 9,
            token: "t0ken".into(),
        }
    }

    /// The status of the answer to a first line and headers; 403 if it is not known who asks.
    fn status(text: &str) -> u16 {
        let (head, body) = http::head(&mut text.as_bytes()).expect("it is a question");
        match desk().question(&head) {
            Some(question) => answer(&desk(), &Question { body, ..question }).status,
            None => 403,
        }
    }

    fn ask(url: &str) -> Answer {
        let text = format!("GET /t0ken{url} HTTP/1.1\r\nHost: 127.0.0.1:9\r\n\r\n");
        let (head, _) = http::head(&mut text.as_bytes()).expect("it is a question");
        answer(&desk(), &desk().question(&head).expect("the asker is known"))
    }

    #[track_caller]
    fn check(url: &str, status: u16) -> Answer {
        let answer = ask(url);
        assert_eq!(answer.status, status, "{url}");
        answer
    }

    #[test]
    fn the_page_and_its_parts_are_served() {
        for (url, mime) in [
            ("/", "text/html"),
            ("/proof.js", "text/javascript"),
            ("/panel.js", "text/javascript"),
            ("/proof.css", "text/css"),
        ] {
            let answer = check(url, 200);
            assert!(answer.mime.starts_with(mime), "{url}");
            assert!(!answer.body.is_empty());
        }
        let state = check("/state", 200);
        let state: serde_json::Value =
            serde_json::from_slice(&state.body).expect("it is JSON");
        assert_eq!(state["busy"], true);
        assert_eq!(state["opens"], true);
        assert_eq!(state["pages"], serde_json::json!([]));
    }

    #[test]
    fn nothing_else_is_served() {
        for url in ["/edition.toml", "/../Cargo.toml", "/page/", "/page/0.svg", "//"] {
            check(url, 404);
        }
        check("/word?page=1", 400);
        check("/word?page=0&x=NaN&y=1", 400);
        check("/search", 400);
        assert_eq!(check("/search?q=a", 200).body, b"[]");
        assert_eq!(check("/word?page=-1&x=1&y=1", 200).body, b"null");
        let at = "/t0ken/state HTTP/1.1\r\nHost: localhost:9\r\n\r\n";
        assert_eq!(status(&format!("POST {at}")), 405);
        assert_eq!(status(&format!("DELETE {at}")), 405);
    }

    #[test]
    fn another_host_origin_or_token_is_refused() {
        let with =
            |headers: &str| status(&format!("GET /t0ken/ HTTP/1.1\r\n{headers}\r\n"));
        for headers in [
            "",
            "Host: example.org\r\n",
            "Host: 127.0.0.1\r\n",
            "Host: localhost:10\r\n",
            "Host: 127.0.0.1:9\r\nHost: 127.0.0.1:9\r\n",
            "Host: 127.0.0.1:9\r\nOrigin: http://example.org\r\n",
            "Host: 127.0.0.1:9\r\nOrigin: null\r\n",
            "Host: 127.0.0.1:9\r\nOrigin: http://127.0.0.1:9\r\nOrigin: null\r\n",
        ] {
            assert_eq!(with(headers), 403, "{headers}");
        }
        assert_eq!(with("Host: localhost:9\r\n"), 200);
        assert_eq!(with("Host: LOCALHOST:9\r\nOrigin: http://127.0.0.1:9\r\n"), 200);
        for path in ["/", "/t0ken", "/t0kem/", "/T0KEN/", "/t0ke/n", "/ä", "t0ken/", "*"]
        {
            let text = format!("GET {path} HTTP/1.1\r\nHost: 127.0.0.1:9\r\n\r\n");
            assert_eq!(status(&text), 403, "{path}");
        }
    }

    #[test]
    fn only_files_of_the_edition_are_opened_and_only_for_its_own_page() {
        let open = |headers: &str, body: &str| {
            let head =
                format!("POST /t0ken/open HTTP/1.1\r\nHost: 127.0.0.1:9\r\n{headers}");
            status(&format!("{head}\r\n{body}"))
        };
        let place = r#"{"file":"../a","line":1,"column":1}"#;
        assert_eq!(open("X-Variorum: 1\r\n", place), 403);
        assert_eq!(open("X-Variorum: 1\r\n", "{}"), 400);
        assert_eq!(open("X-Variorum: 1\r\n", "\u{fffd}"), 400);
        assert_eq!(open("", place), 403);
    }

    #[test]
    fn a_decision_is_taken_only_from_its_own_page_and_in_its_form() {
        let ask = |path: &str, headers: &str, body: &str| {
            let head =
                format!("POST /t0ken{path} HTTP/1.1\r\nHost: 127.0.0.1:9\r\n{headers}");
            status(&format!("{head}\r\n{body}"))
        };
        for path in ["/decide", "/undo", "/redo"] {
            assert_eq!(ask(path, "", "{}"), 403);
            assert_eq!(ask(path, "X-Variorum: 1\r\nOrigin: http://a.org\r\n", "{}"), 403);
            // There is no book.
            assert_eq!(ask(path, "X-Variorum: 1\r\n", "{}"), 409);
        }
        for url in ["/decide", "/undo", "/redo"] {
            check(url, 404);
        }
        check("/collation?text=a", 400);
        check("/collation?unit=1", 400);
        check("/collation?text=a&unit=-1", 400);
        check("/collation?text=a&unit=1", 409);
        check("/token?text=a&witness=0", 400);
        assert_eq!(check("/token?text=a&witness=0&token=1", 200).body, b"null");
    }

    #[test]
    fn the_page_names_no_other_host() {
        for part in [HTML, SCRIPT, PANEL, STYLE] {
            let is_far = part.contains("http:")
                || part.contains("https:")
                || part.contains("//\"");
            assert!(!is_far, "{part}");
        }
        assert!(POLICY.contains("default-src 'none'"));
    }

    #[test]
    fn a_query_is_read() {
        assert_eq!(decoded("a+b%20c%D8%A8%zz%"), "a b cب%zz%");
    }
}
