//! Protocol files: whoever calls us reads these first, so every element is explained directly above it.

use crate::sources::{Offence, Source};

/// Services, methods, messages, fields, choices, enums and their values without a comment of their own.
pub fn unexplained(source: &Source) -> Vec<Offence> {
    if !source.has_extension("proto") {
        return vec![];
    }
    let lines: Vec<&str> = source.text().lines().collect();
    elements(source.text())
        .into_iter()
        .filter(|element| !is_explained(&lines, element))
        .map(|element| {
            source.offence(
                element.line,
                format!("`{}` has no comment directly above it", element.head),
            )
        })
        .collect()
}

/// The full path of every method that the file declares, with its line: `/package.Service/Method`.
pub fn methods(source: &Source) -> Vec<(usize, String)> {
    if !source.has_extension("proto") {
        return vec![];
    }
    let package = without_comments(source.text())
        .lines()
        .find_map(|line| {
            Some(
                line.strip_prefix("package ")?
                    .trim_end()
                    .strip_suffix(';')?
                    .to_owned(),
            )
        })
        .unwrap_or_default();
    let (mut service, mut methods) = (String::new(), Vec::new());
    for Element { line, head } in elements(source.text()) {
        if let Some(name) = head.strip_prefix("service ") {
            name.clone_into(&mut service);
        } else if let Some(method) = head.strip_prefix("rpc ") {
            let name = method.split('(').next().unwrap_or(method).trim_end();
            methods.push((line, format!("/{package}.{service}/{name}")));
        }
    }
    methods
}

/// Something declared.
#[derive(Debug, PartialEq)]
struct Element {
    line: usize,
    /// Its text up to the options, the brace or the semicolon.
    head: String,
}

fn is_explained(lines: &[&str], element: &Element) -> bool {
    let first_word = element.head.split(' ').next().unwrap_or_default();
    let alone = lines[element.line - 1].trim_start().starts_with(first_word);
    let above = element
        .line
        .checked_sub(2)
        .and_then(|index| lines.get(index))
        .map_or("", |line| line.trim());
    alone && (above.starts_with("//") || above.ends_with("*/"))
}

/// What a block contains decides what its statements are.
#[derive(Clone, Copy, PartialEq)]
enum Block {
    File,
    Service,
    Message,
    Enum,
    /// The value of an option, the body of a method: nothing in it is declared.
    Other,
}

fn elements(text: &str) -> Vec<Element> {
    let mut elements = Vec::new();
    let mut blocks = vec![Block::File];
    let mut statement = Statement::default();
    for (number, line) in (1..).zip(without_comments(text).lines()) {
        for character in line.chars() {
            let block = blocks.last().copied().unwrap_or(Block::File);
            match character {
                // Options in brackets may hold braces and semicolons of their own.
                '[' | ']' | '"' => statement.push(number, character),
                _ if statement.is_in_options() => statement.push(number, character),
                '{' => {
                    let head = statement.take();
                    blocks.push(opened_by(block, &head));
                    elements.extend(declared(block, head));
                }
                '}' => {
                    statement = Statement::default();
                    blocks.pop();
                }
                ';' => elements.extend(declared(block, statement.take())),
                _ => statement.push(number, character),
            }
        }
        statement.push(number, ' ');
    }
    elements
}

fn opened_by(parent: Block, head: &Element) -> Block {
    match (parent, head.head.split(' ').next().unwrap_or_default()) {
        (Block::Other, _) | (_, "option") => Block::Other,
        (Block::File, "service") => Block::Service,
        (Block::File | Block::Message, "message") => Block::Message,
        (Block::Message, "oneof") => Block::Message,
        (Block::File | Block::Message, "enum") => Block::Enum,
        _ => Block::Other,
    }
}

/// The element, if the statement in this block declares one.
fn declared(block: Block, element: Element) -> Option<Element> {
    let first_word = element.head.split(' ').next().unwrap_or_default();
    let declares = match block {
        Block::File => matches!(first_word, "service" | "message" | "enum"),
        Block::Service => first_word == "rpc",
        Block::Message | Block::Enum => {
            !matches!(first_word, "" | "option" | "reserved" | "extensions" | "extend")
        }
        Block::Other => false,
    };
    declares.then_some(element)
}

