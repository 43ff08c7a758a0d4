//! XML into a small tree, with limits: no entities of its own, no endless depth.

use super::super::encoding::Encoding;
use crate::error::{Fault, Result, clean};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// An element: its name without prefix, attributes, children, and the text directly in it.
#[derive(Debug, Default)]
pub struct Element {
    pub name: String,
    pub attributes: Vec<(String, String)>,
    pub children: Vec<Element>,
    pub text: String,
}

/// KML nests folders; nobody nests a hundred.
const DEEPEST: usize = 100;
/// A hundred million positions are text; elements are features and their parts.
const MOST: usize = 20_000_000;

impl Element {
    /// The first child of this name.
    pub fn child(&self, name: &str) -> Option<&Element> {
        self.children.iter().find(|c| c.name == name)
    }

    /// All children of this name.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Element> {
        self.children.iter().filter(move |c| c.name == name)
    }

    /// The text of a child.
    pub fn text_of(&self, name: &str) -> Option<&str> {
        self.child(name).map(|c| c.text.trim()).filter(|t| !t.is_empty())
    }

    /// The value of an attribute.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
    }
}

/// The tree of a document.
pub fn tree(bytes: &[u8], what: &str) -> Result<Element> {
    let bytes = bytes.strip_prefix(&[0xEF, 0xBB, 0xBF]).unwrap_or(bytes);
    let text = match declared(bytes) {
        Some(Ok(encoding)) if encoding != Encoding::Utf8 => encoding.text(bytes),
        Some(Err(fault)) => return Err(fault),
        _ => super::super::text::text(bytes, what)?.to_string(),
    };
    let mut reader = Reader::from_str(&text);
    let mut open: Vec<Element> = vec![Element::default()];
    let mut count = 0usize;
    let broken = |found: String| -> crate::error::Error {
        Fault::new("not-xml", format!("{what}, which is XML"), clean(&found)).remedy("export the layer again").into()
    };
    loop {
        let event = reader.read_event().map_err(|e| broken(format!("{e} at byte {}", reader.error_position())))?;
        match event {
            Event::Start(start) => {
                count += 1;
                if open.len() > DEEPEST || count > MOST {
                    return Err(broken("elements nested over a hundred deep, or more than anyone draws".into()));
                }
                open.push(element(&start, what)?);
            }
            Event::Empty(start) => {
                count += 1;
                let child = element(&start, what)?;
                if let Some(parent) = open.last_mut().filter(|_| count <= MOST) {
                    parent.children.push(child);
                }
            }
            Event::End(_) => {
                if let (true, Some(done)) = (open.len() > 1, open.pop())
                    && let Some(parent) = open.last_mut()
                {
                    parent.children.push(done);
                }
            }
            Event::Text(text) => {
                if let Some(inner) = open.last_mut() {
                    inner.text.push_str(text.as_ref());
                }
            }
            Event::CData(text) => {
                if let Some(inner) = open.last_mut() {
                    inner.text.push_str(text.as_ref());
                }
            }
            Event::GeneralRef(reference) => {
                let name: &str = reference.as_ref();
                let c =
                    resolved(name).ok_or_else(|| broken(format!("the entity &{name};, which XML does not have")))?;
                if let Some(inner) = open.last_mut() {
                    inner.text.push(c);
                }
            }
            Event::DocType(declaration) => {
                let declaration: &str = declaration.as_ref();
                if declaration.contains("<!ENTITY") {
                    return Err(broken("entities of its own, which can grow without end".into()));
                }
            }
            Event::Eof => break,
            _ => {}
        }
    }
    let root = open.pop().filter(|_| open.is_empty()).and_then(|mut shell| shell.children.pop());
    root.ok_or_else(|| {
        Fault::new("truncated", what, "the end of the file in the middle of it")
            .remedy("the file is cut off: copy or export it again")
            .into()
    })
}

fn element(start: &BytesStart, what: &str) -> Result<Element> {
    let mut element = Element { name: start.local_name().as_ref().to_string(), ..Element::default() };
    for attribute in start.attributes() {
        let attribute = attribute.map_err(|e| {
            Fault::new("not-xml", format!("{what}, which is XML"), clean(&e.to_string()))
                .remedy("export the layer again")
        })?;
        let plain = quick_xml::escape::unescape(&attribute.value).map(|v| v.into_owned());
        let value = plain.unwrap_or_else(|_| attribute.value.to_string());
        element.attributes.push((attribute.key.local_name().as_ref().to_string(), value));
    }
    Ok(element)
}

fn resolved(name: &str) -> Option<char> {
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        number => {
            let code = match number.strip_prefix("#x") {
                Some(hex) => u32::from_str_radix(hex, 16).ok(),
                None => number.strip_prefix('#').and_then(|n| n.parse().ok()),
            };
            code.and_then(char::from_u32)
        }
    }
}

/// The encoding that the XML declaration names.
fn declared(bytes: &[u8]) -> Option<Result<Encoding>> {
    let head = &bytes[..bytes.len().min(200)];
    let end = head.windows(2).position(|w| w == b"?>")?;
    let head = String::from_utf8_lossy(&head[..end]).into_owned();
    let (_, after) = head.strip_prefix("<?xml")?.split_once("encoding")?;
    let quoted = after.trim_start().strip_prefix('=')?.trim_start();
    let quote = quoted.chars().next().filter(|c| *c == '"' || *c == '\'')?;
    Some(Encoding::named(quoted.get(1..)?.split(quote).next()?))
}
