//! Columns of numbers: what has to stand behind each for their decimal separators to stand one
//! under the other.

/// For the cells of a column the digits that are missing behind each, with the separator if it has
/// none; nothing if the column is not of numbers, or none of them has decimals. Heads are `None`.
pub(super) fn missing(cells: &[Option<&str>]) -> Option<Vec<String>> {
    let numbers: Vec<Option<&str>> = cells
        .iter()
        .map(|cell| cell.map(str::trim).filter(|cell| !cell.is_empty()))
        .collect();
    if !numbers.iter().flatten().all(|cell| is_number(cell)) {
        return None;
    }
    let separator = separator(&numbers)?;
    let decimals = |cell: &str| {
        let (_, behind) = cell.rsplit_once(separator)?;
        Some(behind.chars().filter(|c| c.is_numeric()).count())
    };
    let most = numbers.iter().flatten().filter_map(|cell| decimals(cell)).max()?;
    let pad = |cell: &Option<&str>| match cell.map(decimals) {
        None => String::new(),
        Some(Some(own)) => "0".repeat(most - own),
        Some(None) => format!("{separator}{}", "0".repeat(most)),
    };
    Some(numbers.iter().map(pad).collect())
}

/// Whether a cell is a number and nothing else, perhaps with a sign.
fn is_number(cell: &str) -> bool {
    let digits = cell.strip_prefix(['+', '-', '−', '–']).unwrap_or(cell);
    digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.ends_with(|c: char| c.is_ascii_digit())
        && digits
            .chars()
            .all(|c| c.is_ascii_digit() || ".,\u{a0}\u{202f} ’'".contains(c))
}

/// What parts the decimals of a column: a comma only where it does not part thousands.
fn separator(numbers: &[Option<&str>]) -> Option<char> {
    let has = |c: char| numbers.iter().flatten().any(|cell| cell.contains(c));
    let is_of_thousands = |c: char| {
        let mut behind = numbers.iter().flatten().filter_map(|cell| cell.split_once(c));
        behind.all(|(_, behind)| {
            behind.chars().take_while(char::is_ascii_digit).count() == 3
        })
    };
    // Decimals are parted once; what stands twice in a number parts thousands.
    let is_repeated =
        |c: char| numbers.iter().flatten().any(|cell| cell.matches(c).count() > 1);
    match (has('.'), has(',')) {
        (true, true) => {
            // The one that comes last in a number that has both.
            let both = numbers
                .iter()
                .flatten()
                .find(|cell| cell.contains('.') && cell.contains(','));
            match both {
                Some(cell) if cell.rfind(',') > cell.rfind('.') => Some(','),
                Some(_) => Some('.'),
                None if is_of_thousands(',') => Some('.'),
                None => Some(','),
            }
        }
        (true, false) if !is_repeated('.') => Some('.'),
        (false, true) if !is_of_thousands(',') => Some(','),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_brought_to_one_separator() {
        let check = |cells: &[&str], wanted: Option<&[&str]>| {
            let cells: Vec<_> = cells.iter().map(|cell| Some(*cell)).collect();
            let found = missing(&cells);
            let wanted = wanted
                .map(|all| all.iter().map(|one| (*one).to_owned()).collect::<Vec<_>>());
            assert_eq!(found, wanted, "{cells:?}");
        };
        check(&["1.5", "12", "3.25", ""], Some(&["0", ".00", "", ""]));
        check(&["1,5", "12", "−3,25"], Some(&["0", ",00", ""]));
        check(&["1,200", "50"], None);
        check(&["1,200.5", "50"], Some(&["", ".0"]));
        check(&["1.200,5", "50"], Some(&["", ",0"]));
        check(&["1", "12"], None);
        check(&["1.5", "many"], None);
        check(&["1.200.000", "50"], None);
        assert_eq!(
            missing(&[None, Some("1.5"), Some("2")]),
            Some(vec!["".into(), "".into(), ".0".into()])
        );
    }
}
