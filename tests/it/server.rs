//! The server of `watch` among those who wish it ill: slow ones, silent ones, liars, pages of
//! other sites. Whoever has the address is served throughout.
#![allow(clippy::disallowed_methods, reason = "answers are waited for, but not for long")]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::support::Project;

/// The program, watching an edition; it ends with the value.
pub(crate) struct Server {
    child: Child,
    port: u16,
    /// The path of the page, with the token.
    path: String,
    pub(crate) project: Project,
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended already, which the test has seen then.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Server {
    fn start() -> Self {
        Self::of(Project::edition([
            ("edition.toml", "title = \"Quay\"\n[[text]]\nfile = \"a.dj\"\n"),
            ("a.dj", "# Quay\n\nThe ferry left at noon.\n"),
        ]))
    }

    /// The program at a project's edition.
    pub(crate) fn of(project: Project) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_variorum"))
            .args([
                "watch",
                "edition",
                "--no-pdf",
                "--port",
                "0",
                "--open",
                "true {file}",
            ])
            .current_dir(project.path("."))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program can be started");
        let lines = BufReader::new(child.stderr.take().expect("it is piped")).lines();
        let mut lines = lines.map_while(Result::ok);
        let address = lines
            .find_map(|line| {
                Some(line.strip_prefix("proof at http://127.0.0.1:")?.to_owned())
            })
            .expect("it says where the proof is");
        thread::spawn(move || lines.for_each(drop));
        let (port, path) = address.split_once('/').expect("it has a path");
        Self {
            child,
            port: port.parse().expect("it has a port"),
            path: format!("/{path}"),
            project,
        }
    }

    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(("127.0.0.1", self.port)).expect("it listens");
        let limit = Some(Duration::from_secs(10));
        stream.set_read_timeout(limit).expect("it can be set");
        stream.set_write_timeout(limit).expect("it can be set");
        stream
    }

    /// Sends a question and reads the whole answer.
    fn says(&self, question: &str) -> String {
        let mut stream = self.connect();
        // One who is refused may be refused before all was sent.
        let _ = stream.write_all(question.as_bytes());
        let mut said = vec![];
        let _ = stream.read_to_end(&mut said);
        String::from_utf8_lossy(&said).into_owned()
    }

    /// What the owner's browser sends: the status and the body of the answer.
    #[track_caller]
    pub(crate) fn post(&self, path: &str, headers: &str, body: &str) -> (u16, Value) {
        let host = format!("Host: 127.0.0.1:{}\r\n{headers}", self.port);
        let length = format!("Content-Length: {}\r\n", body.len());
        let path = format!("{}{path}", self.path);
        answer(&self.says(&format!("POST {path} HTTP/1.1\r\n{host}{length}\r\n{body}")))
    }

    /// What the owner's browser asks for: the status and the body of the answer.
    #[track_caller]
    pub(crate) fn get(&self, path: &str) -> (u16, Value) {
        answer(&self.says(&self.question(path)))
    }

    /// A question as the owner's browser asks it.
    fn question(&self, path: &str) -> String {
        let path = format!("{}{path}", self.path);
        format!("GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\n\r\n", self.port)
    }

    /// The owner is served, and that at once.
    #[track_caller]
    fn serves(&mut self) {
        assert!(self.child.try_wait().expect("it was started").is_none(), "it has ended");
        let begun = Instant::now();
        for (path, word) in [("", "<title>Proof</title>"), ("state", "\"opens\":true")] {
            let said = self.says(&self.question(path));
            assert!(said.starts_with("HTTP/1.1 200 "), "{path}: {said}");
            assert!(said.contains(word), "{path}: {said}");
        }
        let taken = begun.elapsed();
        assert!(taken < Duration::from_secs(5), "the owner waited {taken:?}");
    }

    #[track_caller]
    fn refuses(&self, question: &str, status: u16) {
        let said = self.says(question);
        assert!(said.starts_with(&format!("HTTP/1.1 {status} ")), "{question}: {said}");
        // Nothing of the edition, and nothing that leads to it.
        assert!(!said.contains("title"), "{said}");
        assert!(!said.contains(self.path.trim_matches('/')), "{said}");
    }
}

/// The status and the body of an answer; no value if that is not JSON.
#[track_caller]
fn answer(said: &str) -> (u16, Value) {
    let status = said.split(' ').nth(1).and_then(|status| status.parse().ok());
    let body = said.split_once("\r\n\r\n").map_or("", |(_, body)| body);
    let status = status.unwrap_or_else(|| panic!("no answer: {said}"));
    (status, serde_json::from_str(body).unwrap_or_default())
}

