//! The server of the proof: on this machine only, and nothing but the proof.
//!
//! A connection is a thread, and there are only so many. Until it is known who asks
//! ([`super::desk`]), little is read, for a short time, and who came first has to leave when too
//! many wait: so that those who are slow, or never say anything, keep nobody else out.

use std::collections::VecDeque;
use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use super::decisions::Ledger;
use super::desk::{Answer, Desk, POLICY, Question, answer};
use super::editor::Editor;
use super::http::{self, Refusal};
use super::proof::Proof;
use crate::cli::failure::Failure;

/// The port that is asked for first; those after it if it is taken.
const PORT: u16 = 7117;

/// How many ports are tried.
const PORTS: u16 = 20;

/// How many connections there are that have not shown the token yet.
const STRANGERS: usize = 256;

/// How many there are of those who may ask.
const KNOWN: usize = 64;

/// How many threads there are at most: some may take a while to end.
const THREADS: usize = 400;

/// How long a question may take to come, and after it its body.
const ASKING: Duration = Duration::from_secs(5);

/// How long an answer may take to be read.
const READING: Duration = Duration::from_secs(30);

/// How long what a stranger still sends is read, so that the refusal is not lost.
const LINGER: Duration = Duration::from_millis(300);

/// After how long a silent connection is told that the server is still there.
const BEAT: Duration = Duration::from_secs(15);

/// Begins to serve, on the port given or on a free one; gives the address, which holds the
/// token that every request must have.
///
/// # Errors
/// If no port is free, or the system gives no random bytes.
pub(super) fn start(
    proof: Arc<Proof>,
    editor: Option<Editor>,
    port: Option<u16>,
) -> Result<String, Failure> {
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
    let token = token().map_err(refused)?;
    let address = format!("http://127.0.0.1:{port}/{token}/");
    let ledger = Ledger::new(proof.root.clone());
    let desk = Arc::new(Desk { proof, ledger, editor, port, token });
    thread::spawn(move || listen(&listener, &desk));
    Ok(address)
}

/// 128 random bits, in letters that an address may have.
fn token() -> io::Result<String> {
    let mut bits = [0; 16];
    getrandom::fill(&mut bits).map_err(io::Error::from)?;
    Ok(bits.iter().map(|byte| format!("{byte:02x}")).collect())
}

fn listen(listener: &TcpListener, desk: &Arc<Desk>) {
    let hall = Arc::new(Hall::default());
    loop {
        hall.wait();
        let Ok((stream, _)) = listener.accept() else {
            // Such as too many open files: some will be closed.
            thread::sleep(Duration::from_millis(20));
            continue;
        };
        let guest = Guest::enter(&hall, stream);
        let desk = desk.clone();
        // If there can be no thread, the guest leaves.
        let _ = thread::Builder::new().spawn(move || {
            // A browser that has gone away is no fault.
            let _ = serve(&desk, &guest);
        });
    }
}

/// Those who are connected.
#[derive(Default)]
struct Hall {
    guests: Mutex<Guests>,
    left: Condvar,
}

#[derive(Default)]
struct Guests {
    /// The number of the last one.
    last: u64,
    /// How many have not left.
    count: usize,
    /// Of whom it is not known whether they may ask, in the order they came.
    strangers: VecDeque<(u64, Arc<TcpStream>)>,
    /// Who may ask.
    known: VecDeque<(u64, Arc<TcpStream>)>,
}

impl Hall {
    fn guests(&self) -> MutexGuard<'_, Guests> {
        // Nothing is half done when a thread ends in between.
        self.guests.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until there is room for one more.
    fn wait(&self) {
        let full = |guests: &mut Guests| guests.count >= THREADS;
        let waited = self.left.wait_while(self.guests(), full);
        drop(waited.unwrap_or_else(PoisonError::into_inner));
    }
}

/// Lets the first ones go until no more than `most` are there.
fn make_room(list: &mut VecDeque<(u64, Arc<TcpStream>)>, most: usize) {
    while list.len() > most {
        if let Some((_, stream)) = list.pop_front() {
            // Its thread finds the connection closed.
            let _ = stream.shutdown(Shutdown::Both);
        }
    }
}

/// One who is connected, until the value is dropped.
struct Guest {
    number: u64,
    stream: Arc<TcpStream>,
    hall: Arc<Hall>,
}

