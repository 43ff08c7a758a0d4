//! The centreline of a route, with its chainage.

use super::{Name, PublishedLength};
use crate::error::{Fault, Result};
use crate::geodesy::{Edge, Lengths, LonLat, LonLatBox};
use crate::units::{Chainage, ChainageRange, Metres};

/// A place on an alignment by edge, not by metres: exact, and comparable.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spot {
    /// The edge, by the number of its first vertex.
    pub edge: usize,
    /// How far along the edge, 0 to 1.
    pub fraction: f64,
}

/// A leg: a stretch of the route with a name of its own.
#[derive(Debug, Clone, PartialEq)]
pub struct Leg {
    /// Its identifier within the alignment.
    pub id: String,
    /// What it is called.
    pub name: Name,
    /// Where it lies, by geometric chainage.
    pub range: ChainageRange,
    /// The other alignment that the source says runs on the same road.
    pub concurrent_with: Option<String>,
}

/// Where traffic may join or leave: an interchange, a junction, an end.
#[derive(Debug, Clone, PartialEq)]
pub struct AccessPoint {
    /// What it is called.
    pub name: String,
    /// What it is, in the words of the source.
    pub kind: String,
    /// Where it is.
    pub place: LonLat,
}

/// What is known of an alignment besides its line.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Named {
    /// Its name.
    pub name: Name,
    /// The official number, such as `QL279`.
    pub route: Option<String>,
    /// The class of road.
    pub class: Option<String>,
    /// Existing, planned, indicative: in the words of the source.
    pub status: Option<String>,
    /// How far its places may be from the truth.
    pub accuracy: Option<Metres>,
    /// What to know about that.
    pub accuracy_note: Option<String>,
    /// Which layer of the study it came from.
    pub layer: String,
    /// The length somebody published for the whole of it.
    pub published: Option<Box<PublishedLength>>,
    /// When it opens, or is said to: a date or a year, in the words of the source.
    pub opening: Option<String>,
    /// In which direction alone it may be driven; none where in both.
    pub one_way: Option<OneWay>,
    /// Whether it is passable in every season; none where only its class says.
    pub all_season: Option<bool>,
}

/// The one direction in which a road may be driven.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OneWay {
    /// With rising chainage.
    Rising,
    /// With falling chainage.
    Falling,
}

/// The centreline geometry of a route, measured once.
#[derive(Debug, Clone, PartialEq)]
pub struct Alignment {
    id: String,
    /// What is known of it besides its line.
    pub about: Named,
    vertices: Vec<LonLat>,
    chainages: Vec<f64>,
    /// The first vertex of each part, and one past the last vertex.
    parts: Vec<usize>,
    /// Its legs, by rising chainage; empty where the source has none.
    pub legs: Vec<Leg>,
    /// Where traffic may join; empty for a road that serves along its whole length.
    pub access_points: Vec<AccessPoint>,
}

impl Alignment {
    /// An alignment from its parts, each a run of places. Chainage rises along the parts in their order;
    /// a gap between two parts has no length.
    ///
    /// # Errors
    /// A part has fewer than two different places.
    pub fn new(id: impl Into<String>, parts: Vec<Vec<LonLat>>) -> Result<Alignment> {
        let id = id.into();
        let mut vertices = Vec::with_capacity(parts.iter().map(Vec::len).sum());
        let mut chainages = Vec::with_capacity(vertices.capacity());
        let mut starts = Vec::with_capacity(parts.len() + 1);
        let (mut metres, mut lengths) = (0.0, Lengths::default());
        for part in &parts {
            let start = vertices.len();
            starts.push(start);
            for &place in part {
                if vertices.len() > start {
                    let last = vertices[vertices.len() - 1];
                    if last == place {
                        continue;
                    }
                    metres += lengths.next(last, place);
                }
                vertices.push(place);
                chainages.push(metres);
            }
            if vertices.len() < start + 2 {
                return Err(Fault::new(
                    "line-too-short",
                    "a line of at least two different places",
                    format!("{} place(s)", vertices.len() - start),
                )
                .remedy("remove the feature, or give it its line")
                .into());
            }
        }
        if starts.is_empty() {
            return Err(Fault::new("line-empty", "a line of at least two different places", "an empty geometry")
                .remedy("remove the feature, or give it its line")
                .into());
        }
        starts.push(vertices.len());
        Ok(Alignment {
            id,
            about: Named::default(),
            vertices,
            chainages,
            parts: starts,
            legs: Vec::new(),
            access_points: Vec::new(),
        })
    }

