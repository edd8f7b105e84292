//! What is done with each element of a kind: `COVERAGE.md` names these tests in its rows.

use super::Bench;
use crate::model::GroupKind;

/// The words of each block.
fn words(bench: &Bench) -> Vec<&str> {
    bench
        .text
        .blocks
        .iter()
        .map(|block| block.content.text.as_str())
        .collect()
}

/// The names of elements in a text, in its order, each once.
fn names(xml: &str) -> Vec<&str> {
    let mut names: Vec<&str> = vec![];
    for tag in xml.split('<').skip(1).filter(|tag| !tag.starts_with('/')) {
        let end = tag.find(|c: char| " />".contains(c)).unwrap_or(tag.len());
        if !names.contains(&&tag[..end]) {
            names.push(&tag[..end]);
        }
    }
    names
}

#[test]
fn elements_of_words_leave_them_as_they_stand() {
    let xml = "<add>add</add> <addName>addName</addName> <address>address</address> <addSpan>addSpan</addSpan> \
         <affiliation>affiliation</affiliation> <analytic>analytic</analytic> <author>author</author> \
         <authority>authority</authority> <biblScope>biblScope</biblScope> <c>c</c> \
         <citedRange>citedRange</citedRange> <cl>cl</cl> <code>code</code> <corr>corr</corr> \
         <country>country</country> <damage>damage</damage> <date>date</date> <depth>depth</depth> \
         <desc>desc</desc> <dim>dim</dim> <dimensions>dimensions</dimensions> \
         <distributor>distributor</distributor> <district>district</district> <edition>edition</edition> \
         <editor>editor</editor> <email>email</email> <eventName>eventName</eventName> \
         <extent>extent</extent> <figDesc>figDesc</figDesc> <forename>forename</forename> \
         <funder>funder</funder> <g>g</g> <genName>genName</genName> <geogFeat>geogFeat</geogFeat> \
         <height>height</height> <ident>ident</ident> <idno>idno</idno> <imprint>imprint</imprint> \
         <listRef>listRef</listRef> <locus>locus</locus> <m>m</m> <material>material</material> \
         <measure>measure</measure> <measureGrp>measureGrp</measureGrp> <metamark>metamark</metamark> \
         <mod>mod</mod> <monogr>monogr</monogr> <nameLink>nameLink</nameLink> <num>num</num> \
         <objectName>objectName</objectName> <occupation>occupation</occupation> <offset>offset</offset> \
         <origDate>origDate</origDate> <origPlace>origPlace</origPlace> <pc>pc</pc> <phr>phr</phr> \
         <postCode>postCode</postCode> <principal>principal</principal> <publisher>publisher</publisher> \
         <pubPlace>pubPlace</pubPlace> <rb>rb</rb> <region>region</region> \
         <relatedItem>relatedItem</relatedItem> <resp>resp</resp> <respStmt>respStmt</respStmt> \
         <restore>restore</restore> <retrace>retrace</retrace> <roleName>roleName</roleName> <rs>rs</rs> \
         <ruby>ruby</ruby> <s>s</s> <seg>seg</seg> <series>series</series> \
         <settlement>settlement</settlement> <sponsor>sponsor</sponsor> <street>street</street> \
         <subst>subst</subst> <surname>surname</surname> <textLang>textLang</textLang> <time>time</time> \
         <val>val</val> <w>w</w> <width>width</width> <catchwords>catchwords</catchwords>";
    let bench = Bench::body(&format!("<body><p>{xml}</p></body>"));
    assert_eq!(words(&bench), [names(xml).join(" ")]);
    assert!(bench.text.blocks[0].content.styles.is_empty());
    assert_eq!(bench.codes(), [""; 0]);
}

