//! What each element of TEI means in print: one table, compared with `COVERAGE.md`
//! by a test.

/// What an element means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Means {
    /// A part of the text that holds blocks.
    Division,
    /// A block of words.
    Paragraph,
    /// A heading.
    Head,
    /// A line of verse.
    Line,
    /// Lines of verse.
    Lines,
    /// The mark between half lines.
    Caesura,
    /// A speech in a drama.
    Speech,
    /// Who speaks.
    Speaker,
    /// A stage direction.
    Stage,
    /// A quotation.
    Quote,
    /// Words between quotation marks.
    Quoted,
    /// A list.
    List,
    /// An item of one.
    Item,
    /// A label of an item, a speaker or a note.
    Label,
    /// A table.
    Table,
    /// Its row.
    Row,
    /// Its cell.
    Cell,
    /// A figure.
    Figure,
    /// A picture.
    Graphic,
    /// Words as they stand.
    Words,
    /// Words that stand out, as `rend` says.
    Highlight,
    /// Words in italics.
    Italic,
    /// Words in bold.
    Strong,
    /// Words with a name that a design may know.
    Class,
    /// Words that the editor supplied.
    Supplied,
    /// Words that are deleted in the witness.
    Deleted,
    /// Words that the editor removes.
    Secluded,
    /// Words read with doubt.
    Unclear,
    /// Words that are wrong.
    Sic,
    /// Words raised.
    Foreign,
    /// Encodings of one thing, of which one is printed.
    Choice,
    /// A name that an index may have.
    Name,
    /// A mark for an index.
    Index,
    /// A note.
    Note,
    /// A reference.
    Reference,
    /// A reference without words.
    Pointer,
    /// A page of a witness begins.
    Page,
    /// A line, column or part of a witness begins.
    Milestone,
    /// A gap.
    Gap,
    /// An empty space.
    Space,
    /// An anchor.
    Anchor,
    /// An entry of the apparatus.
    App,
    /// Entries written apart.
    Entries,
    /// Part of an entry, read with it.
    OfEntry,
    /// An example of markup, printed as it is.
    Example,
    /// Read by its own reader: header, witnesses.
    Apart,
    /// Without words or meaning in print: left out, with a warning.
    Silent,
    /// Not of TEI, or not known: its words are kept, with a warning.
    Unknown,
}

