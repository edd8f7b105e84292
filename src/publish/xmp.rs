//! Metadata as XMP: a whole packet for the press PDF, and what the archive PDF says
//! beyond what Typst's export writes.

use typst::foundations::Datetime;

use crate::edition::Edition;
use crate::model::Model;
use crate::source::tei::escaped;

/// Text as XML content.
fn escape(text: &str) -> String {
    escaped(text).replace('"', "&quot;")
}

/// A moment as XMP writes it, in UTC.
pub fn date(moment: Datetime) -> String {
    format!(
        "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z",
        moment.year().unwrap_or(2000),
        moment.month().unwrap_or(1),
        moment.day().unwrap_or(1),
        moment.hour().unwrap_or(0),
        moment.minute().unwrap_or(0),
        moment.second().unwrap_or(0),
    )
}

/// The title in all its languages, as the items of an `rdf:Alt`.
fn titles(edition: &Edition) -> String {
    let mut out =
        format!("<rdf:li xml:lang=\"x-default\">{}</rdf:li>", escape(&edition.title));
    for (lang, title) in &edition.archive.titles {
        out += &format!("<rdf:li xml:lang=\"{}\">{}</rdf:li>", lang.0, escape(title));
    }
    out
}

/// The languages of the book, its own first.
fn languages(edition: &Edition, model: &Model) -> Vec<String> {
    let mut tags = vec![edition.lang.0.to_owned()];
    for text in &model.texts {
        let tag = &text.lang.0;
        if !tags.iter().any(|known| known == tag.as_str()) {
            tags.push(tag.to_owned());
        }
    }
    tags
}

fn bag(name: &str, kind: &str, items: impl IntoIterator<Item = String>) -> String {
    let items: String = items
        .into_iter()
        .map(|item| format!("<rdf:li>{}</rdf:li>", escape(&item)))
        .collect();
    if items.is_empty() {
        return String::new();
    }
    format!("<{name}><rdf:{kind}>{items}</rdf:{kind}></{name}>")
}

/// The identifiers of the book: ISBN and DOI as URNs and addresses.
fn identifiers(edition: &Edition) -> Vec<String> {
    let isbn = edition.isbn.as_ref().map(|isbn| {
        let digits: String = isbn.chars().filter(|c| c.is_ascii_alphanumeric()).collect();
        format!("urn:isbn:{digits}")
    });
    let doi = edition
        .archive
        .doi
        .as_ref()
        .map(|doi| format!("https://doi.org/{doi}"));
    doi.into_iter().chain(isbn).collect()
}

/// Publisher, rights, identifiers, relation to print: what Typst does not write.
fn beyond(edition: &Edition) -> String {
    let mut out = bag("dc:publisher", "Bag", edition.publisher.clone());
    if let Some(rights) = &edition.rights {
        out += &format!(
            "<dc:rights><rdf:Alt><rdf:li xml:lang=\"x-default\">{}</rdf:li></rdf:Alt></dc:rights>",
            escape(rights)
        );
    }
    let identifiers = identifiers(edition);
    if let Some(first) = identifiers.first() {
        out += &format!("<dc:identifier>{}</dc:identifier>", escape(first));
    }
    out += &bag("xmp:Identifier", "Bag", identifiers);
    if let Some((y, m, d)) = edition.date {
        out += &bag("dc:date", "Seq", [format!("{y:04}-{m:02}-{d:02}")]);
    }
    out + &bag("dc:type", "Bag", ["Text".to_owned()])
}

/// Adds to the packet that Typst's export wrote: the title in all languages, publisher,
/// rights, identifiers, all languages. The packet is given back as it was if it has
/// not the form that is expected.
pub fn complete(packet: &str, edition: &Edition, model: &Model) -> String {
    let mut out = packet.to_owned();
    if !edition.archive.titles.is_empty()
        && let Some(inside) = between(&out, "<dc:title>", "</dc:title>")
    {
        out.replace_range(inside, &format!("<rdf:Alt>{}</rdf:Alt>", titles(edition)));
    }
    let languages = languages(edition, model);
    if let Some(inside) = between(&out, "<dc:language>", "</dc:language>") {
        let items: String = languages
            .iter()
            .map(|tag| format!("<rdf:li>{tag}</rdf:li>"))
            .collect();
        out.replace_range(inside, &format!("<rdf:Bag>{items}</rdf:Bag>"));
    }
    // A property stands in a packet once.
    let mut rest = String::new();
    for property in split_properties(&beyond(edition)) {
        let name = property.split(['<', '>']).nth(1).unwrap_or_default();
        if !out.contains(&format!("<{name}>")) {
            rest += property;
        }
    }
    if let Some(end) = out.find("</rdf:RDF>") {
        out.insert_str(
            end,
            &format!(
                "<rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" \
                 xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\">{rest}</rdf:Description>"
            ),
        );
    }
    out
}