#[test]
fn elements_without_a_meaning_in_print_are_left_out_and_said_once() {
    let xml = "<alt>alt</alt> <altGrp>altGrp</altGrp> <arc>arc</arc> <binaryObject>binaryObject</binaryObject> \
         <certainty>certainty</certainty> <change>change</change> <delSpan>delSpan</delSpan> \
         <divGen>divGen</divGen> <facsimile>facsimile</facsimile> <graph>graph</graph> \
         <interp>interp</interp> <interpGrp>interpGrp</interpGrp> <join>join</join> \
         <joinGrp>joinGrp</joinGrp> <link>link</link> <linkGrp>linkGrp</linkGrp> \
         <listChange>listChange</listChange> <listRelation>listRelation</listRelation> \
         <moduleSpec>moduleSpec</moduleSpec> <node>node</node> <numeric>numeric</numeric> \
         <pause>pause</pause> <precision>precision</precision> <relation>relation</relation> \
         <respons>respons</respons> <sex>sex</sex> <shift>shift</shift> <specDesc>specDesc</specDesc> \
         <specGrp>specGrp</specGrp> <specGrpRef>specGrpRef</specGrpRef> <specList>specList</specList> \
         <substJoin>substJoin</substJoin> <timeline>timeline</timeline> <xenoData>xenoData</xenoData> ";
    let bench = Bench::body(&format!("<body><p>{xml}{xml}rope</p></body>"));
    assert_eq!(words(&bench), ["rope"]);
    let said: Vec<&str> = bench.diagnostics.iter().map(|d| d.message.as_str()).collect();
    let silent = |name: &str| {
        let why = match name {
            "link" | "linkGrp" => "it ties parts of parallel texts, and is not printed",
            "delSpan" | "damageSpan" => "only the place of its start is known",
            _ => "it has no meaning in print",
        };
        format!("`{name}` is left out (2 times): {why}")
    };
    assert_eq!(said, names(xml).into_iter().map(silent).collect::<Vec<_>>());
}

#[test]
fn what_is_left_out_for_a_reason_is_said_with_it() {
    let bench = Bench::body(
        "<body><p>a <choice><abbr>b<am>c</am></abbr><expan>b<ex>d</ex></expan></choice>e<am>f</am>\
         <damageSpan spanTo=\"#x\"/><include href=\"g.xml\"/></p><fw>h <app><lem>i</lem><rdg wit=\"#A\">j</rdg>\
         </app></fw><p xml:id=\"x\">k</p></body>",
    );
    assert_eq!(words(&bench), ["a bde", "k"]);
    assert_eq!(bench.entries(), ["[0:5–0:5] i ] j (A)"]);
    let said: Vec<&str> = bench.diagnostics.iter().map(|d| d.message.as_str()).collect();
    assert_eq!(
        said,
        [
            "`abbr` is left out: the other form of its `choice` is printed",
            "`am` is left out: the expanded form is printed",
            "`damageSpan` is left out: only the place of its start is known",
            "`include` is left out: no other file is read",
            "`fw` is left out: it belongs to the pages of the source",
        ]
    );
}

#[test]
fn elements_that_are_not_of_tei_keep_their_words_and_are_said() {
    let xml = "<appPart>appPart</appPart> <line_text>line_text</line_text> <nvsSeg>nvsSeg</nvsSeg> \
         <original>original</original> <pe>pe</pe> <punctuation>punctuation</punctuation> \
         <rdgDesc>rdgDesc</rdgDesc> <resolved_text>resolved_text</resolved_text> <siglum>siglum</siglum> \
         <stripped>stripped</stripped>";
    let bench = Bench::body(&format!("<body><p>{xml}</p></body>"));
    assert_eq!(words(&bench), [names(xml).join(" ")]);
    let said: Vec<&str> = bench.diagnostics.iter().map(|d| d.message.as_str()).collect();
    let kept = |name: &str| format!("`{name}` is not known; its words are kept");
    assert_eq!(said, names(xml).into_iter().map(kept).collect::<Vec<_>>());
}

#[test]
fn blocks_of_words_are_paragraphs() {
    let xml = "<ab>ab</ab><addrLine>addrLine</addrLine><biblFull>biblFull</biblFull>\
         <biblStruct>biblStruct</biblStruct><byline>byline</byline>\
         <docEdition>docEdition</docEdition><docImprint>docImprint</docImprint>\
         <imprimatur>imprimatur</imprimatur>\
         <trailer>trailer</trailer><entryFree>entryFree</entryFree><summary>summary</summary>\
         <titlePart>titlePart</titlePart>";
    let bench = Bench::body(&format!("<body>{xml}</body>"));
    let paragraph = |name: &str| format!("paragraph en | {name}");
    assert_eq!(bench.blocks(), names(xml).into_iter().map(paragraph).collect::<Vec<_>>());
    assert_eq!(bench.codes(), [""; 0]);
}

