//! GeoJSON as almost every program writes it, in one pass over the text. What is unusual in any way is left to the careful
//! reader, which says what is wrong: this one only says that it does not know.

use crate::geodesy::LonLat;
use geo::{Geometry, LineString, MultiLineString, MultiPolygon, Point};
use memchr::memmem::Finder;
use memchr::{memchr2, memchr3};
use serde::Deserialize;
use serde_json::{Map, Value};
use std::ops::Range;
use std::sync::LazyLock;

/// The features of a collection as they stand in the text, and its member `crs`. That each of them is JSON is not known.
pub fn split(text: &str) -> Option<(Vec<&str>, Option<&str>)> {
    let mut walk = Walk::over(text.as_bytes());
    let (mut features, mut crs, mut kind) = (None, None, None);
    walk.object(|walk, key| match key {
        "type" => once(&mut kind, walk.word()?),
        "crs" => once(&mut crs, walk.raw()?),
        "features" => {
            let mut list = Vec::new();
            walk.list(|walk| {
                list.push(text.get(walk.braced()?)?);
                Some(())
            })?;
            once(&mut features, list)
        }
        _ => walk.raw().map(|_| ()),
    })?;
    walk.end()?;
    Some((features.filter(|_| kind == Some("FeatureCollection"))?, crs))
}

/// Where the list of features of a collection begins, behind its bracket.
pub fn before_features(text: &str) -> Option<usize> {
    let mut walk = Walk::over(text.as_bytes());
    let mut start = None;
    walk.object(|walk, key| match key {
        // That the object goes on is for others to see.
        "features" => {
            walk.sign(b'[')?;
            start = Some(walk.at);
            None
        }
        _ => walk.raw().map(|_| ()),
    });
    start
}

/// Where an object ends, by its braces, the first of which is before this place.
pub fn end_of_object(bytes: &[u8], mut at: usize) -> Option<usize> {
    let mut depth = 1;
    while depth > 0 {
        at += memchr3(b'{', b'}', b'"', bytes.get(at..)?)? + 1;
        match bytes[at - 1] {
            b'{' => depth += 1,
            b'}' => depth -= 1,
            _ => loop {
                at += memchr2(b'"', b'\\', bytes.get(at..)?)? + 1;
                if bytes[at - 1] == b'"' {
                    break;
                }
                // What stands after a backslash is not the end; it may be no more than the end of the text.
                at += 1;
            },
        }
    }
    Some(at)
}

static COORDINATES: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new("\"coordinates\""));

/// About where a feature is: the first pair of numbers after what seem to be its coordinates.
pub fn first_place(text: &[u8]) -> Option<LonLat> {
    let from = COORDINATES.find(text)?;
    let at = from + text[from..].iter().position(|b| matches!(b, b'-' | b'0'..=b'9'))?;
    // Two numbers are not longer.
    let mut walk = Walk::over(&text[at..text.len().min(at + 64)]);
    let x = walk.number()?;
    walk.sign(b',')?;
    Some(LonLat { x, y: walk.number()? })
}

/// What a feature says.
pub struct Said {
    pub id: Option<Value>,
    pub properties: Map<String, Value>,
    pub geometry: Option<Geometry<f64>>,
    /// Whether there is a height other than 0.
    pub heights: bool,
}

/// A feature, if there is nothing unusual about it. Outside its words every sign is one that is known, so that nothing need be
/// seen to be UTF-8 but those.
pub fn feature(text: &[u8]) -> Option<Said> {
    let mut walk = Walk::over(text);
    let (mut kind, mut id, mut properties, mut geometry) = (None, None, None, None);
    walk.object(|walk, key| match key {
        "type" => once(&mut kind, walk.word()?),
        "id" => once(&mut id, walk.value::<Value>()?),
        "properties" => once(&mut properties, walk.properties()?),
        "geometry" => once(&mut geometry, walk.geometry()?),
        _ => walk.raw().map(|_| ()),
    })?;
    walk.end()?;
    let heights = walk.heights;
    let said = Said { id, properties: properties.unwrap_or_default(), geometry: geometry.flatten(), heights };
    (kind == Some("Feature")).then_some(said)
}

/// Keeps what is said once; of two the careful reader decides.
fn once<T>(kept: &mut Option<T>, said: T) -> Option<()> {
    kept.replace(said).is_none().then_some(())
}

/// Coordinates by how deep their lists are nested.
enum Nested {
    One(LonLat),
    Line(Vec<LonLat>),
    Lines(Vec<Vec<LonLat>>),
    Areas(Vec<Vec<Vec<LonLat>>>),
}

