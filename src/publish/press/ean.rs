//! EAN-13 of an ISBN, as bars (ISO/IEC 15420).

/// Left-hand patterns of odd parity, digit by digit; 1 is a bar.
const ODD: [&str; 10] = [
    "0001101", "0011001", "0010011", "0111101", "0100011", "0110001", "0101111",
    "0111011", "0110111", "0001011",
];

/// Which of the left-hand digits are of even parity, by the first digit of the number.
const PARITY: [&str; 10] = [
    "oooooo", "ooeoee", "ooeeoe", "ooeeeo", "oeooee", "oeeooe", "oeeeoo", "oeoeoe",
    "oeoeeo", "oeeoeo",
];

/// The 13 digits of an ISBN of 13 or 10 digits; nothing if it has another form.
pub fn digits(isbn: &str) -> Option<[u8; 13]> {
    let kept: String = isbn.chars().filter(char::is_ascii_alphanumeric).collect();
    crate::edition::values::isbn(&kept).ok()?;
    let body = match kept.len() {
        13 => kept[..12].to_owned(),
        _ => format!("978{}", &kept[..9]),
    };
    let mut out = [0; 13];
    for (digit, c) in out.iter_mut().zip(body.bytes()) {
        *digit = c - b'0';
    }
    let sum: u32 = out[..12]
        .iter()
        .zip([1, 3].iter().cycle())
        .map(|(d, w)| u32::from(*d) * w)
        .sum();
    out[12] = ((10 - sum % 10) % 10) as u8;
    Some(out)
}

/// The 95 modules of a number, from left to right; true is a bar.
pub fn modules(digits: &[u8; 13]) -> Vec<bool> {
    let mut bits = String::from("101");
    let parity = PARITY[usize::from(digits[0] % 10)].bytes();
    for (digit, parity) in digits[1..7].iter().zip(parity) {
        let odd = ODD[usize::from(digit % 10)];
        match parity {
            b'o' => bits += odd,
            // Even parity is the right-hand pattern, which is the inverse, read backward.
            _ => bits.extend(odd.chars().rev().map(invert)),
        }
    }
    bits += "01010";
    for digit in &digits[7..] {
        bits.extend(ODD[usize::from(digit % 10)].chars().map(invert));
    }
    bits += "101";
    bits.chars().map(|c| c == '1').collect()
}

fn invert(c: char) -> char {
    if c == '1' { '0' } else { '1' }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn isbns_become_thirteen_digits() {
        let shown = |isbn: &str| digits(isbn).map(|d| d.map(|d| d.to_string()).concat());
        assert_eq!(shown("978-3-16-148410-0").as_deref(), Some("9783161484100"));
        assert_eq!(shown("0-306-40615-2").as_deref(), Some("9780306406157"));
        assert_eq!(shown("978-3-16-148410-1"), None);
        assert_eq!(shown(""), None);
    }

    #[test]
    fn bars_read_back_as_the_digits() {
        let number = digits("978-3-16-148410-0").expect("a good ISBN");
        let bits: String =
            modules(&number).iter().map(|b| if *b { '1' } else { '0' }).collect();
        assert_eq!(bits.len(), 95);
        assert!(
            bits.starts_with("101") && bits.ends_with("101") && &bits[45..50] == "01010"
        );
        // Each digit has two bars and two spaces; the right half has even parity.
        let right: Vec<usize> = (0..6)
            .map(|k| {
                let seven: String =
                    bits[50 + 7 * k..57 + 7 * k].chars().map(invert).collect();
                ODD.iter().position(|odd| *odd == seven).expect("a digit")
            })
            .collect();
        assert_eq!(
            right,
            number[7..].iter().map(|d| usize::from(*d)).collect::<Vec<_>>()
        );
        let left: String = (0..6)
            .map(|k| if ODD.contains(&&bits[3 + 7 * k..10 + 7 * k]) { 'o' } else { 'e' })
            .collect();
        assert_eq!(left, PARITY[9]);
    }
}
