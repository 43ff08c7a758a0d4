//! Small studies drawn as ASCII maps: each letter is a place, each character a cell.
#![allow(dead_code, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use corridor::geodesy::{Edge, LonLat, polygon_area};
use corridor::index::IndexedAlignment;
use corridor::measure::{Coverage, InCatchment, Located, Proximity, catchment, coverage, locate, proximity};
use corridor::model::{
    AccessPoint, Alignment, Commune, CommuneCode, EconomicZone, Name, Population, Site, SiteGeometry,
};
use corridor::{Chainage, Metres, SquareMetres, Study};
use geo::{LineString, MultiPolygon, Polygon};
use std::collections::BTreeMap;

/// The north-west corner of every map.
pub const CORNER: LonLat = LonLat { x: 103.0, y: 21.0 };

/// A study drawn as a map.
///
/// ```text
/// a....b      .commune("01", "abdc")   a ring through places; `+` starts another part, `-` cuts a hole
/// A....B      .alignment("r", "AB")    a run of places; a blank starts another part
/// c....d
/// ```
#[derive(Clone)]
pub struct Map {
    cell: f64,
    places: BTreeMap<char, LonLat>,
    /// The study that is drawn so far.
    pub study: Study,
}

impl Map {
    /// A map whose cells are so many metres wide and high (exact at its corner, by 1 in 10,000 a km and a half south).
    pub fn drawn(cell: f64, art: &str) -> Map {
        let lines: Vec<&str> = art.lines().filter(|l| !l.trim().is_empty()).collect();
        let margin = lines.iter().map(|l| l.len() - l.trim_start().len()).min().unwrap_or(0);
        let a_degree = |x: f64, y: f64| {
            let step = LonLat { x: CORNER.x + x * 1e-3, y: CORNER.y + y * 1e-3 };
            Edge::new(CORNER, step).length() * 1e3
        };
        let (east, south) = (cell / a_degree(1.0, 0.0), cell / a_degree(0.0, -1.0));
        let mut places = BTreeMap::new();
        for (row, line) in lines.iter().enumerate() {
            for (column, letter) in line[margin..].chars().enumerate().filter(|(_, c)| c.is_alphabetic()) {
                let place = LonLat { x: CORNER.x + east * column as f64, y: CORNER.y - south * row as f64 };
                assert!(places.insert(letter, place).is_none(), "{letter} is on the map twice");
            }
        }
        Map { cell, places, study: Study::default() }
    }

    /// Where a letter is.
    pub fn place(&self, letter: char) -> LonLat {
        *self.places.get(&letter).unwrap_or_else(|| panic!("{letter} is not on the map"))
    }

    fn run(&self, letters: &str) -> Vec<LonLat> {
        letters.trim().chars().map(|c| self.place(c)).collect()
    }

    fn land(&self, rings: &str) -> MultiPolygon<f64> {
        let polygon = |part: &str| {
            let mut rings = part.split('-').map(|r| LineString(self.run(r)));
            Polygon::new(rings.next().unwrap(), rings.collect())
        };
        MultiPolygon(rings.split('+').map(polygon).collect())
    }

    /// Adds a commune whose rings run through these places.
    pub fn commune(self, code: &str, rings: &str) -> Map {
        self.peopled(code, rings, Population::Missing)
    }

    /// Adds a commune and who lives there.
    pub fn peopled(mut self, code: &str, rings: &str, population: Population) -> Map {
        self.study.communes.push(commune(code, self.land(rings), population));
        self.study.communes.sort_by(|a, b| a.code.cmp(&b.code));
        self
    }

    /// Adds an alignment through these places.
    pub fn alignment(mut self, id: &str, letters: &str) -> Map {
        let parts = letters.split_whitespace().map(|part| self.run(part)).collect();
        self.study.alignments.push(Alignment::new(id, parts).unwrap());
        self
    }

    /// Adds an access point at each of these places to the alignment drawn last.
    pub fn access(mut self, letters: &str) -> Map {
        let points = letters.chars().map(|c| AccessPoint {
            name: c.to_string(),
            kind: "interchange".into(),
            place: self.place(c),
        });
        let points: Vec<AccessPoint> = points.collect();
        self.study.alignments.last_mut().unwrap().access_points = points;
        self
    }