    /// Its identifier.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// How long is it: the geodesic length of all its parts?
    pub fn length(&self) -> Metres {
        Metres::of(self.chainages.last().copied().unwrap_or(0.0))
    }

    /// All its vertices, part after part.
    pub fn vertices(&self) -> &[LonLat] {
        &self.vertices
    }

    /// Its parts: the number of the first vertex, and the vertices.
    pub fn parts(&self) -> impl Iterator<Item = (usize, &[LonLat])> {
        self.parts.windows(2).map(|w| (w[0], &self.vertices[w[0]..w[1]]))
    }

    /// How many gaps of how many metres lie between its parts?
    pub fn gaps(&self) -> impl Iterator<Item = (Chainage, Metres)> {
        self.parts[1..self.parts.len() - 1].iter().map(|&start| {
            let gap = crate::geodesy::inverse(self.vertices[start - 1], self.vertices[start]).distance;
            (Chainage::at(Metres::of(self.chainages[start])), Metres::of(gap))
        })
    }

    /// The edge that starts at this vertex.
    pub fn edge(&self, vertex: usize) -> Edge {
        Edge::new(self.vertices[vertex], self.vertices[(vertex + 1).min(self.vertices.len() - 1)])
    }

    /// Geometric chainage of a vertex.
    pub fn chainage_of_vertex(&self, vertex: usize) -> f64 {
        self.chainages[vertex]
    }

    /// The geometric chainage of a spot.
    pub fn chainage(&self, spot: Spot) -> Chainage {
        let start = self.chainages[spot.edge];
        let next = self.chainages[(spot.edge + 1).min(self.chainages.len() - 1)];
        let along = match spot.fraction {
            t if t <= 0.0 => 0.0,
            t if t >= 1.0 => return Chainage::at(Metres::of(next)),
            t => self.edge(spot.edge).length_between(0.0, t),
        };
        Chainage::at(Metres::of((start + along).min(next)))
    }

    /// The spot at a geometric chainage, if the alignment reaches so far.
    pub fn spot(&self, chainage: Chainage) -> Option<Spot> {
        let metres = chainage.from_origin().metres();
        let length = self.length().metres();
        // A chainage printed to the millimetre may lie a hair beyond the end.
        if metres < -1e-3 || metres > length + 1e-3 {
            return None;
        }
        let after = self.chainages.partition_point(|&c| c <= metres).clamp(1, self.chainages.len() - 1);
        let edge = after - 1;
        Some(Spot { edge, fraction: self.edge(edge).fraction_at(metres - self.chainages[edge]) })
    }

    /// Where a spot is.
    pub fn place(&self, spot: Spot) -> LonLat {
        self.edge(spot.edge).at(spot.fraction)
    }

    /// The places of a stretch, for drawing it; one list a part.
    pub fn stretch(&self, range: ChainageRange) -> Vec<Vec<LonLat>> {
        let (from, to) = (range.from().from_origin().metres(), range.to().from_origin().metres());
        let mut lines = Vec::new();
        for (start, part) in self.parts() {
            let (first, last) = (self.chainages[start], self.chainages[start + part.len() - 1]);
            if last <= from || first >= to {
                continue;
            }
            let mut line = Vec::new();
            let end = |metres: f64| self.spot(Chainage::at(Metres::of(metres))).map(|s| self.place(s));
            if from > first {
                line.extend(end(from));
            }
            line.extend(
                (start..start + part.len())
                    .filter(|&i| self.chainages[i] >= from && self.chainages[i] <= to)
                    .map(|i| self.vertices[i]),
            );
            if to < last {
                line.extend(end(to));
            }
            line.dedup();
            if line.len() > 1 {
                lines.push(line);
            }
        }
        lines
    }

