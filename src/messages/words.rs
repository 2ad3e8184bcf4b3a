//! The words of a mail above its facts: subject, heading and first sentences. The usual ones are the catalogue's; who writes
//! their own for one message replaces these, and nothing else of it.

/// A heading is one line, and no longer.
const LONGEST_HEADING: usize = 120;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    pub subject: String,
    /// "" is none.
    pub title: String,
    pub paragraphs: Vec<String>,
}

/// Somebody's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Own {
    pub subject: String,
    pub text: String,
}

impl Words {
    pub fn usual(subject: &str, title: String, lead: String) -> Self {
        Self {
            subject: one_line(subject),
            title,
            paragraphs: vec![lead],
        }
    }

    /// The first line is the heading where an empty line follows it.
    pub fn own(own: &Own) -> Self {
        let mut paragraphs = paragraphs(&own.text);
        let is_heading = paragraphs.len() > 1
            && !paragraphs[0].contains('\n')
            && paragraphs[0].chars().count() <= LONGEST_HEADING;
        let title = match is_heading {
            true => paragraphs.remove(0),
            false => String::new(),
        };
        Self {
            subject: one_line(&own.subject),
            title,
            paragraphs,
        }
    }

    /// Heading and sentences as a field holds them: read by [`Words::own`], they are the same again.
    pub fn text(&self) -> String {
        let title = Some(&self.title).filter(|title| !title.is_empty());
        let parts = title.into_iter().chain(&self.paragraphs);
        parts.cloned().collect::<Vec<_>>().join("\n\n")
    }
}

/// A subject is one line whatever a name contains.
pub fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What empty lines part.
pub fn paragraphs(body: &str) -> Vec<String> {
    let body = body.replace("\r\n", "\n");
    body.split("\n\n")
        .map(|part| part.trim().to_owned())
        .filter(|part| !part.is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_survive_the_field_they_are_edited_in() {
        let usual = Words::usual("A visit", "Hello Anna".into(), "Come at ten.".into());
        let own = Own {
            subject: usual.subject.clone(),
            text: usual.text(),
        };
        assert_eq!(Words::own(&own), usual);
    }

    #[test]
    fn a_text_of_one_paragraph_has_no_heading() {
        let own = |text: &str| {
            Words::own(&Own {
                subject: "New\r\nBcc: all".into(),
                text: text.into(),
            })
        };
        assert_eq!(own("Come at ten.").title, "");
        assert_eq!(own("Come at ten.").subject, "New Bcc: all");
        assert_eq!(own("One\ntwo\n\nThree").title, "");
        assert_eq!(
            own("One\r\n\r\n\r\n\r\nTwo\nthree").paragraphs,
            ["Two\nthree"]
        );
    }
}
