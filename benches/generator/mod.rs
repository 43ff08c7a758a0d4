//! Planning data made by rule, for the benchmarks: communes, road alignments and zones as GeoJSON.
//!
//! The data stand in for a province's (or a country's) files, and their shapes are chosen to cost
//! a tool what real ones cost:
//!
//! * **Communes** are a true coverage. The cells are irregular hexagons, 10 km across unless told, so a
//!   commune has six neighbours and three communes meet at a corner, as on an administrative map.
//!   Each border between two corners is made once, by midpoint displacement, and is used by both
//!   neighbours with the very same vertices: no gap and no overlap. Displacing at every scale gives
//!   a border as wiggly close by as from afar, so that clipping, simplifying and bounding boxes
//!   behave as they do along rivers and ridges; a smooth border would flatter all three.
//! * **Roads** (otherwise) are walks towards a few far places, with bends of
//!   some kilometres and of some hundred metres on top, and a vertex every 60 to 110 m, as on a
//!   surveyed road. They cross many communes and often run close to a border.
//! * **Alternatives** (more alignments than communes, in a province) all join the same two ends across the
//!   province, each with its own broad sideways swing and its own small bends. This is what an
//!   optioneering study makes, and most of them serve the same few communes.
//! * **Zones** are half points and half polygons 1 to 3 km across, since real lists mix the two.
//!
//! A border never meets itself or another one: see `communes.rs`. Each file is written as it is made,
//! a row of communes or one alignment at a time, so that memory does not grow with the file. The same [`Size`] always gives the
//! same text, and the first alignments of a long list are those of a shorter one.
//!
//! The output follows RFC 7946: longitude and latitude in six decimals, exterior rings
//! anticlockwise and closed, one feature a line.
#![allow(dead_code)] // each bench target uses its own part of this module

mod communes;
mod roads;

pub use communes::write_communes;

use std::f64::consts::TAU;
use std::io::{self, Write};

/// How much to make.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    /// Number of communes.
    pub communes: usize,
    /// Distinct vertices of a commune, rounded down to an even number (the ring repeats the first).
    pub commune_vertices: usize,
    /// Across a commune, metres.
    pub cell_metres: usize,
    /// Number of alignments: alternatives of one road when a province has more of them than communes.
    pub alignments: usize,
    /// Vertices of an alignment.
    pub alignment_vertices: usize,
    /// Number of zones, every other one a point.
    pub zones: usize,
}

impl Size {
    /// A province and four roads.
    pub const S: Size = Size::province(4, 2_000);
    /// A province and 1,000 alternatives of one road.
    pub const ALT1K: Size = Size::province(1_000, 1_000);
    /// A province and 10,000 alternatives of one road.
    pub const ALT10K: Size = Size::province(10_000, 1_000);
    /// A country: 3.26 million border vertices and 500 roads.
    pub const M: Size = Size {
        communes: 11_000,
        commune_vertices: 297,
        cell_metres: 10_000,
        alignments: 500,
        alignment_vertices: 2_000,
        zones: 500,
    };
    /// A country's communes in full resolution, 7 million vertices, and its 419 main roads.
    pub const VN: Size = Size {
        communes: 3_321,
        commune_vertices: 2_108,
        cell_metres: 10_000,
        alignments: 419,
        alignment_vertices: 1_000,
        zones: 500,
    };
    /// A country in small pieces: 200,000 areas and a million road segments, 16 million vertices each.
    pub const L: Size = Size {
        communes: 200_000,
        commune_vertices: 80,
        cell_metres: 2_500,
        alignments: 1_000_000,
        alignment_vertices: 16,
        zones: 10_000,
    };

    const fn province(alignments: usize, alignment_vertices: usize) -> Size {
        let (communes, commune_vertices, cell_metres, zones) = (130, 300, 10_000, 20);
        Size { communes, commune_vertices, cell_metres, alignments, alignment_vertices, zones }
    }

    /// The size of that name, in capitals.
    pub fn named(name: &str) -> Option<Size> {
        match name {
            "S" => Some(Size::S),
            "ALT1K" => Some(Size::ALT1K),
            "ALT10K" => Some(Size::ALT10K),
            "M" => Some(Size::M),
            "VN" => Some(Size::VN),
            "L" => Some(Size::L),
            _ => None,
        }
    }

    /// Whether it stands for a province rather than a country.
    fn is_province(&self) -> bool {
        self.communes <= 1_000
    }

    /// Across a commune, km.
    fn cell(&self) -> f64 {
        self.cell_metres as f64 / 1e3
    }

    /// Columns and rows of communes; the last row may be part full.
    fn grid(&self) -> (usize, usize) {
        let columns = ((self.communes as f64 * 0.7).sqrt().ceil() as usize).max(1);
        (columns, self.communes.div_ceil(columns).max(1))
    }

    /// Width and height in km of the area that the communes fill.
    pub fn extent(&self) -> (f64, f64) {
        let (columns, rows) = self.grid();
        (self.cell() * columns as f64, self.cell() * rows as f64)
    }