    /// Adds an economic zone: a point at one place, or land within a ring.
    pub fn zone(mut self, id: &str, rings: &str) -> Map {
        let geometry = match rings.len() {
            1 => SiteGeometry::Point(self.run(rings)[0]),
            _ => SiteGeometry::Land(self.land(rings)),
        };
        self.study.zones.push(zone(id, geometry));
        self
    }

    /// The alignment of this name.
    pub fn road(&self, id: &str) -> &Alignment {
        self.study.alignment(id).unwrap()
    }

    /// The coverage of an alignment.
    pub fn coverage(&self, id: &str) -> Coverage {
        coverage(&IndexedAlignment::new(self.road(id)), &self.study.index())
    }

    /// The coverage of an alignment in words, in cells: `01 0–5, 02 5–10 (on border), outside 10–12`.
    pub fn covered(&self, id: &str) -> String {
        let coverage = self.coverage(id);
        let mut told: Vec<(Chainage, String)> = Vec::new();
        for piece in &coverage.pieces {
            let also: Vec<&str> = piece.also_in.iter().map(CommuneCode::as_str).collect();
            let mut words =
                format!("{} {}–{}", piece.commune, self.cells(piece.range.from()), self.cells(piece.range.to()));
            if piece.on_border {
                words += " (on border)";
            }
            if !also.is_empty() {
                words += &format!(" (also in {})", also.join(", "));
            }
            told.push((piece.range.from(), words));
        }
        for range in &coverage.outside {
            told.push((range.from(), format!("outside {}–{}", self.cells(range.from()), self.cells(range.to()))));
        }
        told.sort_by_key(|t| t.0);
        told.into_iter().map(|t| t.1).collect::<Vec<_>>().join(", ")
    }

    /// A chainage in cells, to a tenth.
    pub fn cells(&self, chainage: Chainage) -> String {
        let tenths = (chainage.from_origin().metres() / self.cell * 10.0).round() / 10.0;
        format!("{tenths}")
    }

    /// The communes within a distance.
    pub fn within(&self, id: &str, distance: f64) -> Vec<InCatchment> {
        catchment(&IndexedAlignment::new(self.road(id)), &self.study.index(), metres(distance))
    }

    /// The codes of the communes within a distance.
    pub fn codes_within(&self, id: &str, distance: f64) -> Vec<String> {
        self.within(id, distance).iter().map(|c| c.commune.to_string()).collect()
    }

    /// The nearest zones.
    pub fn nearest(&self, id: &str, number: usize) -> Vec<Proximity> {
        let index = self.study.index();
        proximity(&IndexedAlignment::new(self.road(id)), &index.zones, number)
    }

    /// The linear reference of a letter.
    pub fn located(&self, id: &str, letter: char) -> Located {
        locate(self.road(id), &self.study.index(), self.place(letter)).unwrap()
    }
}

/// A commune of this land.
pub fn commune(code: &str, land: MultiPolygon<f64>, population: Population) -> Commune {
    Commune {
        code: CommuneCode::new(code),
        name: Name::new(code, None),
        kind: None,
        province: None,
        province_code: None,
        population,
        population_note: None,
        official_area: None,
        area: SquareMetres::new(polygon_area(&land)).unwrap(),
        land: land.into(),
        office: None,
        difficulty_zone: None,
    }
}

/// An economic zone there.
pub fn zone(id: &str, geometry: SiteGeometry) -> EconomicZone {
    EconomicZone {
        site: Site {
            id: id.into(),
            name: Name::new(id, None),
            kind: "zone".into(),
            geometry,
            accuracy: None,
            note: None,
            proxy: false,
        },
        legal_basis: None,
        status: None,
        in_force: None,
    }
}

/// Metres that are finite.
pub fn metres(value: f64) -> Metres {
    Metres::new(value).unwrap()
}

/// The chainage so many metres from the origin.
pub fn chainage(value: f64) -> Chainage {
    Chainage::at(metres(value))
}
