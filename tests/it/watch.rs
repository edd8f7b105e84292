//! The proof in a real browser.
#![allow(clippy::print_stderr, reason = "a test that can't run says so")]
#![allow(
    clippy::disallowed_methods,
    reason = "a browser is looked for, and waited for, in the world outside"
)]

use std::fs;
use std::io::{BufRead, BufReader};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::thread::{self, sleep};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tungstenite::stream::MaybeTlsStream;
use tungstenite::{Message, WebSocket};

use crate::support::Project;
use crate::support::skipped::skipped;

/// A process that ends with the value.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Starts a program and waits until it prints a line to standard error in which `find`
/// finds something.
#[track_caller]
fn start(
    command: &mut Command,
    find: impl Fn(&str) -> Option<String>,
) -> (Running, String) {
    let child = command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped());
    let mut running = Running(child.spawn().expect("the program can be started"));
    let mut lines = BufReader::new(running.0.stderr.take().expect("it is piped")).lines();
    let mut said = vec![];
    for line in lines.by_ref().map_while(Result::ok) {
        if let Some(found) = find(&line) {
            // What it says later must go somewhere.
            thread::spawn(move || lines.for_each(drop));
            return (running, found);
        }
        said.push(line);
    }
    panic!("the program ended: {said:?}");
}

fn browser() -> Option<PathBuf> {
    let names = ["chromium", "chromium-browser", "google-chrome"];
    let folders = std::env::var_os("PATH").unwrap_or_default();
    let mut places = std::env::split_paths(&folders)
        .flat_map(|folder| names.map(|name| folder.join(name)));
    places.find(|place| place.is_file())
}

/// A page in a browser, spoken to in the protocol of its developers' tools.
struct Page {
    socket: WebSocket<MaybeTlsStream<TcpStream>>,
    session: String,
    last: u64,
}

impl Page {
    fn open(address: &str, url: &str) -> Self {
        let (socket, _) = tungstenite::connect(address).expect("the browser listens");
        let mut page = Self { socket, session: String::new(), last: 0 };
        let target = page.call("Target.createTarget", json!({ "url": url }));
        let target = target["targetId"].clone();
        let wanted = json!({ "targetId": target, "flatten": true });
        let session = page.call("Target.attachToTarget", wanted);
        page.session = session["sessionId"].as_str().expect("a session").to_owned();
        page
    }

    fn call(&mut self, method: &str, params: Value) -> Value {
        self.last += 1;
        let mut message = json!({ "id": self.last, "method": method, "params": params });
        if !self.session.is_empty() {
            message["sessionId"] = self.session.clone().into();
        }
        let message = Message::text(message.to_string());
        self.socket.send(message).expect("the browser listens");
        loop {
            let message = self.socket.read().expect("the browser answers");
            let Message::Text(text) = message else { continue };
            let value: Value = serde_json::from_str(&text).expect("it answers in JSON");
            if value["id"] == self.last {
                assert!(value["error"].is_null(), "{method}: {value}");
                return value["result"].clone();
            }
        }
    }

    /// The value of an expression in the page.
    fn value(&mut self, expression: &str) -> Value {
        let wanted = json!({ "expression": expression, "returnByValue": true });
        let result = self.call("Runtime.evaluate", wanted);
        assert!(result["exceptionDetails"].is_null(), "{expression}: {result}");
        result["result"]["value"].clone()
    }

    /// Waits until an expression is true.
    #[track_caller]
    fn until(&mut self, expression: &str) {
        let begun = Instant::now();
        let ready = format!("typeof commands === 'object' && ({expression})");
        while self.value(&ready) != json!(true) {
            let shown =
                "document.body.innerText + ' ' + JSON.stringify(state).slice(0, 500)";
            if begun.elapsed() > Duration::from_secs(120) {
                let shown = self.value(shown);
                panic!("never came true: {expression}\n{shown}");
            }
            sleep(Duration::from_millis(100));
        }
    }

    fn press(&mut self, key: &str) {
        for kind in ["keyDown", "keyUp"] {
            let text = if key.chars().count() == 1 { key } else { "" };
            let wanted = json!({ "type": kind, "key": key, "text": text });
            self.call("Input.dispatchKeyEvent", wanted);
        }
    }

    /// Clicks at a point of the window.
    fn click(&mut self, at: &Value) {
        for kind in ["mousePressed", "mouseReleased"] {
            let wanted = json!({
                "type": kind, "x": at[0], "y": at[1], "button": "left", "clickCount": 1,
            });
            self.call("Input.dispatchMouseEvent", wanted);
        }
    }
}

/// A browser at the proof of an edition.
struct Reader {
    page: Page,
    _browser: Running,
    _program: Running,
    _folder: tempfile::TempDir,
}

