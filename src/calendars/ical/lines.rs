//! The text taken apart: folded lines joined, and what stands in one.

use std::borrow::Cow;

/// `NAME;PARAM=x;OTHER="y":value`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Property<'a> {
    pub name: &'a str,
    params: &'a str,
    pub value: &'a str,
}

/// Lines with their numbers, from 1; one that begins with a blank goes on with the line before.
pub fn unfolded(text: &str) -> impl Iterator<Item = (usize, Cow<'_, str>)> {
    let mut raw = text.split('\n').enumerate().peekable();
    std::iter::from_fn(move || {
        let (number, first) = raw.next()?;
        let mut line = Cow::Borrowed(without_return(first));
        while let Some((_, more)) = raw.next_if(|(_, next)| next.starts_with([' ', '\t'])) {
            line.to_mut().push_str(&without_return(more)[1..]);
        }
        Some((number + 1, line))
    })
}

/// What says nothing about when somebody is busy, and may be large: pictures, whole letters.
const HEAVY: [&str; 7] = [
    "ATTACH",
    "ATTENDEE",
    "COMMENT",
    "DESCRIPTION",
    "IMAGE",
    "STYLED-DESCRIPTION",
    "X-ALT-DESC",
];

/// A text without them.
pub fn lean(text: &str) -> String {
    let mut lean = String::new();
    let mut is_left_out = false;
    for line in text.split_inclusive('\n') {
        if !line.starts_with([' ', '\t']) {
            let name = line.split([':', ';']).next().unwrap_or_default();
            is_left_out = HEAVY.iter().any(|heavy| name.eq_ignore_ascii_case(heavy));
        }
        if !is_left_out {
            lean.push_str(line);
        }
    }
    lean
}

fn without_return(line: &str) -> &str {
    line.strip_suffix('\r').unwrap_or(line)
}

impl<'a> Property<'a> {
    pub fn parse(line: &'a str) -> Option<Self> {
        let mut quoted = false;
        let mut first = None;
        for (at, byte) in line.bytes().enumerate() {
            match byte {
                b'"' => quoted = !quoted,
                b';' if !quoted && first.is_none() => first = Some(at),
                b':' if !quoted => {
                    let name = first.unwrap_or(at);
                    return Some(Self {
                        name: &line[..name],
                        params: line.get(name + 1..at).unwrap_or_default(),
                        value: &line[at + 1..],
                    });
                }
                _ => {}
            }
        }
        None
    }

    pub fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }

    /// A parameter, without its quotes.
    pub fn param(&self, wanted: &str) -> Option<&'a str> {
        let mut rest = self.params;
        while !rest.is_empty() {
            let mut quoted = false;
            let end = rest.bytes().position(|byte| {
                quoted ^= byte == b'"';
                byte == b';' && !quoted
            });
            let (one, next) = match end {
                Some(end) => (&rest[..end], &rest[end + 1..]),
                None => (rest, ""),
            };
            if let Some((name, value)) = one.split_once('=')
                && name.eq_ignore_ascii_case(wanted)
            {
                return Some(value.trim_matches('"'));
            }
            rest = next;
        }
        None
    }
}

/// A text as it was meant: `\n`, `\,`, `\;` and `\\`.
pub fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => match letters.next() {
                Some('n' | 'N') => out.push('\n'),
                Some(other) => out.push(other),
                None => {}
            },
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_taken_apart_wherever_it_is_folded() {
        let text = "DTSTART;TZID=\"a:b;\r\n c\";VALUE=DATE:2026\r\n\t0514\nX:1";
        let lines: Vec<_> = unfolded(text).collect();
        assert_eq!(lines.len(), 2);
        assert_eq!(lines[1], (4, Cow::Borrowed("X:1")));
        let start = Property::parse(&lines[0].1).unwrap();
        assert!(start.is("dtstart"));
        assert_eq!(start.param("tzid"), Some("a:b;c"));
        assert_eq!(start.param("VALUE"), Some("DATE"));
        assert_eq!(start.param("RANGE"), None);
        assert_eq!(start.value, "20260514");
        assert_eq!(Property::parse("no colon"), None);
        assert_eq!(unescaped(r"a\, b\; c\\ d\ne\"), "a, b; c\\ d\ne");
    }
}
