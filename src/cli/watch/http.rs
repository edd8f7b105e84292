//! As much of HTTP/1.1 (RFC 9112) as a page on the same machine needs: one question, one
//! answer, and the connection is closed. What is read is bounded before it is read.

use std::io::{self, Read, Write};

/// The most bytes of a question's first line and headers.
const LONGEST_HEAD: usize = 16 << 10;

/// The most bytes of a question's body.
const LONGEST_BODY: usize = 64 << 10;

/// What a question is asked by.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Method {
    /// Something is wanted.
    #[default]
    Get,
    /// Something is to be done.
    Post,
    /// Nothing that is known here.
    Other,
}

/// The first line and the headers of a question.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Head {
    /// The method.
    pub method: Method,
    /// The path, and what stands after `?`.
    pub target: String,
    /// The headers, their names in lower case.
    headers: Vec<(String, String)>,
}

impl Head {
    /// The value of a header; nothing if it is not there or there twice.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        let mut found = self.headers.iter().filter(|header| header.0 == name);
        let value = found.next().map(|header| header.1.as_str());
        if found.next().is_some() { None } else { value }
    }

    /// Whether a header is there.
    pub(super) fn has(&self, name: &str) -> bool {
        self.headers.iter().any(|header| header.0 == name)
    }
}

/// Why a question is not answered.
#[derive(Debug)]
pub(super) enum Refusal {
    /// The asker is to be told, by the status.
    Status(u16),
    /// The asker is gone or too slow.
    Gone,
}

impl From<io::Error> for Refusal {
    fn from(_: io::Error) -> Self {
        Self::Gone
    }
}

/// Reads the head of a question, and what came of its body with it.
///
/// # Errors
/// If it is not valid, or too long, or ends in the middle.
pub(super) fn head(asker: &mut impl Read) -> Result<(Head, Vec<u8>), Refusal> {
    let mut read = vec![];
    let mut part = [0; 2048];
    loop {
        let before = read.len();
        match asker.read(&mut part)? {
            0 => return Err(Refusal::Gone),
            count => read.extend_from_slice(&part[..count]),
        }
        let from = before.saturating_sub(3);
        let end = read[from..].windows(4).position(|four| four == b"\r\n\r\n");
        if let Some(end) = end.map(|end| from + end) {
            let body = read.split_off(end + 4);
            let head = std::str::from_utf8(&read[..end]).ok().and_then(parsed);
            return head.map(|head| (head, body)).ok_or(Refusal::Status(400));
        }
        if read.len() > LONGEST_HEAD {
            return Err(Refusal::Status(431));
        }
    }
}

fn parsed(text: &str) -> Option<Head> {
    let mut lines = text.split("\r\n");
    let mut first = lines.next()?.split(' ');
    let method = match first.next()? {
        "GET" => Method::Get,
        "POST" => Method::Post,
        _ => Method::Other,
    };
    let target = first.next()?.to_owned();
    let version = first.next()?;
    if first.next().is_some() || !matches!(version, "HTTP/1.1" | "HTTP/1.0") {
        return None;
    }
    let is_sign = |c: u8| c.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&c);
    let header = |line: &str| {
        let (name, value) = line.split_once(':')?;
        let is_name = !name.is_empty() && name.bytes().all(is_sign);
        let value = value.trim_matches([' ', '\t']);
        let is_value = !value.bytes().any(|c| c.is_ascii_control() && c != b'\t');
        (is_name && is_value).then(|| (name.to_ascii_lowercase(), value.to_owned()))
    };
    let headers = lines.map(header).collect::<Option<Vec<_>>>()?;
    Some(Head { method, target, headers })
}

/// Reads the body of a request; `begun` is the part that came with its head. To be called only
/// when it is known who asks.
///
/// # Errors
/// If it is too long, its length is not said, or it ends in the middle.
pub(super) fn body(
    asker: &mut impl Read,
    head: &Head,
    mut begun: Vec<u8>,
) -> Result<Vec<u8>, Refusal> {
    if head.has("transfer-encoding") {
        return Err(Refusal::Status(501));
    }
    let length = head.header("content-length").ok_or(Refusal::Status(411))?;
    if length.is_empty() || !length.bytes().all(|c| c.is_ascii_digit()) {
        return Err(Refusal::Status(400));
    }
    let length: usize = length.parse().unwrap_or(usize::MAX);
    if length > LONGEST_BODY {
        return Err(Refusal::Status(413));
    }
    begun.truncate(length);
    let begun_with = begun.len();
    begun.resize(length, 0);
    asker.read_exact(&mut begun[begun_with..])?;
    Ok(begun)
}

