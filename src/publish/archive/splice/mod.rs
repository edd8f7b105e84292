//! Exchanges the metadata of an exported PDF, and names in its structure, without reading
//! the rest: some objects become longer, and what stands behind them moves. Right-to-left text is written as all
//! readers find it. What is no stream is then packed.

mod file;
mod letterwise;
mod notes;
mod pack;
pub(super) mod streams;

use self::file::{Edit, File, apply, rfind};

/// Puts what `change` makes of the XMP packet in its place, and has the structure name
/// what the tags of [`tags`](crate::compose::tags) are there for: `pairs` are
/// for each reference of the text, in order, its note's place among the notes, and there are
/// cross-references if `has_crosses`; and
/// compresses its objects, if its version of PDF knows of that. The file is given back
/// as it was if it has another form than Typst's export gives it: one packet without a
/// filter, and a table of offsets at the end.
pub(super) fn finish(
    pdf: Vec<u8>,
    change: impl FnOnce(&str) -> String,
    pairs: &[usize],
    has_crosses: bool,
) -> Vec<u8> {
    let pdf = letterwise::rewritten(&pdf).unwrap_or(pdf);
    let Some(file) = File::read(&pdf) else { return pdf };
    let mut edits = notes::edits(&file, pairs, has_crosses);
    edits.extend(metadata(&pdf, change).into_iter().flatten());
    edits.sort_by_key(|edit| edit.at);
    let done = pack::packed(&file, &edits).or_else(|| apply(&file, &edits));
    done.unwrap_or(pdf)
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
        let longer = finish(
            file.clone().into_bytes(),
            |p| format!("{p}{}", "x".repeat(100)),
            &[],
            false,
        );
        let longer = String::from_utf8(longer).expect("the file is text");
        assert!(longer.contains("/Length 121>>"), "{longer}");
        let moved = longer.find("2 0 obj").expect("it is there");
        assert!(longer.contains(&format!("{moved:010} 00000 n")), "{longer}");
        let table = longer.find("xref\n0 3").expect("it is there");
        assert!(longer.ends_with(&format!("startxref\n{table}\n%%EOF")), "{longer}");
        let other = b"%PDF-1.4 of another form".to_vec();
        assert_eq!(finish(other.clone(), str::to_owned, &[], false), other);
    }
}
