//! Exchanges the metadata of an exported PDF, and names in its structure, without reading
//! the rest: some objects become longer, and what stands behind them moves. What is no
//! stream is then packed.

mod notes;
mod pack;

use std::fmt::Write;

/// What is put in the place of some bytes.
#[derive(Debug)]
struct Edit {
    at: usize,
    length: usize,
    text: Vec<u8>,
}

/// Puts what `change` makes of the XMP packet in its place, and has the structure name
/// what the tags of [`structure`](crate::compose::structure) are there for: `pairs` are
/// for each reference of the text, in order, its note's place among the notes; and
/// compresses its objects, if its version of PDF knows of that. The file is given back
/// as it was if it has another form than Typst's export gives it: one packet without a
/// filter, and a table of offsets at the end.
pub fn finish(
    pdf: Vec<u8>,
    change: impl FnOnce(&str) -> String,
    pairs: &[usize],
) -> Vec<u8> {
    let mut edits = notes::edits(&pdf, pairs);
    edits.extend(metadata(&pdf, change).into_iter().flatten());
    edits.sort_by_key(|edit| edit.at);
    let pdf = apply(&pdf, &edits).unwrap_or(pdf);
    pack::packed(&pdf).unwrap_or(pdf)
}

/// The packet exchanged.
fn metadata(pdf: &[u8], change: impl FnOnce(&str) -> String) -> Option<[Edit; 2]> {
    let begin = rfind(pdf, b"<?xpacket begin")?;
    let keyword = rfind(&pdf[..begin], b"stream")?;
    let head = rfind(&pdf[..keyword], b" obj")?;
    let dict = std::str::from_utf8(&pdf[head..keyword]).ok()?;
    let at = dict.find("/Length ")? + "/Length ".len();
    let digits = dict[at..].bytes().take_while(u8::is_ascii_digit).count();
    let length: usize = dict[at..at + digits].parse().ok()?;
    if dict.contains("/Filter") {
        return None;
    }
    let packet = std::str::from_utf8(pdf.get(begin..begin + length)?).ok()?;
    let packet = change(packet);
    let number = packet.len().to_string();
    Some([
        Edit {
            at: head + at,
            length: digits,
            text: number.into_bytes(),
        },
        Edit { at: begin, length, text: packet.into_bytes() },
    ])
}

/// The file with its edits, which are in order; objects behind them move.
fn apply(pdf: &[u8], edits: &[Edit]) -> Option<Vec<u8>> {
    let trailer = rfind(pdf, b"trailer")?;
    let startxref = rfind(pdf, b"startxref")?;
    let (table, _) = number(pdf[startxref + b"startxref".len()..].trim_ascii_start())?;
    if !pdf.get(table..)?.starts_with(b"xref") {
        return None;
    }
    let mut out = Vec::with_capacity(pdf.len() + pdf.len() / 8);
    let mut done = 0;
    // Where each edit ends, and how far what is behind it moves.
    let mut moves: Vec<(usize, isize)> = Vec::with_capacity(edits.len());
    for edit in edits {
        out.extend_from_slice(pdf.get(done..edit.at)?);
        out.extend_from_slice(&edit.text);
        done = edit.at + edit.length;
        moves.push((done, out.len() as isize - done as isize));
    }
    out.extend_from_slice(pdf.get(done..table)?);
    let moved = |offset: usize| {
        let before = moves.partition_point(|(end, _)| *end <= offset);
        let by = before.checked_sub(1).map_or(0, |k| moves[k].1);
        offset.saturating_add_signed(by)
    };
    let entries = std::str::from_utf8(&pdf[table..trailer]).ok()?;
    for line in entries.split_inclusive('\n') {
        let offset = line.get(..10).filter(|s| s.bytes().all(|b| b.is_ascii_digit()));
        match offset {
            Some(offset) if line.contains(" n") => {
                let mut entry = String::new();
                write!(entry, "{:010}", moved(offset.parse().ok()?)).ok()?;
                out.extend_from_slice(entry.as_bytes());
                out.extend_from_slice(&line.as_bytes()[10..]);
            }
            _ => out.extend_from_slice(line.as_bytes()),
        }
    }
    out.extend_from_slice(&pdf[trailer..startxref]);
    out.extend_from_slice(format!("startxref\n{}\n%%EOF", moved(table)).as_bytes());
    Some(out)
}

fn rfind(bytes: &[u8], word: &[u8]) -> Option<usize> {
    memchr::memmem::rfind(bytes, word)
}

/// The number that begins here, and what stands behind it.
fn number(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let digits = bytes.iter().take_while(|b| b.is_ascii_digit()).count();
    let number = std::str::from_utf8(&bytes[..digits]).ok()?.parse().ok()?;
    Some((number, &bytes[digits..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_behind_the_metadata_moves() {
        let head = "%PDF-1.4\n1 0 obj\n<</Length 21>>\nstream\n";
        let packet = "<?xpacket begin=\"\"?>.";
        let rest = "\nendstream\nendobj\n";
        let second = head.len() + packet.len() + rest.len();
        let object = "2 0 obj\n<<>>\nendobj\n";
        let table = second + object.len();
        let file = format!(
            "{head}{packet}{rest}{object}xref\n0 3\n0000000000 65535 f \n0000000009 00000 n \n\
             {second:010} 00000 n \ntrailer\n<</Size 3>>\nstartxref\n{table}\n%%EOF"
        );
        let longer =
            finish(file.clone().into_bytes(), |p| format!("{p}{}", "x".repeat(100)), &[]);
        let longer = String::from_utf8(longer).expect("the file is text");
        assert!(longer.contains("/Length 121>>"), "{longer}");
        let moved = longer.find("2 0 obj").expect("it is there");
        assert!(longer.contains(&format!("{moved:010} 00000 n")), "{longer}");
        let table = longer.find("xref\n0 3").expect("it is there");
        assert!(longer.ends_with(&format!("startxref\n{table}\n%%EOF")), "{longer}");
        let other = b"%PDF-1.4 of another form".to_vec();
        assert_eq!(finish(other.clone(), str::to_owned, &[]), other);
    }
}
