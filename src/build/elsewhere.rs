//! Faces that are not part of the program, for scripts that none of its own has.

use unicode_script::Script as S;

/// The scripts for which Debian's package `fonts-noto-core` has a face with serifs.
const SERIF: [S; 17] = [
    S::Ahom,
    S::Balinese,
    S::Dogra,
    S::Grantha,
    S::Gujarati,
    S::Gurmukhi,
    S::Kannada,
    S::Khmer,
    S::Khojki,
    S::Lao,
    S::Malayalam,
    S::Myanmar,
    S::Sinhala,
    S::Tangut,
    S::Telugu,
    S::Thai,
    S::Yezidi,
];

/// Those for which it has only a face without serifs.
const SANS: [S; 104] = [
    S::Adlam,
    S::Anatolian_Hieroglyphs,
    S::Avestan,
    S::Bamum,
    S::Bassa_Vah,
    S::Batak,
    S::Bhaiksuki,
    S::Brahmi,
    S::Buginese,
    S::Buhid,
    S::Canadian_Aboriginal,
    S::Carian,
    S::Caucasian_Albanian,
    S::Chakma,
    S::Cham,
    S::Cherokee,
    S::Cuneiform,
    S::Cypriot,
    S::Deseret,
    S::Duployan,
    S::Egyptian_Hieroglyphs,
    S::Elbasan,
    S::Elymaic,
    S::Gunjala_Gondi,
    S::Hanifi_Rohingya,
    S::Hanunoo,
    S::Hatran,
    S::Imperial_Aramaic,
    S::Inscriptional_Pahlavi,
    S::Inscriptional_Parthian,
    S::Javanese,
    S::Kaithi,
    S::Kayah_Li,
    S::Kharoshthi,
    S::Khudawadi,
    S::Lepcha,
    S::Limbu,
    S::Linear_A,
    S::Linear_B,
    S::Lisu,
    S::Lycian,
    S::Lydian,
    S::Mahajani,
    S::Mandaic,
    S::Manichaean,
    S::Marchen,
    S::Masaram_Gondi,
    S::Medefaidrin,
    S::Meetei_Mayek,
    S::Mende_Kikakui,
    S::Miao,
    S::Modi,
    S::Mongolian,
    S::Mro,
    S::Multani,
    S::Nabataean,
    S::New_Tai_Lue,
    S::Newa,
    S::Nko,
    S::Nushu,
    S::Ogham,
    S::Ol_Chiki,
    S::Old_Hungarian,
    S::Old_North_Arabian,
    S::Old_Permic,
    S::Old_Persian,
    S::Old_Sogdian,
    S::Old_South_Arabian,
    S::Old_Turkic,
    S::Oriya,
    S::Osage,
    S::Osmanya,
    S::Pahawh_Hmong,
    S::Palmyrene,
    S::Pau_Cin_Hau,
    S::Phags_Pa,
    S::Phoenician,
    S::Psalter_Pahlavi,
    S::Rejang,
    S::Samaritan,
    S::Saurashtra,
    S::Sharada,
    S::Shavian,
    S::Siddham,
    S::Sogdian,
    S::Sora_Sompeng,
    S::Soyombo,
    S::Sundanese,
    S::Syloti_Nagri,
    S::Tagalog,
    S::Tagbanwa,
    S::Tai_Le,
    S::Tai_Tham,
    S::Tai_Viet,
    S::Takri,
    S::Thaana,
    S::Tifinagh,
    S::Tirhuta,
    S::Ugaritic,
    S::Vai,
    S::Wancho,
    S::Warang_Citi,
    S::Yi,
    S::Zanabazar_Square,
];

/// A face for a script and Debian's package that has it, as words for a hint.
pub(super) fn known(script: S) -> Option<String> {
    let name = || script.full_name().replace('_', " ");
    let (face, package) = match script {
        S::Han | S::Hiragana | S::Katakana | S::Hangul | S::Bopomofo => {
            ("Noto Serif CJK".to_owned(), "fonts-noto-cjk")
        }
        _ if SERIF.contains(&script) => {
            (format!("Noto Serif {}", name()), "fonts-noto-core")
        }
        _ if SANS.contains(&script) => {
            (format!("Noto Sans {}", name()), "fonts-noto-core")
        }
        _ => return None,
    };
    Some(format!("such as {face}, which Debian has in its package `{package}`"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_has_a_face_and_a_package() {
        let thai =
            "such as Noto Serif Thai, which Debian has in its package `fonts-noto-core`";
        assert_eq!(known(S::Thai).as_deref(), Some(thai));
        assert!(known(S::Hangul).is_some_and(|said| said.contains("fonts-noto-cjk")));
        assert!(known(S::Old_Persian).is_some_and(|said| said.contains("Old Persian")));
        assert_eq!(known(S::Common), None);
    }
}