/// A place in a text from which one reads on. Everything says nothing where it meets what it does not know.
struct Walk<'a> {
    text: &'a [u8],
    at: usize,
    heights: bool,
}

impl<'a> Walk<'a> {
    fn over(text: &'a [u8]) -> Walk<'a> {
        Walk { text, at: 0, heights: false }
    }

    #[inline]
    fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    #[inline]
    fn space(&mut self) {
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = self.peek() {
            self.at += 1;
        }
    }

    /// One sign, with the space before it.
    #[inline]
    fn sign(&mut self, sign: u8) -> Option<()> {
        self.space();
        (self.peek()? == sign).then(|| self.at += 1)
    }

    fn end(&mut self) -> Option<()> {
        self.space();
        (self.at == self.text.len()).then_some(())
    }

    /// Text without escapes in quotation marks.
    fn word(&mut self) -> Option<&'a str> {
        self.sign(b'"')?;
        let rest = &self.text[self.at..];
        let length = memchr2(b'"', b'\\', rest).filter(|&i| rest[i] == b'"')?;
        self.at += length + 1;
        let word = std::str::from_utf8(&rest[..length]).ok()?;
        word.bytes().all(|b| b >= 0x20).then_some(word)
    }

    fn object(&mut self, mut member: impl FnMut(&mut Self, &'a str) -> Option<()>) -> Option<()> {
        self.sign(b'{')?;
        self.sequence(b'}', |walk| {
            let key = walk.word()?;
            walk.sign(b':')?;
            member(walk, key)
        })
    }

    fn list(&mut self, item: impl FnMut(&mut Self) -> Option<()>) -> Option<()> {
        self.sign(b'[')?;
        self.sequence(b']', item)
    }

    /// Items with commas between them, up to a sign.
    #[inline]
    fn sequence(&mut self, until: u8, mut item: impl FnMut(&mut Self) -> Option<()>) -> Option<()> {
        self.space();
        if self.peek()? == until {
            self.at += 1;
            return Some(());
        }
        loop {
            item(self)?;
            self.space();
            let sign = self.peek()?;
            self.at += 1;
            if sign == until {
                return Some(());
            }
            (sign == b',').then_some(())?;
        }
    }

    /// Any value.
    fn value<T: Deserialize<'a>>(&mut self) -> Option<T> {
        let mut values = serde_json::Deserializer::from_slice(&self.text[self.at..]).into_iter::<T>();
        let value = values.next()?.ok()?;
        self.at += values.byte_offset();
        Some(value)
    }

