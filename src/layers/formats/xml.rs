//! XML into a small tree, with limits: no entities of its own, no endless depth.

use super::super::encoding::Encoding;
use crate::error::{Fault, Result, clean};
use crate::geodesy::LonLat;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::borrow::Cow;
use std::rc::Rc;

/// An element: its name without prefix, attributes, children, the places that are no children, and the text directly in it.
#[derive(Debug, Default)]
pub struct Element {
    pub name: Rc<str>,
    pub attributes: Vec<(Rc<str>, String)>,
    pub children: Vec<Element>,
    pub places: Vec<LonLat>,
    pub text: String,
}

/// KML nests folders; nobody nests a hundred.
const DEEPEST: usize = 100;
/// A hundred million positions are text; elements are features and their parts.
const MOST: usize = 20_000_000;

impl Element {
    /// The first child of this name.
    pub fn child(&self, name: &str) -> Option<&Element> {
        self.children.iter().find(|c| *c.name == *name)
    }

    /// All children of this name.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Element> {
        self.children.iter().filter(move |c| *c.name == *name)
    }

    /// The text of a child.
    pub fn text_of(&self, name: &str) -> Option<&str> {
        self.child(name).map(|c| c.text.trim()).filter(|t| !t.is_empty())
    }

    /// The value of an attribute.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(n, _)| **n == *name).map(|(_, v)| v.as_str())
    }
}

/// The names in a document: there are few, and each stands in it thousands of times.
#[derive(Default)]
struct Names(Vec<Rc<str>>);

/// So many names are kept; of a document with more the others are each for itself.
const MOST_NAMES: usize = 64;

impl Names {
    fn of(&mut self, name: &str) -> Rc<str> {
        if let Some(known) = self.0.iter().find(|n| ***n == *name) {
            return known.clone();
        }
        let new: Rc<str> = name.into();
        if self.0.len() < MOST_NAMES {
            self.0.push(new.clone());
        }
        new
    }
}

/// The tree of a document. Elements of the names of points are no children but places, by their attributes `lon` and `lat`:
/// there are a million of them. What is inside them is left out; one without numbers is no number.
pub fn tree(bytes: &[u8], what: &str, points: &[&str]) -> Result<Element> {
    let bytes = bytes.strip_prefix(&[0xEF, 0xBB, 0xBF]).unwrap_or(bytes);
    let text: Cow<str> = match declared(bytes) {
        Some(Ok(encoding)) if encoding != Encoding::Utf8 => encoding.text(bytes).into(),
        Some(Err(fault)) => return Err(fault),
        _ => super::super::text::text(bytes, what)?.into(),
    };
    let mut reader = Reader::from_str(&text);
    let mut names = Names::default();
    let mut open: Vec<Element> = vec![Element::default()];
    let mut count = 0usize;
    let broken = |found: String| -> crate::error::Error {
        Fault::new("not-xml", format!("{what}, which is XML"), clean(&found)).remedy("export the layer again").into()
    };
    loop {
        let event = reader.read_event().map_err(|e| broken(format!("{e} at byte {}", reader.error_position())))?;
        if let Event::Start(point) | Event::Empty(point) = &event
            && points.contains(&point.local_name().as_ref())
        {
            count += 1;
            if let Some(parent) = open.last_mut().filter(|_| count <= MOST) {
                parent.places.push(place(point));
            }
            if let Event::Start(start) = event {
                reader.read_to_end(start.name()).map_err(|e| broken(e.to_string()))?;
            }
            continue;
        }
        match event {
            Event::Start(start) => {
                count += 1;
                if open.len() > DEEPEST || count > MOST {
                    return Err(broken("elements nested over a hundred deep, or more than anyone draws".into()));
                }
                open.push(element(&start, what, &mut names)?);
            }
            Event::Empty(start) => {
                count += 1;
                let child = element(&start, what, &mut names)?;
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
                // Most of it only sets one element off from the next.
                let said = |inner: &Element| !inner.text.is_empty() || !text.as_ref().trim_ascii().is_empty();
                if let Some(inner) = open.last_mut().filter(|inner| said(inner)) {
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

fn element(start: &BytesStart, what: &str, names: &mut Names) -> Result<Element> {
    let mut element = Element { name: names.of(start.local_name().as_ref()), ..Element::default() };
    for attribute in start.attributes() {
        let attribute = attribute.map_err(|e| {
            Fault::new("not-xml", format!("{what}, which is XML"), clean(&e.to_string()))
                .remedy("export the layer again")
        })?;
        let plain = quick_xml::escape::unescape(&attribute.value).map(|v| v.into_owned());
        let value = plain.unwrap_or_else(|_| attribute.value.to_string());
        element.attributes.push((names.of(attribute.key.local_name().as_ref()), value));
    }
    Ok(element)
}

fn place(point: &BytesStart) -> LonLat {
    let mut place = LonLat { x: f64::NAN, y: f64::NAN };
    for attribute in point.attributes().flatten() {
        let number = || attribute.value.trim_ascii().parse().unwrap_or(f64::NAN);
        match attribute.key.local_name().as_ref() {
            "lon" => place.x = number(),
            "lat" => place.y = number(),
            _ => {}
        }
    }
    place
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