/// The properties of a description, each with its tags.
fn split_properties(text: &str) -> Vec<&str> {
    let mut found = vec![];
    let mut rest = text;
    while let Some(name) = rest.strip_prefix('<').and_then(|r| r.split('>').next()) {
        let close = format!("</{name}>");
        let Some(end) = rest.find(&close) else { break };
        let (property, after) = rest.split_at(end + close.len());
        found.push(property);
        rest = after;
    }
    found
}

fn between(text: &str, open: &str, close: &str) -> Option<std::ops::Range<usize>> {
    let start = text.find(open)? + open.len();
    let end = start + text[start..].find(close)?;
    Some(start..end)
}

/// What a press PDF says of itself.
pub struct Press<'a> {
    /// The edition.
    pub edition: &'a Edition,
    /// The title, which says if it is the cover.
    pub title: &'a str,
    /// When it was made.
    pub moment: Datetime,
    /// A name of this file that no other has.
    pub id: &'a str,
    /// The program that made it.
    pub creator: &'a str,
    /// The program that wrote the PDF.
    pub producer: &'a str,
    /// Whether it is PDF/A-2b too.
    pub archive: bool,
}

/// The packet of a press PDF (ISO 15930-7, and XMP Specification Part 1).
pub fn press(press: &Press) -> String {
    let date = date(press.moment);
    let edition = press.edition;
    let mut out = String::from(concat!(
        "<?xpacket begin=\"\u{feff}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>",
        "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">",
        "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">",
        "<rdf:Description rdf:about=\"\"",
        " xmlns:dc=\"http://purl.org/dc/elements/1.1/\"",
        " xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\"",
        " xmlns:xmpMM=\"http://ns.adobe.com/xap/1.0/mm/\"",
        " xmlns:pdf=\"http://ns.adobe.com/pdf/1.3/\"",
        " xmlns:pdfxid=\"http://www.npes.org/pdfx/ns/id/\"",
        " xmlns:pdfaid=\"http://www.aiim.org/pdfa/ns/id/\"",
        " xmlns:pdfaExtension=\"http://www.aiim.org/pdfa/ns/extension/\"",
        " xmlns:pdfaSchema=\"http://www.aiim.org/pdfa/ns/schema#\"",
        " xmlns:pdfaProperty=\"http://www.aiim.org/pdfa/ns/property#\">",
    ));
    out += "<dc:format>application/pdf</dc:format>";
    out += &format!(
        "<dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">{}</rdf:li></rdf:Alt></dc:title>",
        escape(press.title)
    );
    out += &bag("dc:creator", "Seq", edition.people().map(str::to_owned));
    out += &beyond(edition);
    out += &bag("dc:language", "Bag", [edition.lang.0.to_owned()]);
    out += &format!(
        "<xmp:CreateDate>{date}</xmp:CreateDate><xmp:ModifyDate>{date}</xmp:ModifyDate>\
         <xmp:MetadataDate>{date}</xmp:MetadataDate>\
         <xmp:CreatorTool>{}</xmp:CreatorTool><pdf:Producer>{}</pdf:Producer>",
        escape(press.creator),
        escape(press.producer)
    );
    out += &format!(
        "<xmpMM:DocumentID>uuid:{0}</xmpMM:DocumentID><xmpMM:InstanceID>uuid:{0}</xmpMM:InstanceID>\
         <xmpMM:VersionID>1</xmpMM:VersionID><xmpMM:RenditionClass>default</xmpMM:RenditionClass>",
        press.id
    );
    out += "<pdfxid:GTS_PDFXVersion>PDF/X-4</pdfxid:GTS_PDFXVersion>";
    if press.archive {
        out += "<pdfaid:part>2</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>";
        // PDF/A knows no PDF/X; the property must be described.
        out += concat!(
            "<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType=\"Resource\">",
            "<pdfaSchema:schema>PDF/X identification</pdfaSchema:schema>",
            "<pdfaSchema:namespaceURI>http://www.npes.org/pdfx/ns/id/</pdfaSchema:namespaceURI>",
            "<pdfaSchema:prefix>pdfxid</pdfaSchema:prefix>",
            "<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType=\"Resource\">",
            "<pdfaProperty:name>GTS_PDFXVersion</pdfaProperty:name>",
            "<pdfaProperty:valueType>Text</pdfaProperty:valueType>",
            "<pdfaProperty:category>internal</pdfaProperty:category>",
            "<pdfaProperty:description>The PDF/X standard</pdfaProperty:description>",
            "</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas>",
        );
    }
    out += "</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end=\"r\"?>";
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn properties_are_split_at_their_tags() {
        let text = "<a:b>1</a:b><c:d><rdf:Bag><rdf:li>2</rdf:li></rdf:Bag></c:d>";
        assert_eq!(
            split_properties(text),
            ["<a:b>1</a:b>", "<c:d><rdf:Bag><rdf:li>2</rdf:li></rdf:Bag></c:d>"]
        );
    }

    #[test]
    fn text_is_escape() {
        assert_eq!(escape("a < b & \u{1}\"c\""), "a &lt; b &amp; &quot;c&quot;");
    }
}