    /// From the local plane in km, origin at the south-west, to micro-degrees.
    fn place(&self, (x, y): Km) -> Micro {
        let (lon, lat) = if self.is_province() { (103.0, 21.5) } else { (106.0, 16.0) };
        let (width, height) = self.extent();
        let (lon_km, lat_km) = (111.32 * f64::to_radians(lat).cos(), 110.65);
        let micro = |degrees: f64| (degrees * 1e6).round() as i64;
        (micro(lon + (x - width / 2.0) / lon_km), micro(lat + (y - height / 2.0) / lat_km))
    }
}

type Km = (f64, f64);
type Micro = (i64, i64);

/// What splitmix64 adds to its state for each number.
const STRIDE: u64 = 0x9E37_79B9_7F4A_7C15;

/// Splitmix64: small, quick, the same everywhere.
#[derive(Clone)]
pub struct Rng(u64);

impl Rng {
    /// The stream of that number: streams do not depend on one another.
    pub fn stream(kind: u64, number: u64) -> Rng {
        let mut rng = Rng(0xC0_44_1D_04 ^ (kind << 56) ^ number.wrapping_mul(0xD6E8_FEB8_6659_FD93));
        Rng(rng.next())
    }

    /// The same stream, so many numbers further on.
    fn after(&self, numbers: usize) -> Rng {
        Rng(self.0.wrapping_add(STRIDE.wrapping_mul(numbers as u64)))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(STRIDE);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// Uniform between the two.
    pub fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// Near enough normal, mean 0, variance 1, never beyond 3.
    fn normal(&mut self) -> f64 {
        (0..3).map(|_| self.between(-1.0, 1.0)).sum()
    }

    /// A whole number below `n`.
    pub fn below(&mut self, n: usize) -> usize {
        (self.next() % n.max(1) as u64) as usize
    }
}

/// Writes the alignments: `id`, a LineString.
pub fn write_alignments(size: &Size, out: &mut impl Write) -> io::Result<()> {
    let mut features = Features::begin(out)?;
    for i in 0..size.alignments {
        let mut rng = Rng::stream(3, i as u64);
        let n = size.alignment_vertices.max(2);
        let points = if size.is_province() && size.alignments > size.communes {
            roads::alternative(&mut rng, size, n)
        } else {
            roads::road(&mut rng, size, n)
        };
        let points: Vec<Micro> = points.into_iter().map(|p| size.place(p)).collect();
        features.add(&format!(r#""id":"a{:04}""#, i + 1), "LineString", &points)?;
    }
    features.end()
}

/// Writes the zones: `id`, `name`, a Point or a Polygon in turn.
pub fn write_zones(size: &Size, out: &mut impl Write) -> io::Result<()> {
    let (width, height) = size.extent();
    let kinds = ["Market", "Industrial park", "Border gate", "Craft village", "Hospital", "Tourist area"];
    let mut features = Features::begin(out)?;
    for i in 0..size.zones {
        let mut rng = Rng::stream(4, i as u64);
        let (x, y) = (width * rng.between(0.05, 0.95), height * rng.between(0.05, 0.95));
        let name = kinds[rng.below(kinds.len())];
        let properties = format!(r#""id":"z{0:04}","name":"{name} {0}""#, i + 1);
        if i % 2 == 0 {
            features.add(&properties, "Point", &[size.place((x, y))])?;
            continue;
        }
        let (corners, radius) = (8 + rng.below(9), rng.between(0.65, 1.5));
        let mut ring: Vec<Micro> = (0..corners)
            .map(|k| {
                let angle = TAU * (k as f64 + rng.between(-0.3, 0.3)) / corners as f64;
                let reach = radius * rng.between(0.75, 1.0);
                size.place((x + reach * angle.cos(), y + reach * angle.sin()))
            })
            .collect();
        ring.push(ring[0]);
        features.add(&properties, "Polygon", &ring)?;
    }
    features.end()
}

/// A FeatureCollection under way, one feature a line.
struct Features<'a, W: Write>(&'a mut W, &'static str);

impl<'a, W: Write> Features<'a, W> {
    fn begin(out: &'a mut W) -> io::Result<Self> {
        out.write_all(b"{\"type\":\"FeatureCollection\",\"features\":[")?;
        Ok(Features(out, "\n"))
    }

    fn add(&mut self, properties: &str, kind: &str, points: &[Micro]) -> io::Result<()> {
        let Features(out, comma) = self;
        write!(out, "{comma}{{\"type\":\"Feature\",\"properties\":{{{properties}}},")?;
        write!(out, "\"geometry\":{{\"type\":\"{kind}\",\"coordinates\":")?;
        let (open, close) = match kind {
            "Point" => ("", ""),
            "LineString" => ("[", "]"),
            _ => ("[[", "]]"),
        };
        out.write_all(open.as_bytes())?;
        for (i, (lon, lat)) in points.iter().enumerate() {
            let comma = if i == 0 { "" } else { "," };
            write!(out, "{comma}[{:.6},{:.6}]", *lon as f64 / 1e6, *lat as f64 / 1e6)?;
        }
        write!(out, "{close}}}}}")?;
        *comma = ",\n";
        Ok(())
    }

    fn end(self) -> io::Result<()> {
        self.0.write_all(b"\n]}\n")
    }
}