/// Writes an answer with these headers.
///
/// # Errors
/// If the asker is gone or does not read.
pub(super) fn answer(
    asker: &mut impl Write,
    status: u16,
    headers: &[(&str, &str)],
    body: &[u8],
) -> io::Result<()> {
    let mut head = format!("HTTP/1.1 {status} {}\r\n", reason(status));
    for (name, value) in headers {
        head += &format!("{name}: {value}\r\n");
    }
    head += &format!("Content-Length: {}\r\nConnection: close\r\n\r\n", body.len());
    asker.write_all(head.as_bytes())?;
    asker.write_all(body)?;
    asker.flush()
}

fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        400 => "Bad Request",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        409 => "Conflict",
        411 => "Length Required",
        413 => "Content Too Large",
        422 => "Unprocessable Content",
        431 => "Request Header Fields Too Large",
        501 => "Not Implemented",
        _ => "Internal Server Error",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What gives one byte at a time.
    struct Slow<'a>(&'a [u8]);

    impl Read for Slow<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let Some((first, rest)) = self.0.split_first() else { return Ok(0) };
            buffer[0] = *first;
            self.0 = rest;
            Ok(1)
        }
    }

    fn status<T: std::fmt::Debug>(read: Result<T, Refusal>) -> u16 {
        match read {
            Err(Refusal::Status(status)) => status,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_question_is_read_in_whatever_pieces_it_comes() {
        let text = b"POST /a?b HTTP/1.1\r\nHost: h\r\nX-A:  b c \r\nContent-Length: 3\r\n\r\nxyz";
        for slow in [false, true] {
            let (mut fast, mut one) = (&text[..], Slow(text));
            let asker: &mut dyn Read = if slow { &mut one } else { &mut fast };
            let mut asker = asker;
            let (head, begun) = head(&mut asker).expect("it is a question");
            assert_eq!((head.method, head.target.as_str()), (Method::Post, "/a?b"));
            assert_eq!(
                (head.header("host"), head.header("x-a")),
                (Some("h"), Some("b c"))
            );
            let body = body(&mut asker, &head, begun).expect("it has a body");
            assert_eq!(body, b"xyz");
        }
    }

    #[test]
    fn what_is_no_question_is_refused() {
        for text in [
            "GET /\r\n\r\n",
            "GET / HTTP/2\r\n\r\n",
            "GET / / HTTP/1.1\r\n\r\n",
            "GET / HTTP/1.1\r\nHost\r\n\r\n",
            "GET / HTTP/1.1\r\n Host: a\r\n\r\n",
            "GET / HTTP/1.1\r\nHost : a\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a\rb\r\n\r\n",
        ] {
            assert_eq!(status(head(&mut text.as_bytes())), 400, "{text:?}");
        }
        let long = format!("GET / HTTP/1.1\r\nA: {}", "a".repeat(20_000));
        assert_eq!(status(head(&mut long.as_bytes())), 431);
        assert!(matches!(head(&mut &b"GET / HT"[..]), Err(Refusal::Gone)));
    }

    #[test]
    fn a_header_that_is_there_twice_says_nothing() {
        let text = b"GET / HTTP/1.1\r\nHost: a\r\nHOST: b\r\n\r\n";
        let (head, _) = head(&mut &text[..]).expect("it is a question");
        assert_eq!(head.header("host"), None);
        assert!(head.has("host"));
    }

    #[test]
    fn a_body_is_bounded_before_it_is_read() {
        let refused = |headers: &str, expected: u16| {
            let text = format!("POST / HTTP/1.1\r\n{headers}\r\n");
            let (head, begun) = head(&mut text.as_bytes()).expect("it is a question");
            assert_eq!(
                status(body(&mut io::empty(), &head, begun)),
                expected,
                "{headers}"
            );
        };
        refused("", 411);
        refused("Content-Length: 99999999999\r\n", 413);
        refused("Content-Length: 99999999999999999999999999\r\n", 413);
        refused("Content-Length: -1\r\n", 400);
        refused("Content-Length: +1\r\n", 400);
        refused("Content-Length: 1\r\nTransfer-Encoding: chunked\r\n", 501);
        let text = b"POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\nabc";
        let (head, begun) = head(&mut &text[..]).expect("it is a question");
        assert!(matches!(body(&mut io::empty(), &head, begun), Err(Refusal::Gone)));
    }
}
