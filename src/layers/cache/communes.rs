//! Communes as they are kept: texts with their length, numbers as their bits, [`rings`](super::rings) in fewer.
//!
//! All that is kept is looked over when it is taken, but the polygons of a commune are drawn from it when they are first asked for.

use super::super::bytes::Bytes;
use super::Flat;
use super::rings::{LEAST_RING, Ring, ring};
use crate::geodesy::LonLat;
use crate::model::{Commune, CommuneCode, Name, Population, Territory};
use crate::units::SquareMetres;
use geo::{MultiPolygon, Polygon};
use std::sync::Arc;

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
        for polygon in &land.0 {
            size(out, polygon.interiors().len());
            ring(out, polygon.exterior());
            polygon.interiors().iter().for_each(|hole| ring(out, hole));
        }
    }

    fn read(from: &mut Bytes<'_>, block: &Arc<Vec<u8>>) -> Option<Commune> {
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
        let office = option_of(from, place_of)?;
        let land = territory_of(from, block)?;
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

pub(super) fn size(out: &mut Vec<u8>, size: usize) {
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

pub(super) fn place(out: &mut Vec<u8>, place: LonLat) {
    number(out, place.x);
    number(out, place.y);
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

/// A place on the Earth.
fn place_of(from: &mut Bytes<'_>) -> Option<LonLat> {
    let place = LonLat { x: from.f64_le().ok()?, y: from.f64_le().ok()? };
    (place.x.abs() <= 180.0 && place.y.abs() <= 90.0).then_some(place)
}

/// What each polygon is made of: its outline and its holes, as they are kept.
fn polygons_of<'a, T>(from: &mut Bytes<'a>, make: impl Fn(Ring<'a>, Vec<Ring<'a>>) -> Option<T>) -> Option<Vec<T>> {
    let polygons = from.u32_le().ok().and_then(|claimed| from.count(claimed, 4 + LEAST_RING).ok())?;
    let mut all = Vec::with_capacity(polygons);
    for _ in 0..polygons {
        let holes = from.u32_le().ok().and_then(|claimed| from.count(claimed, LEAST_RING).ok())?;
        let exterior = Ring::of(from)?;
        let holes = (0..holes).map(|_| Ring::of(from)).collect::<Option<_>>()?;
        all.push(make(exterior, holes)?);
    }
    Some(all)
}

/// Land that will be drawn from this block.
fn territory_of(from: &mut Bytes<'_>, block: &Arc<Vec<u8>>) -> Option<Territory> {
    let start = block.len() - from.left();
    let bounds_of = |exterior: Ring<'_>, holes: Vec<Ring<'_>>| {
        holes.iter().try_fold(exterior.bounds()?, |all, hole| {
            let (all, hole) = (all.into_iter(), hole.bounds()?);
            Some(all.chain(hole).reduce(|a, b| a.union(&b)))
        })
    };
    let bounds = polygons_of(from, bounds_of)?.into_iter().flatten().reduce(|a, b| a.union(&b));
    let block = Arc::clone(block);
    Some(Territory::drawn_later(bounds, move || {
        let draw = |exterior: Ring<'_>, holes: Vec<Ring<'_>>| {
            Some(Polygon::new(exterior.drawn(), holes.iter().map(Ring::drawn).collect()))
        };
        // The same bytes gave polygons when they were looked over: they do so again.
        let polygons = polygons_of(&mut Bytes::of(&block[start..], "a kept layer"), draw);
        MultiPolygon(polygons.unwrap_or_default())
    }))
}
