//! What a fact says, read from its bytes by the descriptors alone: the auditor trusts no code that the services share.

use std::collections::{BTreeMap, HashMap};

use prost::Message;
use prost_types::field_descriptor_proto::{Label, Type};
use prost_types::{DescriptorProto, FileDescriptorSet};

/// Facts of before there were two stages name none: the receiving body was the only one.
const ONLY_STAGE: (&str, &str) = ("stage", "local");

/// What a fact says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stated {
    /// The field of its body, such as `dossier_submitted`.
    pub what: String,
    /// What the body says, field by field: texts, numbers, and names of enumerated values.
    pub body: BTreeMap<String, String>,
    /// What the subject says.
    pub subject: BTreeMap<String, String>,
}

/// Why bytes are not a fact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAFact {
    /// The bytes end in the middle of something.
    #[error("nội dung bị cắt cụt")]
    Cut,
    /// The bytes hold something that facts never do.
    #[error("nội dung không phải là sự việc")]
    Strange,
    /// It says nothing that is known.
    #[error("loại sự việc không có trong hợp đồng giao tiếp")]
    Unknown,
}

#[derive(Clone, Debug)]
enum Kind {
    Text,
    Number,
    Named(String),
    Message(String),
    Other,
}

#[derive(Clone, Debug)]
struct Field {
    name: String,
    kind: Kind,
    in_body: bool,
    repeated: bool,
}

/// The shapes of facts.
#[derive(Clone, Debug, Default)]
pub struct Dictionary {
    messages: HashMap<String, HashMap<u64, Field>>,
    names: HashMap<String, HashMap<u64, String>>,
}

const FACT: &str = ".kiemdinh.fact.v1.Fact";

impl Dictionary {
    /// The shapes that `descriptors` describe.
    ///
    /// # Errors
    /// [`prost::DecodeError`] when they are no descriptors.
    pub fn read(descriptors: &[u8]) -> Result<Dictionary, prost::DecodeError> {
        let files = FileDescriptorSet::decode(descriptors)?;
        let mut dictionary = Dictionary::default();
        for file in files
            .file
            .iter()
            .filter(|file| file.package() == "kiemdinh.fact.v1")
        {
            for message in &file.message_type {
                let name = format!(".{}.{}", file.package(), message.name());
                dictionary.messages.insert(name, fields(message));
            }
            for names in &file.enum_type {
                let prefix = format!("{}_", screaming(names.name()));
                let values = names.value.iter().map(|value| {
                    let name = value.name().trim_start_matches(&prefix).to_lowercase();
                    (u64::try_from(value.number()).unwrap_or_default(), name)
                });
                let name = format!(".{}.{}", file.package(), names.name());
                dictionary.names.insert(name, values.collect());
            }
        }
        Ok(dictionary)
    }

    /// What the fact in `bytes` says.
    ///
    /// # Errors
    /// [`NotAFact`] when they hold none.
    pub fn fact(&self, bytes: &[u8]) -> Result<Stated, NotAFact> {
        let fields = self.messages.get(FACT).ok_or(NotAFact::Unknown)?;
        let mut stated = Stated::default();
        for (number, value) in values(bytes)? {
            let Some(field) = fields.get(&number) else {
                continue;
            };
            let (Kind::Message(shape), Value::Bytes(bytes)) = (&field.kind, value) else {
                return Err(NotAFact::Strange);
            };
            if field.in_body {
                stated.what.clone_from(&field.name);
                stated.body = self.said(shape, bytes)?;
            } else {
                stated.subject = self.said(shape, bytes)?;
            }
        }
        if stated.what.is_empty() {
            Err(NotAFact::Unknown)
        } else {
            Ok(stated)
        }
    }

    /// The single fields of a message.
    fn said(&self, shape: &str, bytes: &[u8]) -> Result<BTreeMap<String, String>, NotAFact> {
        let fields = self.messages.get(shape).ok_or(NotAFact::Unknown)?;
        let (stage, only) = ONLY_STAGE;
        let mut said = BTreeMap::new();
        if fields.values().any(|field| field.name == stage) {
            said.insert(stage.to_owned(), only.to_owned());
        }
        for (number, value) in values(bytes)? {
            let Some(field) = fields.get(&number).filter(|field| !field.repeated) else {
                continue;
            };
            let text = match (&field.kind, value) {
                (Kind::Text, Value::Bytes(bytes)) => std::str::from_utf8(bytes)
                    .map_err(|_| NotAFact::Strange)?
                    .to_owned(),
                (Kind::Number, Value::Number(number)) => number.to_string(),
                (Kind::Named(names), Value::Number(number)) => self
                    .names
                    .get(names)
                    .and_then(|names| names.get(&number))
                    .cloned()
                    .unwrap_or_default(),
                (Kind::Message(_) | Kind::Other, _) => continue,
                _ => return Err(NotAFact::Strange),
            };
            said.insert(field.name.clone(), text);
        }
        Ok(said)
    }
}

