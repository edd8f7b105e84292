//! ICC profiles: the one of the program, and what the header of another says.

/// FOGRA39, offset on coated paper. `profiles/README.md` has its origin and license.
pub static FOGRA39: &[u8] = include_bytes!("../../../profiles/FOGRA39L_coated.icc");

/// What a printing condition is, for an output intent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition {
    /// Its name in the registry of the ICC.
    pub identifier: String,
    /// What it is, in words.
    pub description: String,
    /// Its profile.
    pub profile: Vec<u8>,
    /// How many inks the profile has.
    pub channels: u8,
}

impl Condition {
    /// Offset on coated paper.
    pub fn fogra39() -> Self {
        Self {
            identifier: "FOGRA39".to_owned(),
            description:
                "Offset printing, ISO 12647-2:2004/Amd 1, paper type 1 or 2, coated"
                    .to_owned(),
            profile: FOGRA39.to_vec(),
            channels: 4,
        }
    }
}

/// What is wrong with a profile as the output intent of a press PDF.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProfileFault {
    /// It is no ICC profile, or is cut off.
    NotIcc,
    /// It is of another class than `prtr`, output; with its class.
    Class(String),
    /// It has other inks than CMYK; with its color space.
    Space(String),
    /// It can't turn colors into inks: one of the tables for it is missing.
    OneWay,
}

/// How many inks an output profile has, from its header (ICC.1:2010, 7.2) and the list
/// of its tables.
///
/// # Errors
/// If it can't be the output intent of a book in black or CMYK.
pub fn channels(profile: &[u8]) -> Result<u8, ProfileFault> {
    let word =
        |at: usize| -> Option<[u8; 4]> { profile.get(at..at + 4)?.try_into().ok() };
    let number = |at: usize| word(at).map(u32::from_be_bytes);
    let is_icc = word(36) == Some(*b"acsp")
        && number(0).is_some_and(|size| size as usize <= profile.len());
    if !is_icc {
        return Err(ProfileFault::NotIcc);
    }
    let text = |at: usize| {
        let word = word(at).unwrap_or_default();
        String::from_utf8_lossy(&word).trim().to_owned()
    };
    if text(12) != "prtr" {
        return Err(ProfileFault::Class(text(12)));
    }
    if text(16) != "CMYK" {
        return Err(ProfileFault::Space(text(16)));
    }
    let count = number(128).unwrap_or_default().min(200) as usize;
    let tags: Vec<String> = (0..count).map(|k| text(132 + 12 * k)).collect();
    let has = |name: &str| tags.iter().any(|tag| tag == name);
    if has("A2B0") && has("B2A0") { Ok(4) } else { Err(ProfileFault::OneWay) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_profile_of_the_program_is_an_output_profile() {
        assert_eq!(channels(FOGRA39), Ok(4));
    }

    #[test]
    fn other_classes_and_spaces_are_refused() {
        let with = |at: usize, word: &[u8; 4]| {
            let mut profile = FOGRA39.to_vec();
            profile[at..at + 4].copy_from_slice(word);
            channels(&profile)
        };
        assert_eq!(with(12, b"mntr"), Err(ProfileFault::Class("mntr".into())));
        assert_eq!(with(16, b"RGB "), Err(ProfileFault::Space("RGB".into())));
        assert_eq!(with(36, b"nope"), Err(ProfileFault::NotIcc));
        assert_eq!(channels(&FOGRA39[..1000]), Err(ProfileFault::NotIcc));
        assert_eq!(channels(b""), Err(ProfileFault::NotIcc));
    }
}