#[test]
fn a_letter_begins_and_ends_with_lines_of_their_own() {
    let bench = Bench::body(
        "<body><div type=\"letter\"><opener><dateline>At the mill</dateline><salute>Dear Ana,</salute></opener>\
         <p>The rope holds.</p><closer><salute>Yours,</salute><signed>Ida</signed></closer></div></body>",
    );
    let groups: Vec<String> = bench
        .text
        .groups
        .iter()
        .filter_map(|group| match &group.kind {
            GroupKind::Division(class) => Some(format!("{class} {}", group.blocks.start)),
            _ => None,
        })
        .collect();
    assert_eq!(groups, ["dateline 0", "salute 1", "salute 3", "signed 4"]);
    assert_eq!(bench.codes(), [""; 0]);
}

#[test]
fn numbered_divisions_have_headings_of_their_depth() {
    let bench = Bench::body(
        "<body><div1><head>1</head><div2><head>2</head><div3><head>3</head><div4><head>4</head>\
         <div5><head>5</head><div6><head>6</head><div7><head>7</head><p>rope</p></div7></div6></div5>\
         </div4></div3></div2></div1></body>",
    );
    let mut blocks: Vec<String> = (1..=7)
        .map(|k| format!("heading-{} en | {k}", (k + 1).min(6)))
        .collect();
    blocks.push("paragraph en | rope".to_owned());
    assert_eq!(bench.blocks(), blocks);
}

#[test]
fn other_parts_of_a_text_hold_blocks() {
    for xml in [
        "<argument><head>argument</head><p>rope</p></argument>",
        "<back><head>back</head><p>rope</p></back>",
        "<closer><head>closer</head><p>rope</p></closer>",
        "<floatingText><head>floatingText</head><p>rope</p></floatingText>",
        "<group><head>group</head><p>rope</p></group>",
        "<msDesc><head>msDesc</head><p>rope</p></msDesc>",
        "<msPart><head>msPart</head><p>rope</p></msPart>",
        "<noteGrp><head>noteGrp</head><p>rope</p></noteGrp>",
        "<opener><head>opener</head><p>rope</p></opener>",
        "<persDesc><head>persDesc</head><p>rope</p></persDesc>",
        "<postscript><head>postscript</head><p>rope</p></postscript>",
        "<spGrp><head>spGrp</head><p>rope</p></spGrp>",
        "<standOff><head>standOff</head><p>rope</p></standOff>",
        "<epilogue><head>epilogue</head><p>rope</p></epilogue>",
        "<prologue><head>prologue</head><p>rope</p></prologue>",
        "<docTitle><head>docTitle</head><p>rope</p></docTitle>",
        "<history><head>history</head><p>rope</p></history>",
        "<msItem><head>msItem</head><p>rope</p></msItem>",
        "<physDesc><head>physDesc</head><p>rope</p></physDesc>",
        "<set><head>set</head><p>rope</p></set>",
        "<titlePage><head>titlePage</head><p>rope</p></titlePage>",
    ] {
        let bench = Bench::body(&format!("<body><div><p>a</p>{xml}</div></body>"));
        let name = names(xml)[0];
        let blocks = [
            "paragraph en | a",
            &format!("heading-2 en | {name}"),
            "paragraph en | rope",
        ];
        assert_eq!(bench.blocks(), blocks);
        assert_eq!(bench.codes(), [""; 0]);
    }
}

#[test]
fn lists_of_works_and_names_have_bold_titles() {
    let bench = Bench::body(
        "<body><listBibl><head>Works</head><bibl>Rook, Ida</bibl></listBibl><listNym><head>Names</head>\
         <nym><form>Ana</form></nym></listNym></body>",
    );
    assert_eq!(
        bench.blocks(),
        [
            "paragraph en | ‹strong Works›",
            "paragraph en | Rook, Ida",
            "paragraph en | ‹strong Names›",
            "paragraph en | Ana",
        ]
    );
}

