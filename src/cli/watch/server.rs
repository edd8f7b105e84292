//! The server of the proof: on this machine only, and nothing but the proof.
//!
//! A page of another site may ask a browser to send requests here. None of them is
//! answered: the host must be the one that this server has (a name that somebody made point
//! to this machine is refused), and what opens a file must come with a header that a page of
//! another site can't send.

use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use tiny_http::{Header, Request, Response, Server};

use super::editor::Editor;
use super::proof::{Place, Proof, json};
use crate::cli::failure::Failure;

/// The port that is asked for first; those after it if it is taken.
const PORT: u16 = 7117;

/// How many ports are tried.
const PORTS: u16 = 20;

/// How many threads answer.
const THREADS: usize = 4;

/// How many places a search gives at most.
const HITS: usize = 500;

/// After how long a silent connection is told that the server is still there.
const BEAT: Duration = Duration::from_secs(15);

/// The most bytes that are read of what a browser sends.
const LONGEST: u64 = 64 << 10;

const HTML: &str = include_str!("proof.html");
const SCRIPT: &str = include_str!("proof.js");
const STYLE: &str = include_str!("proof.css");

/// Begins to serve, on the port given or on a free one; gives the port.
///
/// # Errors
/// If no port is free.
pub fn start(
    proof: Arc<Proof>,
    editor: Option<Editor>,
    port: Option<u16>,
) -> Result<u16, Failure> {
    let ports: Vec<u16> = match port {
        Some(port) => vec![port],
        None => (PORT..PORT + PORTS).collect(),
    };
    let bind =
        |port: &u16| TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, *port)));
    let mut tried = ports.iter().map(bind);
    let mut bound = tried.next().unwrap_or_else(|| Err(io::ErrorKind::AddrInUse.into()));
    while bound.is_err() {
        let Some(next) = tried.next() else { break };
        bound = next;
    }
    let refused = |error| {
        let port = ports.first().copied().unwrap_or_default();
        Failure::machine("listen at", format!("127.0.0.1:{port}"), error)
    };
    let listener = bound.map_err(refused)?;
    let port = listener.local_addr().map_err(refused)?.port();
    let server = Server::from_listener(listener, None)
        .map_err(|error| refused(io::Error::other(error)))?;
    let desk = Arc::new(Desk { proof, editor, port });
    let server = Arc::new(server);
    for _ in 0..THREADS {
        let (desk, server) = (desk.clone(), server.clone());
        thread::spawn(move || {
            while let Ok(request) = server.recv() {
                // A browser that has gone away is no fault.
                let _ = serve(&desk, request);
            }
        });
    }
    Ok(port)
}

/// What answers are made of.
struct Desk {
    proof: Arc<Proof>,
    editor: Option<Editor>,
    port: u16,
}

/// A question of the browser.
#[derive(Debug, Clone, Default)]
struct Question {
    post: bool,
    /// The path, and what stands after `?`.
    url: String,
    host: Option<String>,
    origin: Option<String>,
    /// Whether the header stands there that only the proof's own page sends.
    own: bool,
    body: String,
}

/// An answer.
#[derive(Debug, Clone, PartialEq)]
struct Answer {
    status: u16,
    mime: &'static str,
    /// Whether the browser may keep it for ever.
    keep: bool,
    body: Vec<u8>,
}

impl Answer {
    fn of(mime: &'static str, body: impl Into<Vec<u8>>) -> Self {
        Self { status: 200, mime, keep: false, body: body.into() }
    }

    fn refused(status: u16) -> Self {
        Self {
            status,
            mime: "text/plain; charset=utf-8",
            keep: false,
            body: vec![],
        }
    }
}

/// Answers a question.
fn answer(desk: &Desk, question: &Question) -> Answer {
    let hosts = [format!("127.0.0.1:{}", desk.port), format!("localhost:{}", desk.port)];
    let is_ours = |host: &str| hosts.iter().any(|ours| ours == host);
    if !question.host.as_deref().is_some_and(is_ours) {
        return Answer::refused(403);
    }
    let origin = question.origin.as_deref();
    if origin.is_some_and(|origin| !origin.strip_prefix("http://").is_some_and(is_ours)) {
        return Answer::refused(403);
    }
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
            Answer::of(JSON, json(&desk.proof.word(page, x, y)))
        }
        (false, "/search") => match text("q") {
            Some(phrase) => Answer::of(JSON, json(&desk.proof.search(&phrase, HITS))),
            None => Answer::refused(400),
        },
        (true, "/open") => open(desk, question),
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
        serde_json::from_str(&question.body).unwrap_or_default();
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

