//! The answers of calendar servers: trees of names without their namespaces, which here say all that is needed.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// Deeper no answer is.
const DEEPEST: usize = 64;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Node {
    pub name: String,
    pub text: String,
    /// Its attribute `name`, where it has one.
    pub label: String,
    pub children: Vec<Node>,
}

impl Node {
    /// The outermost element; None for what is no XML.
    pub fn parse(text: &str) -> Option<Self> {
        let mut reader = Reader::from_str(text);
        let mut open: Vec<Self> = Vec::new();
        loop {
            match reader.read_event().ok()? {
                Event::Start(tag) if open.len() < DEEPEST => open.push(Self::begun(&tag)),
                Event::Start(_) | Event::Eof => return None,
                Event::Empty(tag) => {
                    let node = Self::begun(&tag);
                    match open.last_mut() {
                        None => return Some(node),
                        Some(parent) => parent.children.push(node),
                    }
                }
                Event::End(_) => {
                    let node = open.pop()?;
                    match open.last_mut() {
                        None => return Some(node),
                        Some(parent) => parent.children.push(node),
                    }
                }
                Event::Text(text) => add(&mut open, &String::from_utf8_lossy(&text)),
                Event::CData(text) => add(&mut open, &String::from_utf8_lossy(&text)),
                Event::GeneralRef(reference) => {
                    let letter = reference.resolve_char_ref().ok().flatten();
                    let letter = letter.or_else(|| named_letter(&reference));
                    if let Some(letter) = letter {
                        add(&mut open, letter.encode_utf8(&mut [0; 4]));
                    }
                }
                _ => {}
            }
        }
    }

    fn begun(tag: &BytesStart<'_>) -> Self {
        let label = tag.try_get_attribute("name").ok().flatten();
        let label = label.map(|label| String::from_utf8_lossy(&label.value).into_owned());
        Self {
            name: String::from_utf8_lossy(tag.local_name().as_ref()).into_owned(),
            label: label.unwrap_or_default(),
            ..Self::default()
        }
    }

    pub fn child(&self, name: &str) -> Option<&Self> {
        self.children.iter().find(|child| child.name == name)
    }

    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Self> {
        self.children.iter().filter(move |child| child.name == name)
    }

    pub fn has(&self, name: &str) -> bool {
        self.child(name).is_some()
    }

    /// A child's text.
    pub fn text_of(&self, name: &str) -> Option<&str> {
        let text = self.child(name)?.text.trim();
        (!text.is_empty()).then_some(text)
    }

    /// Whether it stands anywhere within.
    pub fn holds(&self, name: &str) -> bool {
        self.name == name || self.children.iter().any(|child| child.holds(name))
    }
}

fn add(open: &mut [Node], text: &str) {
    if let Some(node) = open.last_mut() {
        node.text.push_str(text);
    }
}

fn named_letter(name: &[u8]) -> Option<char> {
    match name {
        b"amp" => Some('&'),
        b"lt" => Some('<'),
        b"gt" => Some('>'),
        b"quot" => Some('"'),
        b"apos" => Some('\''),
        _ => None,
    }
}

/// A text as XML writes it.
pub fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_read_whatever_its_prefixes() {
        let text = r#"<?xml version="1.0"?><d:multistatus xmlns:d="DAV:"><d:response><d:href>/a%20b/?x=1&amp;y=&#50;</d:href>
            <d:propstat><d:prop><getetag xmlns="DAV:"><![CDATA["1"]]></getetag></d:prop></d:propstat></d:response></d:multistatus>"#;
        let tree = Node::parse(text).unwrap();
        assert_eq!(tree.name, "multistatus");
        let response = tree.child("response").unwrap();
        assert_eq!(response.text_of("href"), Some("/a%20b/?x=1&y=2"));
        let prop = response
            .child("propstat")
            .and_then(|one| one.child("prop"))
            .unwrap();
        assert_eq!(prop.text_of("getetag"), Some("\"1\""));
        assert!(tree.holds("getetag") && !tree.holds("valid-sync-token"));
        for odd in ["", "<a><b></a>", "nothing", "<a>"] {
            assert_eq!(Node::parse(odd), None, "{odd}");
        }
        assert_eq!(Node::parse(&"<a>".repeat(1000)), None);
        let bomb = "<!DOCTYPE x [<!ENTITY a \"aaaa\">]><x>&a;&a;</x>";
        assert_eq!(Node::parse(bomb).unwrap().text, "", "no entity is unfolded");
    }
}