#[test]
fn files_of_several_texts_are_one() {
    let bench = Bench::read(
        "<TEI.2><text><group><text><body><p>a</p></body></text><text><body><head>H</head><p>b</p></body>\
         </text></group></text></TEI.2>",
    );
    assert_eq!(
        bench.blocks(),
        ["paragraph en | a", "heading-1 en | H", "paragraph en | b"]
    );
    let bench = Bench::read(
        "<teiCorpus xmlns=\"http://www.tei-c.org/ns/1.0\"><teiHeader><fileDesc><titleStmt><title>Both</title>\
         </titleStmt></fileDesc></teiHeader><TEI><text><body><head>H</head><p>a</p></body></text></TEI>\
         <TEI><text><body><p>b</p></body></text></TEI></teiCorpus>",
    );
    assert_eq!(
        bench.blocks(),
        ["heading-1 en | H", "paragraph en | a", "paragraph en | b"]
    );
}

#[test]
fn a_transcript_is_the_text_of_a_file_that_has_no_other() {
    let lines = "<sourceDoc><surface><zone><line>one</line><line>two</line></zone></surface></sourceDoc>";
    let bench = Bench::read(&format!("<TEI>{lines}</TEI>"));
    assert_eq!(bench.blocks(), ["verse-line en | one", "verse-line en | two"]);
    let bench =
        Bench::read(&format!("<TEI>{lines}<text><body><p>a</p></body></text></TEI>"));
    assert_eq!(bench.blocks(), ["paragraph en | a"]);
    assert_eq!(bench.codes(), ["left-out"]);
}

#[test]
fn headers_give_people_dates_and_witnesses() {
    let xml = "<TEI xmlns=\"http://www.tei-c.org/ns/1.0\"><teiHeader><fileDesc><titleStmt><title>The Ferry</title>\
        <editor>Ida Rook</editor></titleStmt><publicationStmt><date>1931</date><availability><licence>Free</licence>\
        </availability></publicationStmt><sourceDesc><listWit><witness xml:id=\"A\">a roll</witness></listWit>\
        </sourceDesc></fileDesc></teiHeader><text><body><p>a <persona>b</persona></p></body></text></TEI>";
    let found = super::super::header::read_header(xml).expect("it is XML");
    assert_eq!(found.title.as_deref(), Some("The Ferry"));
    assert_eq!(found.date.as_deref(), Some("1931"));
    assert_eq!(found.rights.as_deref(), Some("Free"));
    let bench = Bench::read(xml);
    let (file, _) = bench.files.iter().next().expect("there is a file");
    let witnesses = super::super::witnesses(&bench.files, file);
    assert_eq!(witnesses.len(), 1);
    assert_eq!(words(&bench), ["a", "b"]);
}

#[test]
fn words_of_code_have_classes_and_spaces_are_wide() {
    let bench = Bench::body(
        "<body><p>a<ex>b</ex> <gi>c</gi> <att>d</att> <tag>e</tag> f<space quantity=\"3\"/>g</p></body>",
    );
    assert_eq!(bench.blocks(), ["paragraph en | a‹.ex b› ‹.gi c› ‹.att d› ‹.tag e› f g"]);
}

#[test]
fn directions_of_film_and_stage_are_stage_directions() {
    let bench = Bench::body(
        "<body><sp><speaker>Ana</speaker><camera>a</camera><caption>b</caption><move>c</move><sound>d</sound>\
         <tech>e</tech><view>f</view><p>g <move>h</move> <sound>i</sound></p></sp></body>",
    );
    assert_eq!(
        bench.blocks(),
        [
            "speaker en | Ana",
            "stage en | a",
            "stage en | b",
            "stage en | c",
            "stage en | d",
            "stage en | e",
            "stage en | f",
            "paragraph en | g ‹stage h› ‹stage i›",
        ]
    );
}

