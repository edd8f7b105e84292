//! Markdown as Djot. They are alike: emphasis, headings, lists, line ends, deletions and HTML are
//! not, and blocks of Djot need a blank line before them.

use crate::source::named;

/// The Djot that says what a text in Markdown says, without what stands before it for programs.
pub(super) fn djot_of_markdown(text: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let mut out: Vec<String> = vec![];
    let mut fence: Option<String> = None;
    let mut k = 0;
    while k < lines.len() {
        let line = lines[k].trim_end_matches('\t').to_owned();
        let bare = line.trim_start();
        if let Some(mark) = &fence {
            let ends = bare.trim_end().starts_with(mark.as_str());
            out.push(line.clone());
            if ends {
                fence = None;
            }
            k += 1;
            continue;
        }
        let next = lines.get(k + 1).map_or("", |next| next.trim());
        let underline =
            |c: char| next.len() >= 2 && next.chars().all(|n| n == c) && !bare.is_empty();
        if bare.starts_with("```") || bare.starts_with("~~~") {
            part(&mut out);
            let mark: String =
                bare.chars().take_while(|c| matches!(c, '`' | '~')).collect();
            out.push(line.clone());
            fence = Some(mark);
        } else if let Some((level, title)) = heading(bare) {
            part(&mut out);
            out.extend([
                format!("{} {}", "#".repeat(level), inline(title)),
                String::new(),
            ]);
        } else if block_mark(bare).is_none() && (underline('=') || underline('-')) {
            part(&mut out);
            let level = if next.starts_with('=') { "#" } else { "##" };
            out.extend([format!("{level} {}", inline(bare)), String::new()]);
            k += 1;
        } else if is_rule(bare) {
            part(&mut out);
            out.extend(["* * *".to_owned(), String::new()]);
        } else {
            block_line(&mut out, &line);
        }
        k += 1;
    }
    let mut djot = out.join("\n");
    djot.push('\n');
    djot
}

/// Puts a blank line behind what stands there.
fn part(out: &mut Vec<String>) {
    if out.last().is_some_and(|last| !last.trim().is_empty()) {
        out.push(String::new());
    }
}

/// A line of a paragraph, a list, a quotation, a table or a note.
fn block_line(out: &mut Vec<String>, line: &str) {
    let indent = line.len() - line.trim_start().len();
    let bare = &line[indent..];
    let Some(mark) = block_mark(bare) else {
        let text = inline(bare.trim_end());
        let is_broken = bare.ends_with("  ") && !bare.trim().is_empty();
        // Two blanks at the end of a line end it.
        let end = if is_broken { "\\" } else { "" };
        let text = escaped_start(&text, out.last());
        out.push(format!("{}{text}{end}", &line[..indent]));
        return;
    };
    let before = out.last().map(String::as_str).unwrap_or_default();
    let same = block_mark(before.trim_start()).is_some();
    let inner = before.len() - before.trim_start().len();
    // A list in a list, or behind a paragraph.
    if !before.trim().is_empty() && (!same || inner != indent) && !bare.starts_with('|') {
        out.push(String::new());
    }
    let (mark, rest) = bare.split_at(mark);
    if mark.starts_with('>') {
        let mut nested = vec![];
        block_line(&mut nested, rest);
        let rest = nested.pop().unwrap_or_default();
        out.push(format!("{}{mark}{rest}", &line[..indent]));
    } else if mark.starts_with('|') {
        out.push(format!("{mark}{}", inline(rest.trim_end())));
    } else {
        out.push(format!("{}{mark}{}", &line[..indent], inline(rest.trim_end())));
    }
}

/// A line that Markdown takes for words and Djot would not.
fn escaped_start(text: &str, before: Option<&String>) -> String {
    let goes_on = before.is_some_and(|before| !before.trim().is_empty());
    match text.chars().next() {
        Some(':') if !goes_on => format!("\\{text}"),
        _ => text.to_owned(),
    }
}

/// The level and the title of a heading with number signs.
fn heading(line: &str) -> Option<(usize, &str)> {
    let level = line.bytes().take_while(|b| *b == b'#').count();
    let title = line[level..].trim();
    let is_heading = (1..=6).contains(&level) && line[level..].starts_with([' ', '\t']);
    is_heading.then(|| (level, title.trim_end_matches('#').trim_end()))
}

