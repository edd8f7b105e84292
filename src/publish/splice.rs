//! Exchanges the metadata of an exported PDF without writing the rest anew: one stream
//! becomes longer, and what stands behind it moves.

use std::fmt::Write;

/// Puts what `change` makes of the XMP packet in its place. The file is given back as it
/// was if it has another form than Typst's export gives it: one packet without a filter,
/// and a table of offsets at the end.
pub fn metadata(pdf: Vec<u8>, change: impl FnOnce(&str) -> String) -> Vec<u8> {
    try_metadata(&pdf, change).unwrap_or(pdf)
}

fn try_metadata(pdf: &[u8], change: impl FnOnce(&str) -> String) -> Option<Vec<u8>> {
    let trailer = rfind(pdf, b"trailer")?;
    let startxref = rfind(pdf, b"startxref")?;
    let table = number(&pdf[startxref + b"startxref".len()..])?;
    if !pdf.get(table..)?.starts_with(b"xref") {
        return None;
    }
    let begin = rfind(&pdf[..table], b"<?xpacket begin")?;
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
    let new_length = packet.len().to_string();
    let place = head + at;

    let mut out = Vec::with_capacity(pdf.len() + packet.len());
    out.extend_from_slice(&pdf[..place]);
    out.extend_from_slice(new_length.as_bytes());
    out.extend_from_slice(&pdf[place + digits..begin]);
    out.extend_from_slice(packet.as_bytes());
    out.extend_from_slice(&pdf[begin + length..table]);
    let moved = |offset: usize| {
        if offset > begin {
            offset - length + packet.len() - digits + new_length.len()
        } else {
            offset
        }
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
    bytes.windows(word.len()).rposition(|window| window == word)
}

/// The number that begins here, behind white space.
fn number(bytes: &[u8]) -> Option<usize> {
    let bytes = bytes.trim_ascii_start();
    let digits = bytes.iter().take_while(|b| b.is_ascii_digit()).count();
    std::str::from_utf8(&bytes[..digits]).ok()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_behind_the_metadata_moves() {
        let head = "%PDF-1.7\n1 0 obj\n<</Length 21>>\nstream\n";
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
            metadata(file.clone().into_bytes(), |p| format!("{p}{}", "x".repeat(100)));
        let longer = String::from_utf8(longer).expect("the file is text");
        assert!(longer.contains("/Length 121>>"), "{longer}");
        let moved = longer.find("2 0 obj").expect("it is there");
        assert!(longer.contains(&format!("{moved:010} 00000 n")), "{longer}");
        let table = longer.find("xref\n0 3").expect("it is there");
        assert!(longer.ends_with(&format!("startxref\n{table}\n%%EOF")), "{longer}");
        let other = b"%PDF-1.7 of another form".to_vec();
        assert_eq!(metadata(other.clone(), str::to_owned), other);
    }
}