#[test]
fn groups_of_a_cast_are_items_with_lists() {
    let bench = Bench::body(
        "<body><castList><castGroup><head>Cooks</head><castItem>Nan</castItem><castItem>Tom</castItem>\
         </castGroup></castList></body>",
    );
    assert_eq!(
        bench.blocks(),
        ["paragraph en | ‹strong Cooks›", "paragraph en | Nan", "paragraph en | Tom"]
    );
    assert_eq!(
        bench.standing_off(),
        [
            "group list 0..3",
            "group item 0..3",
            "group list 1..3",
            "group item 1..2",
            "group item 2..3",
        ]
    );
}

#[test]
fn breaks_with_numbers_are_milestones() {
    let bench = Bench::body(
        "<body><p>a<cb n=\"2\"/> b<gb n=\"3\"/> c<milestone unit=\"verse\" n=\"4\"/> d<handShift new=\"#A\"/> \
         e<cb/></p></body>",
    );
    assert_eq!(
        bench.blocks(),
        ["paragraph en | a‹column 2› b‹gathering 3› c‹verse 4› d‹hand #A› e"]
    );
    assert_eq!(bench.codes(), ["left-out"]);
}

#[test]
fn quotations_with_their_sources_are_displayed_if_they_hold_blocks() {
    let bench = Bench::body(
        "<body><epigraph><p>Row.</p></epigraph><p>so <cit><quote>they say</quote> <bibl>Rook</bibl></cit></p>\
         <cit><quote><p>Stay.</p></quote><bibl>Ida</bibl></cit><p>a <epigraph>b</epigraph></p></body>",
    );
    assert_eq!(words(&bench), ["Row.", "so “they say” Rook", "Stay.", "Ida", "a b"]);
    assert_eq!(bench.standing_off(), ["group quote 0..1", "group quote 2..4"]);
}

#[test]
fn titles_terms_and_words_that_are_named_are_italic() {
    let bench = Bench::body(
        "<body><p><emph>a</emph> <term>b</term> <mentioned>c</mentioned> <gloss>d</gloss> <distinct>e</distinct> \
         <title>f</title> <title level=\"a\">g</title></p></body>",
    );
    assert_eq!(
        bench.blocks(),
        ["paragraph en | ‹em a› ‹em b› ‹em c› ‹em d› ‹em e› ‹em f› g"]
    );
}

#[test]
fn parts_of_a_title_page_are_paragraphs() {
    let bench = Bench::body(
        "<front><titlePage><docTitle><titlePart>The Ferry</titlePart><titlePart>A play</titlePart></docTitle>\
         <docAuthor>Ida</docAuthor><docDate>1900</docDate></titlePage></front><body><p>by \
         <docAuthor>Rook</docAuthor> <docDate>1901</docDate></p></body>",
    );
    assert_eq!(words(&bench), ["The Ferry", "A play", "Ida", "1900", "by Rook 1901"]);
}

#[test]
fn an_example_keeps_its_lines() {
    let bench = Bench::body("<body><p>see</p><eg>a  b\n  c</eg></body>");
    assert_eq!(bench.blocks()[1], "verbatim en | a  b\\n  c");
}

#[test]
fn gaps_deletions_and_forms_stand_alone_too() {
    let bench = Bench::body(
        "<body><p>a <ellipsis quantity=\"2\" unit=\"line\"/> <secl>b</secl> <expan>c</expan> \
         <notatedMusic><desc>d</desc></notatedMusic> <said>e</said> <soCalled>f</soCalled></p></body>",
    );
    assert_eq!(
        bench.blocks(),
        ["paragraph en | a ‹gap 2 lines› ‹secluded b› c d “e” “f”"]
    );
}

#[test]
fn names_of_a_kind_are_marked() {
    let bench = Bench::body(
        "<body><p><geogName>Osk</geogName> <name type=\"place\">Ford</name> <name type=\"person\">Ana</name> \
         <name>rope</name> <orgName>Guild</orgName></p></body>",
    );
    assert_eq!(words(&bench), ["Osk Ford Ana rope Guild"]);
    assert_eq!(
        bench.standing_off(),
        [
            "mark places [0:0–0:3] Osk",
            "mark places [0:4–0:8] Ford",
            "mark persons [0:9–0:12] Ana",
        ]
    );
}

