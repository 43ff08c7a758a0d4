//! Communes as they are kept: texts with their length, numbers as their bits.

use super::super::bytes::Bytes;
use super::Flat;
use crate::geodesy::LonLat;
use crate::model::{Commune, CommuneCode, Name, Population};
use crate::units::SquareMetres;
use geo::{LineString, MultiPolygon, Polygon};

impl Flat for Commune {
    /// Code, name, six texts that may be missing, population, three numbers' marks, the area, and no polygons.
    const LEAST: usize = 4 + 4 + 6 + 9 + 2 + 8 + 4;

    fn write(&self, out: &mut Vec<u8>) {
        let Commune { code, name, kind, province, province_code, population, population_note, .. } = self;
        let Commune { official_area, land, area, office, difficulty_zone, .. } = self;
        text(out, code.as_str());
        text(out, &name.local);
        let maybe = [&name.english, kind, province, province_code, population_note, difficulty_zone];
        maybe.into_iter().for_each(|said| option(out, said.as_deref(), text));
        let (mark, people) = match *population {
            Population::Missing => (0, 0),
            Population::Known(n) => (1, n),
            Population::Doubtful(n) => (2, n),
            Population::Suspect(n) => (3, n),
        };
        out.push(mark);
        out.extend(people.to_le_bytes());
        option(out, *official_area, |out, area| number(out, area.square_metres()));
        number(out, area.square_metres());
        option(out, *office, place);
        size(out, land.0.len());
        for polygon in land {
            size(out, polygon.interiors().len());
            ring(out, polygon.exterior());
            polygon.interiors().iter().for_each(|hole| ring(out, hole));
        }
    }

    fn read(from: &mut Bytes<'_>) -> Option<Commune> {
        let code = CommuneCode::new(text_of(from)?);
        let local = text_of(from)?;
        let mut maybe = || option_of(from, text_of);
        let (english, kind, province) = (maybe()?, maybe()?, maybe()?);
        let (province_code, population_note, difficulty_zone) = (maybe()?, maybe()?, maybe()?);
        let population = match (from.u8().ok()?, from.u64_le().ok()?) {
            (0, 0) => Population::Missing,
            (1, n) => Population::Known(n),
            (2, n) => Population::Doubtful(n),
            (3, n) => Population::Suspect(n),
            _ => return None,
        };
        let official_area = option_of(from, area_of)?;
        let area = area_of(from)?;
        let office = option_of(from, |from| places_of(from, 1)?.pop())?;
        let polygons = from.u32_le().ok().and_then(|claimed| from.count(claimed, 8).ok())?;
        let land = (0..polygons).map(|_| polygon_of(from)).collect::<Option<_>>().map(MultiPolygon)?;
        let name = Name { local, english };
        Some(Commune {
            code,
            name,
            kind,
            province,
            province_code,
            population,
            population_note,
            official_area,
            land,
            area,
            office,
            difficulty_zone,
        })
    }

    fn in_order(all: &[Commune]) -> bool {
        all.is_sorted_by(|a, b| a.code < b.code)
    }
}

fn size(out: &mut Vec<u8>, size: usize) {
    // No layer that can be read has so many of anything in one feature; a wrong number would be seen when it is read back.
    out.extend(u32::try_from(size).unwrap_or(u32::MAX).to_le_bytes());
}

fn text(out: &mut Vec<u8>, text: &str) {
    size(out, text.len());
    out.extend(text.as_bytes());
}

fn number(out: &mut Vec<u8>, number: f64) {
    out.extend(number.to_le_bytes());
}

fn place(out: &mut Vec<u8>, place: LonLat) {
    number(out, place.x);
    number(out, place.y);
}

fn ring(out: &mut Vec<u8>, ring: &LineString<f64>) {
    size(out, ring.0.len());
    ring.0.iter().for_each(|&vertex| place(out, vertex));
}

fn option<T>(out: &mut Vec<u8>, said: Option<T>, write: impl Fn(&mut Vec<u8>, T)) {
    out.push(u8::from(said.is_some()));
    if let Some(said) = said {
        write(out, said);
    }
}

fn text_of(from: &mut Bytes<'_>) -> Option<String> {
    let length = from.u32_le().ok()? as usize;
    std::str::from_utf8(from.take(length).ok()?).ok().map(str::to_string)
}

fn option_of<T>(from: &mut Bytes<'_>, read: impl Fn(&mut Bytes<'_>) -> Option<T>) -> Option<Option<T>> {
    match from.u8().ok()? {
        0 => Some(None),
        1 => read(from).map(Some),
        _ => None,
    }
}

fn area_of(from: &mut Bytes<'_>) -> Option<SquareMetres> {
    SquareMetres::new(from.f64_le().ok()?).ok()
}

/// So many places, all of them on the Earth.
fn places_of(from: &mut Bytes<'_>, count: usize) -> Option<Vec<LonLat>> {
    let bits = from.take(count.checked_mul(16)?).ok()?;
    let place = |bits: &[[u8; 8]; 2]| LonLat { x: f64::from_le_bytes(bits[0]), y: f64::from_le_bytes(bits[1]) };
    let places: Vec<LonLat> = bits.as_chunks().0.as_chunks().0.iter().map(place).collect();
    places.iter().all(|place| place.x.abs() <= 180.0 && place.y.abs() <= 90.0).then_some(places)
}

fn ring_of(from: &mut Bytes<'_>) -> Option<LineString<f64>> {
    let count = from.u32_le().ok()? as usize;
    places_of(from, count).map(LineString)
}

fn polygon_of(from: &mut Bytes<'_>) -> Option<Polygon<f64>> {
    let holes = from.u32_le().ok().and_then(|claimed| from.count(claimed, 4).ok())?;
    let exterior = ring_of(from)?;
    let holes = (0..holes).map(|_| ring_of(from)).collect::<Option<_>>()?;
    Some(Polygon::new(exterior, holes))
}
