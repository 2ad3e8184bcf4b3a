//! CSV that a spreadsheet may open: RFC 4180 with a mark that it is UTF-8, and no cell that a spreadsheet would run.

/// So that spreadsheets read the letters right.
pub const MARK: &str = "\u{feff}";

/// A line with its end.
pub fn line<S: AsRef<str>>(cells: &[S]) -> String {
    let mut line = String::new();
    for (n, cell) in cells.iter().enumerate() {
        if n > 0 {
            line.push(',');
        }
        line.push_str(&safe(cell.as_ref()));
    }
    line.push_str("\r\n");
    line
}

/// A cell that begins like a formula gets an apostrophe, which spreadsheets take for "this is text". A phone's plus stays.
fn safe(cell: &str) -> String {
    let is_phone = cell
        .strip_prefix('+')
        .is_some_and(|rest| rest.chars().all(|c| c.is_ascii_digit()));
    let is_number = cell.parse::<f64>().is_ok();
    let begins = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let cell = match begins && !is_phone && !is_number {
        true => format!("'{cell}"),
        false => cell.to_owned(),
    };
    if cell.contains(['"', ',', '\n', '\r', ';']) {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell
    }
}

#[cfg(test)]
mod tests {
    use super::line;

    #[test]
    fn a_cell_runs_nothing() {
        assert_eq!(line(&["a", "b"]), "a,b\r\n");
        assert_eq!(line(&["=1+1", "+34612345678"]), "'=1+1,+34612345678\r\n");
        assert_eq!(line(&["-12.5", "-cmd", "@x"]), "-12.5,'-cmd,'@x\r\n");
        assert_eq!(line(&["a\"b", "c,d\n"]), "\"a\"\"b\",\"c,d\n\"\r\n");
        assert_eq!(line(&["\"=x\""]), "\"\"\"=x\"\"\"\r\n");
    }
}
