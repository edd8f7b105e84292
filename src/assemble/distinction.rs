//! How emphasized words are told from those around them: by the script that most of their letters
//! are of, since few have italics.

use unicode_script::{Script, UnicodeScript};

use crate::model::Lang;
use crate::model::script::SetApart;

/// How much words are emphasized.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Force {
    /// As by italics.
    Plain,
    /// As by bold letters.
    Strong,
    /// As by small capitals, which few scripts have.
    Capitals,
}

/// The argument of a call that emphasizes words, with `end` behind it; nothing where it is done as
/// in Latin letters.
pub(super) fn argument(
    words: &str,
    lang: Option<&Lang>,
    force: Force,
    end: &str,
) -> String {
    match by(words, lang, force) {
        Some(by) => format!("by: \"{}\"{end}", by.name()),
        None => String::new(),
    }
}

/// How words are emphasized, if not as in Latin letters.
fn by(words: &str, lang: Option<&Lang>, force: Force) -> Option<SetApart> {
    if words.is_ascii() {
        return None;
    }
    let mut counts: Vec<(Script, usize)> = vec![];
    for c in words.chars().filter(|c| c.is_alphabetic()) {
        let script = c.script();
        if matches!(script, Script::Common | Script::Inherited) {
            continue;
        }
        match counts.iter_mut().find(|(known, _)| *known == script) {
            Some((_, count)) => *count += 1,
            None => counts.push((script, 1)),
        }
    }
    // The first of those that have the most.
    let (script, _) = counts.into_iter().rev().max_by_key(|(_, count)| *count)?;
    let unknown = Lang::new("und");
    let (plain, strong) = lang.unwrap_or(&unknown).set_apart(script);
    let is_usual = match force {
        Force::Plain | Force::Capitals => plain == SetApart::Italics,
        Force::Strong => strong == SetApart::Weight,
    };
    match force {
        _ if is_usual => None,
        Force::Plain => Some(plain),
        Force::Strong | Force::Capitals => Some(strong),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn most_letters_say_how_words_are_set_apart() {
        let check = |words: &str, lang: &str, [plain, strong, capitals]: [&str; 3]| {
            let lang = Lang::new(lang);
            let found = [Force::Plain, Force::Strong, Force::Capitals]
                .map(|force| argument(words, Some(&lang), force, ""));
            let name = |by: &str| match by {
                "" => String::new(),
                by => format!("by: \"{by}\""),
            };
            assert_eq!(found, [plain, strong, capitals].map(name), "{words}");
        };
        check("the river", "en", ["", "", ""]);
        check("ποταμός", "grc", ["", "", ""]);
        check("رودخانه", "fa", ["weight", "", "weight"]);
        check("رودخانه (the river)", "fa", ["", "", ""]);
        check("رودخانه‌های ایران (Iran)", "en", ["weight", "", "weight"]);
        check("הנהר", "he", ["spacing", "weight-if-any", "weight-if-any"]);
        check("ⲡⲓⲉⲣⲟ", "cop", ["spacing", "spacing", "spacing"]);
        check("рѣка", "cu", ["spacing", "spacing", "spacing"]);
        check("река", "ru", ["", "", ""]);
        check("12", "fa", ["", "", ""]);
        check("ߖߌ", "nqo", ["overline", "overline", "overline"]);
    }
}