/// Opens the proof of a project's edition; nothing if there is no browser.
fn reader(project: &Project, arguments: &[&str]) -> Option<Reader> {
    let Some(browser) = browser() else {
        skipped("a browser");
        return None;
    };
    let mut command = Command::new(env!("CARGO_BIN_EXE_variorum"));
    command
        .arg("watch")
        .arg("edition")
        .args(["--port", "0"])
        .args(arguments);
    command.current_dir(project.path("."));
    let (program, url) =
        start(&mut command, |line| Some(line.strip_prefix("proof at ")?.to_owned()));
    let folder = tempfile::tempdir().expect("a folder can be made");
    let mut command = Command::new(browser);
    command
        .args(["--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run"])
        .args(["--disable-dev-shm-usage", "--window-size=1300,1000"])
        .arg("--remote-debugging-port=0")
        .arg(format!("--user-data-dir={}", folder.path().display()))
        .arg("about:blank");
    let (browser, address) = start(&mut command, |line| {
        Some(line.strip_prefix("DevTools listening on ")?.to_owned())
    });
    let page = Page::open(&address, &url);
    Some(Reader {
        page,
        _browser: browser,
        _program: program,
        _folder: folder,
    })
}

/// The page on which a phrase was found, and a point on the first word of it.
const FOUND: &str = "(() => { const box = hits[0].mark.getBoundingClientRect(); \
                     return [box.left + box.width / 2, box.top + box.height / 2]; })()";

#[test]
fn the_proof_in_a_browser_follows_the_files() {
    let text = "# Towers\n\nThe first paragraph stands where it stood.\n\nThe second has a \
                word, namely tower, that is looked for.\n";
    let project = Project::edition([
        ("edition.toml", "title = \"Towers\"\n[[text]]\nfile = \"a.dj\"\n"),
        ("a.dj", text),
    ]);
    let opener = "touch 'opened {line} {column}' {file}";
    let Some(mut reader) = reader(&project, &["--open", opener]) else { return };
    let page = &mut reader.page;
    page.until("state.pages.length > 4 && !state.busy");
    assert_eq!(page.value("document.title"), json!("Towers – proof"));
    let first = page.value("state.pages.map((page) => page.print)");

    // Each page is drawn by the browser.
    page.value("commands.End()");
    page.value("commands.Home()");
    page.until("document.querySelector('.page img').naturalWidth > 100");

    // A search finds the word, a click on it its place.
    page.press("/");
    for c in ["T", "o", "w", "e", "r"] {
        page.press(c);
    }
    page.until("hits.length > 0");
    page.value("at('search').value = 'namely tower'; search('namely tower'); 0");
    page.until("hits.length === 1");
    page.value("nextHit(1); 0");
    page.until("hits[0].mark.getBoundingClientRect().width > 0");
    let at = page.value(FOUND);
    page.click(&at);
    page.until("!!document.getElementById('where')");
    let place = page.value("document.getElementById('where').textContent");
    let column = text.lines().nth(4).and_then(|line| line.find("namely"));
    let column = column.expect("the word stands there") + 1;
    let place = place.as_str().expect("a place").to_owned();
    assert!(place.starts_with("a.dj:5:"), "{place}");
    let clicked: usize = place["a.dj:5:".len()..].parse().expect("a column");
    assert!((column..=column + "namely tower".len()).contains(&clicked), "{place}");
    let opened = project.path(&format!("opened 5 {clicked}"));
    let begun = Instant::now();
    while !opened.exists() {
        assert!(begun.elapsed() < Duration::from_secs(30), "the editor was not called");
        sleep(Duration::from_millis(50));
    }

    // An edit changes the page of its line and leaves the others.
    project.write("edition/a.dj", text.replace("namely tower", "namely steeple"));
    let old = page.value("state.version");
    page.until(&format!("state.version > {old} && !state.busy && state.change !== null"));
    let second = page.value("state.pages.map((page) => page.print)");
    let (first, second) =
        (first.as_array().expect("pages"), second.as_array().expect("pages"));
    let changed: Vec<usize> =
        (0..first.len()).filter(|k| first[*k] != second[*k]).collect();
    assert_eq!(page.value("state.change.page"), json!(changed[0]));
    assert_eq!(changed.len(), 1, "{changed:?}");
    page.until(&format!(
        "leaves[{0}].querySelector('img').src.includes(state.pages[{0}].print)",
        changed[0]
    ));
    page.until("document.querySelectorAll('.line').length === 1");
    page.value("search('steeple'); at('search').value = 'steeple'; 0");
    page.value("search('steeple'); 0");
    page.until("hits.length === 1");

    // A broken file shows its error over the pages, and recovers.
    let manifest = project.text("edition/edition.toml");
    project.write("edition/edition.toml", manifest.replace("title", "titel"));
    page.until("!at('faults').hidden && at('list').textContent.includes('titel')");
    let picture = page.value("at('list').textContent");
    let picture = picture.as_str().expect("a text");
    assert!(picture.contains("edition.toml:1:1") && picture.contains('^'), "{picture}");
    assert_eq!(page.value("state.pages.length"), json!(first.len()));
    project.write("edition/edition.toml", &manifest);
    page.until("at('faults').hidden && !state.busy");

    // The opening view and the zoom.
    page.value("desk.focus(); document.activeElement.blur(); 0");
    page.press("o");
    page.until("document.querySelector('.row:nth-child(2)').children.length === 2");
    let wide = page.value("leaves[0].offsetWidth");
    page.press("+");
    page.until(&format!("leaves[0].offsetWidth > {wide}"));
    page.press("0");
    page.until("leaves[0].offsetHeight <= desk.clientHeight");

    assert!(project.bytes("output/edition.pdf").starts_with(b"%PDF"));
}