#[test]
fn registers_in_a_text_have_a_paragraph_for_each() {
    let bench = Bench::body(
        "<body><listEvent><event><label>a</label><desc>flood</desc></event></listEvent><listOrg><org>\
         <orgName>Guild</orgName></org></listOrg><listPerson><person><persName>Ana</persName><p>a cook</p>\
         </person></listPerson></body>",
    );
    assert_eq!(words(&bench), ["a flood", "Guild", "Ana a cook"]);
}

#[test]
fn spans_of_several_words_are_notes() {
    let bench = Bench::body(
        "<body><p xml:id=\"p\">one two</p><spanGrp><span from=\"#p\">a remark of words</span><span \
         target=\"#p\">x</span></spanGrp></body>",
    );
    assert_eq!(bench.blocks(), ["paragraph en | one two‹note 0›"]);
    assert_eq!(bench.standing_off(), ["note 0 notes.1 0:7 a remark of words"]);
    assert_eq!(bench.codes(), ["left-out"]);
}

#[test]
fn a_list_of_witnesses_beside_those_of_its_reading_is_left_out_and_said() {
    let bench = Bench::body(
        "<body><p><app><lem>a</lem><rdg>b</rdg><wit>all others</wit><rdg wit=\"#B\">c</rdg><wit>B</wit></app></p>\
         </body>",
    );
    assert_eq!(bench.entries(), ["[0:0–0:1] a ] b «all others»; c (B)"]);
    assert_eq!(bench.codes(), ["left-out"]);
}

#[test]
fn parts_of_catalogs_and_dictionaries_are_printed() {
    let bench = Bench::body(
        "<body><meeting>Diet.</meeting><entry><form>rope</form><number>pl.</number> <oVar>ropes</oVar> \
         <pVar>r</pVar></entry><msDesc><msIdentifier><collection>Old</collection></msIdentifier><physDesc>\
         <scriptDesc><scriptNote>Round.</scriptNote></scriptDesc><typeDesc><typeNote>Small.</typeNote>\
         </typeDesc><musicNotation>Neumes.</musicNotation><additions><p>A name.</p></additions><sealDesc>\
         <seal>Red.</seal></sealDesc><accMat><p>A box.</p></accMat></physDesc><additional><adminInfo>\
         <recordHist><source>Visit.</source></recordHist><custodialHist><custEvent>Sold.</custEvent>\
         </custodialHist></adminInfo><surrogates><p>Film.</p></surrogates></additional></msDesc><p><langKnowledge>\
         <langKnown>Norse</langKnown></langKnowledge></p></body>",
    );
    assert_eq!(bench.codes(), Vec::<&str>::new());
    assert_eq!(
        bench.blocks(),
        [
            "paragraph en | Diet.",
            "paragraph en | rope ‹em pl.› ropes r",
            "paragraph en | Old",
            "paragraph en | Round.",
            "paragraph en | Small.",
            "paragraph en | Neumes.",
            "paragraph en | A name.",
            "paragraph en | Red.",
            "paragraph en | A box.",
            "paragraph en | Visit.",
            "paragraph en | Sold.",
            "paragraph en | Film.",
            "paragraph en | Norse",
        ]
    );
}

#[test]
fn speech_with_its_annotation_has_its_speaker() {
    let bench = Bench::body(
        "<body><annotationBlock who=\"#ann\"><u>one</u></annotationBlock><u who=\"#bo\">two</u></body>",
    );
    assert_eq!(
        bench.blocks(),
        [
            "speaker en | ann",
            "paragraph en | one",
            "speaker en | bo",
            "paragraph en | two"
        ]
    );
}

#[test]
fn figures_among_words_without_a_picture_are_their_descriptions() {
    let bench = Bench::body(
        "<body><p>Seal <figure><figDesc>a knot</figDesc></figure> here.<figure/></p></body>",
    );
    assert_eq!(bench.blocks(), ["paragraph en | Seal [a knot] here."]);
    assert_eq!(bench.codes(), ["left-out"]);
}
