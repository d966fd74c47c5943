//! The paper that letters are written on: HTML made once from the template, into which each letter's text is put,
//! escaped. The text never passes through the template's language, so nothing in it can become markup.

use calendar::Language;

use super::message::one_line;

/// The template, in MJML: tables that every mail program shows, and no picture or font from elsewhere.
const TEMPLATE: &str = include_str!("letter.mjml");
/// The mark of our subjects, which a heading does not need.
const MARK: &str = "[KĐCL] ";
/// Characters of the text that are shown beside the subject in a list of mails.
const PREVIEW: usize = 120;

/// The template does not fit; found at the start, before any mail.
#[derive(Debug, thiserror::Error)]
#[error("the template of letters cannot be used: {0}")]
pub struct UnfitTemplate(String);

/// The paper, in one language, with the name of the office at its head.
#[derive(Clone, Debug)]
pub struct Stationery {
    page: String,
    footer: &'static str,
}

impl Stationery {
    /// Paper of `office`.
    pub fn new(office: &str, language: Language) -> Result<Self, UnfitTemplate> {
        let template = mrml::parse(TEMPLATE).map_err(|error| UnfitTemplate(error.to_string()))?;
        let page = template
            .element
            .render(&mrml::prelude::render::RenderOptions::default())
            .map_err(|error| UnfitTemplate(error.to_string()))?;
        let (lang, footer) = match language {
            Language::Vietnamese => (
                "vi",
                "Không thể tắt thông báo theo thủ tục. Mã thư, để tra cứu trên hệ thống Kiểm Định: ",
            ),
            Language::English => (
                "en",
                "Notices that the procedure demands cannot be switched off. This letter in the system Kiểm Định: ",
            ),
        };
        for place in [
            "{{lang}}",
            "{{heading}}",
            "{{preview}}",
            "{{office}}",
            "{{content}}",
            "{{footer}}",
        ] {
            if !page.contains(place) {
                return Err(UnfitTemplate(format!("it has lost {place}")));
            }
        }
        Ok(Self {
            page: page
                .replace("{{lang}}", lang)
                .replace("{{office}}", &escaped(office)),
            footer,
        })
    }

    /// The letter `id` with this subject and text, as HTML.
    pub fn letter(&self, id: &str, subject: &str, text: &str) -> String {
        let subject = one_line(subject);
        let heading = escaped(subject.strip_prefix(MARK).unwrap_or(&subject));
        let preview: String = one_line(text).chars().take(PREVIEW).collect();
        let footer = format!("{}{}", self.footer, escaped(id));
        filled(
            &self.page,
            &[
                ("heading", &heading),
                ("preview", &escaped(&preview)),
                ("content", &content(text)),
                ("footer", &footer),
            ],
        )
    }
}

/// `page` with what belongs in its places; what looks like a place in a text put there stays text.
fn filled(page: &str, places: &[(&str, &str)]) -> String {
    let mut out = String::with_capacity(page.len() + 1_024);
    let mut rest = page;
    while let Some((before, after)) = rest.split_once("{{") {
        out.push_str(before);
        rest = match after.split_once("}}") {
            Some((name, after)) => {
                let text = places.iter().find(|(place, _)| *place == name);
                out.push_str(text.map_or("", |(_, text)| text));
                after
            }
            None => after,
        };
    }
    out.push_str(rest);
    out
}

/// The paragraphs and lists of `text`.
fn content(text: &str) -> String {
    let mut out = String::with_capacity(text.len() * 2);
    let normal = text.replace("\r\n", "\n").replace('\r', "\n");
    for block in normal.split("\n\n").filter(|block| !block.trim().is_empty()) {
        let (mut lines, mut items) = (Vec::new(), Vec::new());
        for line in block.lines().filter(|line| !line.trim().is_empty()) {
            match line.strip_prefix("- ") {
                Some(item) => items.push(format!("<li>{}</li>", escaped(item))),
                None => lines.push(escaped(line)),
            }
        }
        if !lines.is_empty() {
            out.push_str(&format!(
                "<p style=\"margin:0 0 12px\">{}</p>",
                lines.join("<br>")
            ));
        }
        if !items.is_empty() {
            out.push_str(&format!("<ul style=\"margin:0 0 12px\">{}</ul>", items.concat()));
        }
    }
    out
}

/// `text` as it stands in HTML: no markup, no control characters.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            _ if letter.is_control() => out.push(' '),
            _ => out.push(letter),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "Kính gửi Trường THCS Vũ Lễ,\n\nCòn 3 ngày làm việc.\nHạn: 05/9/2025\n\nCách tính:\n- Bắt đầu: \
                        ngày 25/8/2025\n- Cộng 10 ngày làm việc\n";

    fn letter(language: Language, subject: &str, text: &str) -> String {
        let paper = Stationery::new("Sở Giáo dục và Đào tạo tỉnh Lạng Sơn", language).unwrap();
        paper.letter("mails/1", subject, text)
    }

    #[test]
    fn a_letter_keeps_its_words_and_their_order() {
        let html = letter(Language::Vietnamese, "[KĐCL] Còn 3 ngày – THCS Vũ Lễ", TEXT);
        let shown: String = html
            .split('<')
            .filter_map(|piece| piece.split_once('>'))
            .map(|(_, text)| text)
            .collect();
        let mut rest = shown.as_str();
        for words in [
            "Sở Giáo dục và Đào tạo tỉnh Lạng Sơn",
            "Còn 3 ngày – THCS Vũ Lễ",
            "Kính gửi Trường THCS Vũ Lễ,",
            "Hạn: 05/9/2025",
            "Cách tính:",
            "Cộng 10 ngày làm việc",
            "Không thể tắt thông báo",
            "mails/1",
        ] {
            let place = rest
                .find(words)
                .unwrap_or_else(|| panic!("{words} is not in {rest}"));
            rest = &rest[place..];
        }
        assert_eq!(html.matches("<li>").count(), 2);
        assert!(html.contains("lang=\"vi\"") && !html.contains("{{"));
    }

    #[test]
    fn nothing_is_fetched_from_elsewhere() {
        let html = letter(Language::English, "Thử", TEXT);
        for far in ["src=", "href=", "url(", "@import"] {
            assert!(!html.contains(far), "{far} in {html}");
        }
        assert!(html.contains("lang=\"en\"") && html.contains("cannot be switched off"));
    }

    #[test]
    fn what_a_letter_says_is_never_markup() {
        let hostile = "<script>alert(1)</script> \"><img src=x onerror=y> {{footer}} <mj-raw><b>x</b></mj-raw> &amp; '\
                       \n\n- <li>\n\n<!-- ";
        let (usual, html) = (
            letter(Language::Vietnamese, "a", "b"),
            letter(Language::Vietnamese, hostile, hostile),
        );
        let tags = |html: &str, tag: &str| html.matches(tag).count();
        for tag in ["<script", "<img", "<mj-", "<b>"] {
            assert_eq!(tags(&html, tag), 0, "{tag}");
        }
        assert_eq!(tags(&html, "<!--"), tags(&usual, "<!--"));
        assert!(html.contains("&lt;script&gt;") && html.contains("&amp;amp;"));
        assert!(html.contains("{{footer}}"), "stays what it was");
    }
}