fn is_rule(line: &str) -> bool {
    let signs: Vec<char> = line.chars().filter(|c| !c.is_whitespace()).collect();
    signs.len() >= 3 && ['*', '-', '_'].iter().any(|sign| signs.iter().all(|c| c == sign))
}

/// The bytes of the mark of a list, a quotation, a row or a note, with the blank behind it.
fn block_mark(line: &str) -> Option<usize> {
    if line.starts_with('|') || line.starts_with('>') {
        let blank = line[1..].starts_with(' ');
        return Some(1 + usize::from(blank));
    }
    if let Some(rest) = line.strip_prefix("[^") {
        let end = rest.find("]:")?;
        return Some(2 + end + 2 + usize::from(rest[end + 2..].starts_with(' ')));
    }
    if line.starts_with(['-', '*', '+']) && line[1..].starts_with([' ', '\t']) {
        return Some(2);
    }
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let is_number = (1..=9).contains(&digits)
        && line[digits..].starts_with(['.', ')'])
        && line[digits + 1..].starts_with([' ', '\t']);
    is_number.then_some(digits + 2)
}

/// The words of a line: emphasis, deletions, HTML.
pub(super) fn inline(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len());
    let mut k = 0;
    while k < chars.len() {
        let c = chars[k];
        match c {
            '\\' if chars.get(k + 1).is_some_and(char::is_ascii_punctuation) => {
                out.extend([c, chars[k + 1]]);
                k += 2;
            }
            '`' => {
                // Code is the same, as far as the same number of signs.
                let count = run(&chars, k);
                let end = (k + count..chars.len()).find(|at| {
                    chars[*at] == '`' && chars[at - 1] != '`' && run(&chars, *at) == count
                });
                let to = end.map_or(k + count, |end| end + count);
                out.extend(&chars[k..to]);
                k = to;
            }
            '*' | '_' => {
                let count = run(&chars, k);
                out.push_str(&emphasis(&chars, k, count));
                k += count;
            }
            '~' if run(&chars, k) == 2 => {
                // A deletion, if it is closed.
                let rest: String = chars[k + 2..].iter().collect();
                match rest.find("~~") {
                    Some(end) => {
                        let words = inline(&rest[..end]);
                        out.push_str(&format!("{{-{words}-}}"));
                        k += 4 + rest[..end].chars().count();
                    }
                    None => {
                        out.push_str("\\~\\~");
                        k += 2;
                    }
                }
            }
            '<' => {
                let rest: String = chars[k..].iter().collect();
                let (words, length) = pointed(&rest);
                out.push_str(words);
                k += length;
            }
            '&' => {
                let rest: String = chars[k..].iter().take(40).collect();
                match entity(&rest) {
                    Some((c, length)) => {
                        let escape = if c.is_ascii_punctuation() { "\\" } else { "" };
                        out.push_str(&format!("{escape}{c}"));
                        k += length;
                    }
                    None => {
                        out.push('&');
                        k += 1;
                    }
                }
            }
            '^' | '{' | '}' => {
                let is_note = c == '^' && k > 0 && chars[k - 1] == '[';
                out.push_str(if is_note { "" } else { "\\" });
                out.push(c);
                k += 1;
            }
            _ => {
                out.push(c);
                k += 1;
            }
        }
    }
    out
}

/// The Djot for what begins with `<`, and how many characters it stands for: a link in pointed
/// brackets or a tag of HTML. Other HTML is printed as it stands.
fn pointed(rest: &str) -> (&str, usize) {
    let end = rest.find('>').unwrap_or(0);
    let tag = rest.get(1..end).unwrap_or_default();
    let whole = &rest[..=end];
    let length = whole.chars().count();
    let is_link = tag.contains("://") || tag.contains('@') && !tag.contains(' ');
    if is_link {
        (whole, length)
    } else if tag.trim_end_matches('/').trim() == "br" && tag.starts_with('b') {
        ("\\\n", length)
    } else if let Some(mark) = html_mark(tag) {
        (mark, length)
    } else {
        ("\\<", 1)
    }
}

/// The Djot for a tag of HTML that Markdown has no sign for, or has one.
fn html_mark(tag: &str) -> Option<&'static str> {
    Some(match tag.to_ascii_lowercase().as_str() {
        "em" | "i" => "{_",
        "/em" | "/i" => "_}",
        "strong" | "b" => "{*",
        "/strong" | "/b" => "*}",
        "sup" => "{^",
        "/sup" => "^}",
        "sub" => "{~",
        "/sub" => "~}",
        "del" | "s" => "{-",
        "/del" | "/s" => "-}",
        _ => return None,
    })
}