/// A value of a query, its `%` and `+` read.
fn decoded(value: &str) -> String {
    let bytes = value.as_bytes();
    let mut out = vec![];
    let mut k = 0;
    while k < bytes.len() {
        let hex = (bytes[k] == b'%').then(|| value.get(k + 1..k + 3)).flatten();
        match hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) => {
                out.push(byte);
                k += 3;
            }
            None => {
                out.push(if bytes[k] == b'+' { b' ' } else { bytes[k] });
                k += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

fn serve(desk: &Arc<Desk>, mut request: Request) -> io::Result<()> {
    let header = |request: &Request, name: &'static str| {
        let mut headers = request.headers().iter();
        let found = headers.find(|header| header.field.equiv(name));
        found.map(|header| header.value.as_str().to_owned())
    };
    let mut question = Question {
        post: *request.method() == tiny_http::Method::Post,
        url: request.url().to_owned(),
        host: header(&request, "Host"),
        origin: header(&request, "Origin"),
        own: header(&request, "X-Variorum").is_some(),
        body: String::new(),
    };
    if question.post {
        request.as_reader().take(LONGEST).read_to_string(&mut question.body)?;
    }
    if question.url == "/events" && !question.post {
        let allowed = answer(desk, &Question { url: "/state".into(), ..question });
        if allowed.status == 200 {
            let desk = desk.clone();
            thread::spawn(move || events(&desk.proof, request));
            return Ok(());
        }
        return request.respond(Response::empty(allowed.status));
    }
    let answer = answer(desk, &question);
    let keeping =
        if answer.keep { "private, max-age=31536000, immutable" } else { "no-store" };
    let mut response = Response::from_data(answer.body).with_status_code(answer.status);
    for (name, value) in [
        ("Content-Type", answer.mime),
        ("Cache-Control", keeping),
        ("X-Content-Type-Options", "nosniff"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
        ("Referrer-Policy", "no-referrer"),
        ("Content-Security-Policy", POLICY),
    ] {
        let header = Header::from_bytes(name, value);
        response.add_header(header.expect("the headers are ASCII"));
    }
    request.respond(response)
}

/// What the page may load: its own script and style, pages of the book, and answers.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
                      img-src 'self' data:; connect-src 'self'; base-uri 'none'; \
                      form-action 'none'; frame-ancestors 'none'";

/// Tells a browser of each change until it goes away. The header is written by hand: a
/// stream of events must not come in chunks of a length.
fn events(proof: &Proof, request: Request) -> io::Result<()> {
    let mut out = request.into_writer();
    out.write_all(
        b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-store\r\n\r\n",
    )?;
    let mut version = 0;
    loop {
        let now = proof.after(version, BEAT);
        if now == version {
            out.write_all(b": still here\n\n")?;
        } else {
            write!(out, "event: change\ndata: {now}\n\n")?;
        }
        version = now;
        out.flush()?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn desk() -> Desk {
        let editor = Editor::of("true {file}").ok();
        Desk {
            proof: Arc::new(Proof::new("edition".into())),
            editor,
            port: 9,
        }
    }

    fn ask(url: &str) -> Question {
        Question {
            url: url.into(),
            host: Some("127.0.0.1:9".into()),
            ..Question::default()
        }
    }

    #[track_caller]
    fn check(question: &Question, status: u16) -> Answer {
        let answer = answer(&desk(), question);
        assert_eq!(answer.status, status, "{question:?}");
        answer
    }

    #[test]
    fn the_page_and_its_parts_are_served() {
        for (url, mime) in [
            ("/", "text/html"),
            ("/proof.js", "text/javascript"),
            ("/proof.css", "text/css"),
        ] {
            let answer = check(&ask(url), 200);
            assert!(answer.mime.starts_with(mime), "{url}");
            assert!(!answer.body.is_empty());
        }
        let state = check(&ask("/state"), 200);
        let state: serde_json::Value =
            serde_json::from_slice(&state.body).expect("it is JSON");
        assert_eq!(state["busy"], true);
        assert_eq!(state["opens"], true);
        assert_eq!(state["pages"], serde_json::json!([]));
    }

    #[test]
    fn nothing_else_is_served() {
        for url in ["/edition.toml", "/../Cargo.toml", "/page/", "/page/0.svg", "//", ""]
        {
            check(&ask(url), 404);
        }
        check(&ask("/word?page=1"), 400);
        check(&ask("/word?page=0&x=NaN&y=1"), 400);
        check(&ask("/search"), 400);
        assert_eq!(check(&ask("/search?q=a"), 200).body, b"[]");
        assert_eq!(check(&ask("/word?page=-1&x=1&y=1"), 200).body, b"null");
        check(&Question { post: true, ..ask("/state") }, 405);
    }

    #[test]
    fn another_host_or_origin_is_refused() {
        for host in [None, Some("example.org"), Some("127.0.0.1"), Some("localhost:10")] {
            check(&Question { host: host.map(Into::into), ..ask("/") }, 403);
        }
        check(&Question { host: Some("localhost:9".into()), ..ask("/") }, 200);
        let origin = |origin: &str| Question { origin: Some(origin.into()), ..ask("/") };
        check(&origin("http://example.org"), 403);
        check(&origin("null"), 403);
        check(&origin("http://127.0.0.1:9"), 200);
    }

    #[test]
    fn only_files_of_the_edition_are_opened_and_only_for_its_own_page() {
        let body = r#"{"file":"../a","line":1,"column":1}"#;
        let asked = Question {
            post: true,
            own: true,
            body: body.into(),
            ..ask("/open")
        };
        check(&asked, 403);
        check(&Question { body: "{}".into(), ..asked.clone() }, 400);
        check(&Question { own: false, ..asked }, 403);
    }

    #[test]
    fn a_query_is_read() {
        assert_eq!(decoded("a+b%20c%D8%A8%zz%"), "a b cب%zz%");
    }
}
