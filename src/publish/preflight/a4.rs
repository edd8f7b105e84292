//! What this program can see of PDF/A-4 (ISO 19005-4): its identification, and what
//! books break most.

use lopdf::{Dictionary, Document, Object};

use super::Finding;

/// How many rules [`check`] looks at.
pub const RULES: usize = 8;

/// All rules.
pub fn check(pdf: &[u8], doc: &Document, findings: &mut Vec<Finding>) {
    let mut fault = |clause: &str, what: &str, remedy: &str| {
        findings.push(Finding::new(clause, what, remedy));
    };
    if !pdf.starts_with(b"%PDF-2.") {
        fault("6.1.2", "the file is not PDF 2.0", "export it as PDF/A-4");
    }
    if !doc.trailer.has(b"ID") {
        fault("6.1.3", "the file has no identifier (ID)", "export it again");
    }
    if doc.trailer.has(b"Encrypt") {
        fault("6.1.3", "the file is locked by encryption", "save it without a password");
    }
    let catalog = doc.catalog().cloned().unwrap_or_else(|_| Dictionary::new());
    let metadata = super::x4::metadata(doc, &catalog).unwrap_or_default();
    if super::x4::property(&metadata, "pdfaid:part").as_deref() != Some("4") {
        fault("6.7.3", "the metadata does not name PDF/A-4", "export it as PDF/A-4");
    }
    if super::x4::property(&metadata, "pdfaid:rev").is_none() {
        fault(
            "6.7.3",
            "the metadata does not name the year of the standard",
            "export it as PDF/A-4",
        );
    }
    let intents = catalog.get_deref(b"OutputIntents", doc).and_then(Object::as_array);
    if intents.map_or(0, Vec::len) == 0 {
        fault("6.2.3", "there is no output intent", "export it as PDF/A-4");
    }
    if catalog.has(b"AA") {
        fault("6.6.1", "the document acts on its own", "take the actions out");
    }
    for object in doc.objects.values() {
        let Object::Dictionary(dict) = object else { continue };
        if super::x4::is_bare_font(dict) {
            let name =
                dict.get(b"FontName").and_then(Object::as_name).unwrap_or_default();
            let name = String::from_utf8_lossy(name);
            findings.push(Finding::new(
                "6.2.10.4",
                format!("the font `{name}` is not embedded"),
                "embed it",
            ));
        }
    }
}