#[test]
fn only_who_knows_the_address_is_served() {
    let mut server = Server::start();
    let (port, path) = (server.port, server.path.clone());
    assert!(path.len() >= 34 && path.ends_with('/'), "{path} is easily guessed");
    let own = format!("Host: 127.0.0.1:{port}\r\n");
    for headers in [
        String::new(),
        "Host: example.org\r\n".to_owned(),
        format!("Host: example.org:{port}\r\n"),
        format!("{own}Origin: http://example.org\r\n"),
        format!("{own}Origin: null\r\n"),
        format!("{own}{own}"),
    ] {
        server.refuses(&format!("GET {path} HTTP/1.1\r\n{headers}\r\n"), 403);
        server.refuses(&format!("GET {path}events HTTP/1.1\r\n{headers}\r\n"), 403);
    }
    for path in
        ["/", "/state", "/proof.js", "/events", "/0123456789abcdef0123456789abcdef/"]
    {
        server.refuses(&format!("GET {path} HTTP/1.1\r\n{own}\r\n"), 403);
    }
    let place = "{\"file\":\"a.dj\",\"line\":1,\"column\":1}";
    let length = format!("Content-Length: {}\r\n", place.len());
    for (path, headers) in [
        ("/open".to_owned(), "X-Variorum: 1\r\n".to_owned()),
        (
            format!("{path}open"),
            "Origin: http://example.org\r\nX-Variorum: 1\r\n".to_owned(),
        ),
        (format!("{path}open"), String::new()),
    ] {
        let head = format!("POST {path} HTTP/1.1\r\n{own}{length}{headers}");
        server.refuses(&format!("{head}\r\n{place}"), 403);
    }
    // The page tells no other host where it is.
    let said = server.says(&server.question(""));
    for header in [
        "Referrer-Policy: no-referrer",
        "Cross-Origin-Resource-Policy: same-origin",
        "Content-Security-Policy: default-src 'none'",
    ] {
        assert!(said.contains(header), "{said}");
    }
    server.serves();
}

#[test]
fn what_is_too_long_is_not_read() {
    let mut server = Server::start();
    let (port, path) = (server.port, server.path.clone());
    let own = format!("Host: 127.0.0.1:{port}\r\n");
    server.refuses(
        &format!("GET {path} HTTP/1.1\r\n{own}A: {}\r\n\r\n", "a".repeat(20_000)),
        431,
    );
    server.refuses(&format!("GET /{} HTTP/1.1\r\n{own}\r\n", "a".repeat(1_000_000)), 431);
    let foreign = "POST /x HTTP/1.1\r\nHost: example.org\r\n";
    let huge = "Content-Length: 99999999999\r\n\r\n";
    server.refuses(&format!("{foreign}{huge}{}", "x".repeat(70_000)), 403);
    let open = format!("POST {path}open HTTP/1.1\r\n{own}X-Variorum: 1\r\n");
    server.refuses(&format!("{open}{huge}{}", "x".repeat(70_000)), 413);
    server.refuses(&format!("{open}\r\n"), 411);
    server.refuses(&format!("{open}Transfer-Encoding: chunked\r\n\r\n1\r\nx\r\n"), 501);
    server.refuses("\u{16}\u{3}\u{1} no HTTP\r\n\r\n", 400);
    server.serves();
}

#[test]
fn the_owner_is_served_while_hundreds_hold_on() {
    let mut server = Server::start();
    let (port, path) = (server.port, server.path.clone());
    let mut held = vec![];
    let mut hold = |text: &str| {
        let mut stream = server.connect();
        // It may be sent away at once.
        let _ = stream.write_all(text.as_bytes());
        held.push(stream);
    };
    // Questions without an end, and none at all.
    for k in 0..300 {
        hold(if k % 3 == 0 { "" } else { "GET / HTTP/1.1\r\nHost: " });
    }
    // Bodies that are announced and do not come.
    for _ in 0..20 {
        hold("POST /open HTTP/1.1\r\nHost: evil.example\r\nContent-Length: 2000\r\n\r\n");
    }
    let own = format!(
        "Host: 127.0.0.1:{port}\r\nX-Variorum: 1\r\nContent-Length: 2000\r\n\r\n"
    );
    for _ in 0..20 {
        hold(&format!("POST {path}open HTTP/1.1\r\n{own}"));
    }
    // Readers that do not read.
    for _ in 0..20 {
        hold(&format!("GET {path}proof.js HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n"));
        hold(&format!("GET {path}events HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n"));
    }
    server.serves();
    // While a page of another site asks without end, and slow ones send a letter now and then.
    thread::scope(|scope| {
        let server = &mut server;
        let until = Instant::now() + Duration::from_secs(2);
        for _ in 0..4 {
            scope.spawn(move || {
                let text = "GET /state HTTP/1.1\r\nHost: evil.example\r\n\r\n";
                while Instant::now() < until {
                    let Ok(mut stream) = TcpStream::connect(("127.0.0.1", port)) else {
                        break;
                    };
                    let _ = stream.write_all(text.as_bytes());
                }
            });
        }
        let held = &mut held;
        scope.spawn(move || {
            while Instant::now() < until {
                for stream in held.iter_mut().take(300) {
                    let _ = stream.write_all(b"a");
                }
                thread::sleep(Duration::from_millis(100));
            }
        });
        while Instant::now() < until {
            server.serves();
        }
    });
    // The stream of events tells the owner still.
    let mut stream = server.connect();
    stream
        .write_all(server.question("events").as_bytes())
        .expect("it listens");
    let mut lines = BufReader::new(stream).lines().map_while(Result::ok);
    assert!(lines.any(|line| line.starts_with("data: ")), "no event came");
}

#[test]
fn a_question_that_does_not_end_is_given_up() {
    let mut server = Server::start();
    let mut slow = server.connect();
    let begun = Instant::now();
    // A letter now and then does not lengthen its time.
    while begun.elapsed() < Duration::from_secs(9) {
        if slow.write_all(b"G").is_err() {
            break;
        }
        thread::sleep(Duration::from_millis(200));
    }
    let taken = begun.elapsed();
    assert!(taken > Duration::from_secs(3), "it had {taken:?} to ask");
    assert!(taken < Duration::from_secs(8), "it was waited for {taken:?}");
    server.serves();
}