fn fields(message: &DescriptorProto) -> HashMap<u64, Field> {
    let fields = message.field.iter().map(|field| {
        let kind = match field.r#type() {
            Type::String => Kind::Text,
            Type::Int32 | Type::Int64 | Type::Uint32 | Type::Uint64 | Type::Bool => Kind::Number,
            Type::Enum => Kind::Named(field.type_name().to_owned()),
            Type::Message => Kind::Message(field.type_name().to_owned()),
            _ => Kind::Other,
        };
        (
            u64::try_from(field.number()).unwrap_or_default(),
            Field {
                name: field.name().to_owned(),
                kind,
                in_body: field.oneof_index.is_some(),
                repeated: field.label() == Label::Repeated,
            },
        )
    });
    fields.collect()
}

/// `ReviewStep` as the values of the enumeration begin: `REVIEW_STEP`.
fn screaming(name: &str) -> String {
    let mut screaming = String::new();
    for (place, letter) in name.chars().enumerate() {
        if place > 0 && letter.is_uppercase() {
            screaming.push('_');
        }
        screaming.extend(letter.to_uppercase());
    }
    screaming
}

enum Value<'a> {
    Number(u64),
    Bytes(&'a [u8]),
    Fixed,
}

/// The fields of a message in the order of its bytes.
fn values(mut bytes: &[u8]) -> Result<Vec<(u64, Value<'_>)>, NotAFact> {
    let mut values = Vec::new();
    while !bytes.is_empty() {
        let tag = number(&mut bytes)?;
        let value = match tag & 7 {
            0 => Value::Number(number(&mut bytes)?),
            1 => take(&mut bytes, 8).map(|_| Value::Fixed)?,
            2 => {
                let length = usize::try_from(number(&mut bytes)?).map_err(|_| NotAFact::Strange)?;
                Value::Bytes(take(&mut bytes, length)?)
            }
            5 => take(&mut bytes, 4).map(|_| Value::Fixed)?,
            _ => return Err(NotAFact::Strange),
        };
        values.push((tag >> 3, value));
    }
    Ok(values)
}

fn take<'a>(bytes: &mut &'a [u8], length: usize) -> Result<&'a [u8], NotAFact> {
    let (taken, rest) = bytes.split_at_checked(length).ok_or(NotAFact::Cut)?;
    *bytes = rest;
    Ok(taken)
}

fn number(bytes: &mut &[u8]) -> Result<u64, NotAFact> {
    let mut number = 0_u64;
    for place in 0..10 {
        let (byte, rest) = bytes.split_first().ok_or(NotAFact::Cut)?;
        *bytes = rest;
        number |= u64::from(byte & 0x7f) << (7 * place);
        if byte & 0x80 == 0 {
            return Ok(number);
        }
    }
    Err(NotAFact::Strange)
}

#[cfg(test)]
mod tests {
    use proto::fact::{Body, DossierSubmitted, Fact, ReviewStep, ReviewStepCompleted, Subject};

    use super::*;

    fn read(body: Body) -> Stated {
        let fact = Fact {
            subject: Some(Subject {
                case_id: "c".to_owned(),
                regime: "A0".to_owned(),
                ..Subject::default()
            }),
            body: Some(body),
        };
        let dictionary = Dictionary::read(proto::DESCRIPTORS).unwrap();
        dictionary.fact(&fact.encode_to_vec()).unwrap()
    }

    #[test]
    fn a_fact_says_what_it_says() {
        let step = read(Body::ReviewStepCompleted(ReviewStepCompleted {
            step: ReviewStep::DossierStudy.into(),
            until: "2024-09-20".to_owned(),
            ..ReviewStepCompleted::default()
        }));
        assert_eq!(step.what, "review_step_completed");
        assert_eq!(step.body["step"], "dossier_study");
        assert_eq!(step.body["until"], "2024-09-20");
        assert_eq!(step.subject["regime"], "A0");
    }

    #[test]
    fn a_fact_of_before_there_were_two_stages_is_of_the_only_one() {
        let old = read(Body::DossierSubmitted(DossierSubmitted::default()));
        assert_eq!(old.body["stage"], "local");
        let new = read(Body::DossierSubmitted(DossierSubmitted {
            stage: "department".to_owned(),
        }));
        assert_eq!(new.body["stage"], "department");
    }

    #[test]
    fn what_is_no_fact_is_refused() {
        let dictionary = Dictionary::read(proto::DESCRIPTORS).unwrap();
        assert_eq!(dictionary.fact(&[0x0a, 0x05, 1]), Err(NotAFact::Cut));
        assert_eq!(dictionary.fact(&[]), Err(NotAFact::Unknown));
        assert_eq!(dictionary.fact(&[0x0b]), Err(NotAFact::Strange));
    }
}