    /// Which way does it run at a spot: the unit vector east and north? At a vertex, midway between its edges.
    pub fn direction(&self, spot: Spot) -> (f64, f64) {
        let here = self.edge(spot.edge).direction(spot.fraction);
        let is_start = |v: usize| self.parts.contains(&v);
        let other = if spot.fraction <= 0.0 && !is_start(spot.edge) {
            self.edge(spot.edge - 1).direction(1.0)
        } else if spot.fraction >= 1.0 && !is_start(spot.edge + 2) {
            self.edge(spot.edge + 1).direction(0.0)
        } else {
            return here;
        };
        (here.0 + other.0, here.1 + other.1)
    }

    /// The box around it.
    pub fn bounds(&self) -> LonLatBox {
        LonLatBox::around(&self.vertices)
            .unwrap_or(LonLatBox::new(LonLat { x: 0.0, y: 0.0 }, LonLat { x: 0.0, y: 0.0 }))
    }

    /// The same road with chainage rising the other way.
    pub fn reversed(&self) -> Result<Alignment> {
        let parts = self.parts().map(|(_, p)| p.iter().rev().copied().collect()).collect::<Vec<_>>();
        let mut turned = Alignment::new(self.id.clone(), parts.into_iter().rev().collect())?;
        let length = self.length().metres();
        turned.about = self.about.clone();
        turned.access_points = self.access_points.clone();
        turned.legs = self.legs.iter().rev().cloned().collect();
        for leg in &mut turned.legs {
            let (from, to) = (leg.range.from().from_origin().metres(), leg.range.to().from_origin().metres());
            leg.range = ChainageRange::ordered(length - to, length - from);
        }
        Ok(turned)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(places: &[(f64, f64)]) -> Vec<LonLat> {
        places.iter().map(|&p| p.into()).collect()
    }

    #[test]
    fn a_gap_between_parts_has_no_length() -> Result<()> {
        let a =
            Alignment::new("a", vec![line(&[(103.0, 21.0), (103.01, 21.0)]), line(&[(103.02, 21.0), (103.03, 21.0)])])?;
        let whole = Alignment::new("b", vec![line(&[(103.0, 21.0), (103.01, 21.0)])])?;
        assert!((a.length().metres() - 2.0 * whole.length().metres()).abs() < 1e-6);
        assert_eq!(a.gaps().count(), 1);
        Ok(())
    }

    #[test]
    fn repeated_places_are_one_and_a_point_is_no_line() -> Result<()> {
        let a = Alignment::new("a", vec![line(&[(103.0, 21.0), (103.0, 21.0), (103.01, 21.0)])])?;
        assert_eq!(a.vertices().len(), 2);
        assert!(Alignment::new("b", vec![line(&[(103.0, 21.0), (103.0, 21.0)])]).is_err());
        assert!(Alignment::new("c", vec![]).is_err());
        Ok(())
    }

    #[test]
    fn chainage_and_place_invert_each_other() -> Result<()> {
        let a = Alignment::new("a", vec![line(&[(103.0, 21.0), (103.3, 21.2), (103.1, 21.5)])])?;
        for metres in [0.0, 12_345.6, 50_000.0, a.length().metres()] {
            let spot = a.spot(Chainage::at(Metres::of(metres)));
            let back = spot.map(|s| a.chainage(s).from_origin().metres());
            assert!(back.is_some_and(|m| (m - metres).abs() < 1e-6), "{metres} {back:?}");
        }
        assert_eq!(a.spot(Chainage::at(a.length() + Metres::of(1.0))), None);
        Ok(())
    }
}