/// What the element of a name means. It is one thing: a table.
pub(super) fn means(name: &str) -> Means {
    use Means::*;
    match name {
        "TEI" | "TEI.2" | "teiCorpus" | "text" | "group" | "front" | "body" | "back"
        | "div" | "div0" | "div1" | "div2" | "div3" | "div4" | "div5" | "div6"
        | "div7" | "floatingText" | "argument" | "postscript" | "opener" | "closer"
        | "standOff" | "listBibl" | "spGrp" | "msDesc" | "msPart" | "msFrag"
        | "prologue" | "epilogue" | "set" | "performance" | "titlePage" | "docTitle"
        | "superEntry" | "dictScrap" | "msContents" | "msItem" | "msItemStruct"
        | "physDesc" | "objectDesc" | "supportDesc" | "layoutDesc" | "handDesc"
        | "decoDesc" | "bindingDesc" | "history" | "additional" | "listAnnotation"
        | "annotation" | "annotationBlock" | "sealDesc" | "typeDesc" | "scriptDesc"
        | "accMat" | "additions" | "surrogates" | "custodialHist" | "adminInfo"
        | "recordHist" | "spanGrp" | "chDesc" | "tenor" | "diplomaticAnalysis" => {
            Division
        }
        "p" | "ab" | "byline" | "dateline" | "salute" | "signed" | "trailer"
        | "docImprint" | "docEdition" | "imprimatur" | "addrLine" | "biblStruct"
        | "biblFull" | "titlePart" | "entry" | "entryFree" | "msIdentifier"
        | "summary" | "support" | "condition" | "foliation" | "collation" | "layout"
        | "handNote" | "decoNote" | "binding" | "origin" | "provenance"
        | "acquisition" | "meeting" | "typeNote" | "scriptNote" | "musicNotation"
        | "custEvent" | "source" | "abstract" | "pTenor" => Paragraph,
        "head" => Head,
        "l" => Line,
        "lg" => Lines,
        "caesura" => Caesura,
        "sp" | "u" => Speech,
        "speaker" => Speaker,
        "stage" | "camera" | "caption" | "move" | "sound" | "tech" | "view"
        | "incident" | "kinesic" | "vocal" | "writing" => Stage,
        "quote" | "cit" | "epigraph" => Quote,
        "q" | "said" | "soCalled" => Quoted,
        "list" | "castList" => List,
        "item" | "castItem" | "castGroup" | "headItem" => Item,
        "label" | "headLabel" => Label,
        "table" => Table,
        "row" => Row,
        "cell" => Cell,
        "figure" => Figure,
        "graphic" => Graphic,
        "w" | "pc" | "c" | "seg" | "s" | "cl" | "phr" | "m" | "num" | "date" | "time"
        | "measure" | "measureGrp" | "abbr" | "expan" | "reg" | "orig" | "corr"
        | "add" | "addSpan" | "subst" | "damage" | "rs" | "forename" | "surname"
        | "roleName" | "addName" | "nameLink" | "genName" | "settlement" | "district"
        | "country" | "region" | "bibl" | "author" | "editor" | "publisher"
        | "pubPlace" | "biblScope" | "citedRange" | "edition" | "idno" | "email"
        | "address" | "street" | "postCode" | "restore" | "retrace" | "mod" | "ruby"
        | "rb" | "rt" | "monogr" | "analytic" | "imprint" | "series" | "occupation"
        | "affiliation" | "locus" | "material" | "origDate" | "origPlace" | "height"
        | "width" | "dim" | "dimensions" | "depth" | "ident" | "code" | "val"
        | "desc" | "figDesc" | "metamark" | "listRef" | "authority" | "distributor"
        | "g" | "sponsor" | "funder" | "principal" | "resp" | "respStmt" | "textLang"
        | "extent" | "offset" | "geogFeat" | "objectName" | "eventName"
        | "relatedItem" | "role" | "roleDesc" | "actor" | "rhyme" | "enjamb"
        | "docAuthor" | "docDate" | "repository" | "institution" | "altIdentifier"
        | "msName" | "incipit" | "explicit" | "rubric" | "finalRubric" | "colophon"
        | "filiation" | "catchwords" | "signatures" | "watermark" | "stamp"
        | "secFol" | "heraldry" | "seal" | "form" | "pron" | "hyph" | "syll"
        | "stress" | "gramGrp" | "def" | "lbl" | "etym" | "xr" | "tr" | "trans"
        | "lang" | "oVar" | "pVar" | "collection" | "langKnown" | "langKnowledge"
        | "re" | "hom" | "sense" | "oRef" | "pRef" | "birth" | "death" | "floruit"
        | "event" | "formula" | "media" | "notatedMusic" | "orgTitle" | "state"
        | "trait" | "nationality" | "education" | "faith" | "bloc" | "location"
        | "geo" | "climate" | "population" | "terrain" | "locale" => Words,
        "hi" => Highlight,
        "pos" | "gen" | "case" | "per" | "tns" | "mood" | "iType" | "itype" | "subc"
        | "number" | "colloc" | "gram" | "usg" => Italic,
        "orth" => Strong,
        "emph" | "mentioned" | "term" | "title" | "gloss" | "distinct" => Italic,
        "ex" | "gi" | "att" | "tag" => Class,
        "supplied" => Supplied,
        "del" => Deleted,
        "surplus" | "secl" => Secluded,
        "unclear" => Unclear,
        "sic" => Sic,
        "foreign" => Foreign,
        "choice" => Choice,
        "persName" | "placeName" | "orgName" | "name" | "geogName" => Name,
        "index" => Index,
        "note" => Note,
        "ref" => Reference,
        "ptr" => Pointer,
        "pb" => Page,
        "lb" | "cb" | "gb" | "milestone" | "handShift" => Milestone,
        "gap" | "ellipsis" => Gap,
        "space" => Space,
        "anchor" => Anchor,
        "app" => App,
        "listApp" => Entries,
        "lem" | "rdg" | "rdgGrp" | "wit" | "witDetail" | "witStart" | "witEnd"
        | "lacunaStart" | "lacunaEnd" => OfEntry,
        "egXML" | "eg" => Example,
        "teiHeader" | "fileDesc" | "titleStmt" | "publicationStmt" | "sourceDesc"
        | "availability" | "listWit" | "witness" | "listPerson" | "person"
        | "persona" | "personGrp" | "listPlace" | "place" | "listOrg" | "org"
        | "listEvent" | "listNym" | "nym" => Apart,
        "am" | "fw" | "fs" | "listTranspose" | "transpose" | "redo" | "undo"
        | "listPrefixDef" | "f" | "graph" | "node" | "arc" | "numeric" | "link"
        | "linkGrp" | "interpGrp" | "interp" | "span" | "certainty" | "precision"
        | "respons" | "listRelation" | "relation" | "surface" | "facsimile"
        | "sourceDoc" | "zone" | "damageSpan" | "delSpan" | "divGen" | "include"
        | "specDesc" | "specList" | "specGrp" | "specGrpRef" | "moduleSpec" | "alt"
        | "altGrp" | "join" | "joinGrp" | "timeline" | "substJoin" | "sex"
        | "binaryObject" | "listChange" | "change" | "xenoData" | "shift" | "pause" => {
            Silent
        }
        "noteGrp" | "persDesc" => Division,
        _ => Unknown,
    }
}

/// What is said when an element is left out.
pub(super) fn why(name: &str) -> &'static str {
    match name {
        "link" | "linkGrp" => "it ties parts of parallel texts, and is not printed",
        "am" => "the expanded form is printed",
        "fw" => "it belongs to the pages of the source",
        "include" => "no other file is read",
        "listPerson" | "person" | "persona" | "personGrp" | "listPlace" | "place"
        | "listOrg" | "org" | "listEvent" | "listNym" | "nym" => {
            "it stands beside the text; its names serve the index"
        }
        "graphic" | "media" => "its file is not part of the edition",
        "damageSpan" | "delSpan" | "addSpan" => "only the place of its start is known",
        _ => "it has no meaning in print",
    }
}