/// The character that HTML names here, and the length of the name in characters.
fn entity(text: &str) -> Option<(char, usize)> {
    let name = text.strip_prefix('&')?.split_once(';')?.0;
    let c = match name.strip_prefix('#') {
        Some(code) => {
            let code = match code.strip_prefix(['x', 'X']) {
                Some(code) => u32::from_str_radix(code, 16),
                None => code.parse(),
            };
            char::from_u32(code.ok()?).filter(|c| !c.is_control())?
        }
        None => match name {
            "amp" => '&',
            "lt" => '<',
            "gt" => '>',
            "quot" => '"',
            "apos" => '\'',
            _ => named::character(name)?,
        },
    };
    Some((c, name.chars().count() + 2))
}

/// How many times a sign stands here.
fn run(chars: &[char], at: usize) -> usize {
    chars[at..].iter().take_while(|c| **c == chars[at]).count()
}

/// One to three signs of emphasis as those of Djot.
fn emphasis(chars: &[char], at: usize, count: usize) -> String {
    let sign = chars[at];
    let before = at.checked_sub(1).map(|before| chars[before]);
    let behind = chars.get(at + count).copied();
    let is_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let is_blank = |c: Option<char>| c.is_none_or(char::is_whitespace);
    // Inside of a word an underscore is none, nor is any sign between blanks.
    let inside = is_word(before) && is_word(behind);
    if is_blank(before) && is_blank(behind) || sign == '_' && inside || count > 3 {
        return format!("\\{sign}").repeat(count);
    }
    let opens = !is_blank(behind) && (!is_word(before) || is_word(behind));
    let marks = match (count, opens) {
        (1, _) => "_",
        (2, _) => "*",
        (_, true) => "*_",
        (_, false) => "_*",
    };
    // Within a word Djot wants to be told.
    if inside {
        let closes = chars[..at].iter().filter(|c| **c == sign).count() / count % 2 == 1;
        return match closes {
            true => format!("{marks}}}"),
            false => format!("{{{marks}"),
        };
    }
    marks.to_owned()
}

#[cfg(test)]
mod tests {
    use super::djot_of_markdown;

    fn check(markdown: &str, djot: &str) {
        assert_eq!(djot_of_markdown(markdown).trim_end(), djot, "{markdown}");
    }

    #[test]
    fn html_and_names_of_characters_are_read() {
        check(
            "H<sub>2</sub>O <i>it</i> x<sup>2</sup> &copy;&#169;&#xa9; &lt;b&gt; AT&T &none; a & b",
            "H{~2~}O {_it_} x{^2^} ©©© \\<b\\> AT&T &none; a & b",
        );
        check("a <u>b</u>", "a \\<u>b\\</u>");
    }

    #[test]
    fn emphasis_and_deletions_are_those_of_djot() {
        check(
            "a *b* and **c** and ***d*** and _e_ and __f__",
            "a _b_ and *c* and *_d_* and _e_ and *f*",
        );
        check(
            "a ~~b~~ 2 * 3 * 4 snake_case_word `*x*`",
            "a {-b-} 2 \\* 3 \\* 4 snake\\_case\\_word `*x*`",
        );
        check("un*frigging*believable", "un{_frigging_}believable");
        check("a[^1] b^2 {c}\n\n[^1]: d *e*", "a[^1] b\\^2 \\{c\\}\n\n[^1]: d _e_");
    }

    #[test]
    fn blocks_are_parted_and_lines_ended() {
        check(
            "Title\n=====\ntext\n- a\n- b\n  - c",
            "# Title\n\ntext\n\n- a\n- b\n\n  - c",
        );
        check(
            "## Two ##\nover  \nthe river\n***",
            "## Two\n\nover\\\nthe river\n\n* * *",
        );
        check(
            "> a *b*\n\n| x | y |\n|---|---|\n| 1 | *2* |",
            "> a _b_\n\n| x | y |\n|---|---|\n| 1 | _2_ |",
        );
        check("a <b>c</b> <http://d.example>", "a {*c*} <http://d.example>");
    }
}