impl Guest {
    fn enter(hall: &Arc<Hall>, stream: TcpStream) -> Self {
        let (hall, stream) = (hall.clone(), Arc::new(stream));
        let mut guests = hall.guests();
        guests.last += 1;
        guests.count += 1;
        let number = guests.last;
        guests.strangers.push_back((number, stream.clone()));
        make_room(&mut guests.strangers, STRANGERS);
        drop(guests);
        Self { number, stream, hall }
    }

    /// It is known now that this one may ask.
    fn is_known(&self) {
        let mut guests = self.hall.guests();
        guests.strangers.retain(|guest| guest.0 != self.number);
        guests.known.push_back((self.number, self.stream.clone()));
        make_room(&mut guests.known, KNOWN);
    }

    /// The connection for so long.
    fn within(&self, time: Duration) -> Timed<'_> {
        Timed { stream: &self.stream, until: now() + time }
    }
}

impl Drop for Guest {
    fn drop(&mut self) {
        let mut guests = self.hall.guests();
        guests.strangers.retain(|guest| guest.0 != self.number);
        guests.known.retain(|guest| guest.0 != self.number);
        guests.count -= 1;
        self.hall.left.notify_one();
    }
}

#[expect(clippy::disallowed_methods, reason = "only the command line measures time")]
fn now() -> Instant {
    Instant::now()
}

/// A connection on which all that is read and written must be done by a time.
struct Timed<'a> {
    stream: &'a TcpStream,
    until: Instant,
}

impl Timed<'_> {
    fn rest(&self) -> io::Result<Option<Duration>> {
        let rest = self.until.saturating_duration_since(now());
        if rest.is_zero() { Err(io::ErrorKind::TimedOut.into()) } else { Ok(Some(rest)) }
    }
}

impl Read for Timed<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.stream.set_read_timeout(self.rest()?)?;
        self.stream.read(buffer)
    }
}

impl Write for Timed<'_> {
    fn write(&mut self, data: &[u8]) -> io::Result<usize> {
        self.stream.set_write_timeout(self.rest()?)?;
        self.stream.write(data)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.stream.flush()
    }
}

fn serve(desk: &Desk, guest: &Guest) -> io::Result<()> {
    match asked(desk, guest) {
        Ok(question) if question.is_events() => events(&desk.proof, guest),
        Ok(question) => respond(guest, &answer(desk, &question)),
        Err(Refusal::Gone) => Ok(()),
        Err(Refusal::Status(status)) => {
            respond(guest, &Answer::refused(status))?;
            // What was sent and is not read would make the system drop the answer.
            guest.stream.shutdown(Shutdown::Write)?;
            let mut rest = guest.within(LINGER).take(64 << 10);
            io::copy(&mut rest, &mut io::sink()).map(drop)
        }
    }
}

/// What one asks who may ask. The body is read only then.
fn asked(desk: &Desk, guest: &Guest) -> Result<Question, Refusal> {
    let (head, begun) = http::head(&mut guest.within(ASKING))?;
    let mut question = desk.question(&head).ok_or(Refusal::Status(403))?;
    guest.is_known();
    if question.has_body() {
        question.body = http::body(&mut guest.within(ASKING), &head, begun)?;
    }
    Ok(question)
}

fn respond(guest: &Guest, answer: &Answer) -> io::Result<()> {
    let keeping =
        if answer.keep { "private, max-age=31536000, immutable" } else { "no-store" };
    let headers = [
        ("Content-Type", answer.mime),
        ("Cache-Control", keeping),
        ("X-Content-Type-Options", "nosniff"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
        ("Referrer-Policy", "no-referrer"),
        ("Content-Security-Policy", POLICY),
    ];
    http::answer(&mut guest.within(READING), answer.status, &headers, &answer.body)
}

/// Tells a browser of each change until it goes away. A stream of events has no length.
fn events(proof: &Proof, guest: &Guest) -> io::Result<()> {
    let send = |text: &str| guest.within(READING).write_all(text.as_bytes());
    send(
        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-store\r\n\
         X-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n",
    )?;
    let mut version = 0;
    loop {
        let now = proof.after(version, BEAT);
        match now == version {
            true => send(": still here\n\n")?,
            false => send(&format!("event: change\ndata: {now}\n\n"))?,
        }
        version = now;
    }
}