/// The statement read so far.
#[derive(Default)]
struct Statement {
    line: usize,
    head: String,
    brackets: usize,
    quoted: bool,
}

impl Statement {
    fn push(&mut self, line: usize, character: char) {
        match character {
            '"' => self.quoted = !self.quoted,
            '[' if !self.quoted => self.brackets += 1,
            ']' if !self.quoted => self.brackets = self.brackets.saturating_sub(1),
            _ if self.is_in_options() => {}
            _ if character.is_whitespace() => {
                if !self.head.is_empty() && !self.head.ends_with(' ') {
                    self.head.push(' ');
                }
            }
            _ => {
                if self.head.is_empty() {
                    self.line = line;
                }
                self.head.push(character);
            }
        }
    }

    fn is_in_options(&self) -> bool {
        self.brackets > 0 || self.quoted
    }

    fn take(&mut self) -> Element {
        let Self { line, head, .. } = std::mem::take(self);
        Element {
            line,
            head: head.trim_end().to_owned(),
        }
    }
}

/// The text with comments blanked out, line by line as before.
fn without_comments(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let (mut quoted, mut in_block) = (false, false);
    for line in text.lines() {
        let mut rest = line;
        while let Some(character) = rest.chars().next() {
            if in_block {
                in_block = !rest.starts_with("*/");
                rest = &rest[if in_block { character.len_utf8() } else { 2 }..];
                continue;
            }
            if !quoted && rest.starts_with("//") {
                break;
            }
            if !quoted && rest.starts_with("/*") {
                in_block = true;
                rest = &rest[2..];
                continue;
            }
            quoted ^= character == '"';
            kept.push(character);
            rest = &rest[character.len_utf8()..];
        }
        kept.push('\n');
    }
    kept
}

const EXPLAINED: &str = r#"syntax = "proto3";
package kiemdinh.example.v1; // not an element

import "google/protobuf/timestamp.proto";
option java_package = "x;y";

// A service.
service ExampleService {
  // A method.
  rpc Get(GetRequest)
      returns (Thing) {
    option (google.api.http) = { get: "/v1/{name=things/*}" };
  }
}

/* A thing,
   at length. */
message Thing {
  reserved 4, 5;
  // A field.
  repeated string name = 1 [
    (x) = { a: 1; b: "]" },
    deprecated = true
  ];
  // A map.
  map<string, int32> counts = 2;
  // A choice.
  oneof either {
    // One.
    string one = 6;
  }
  // Its kind.
  enum Kind {
    option allow_alias = true;
    // Nothing.
    KIND_UNSPECIFIED = 0;
  }
}

// Nothing.
message Empty {}
"#;

#[test]
fn all_elements_are_seen() {
    let heads: Vec<String> = elements(EXPLAINED)
        .into_iter()
        .map(|element| element.head)
        .collect();
    let expected = [
        "service ExampleService",
        "rpc Get(GetRequest) returns (Thing)",
        "message Thing",
        "repeated string name = 1",
        "map<string, int32> counts = 2",
        "oneof either",
        "string one = 6",
        "enum Kind",
        "KIND_UNSPECIFIED = 0",
        "message Empty",
    ];
    assert_eq!(heads, expected);
    assert_eq!(unexplained(&Source::planted("proto/x.proto", EXPLAINED)), []);
}

#[test]
fn every_planted_missing_comment_is_found() {
    let comments: Vec<usize> = (0..)
        .zip(EXPLAINED.lines())
        .filter(|(_, line)| line.trim().starts_with("// "))
        .map(|(at, _)| at)
        .collect();
    assert_eq!(comments.len(), 9);
    for comment in comments {
        let mut lines: Vec<&str> = EXPLAINED.lines().collect();
        lines[comment] = "";
        let offences = unexplained(&Source::planted("proto/x.proto", &lines.join("\n")));
        assert_eq!(offences.len(), 1, "without line {comment}");
        assert_eq!(offences[0].line, comment + 2);
    }
    let on_one_line = "// A message.\nmessage A { string hidden = 1; }\n";
    assert_eq!(
        unexplained(&Source::planted("proto/x.proto", on_one_line)).len(),
        1
    );
    assert_eq!(
        unexplained(&Source::planted("proto/x.proto", "message A {} // behind it\n")).len(),
        1
    );
}