#[test]
fn an_edition_from_right_to_left_is_paged_so() {
    let project = Project::edition([
        (
            "edition.toml",
            "title = \"برج\"\nlanguage = \"fa\"\n[[text]]\nfile = \"a.dj\"\n",
        ),
        (
            "a.dj",
            &*"در کنار رود برجی از سنگ بود که کسی شمار پنجره‌هایش را نمی‌دانست.\n\n"
                .repeat(90),
        ),
    ]);
    let Some(mut reader) = reader(&project, &["--no-pdf"]) else { return };
    let page = &mut reader.page;
    page.until("state.pages.length > 6 && !state.busy");
    page.value("commands.o(); commands['0'](); commands.Home(); 0");
    // Of pages 2 and 3 the first is the right one.
    page.until(
        "leaves[1].getBoundingClientRect().left > leaves[2].getBoundingClientRect().left",
    );
    // The first page of all stands at the left, alone.
    page.until("leaves[0].getBoundingClientRect().left < innerWidth / 2");
    page.press("ArrowLeft");
    page.until("shown() === 1");
    page.press("ArrowLeft");
    page.until("shown() === 3");
    page.press("ArrowRight");
    page.until("shown() === 1");
    // A word is found although it was typed with other letters, and leads to its line.
    page.value("at('search').value = 'پنجرههايش'; search('پنجرههايش'); 0");
    page.until("hits.length > 50");
    assert!(!project.path("output").exists());
}

#[test]
fn units_are_decided_by_keys_beside_the_proof() {
    let project = Project::edition([
        (
            "edition.toml",
            "title = \"برج\"\nlanguage = \"fa\"\n[[text]]\nfile = \"a.dj\"\n[[witness]]\nid = \"N\"\n",
        ),
        ("a.dj", "کنار رود برجی بلند بود و کسی در آن نمی‌زیست.\n"),
        ("witnesses/N.txt", "کنار رود خانه‌ای بلند بود و کسی در آن نمی‌خفت.\n"),
    ]);
    let Some(mut reader) = reader(&project, &["--no-pdf"]) else { return };
    let page = &mut reader.page;
    page.until("state.pages.length > 0 && !state.busy");
    page.value("at('search').value = 'برجی'; search('برجی'); 0");
    page.until("hits.length > 0");
    page.value("nextHit(1); document.activeElement.blur(); 0");
    page.until("hits[0].mark.getBoundingClientRect().width > 0");
    let at = page.value(FOUND);
    page.click(&at);
    // The unit at the word, and then its section.
    page.until("at('place').textContent.includes('خانه‌ای N · substantive · undecided')");
    page.press("v");
    page.until("!panel.hidden && view.unit === 0 && view.undecided === 2");
    // The base text stands at the right.
    page.until(
        "(() => { const [number, base, other] = document.querySelector('tr.own').children; \
         return number.getBoundingClientRect().left > base.getBoundingClientRect().left \
         && base.getBoundingClientRect().left > other.getBoundingClientRect().left; })()",
    );
    let first = "1";
    page.press(first);
    page.press("s");
    page.until("view.undecided === 1 && !!document.querySelector('td.suppressed')");
    page.press("u");
    page.until("view.unit === 1");
    page.press("c");
    for c in ["a", " ", "z"] {
        page.press(c);
    }
    page.value("at('words').requestSubmit(); 0");
    page.until("view.undecided === 0 && current().comment === 'a z'");
    let file = project.text("edition/collation/a.toml");
    assert!(
        file.contains("decision = \"suppress\" }") && file.contains("comment = \"a z\""),
        "{file}"
    );
    page.press("z");
    page.until(
        "view.undecided === 1 && at('said').textContent === 'taken back: comment'",
    );
    page.press("y");
    page.until("view.undecided === 0");
    page.press("Escape");
    page.until("panel.hidden");
    assert_eq!(project.text("edition/collation/a.toml"), file);
}

#[test]
fn a_command_without_a_file_is_refused() {
    let project = Project::new();
    let outcome = project.run(&["watch", "edition", "--open", "code"]).exits(2);
    assert!(outcome.stderr.contains("--open"), "{}", outcome.stderr);
    assert!(fs::metadata(project.path("output")).is_err());
}