    /// Any value as it stands.
    fn raw(&mut self) -> Option<&'a str> {
        self.value::<&serde_json::value::RawValue>().map(|raw| raw.get())
    }

    /// Properties, or null. Most are numbers and text without escapes, for which no more need be set up.
    fn properties(&mut self) -> Option<Map<String, Value>> {
        let (from, mut map) = (self.at, Map::new());
        let plain = self.object(|walk, key| {
            let from = walk.at;
            let text = walk.word().map(Value::from);
            let value = text.or_else(|| {
                walk.at = from;
                walk.value()
            });
            map.insert(key.to_string(), value?);
            Some(())
        });
        plain.map(|()| map).or_else(|| {
            self.at = from;
            self.value::<Option<Map<String, Value>>>().map(Option::unwrap_or_default)
        })
    }

    /// Where an object is, by its braces.
    fn braced(&mut self) -> Option<Range<usize>> {
        self.sign(b'{')?;
        let from = self.at - 1;
        self.at = end_of_object(self.text, self.at)?;
        Some(from..self.at)
    }

    /// A geometry, or null.
    fn geometry(&mut self) -> Option<Option<Geometry<f64>>> {
        self.space();
        if self.peek()? == b'n' {
            return self.value::<()>().map(|()| None);
        }
        let (mut kind, mut coordinates) = (None, None);
        self.object(|walk, key| match key {
            "type" => once(&mut kind, walk.word()?),
            "coordinates" => once(&mut coordinates, walk.coordinates()?),
            _ => walk.raw().map(|_| ()),
        })?;
        Some(Some(match (kind?, coordinates?) {
            ("Point", Nested::One(place)) => Geometry::Point(Point(place)),
            ("LineString", Nested::Line(line)) => Geometry::LineString(LineString(line)),
            ("MultiLineString", Nested::Lines(lines)) => {
                Geometry::MultiLineString(MultiLineString(lines.into_iter().map(LineString).collect()))
            }
            ("Polygon", Nested::Lines(rings)) => Geometry::Polygon(super::geojson::polygon(rings).ok()?),
            ("MultiPolygon", Nested::Areas(areas)) => {
                let areas = areas.into_iter().map(|rings| super::geojson::polygon(rings).ok());
                Geometry::MultiPolygon(MultiPolygon(areas.collect::<Option<_>>()?))
            }
            ("MultiPoint", Nested::Line(places)) => Geometry::MultiPoint(places.into_iter().map(Point).collect()),
            _ => return None,
        }))
    }

    fn coordinates(&mut self) -> Option<Nested> {
        self.space();
        let signs = self.text[self.at..].iter().filter(|b| !b.is_ascii_whitespace());
        Some(match signs.take(5).take_while(|&&b| b == b'[').count() {
            1 => Nested::One(self.position()?),
            2 => Nested::Line(self.items(Self::position)?),
            3 => Nested::Lines(self.items(|walk| walk.items(Self::position))?),
            4 => Nested::Areas(self.items(|walk| walk.items(|walk| walk.items(Self::position)))?),
            _ => return None,
        })
    }

    fn items<T>(&mut self, item: impl Fn(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        let (from, mut items) = (self.at, Vec::new());
        self.list(|walk| {
            let item = item(walk)?;
            if items.is_empty() {
                // Room for as many as may follow if they are as long as the first, up to some.
                items.reserve_exact(((walk.text.len() - walk.at) / (walk.at - from)).min(1023) + 1);
            }
            items.push(item);
            Some(())
        })?;
        // An allocator may leave what shrinks in its place, with the room that it had.
        let mut exact = Vec::with_capacity(items.len());
        exact.append(&mut items);
        Some(exact)
    }

    #[inline]
    fn position(&mut self) -> Option<LonLat> {
        self.sign(b'[')?;
        let x = self.number()?;
        self.sign(b',')?;
        let y = self.number()?;
        loop {
            self.space();
            let sign = self.peek()?;
            self.at += 1;
            match sign {
                b']' => return Some(LonLat { x, y }),
                b',' => self.heights |= self.number()? != 0.0,
                _ => return None,
            }
        }
    }

    /// A number. Up to 2⁵³ and 10²² its digits and the power of ten are exact, and so is their quotient but for one
    /// rounding (Clinger 1990); others go to the standard library.
    #[inline]
    fn number(&mut self) -> Option<f64> {
        self.space();
        let bytes = self.text;
        let from = self.at;
        let mut at = from + usize::from(bytes.get(from) == Some(&b'-'));
        let (first, whole, decimals);
        (first, (at, whole)) = (at, digits(bytes, at, 0));
        let leading = at - first;
        if leading == 0 || (leading > 1 && bytes[first] == b'0') {
            return None;
        }
        let (mut size, mut places) = (whole, 0);
        if bytes.get(at) == Some(&b'.') {
            let point = at + 1;
            (at, size) = digits(bytes, point, whole);
            places = at - point;
            (places > 0).then_some(())?;
        }
        decimals = if let Some(b'e' | b'E') = bytes.get(at) {
            let power = at + 1 + usize::from(matches!(bytes.get(at + 1), Some(b'+' | b'-')));
            (at, _) = digits(bytes, power, 0);
            (at > power).then_some(())?;
            usize::MAX
        } else {
            places
        };
        self.at = at;
        // So many digits fit into 64 bits.
        if decimals <= 18 && leading + decimals <= 19 && size <= 1 << 53 {
            let size = size as f64 / TENS[decimals];
            return Some(if bytes[from] == b'-' { -size } else { size });
        }
        std::str::from_utf8(&bytes[from..at]).ok()?.parse().ok().filter(|number: &f64| number.is_finite())
    }
}

/// The digits from a place on, behind those that a number has already: where they end, and the number. It turns over where
/// there are more than 19.
#[inline(always)]
fn digits(bytes: &[u8], mut at: usize, mut number: u64) -> (usize, u64) {
    while let Some(digit) = bytes.get(at).map(|b| b.wrapping_sub(b'0')).filter(|&d| d < 10) {
        number = number.wrapping_mul(10).wrapping_add(u64::from(digit));
        at += 1;
    }
    (at, number)
}

/// Powers of ten that are exact.
const TENS: [f64; 19] =
    [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18];

#[cfg(test)]
mod tests;
