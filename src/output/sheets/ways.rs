//! Ways by road: a row an origin, a row a piece, and who is reached.

use super::super::document::{Cell, Sheet};
use crate::measure::People;
use crate::model::{Speeds, Study};
use crate::network::{Answer, Change, Gain, Journey, LinkKind, Network, WITHIN};
use crate::units::Metres;
use geo::{Geometry, LineString, Point};
use std::collections::BTreeMap;

/// An origin as a table shows it.
pub struct Origin<'a> {
    /// Its code or identifier.
    pub id: &'a str,
    /// Its name.
    pub name: &'a str,
    /// Its people, where they are counted.
    pub people: Option<u64>,
    /// Its land, where it is drawn.
    pub land: Option<&'a geo::MultiPolygon<f64>>,
}

/// What the sheets of one answer need besides it.
pub struct Ways<'a> {
    /// The network that was asked.
    pub network: &'a Network<'a>,
    /// The origins, in the order of the answers.
    pub origins: &'a [Origin<'a>],
    /// The destinations: identifier and name.
    pub destinations: &'a [(String, String)],
    /// How far a place may be from a road.
    pub within: Metres,
    /// What the nodes are called.
    pub named: &'a BTreeMap<[u64; 2], String>,
    /// Kilometres an hour of connectors and of interchanges.
    pub kmh: (f64, f64),
    /// Whether rows need their places.
    pub geometry: bool,
}

fn minutes(cost: Option<crate::network::Cost>) -> Cell {
    Cell::maybe(cost, |c| Cell::Number(c.minutes(), 1))
}

impl Ways<'_> {
    fn line(&self, journey: &Journey) -> Option<Geometry<f64>> {
        let line = journey.line(self.network);
        match line.len() {
            0 => None,
            1 => Some(Geometry::Point(Point(line[0]))),
            _ => Some(Geometry::LineString(LineString(line))),
        }
    }

    /// The roads in the order driven, with the kilometres on each.
    fn words(&self, journey: &Journey) -> String {
        let mut words: Vec<String> = Vec::new();
        for piece in &journey.pieces {
            let km = piece.cost.metres / 1000.0;
            match piece.kind {
                LinkKind::Road { road, .. } => words.push(format!("{} {km:.1}", self.network.roads[road].label())),
                LinkKind::Connector if piece.cost.metres >= 50.0 => words.push(format!("off road {km:.1}")),
                _ => {}
            }
        }
        if words.is_empty() { "at hand".into() } else { words.join(", ") + " km" }
    }

    fn name_of(&self, node: usize) -> Cell {
        let place = self.network.nodes[node].place;
        Cell::maybe(self.named.get(&[place.x.to_bits(), place.y.to_bits()]), Cell::text)
    }
}

/// The nearest destination of each origin, and the way there: a row an origin; for reading, those that are reached.
pub fn access_sheet_by_road(ways: &Ways<'_>, answers: &[Answer], reading: bool) -> Sheet {
    let columns = [
        "origin_id",
        "origin",
        "population",
        "target_id",
        "target",
        "minutes",
        "way_m",
        "connector_m",
        "band",
        "way",
        "no_way_because",
    ];
    let mut hidden = vec!["target_id", "band"];
    if ways.destinations.len() == 1 {
        hidden.push("target");
    }
    let mut sheet = Sheet::new("access", "The way by road to the nearest destination", &columns).hide(&hidden);
    for (origin, answer) in ways.origins.iter().zip(answers).filter(|(_, a)| !reading || a.journey.is_ok()) {
        let journey = answer.journey.as_ref().ok();
        let target = journey.map(|j| &ways.destinations[j.target]);
        let cells = vec![
            Cell::text(origin.id),
            Cell::text(origin.name),
            Cell::maybe(origin.people, Cell::Count),
            Cell::maybe(target, |t| Cell::text(&t.0)),
            Cell::maybe(target, |t| Cell::text(&t.1)),
            minutes(journey.map(|j| j.cost)),
            Cell::maybe(journey, |j| Cell::Length(Metres::of(j.cost.metres))),
            Cell::maybe(journey, |j| Cell::Distance(j.off_road())),
            band(journey.map(|j| j.cost.minutes())),
            Cell::maybe(journey, |j| Cell::text(ways.words(j))),
            Cell::maybe(answer.journey.as_ref().err(), |why| Cell::text(why.words(ways.within))),
        ];
        sheet.push_at(cells, ways.geometry.then(|| journey.and_then(|j| ways.line(j))).flatten());
    }
    sheet
}

/// The origins from which nothing is reached, and why.
pub fn unreached_sheet(ways: &Ways<'_>, answers: &[Answer]) -> Sheet {
    let mut sheet = Sheet::new("unreached", "Not reached", &["origin_id", "origin", "population", "no_way_because"]);
    for (origin, answer) in ways.origins.iter().zip(answers) {
        if let Err(why) = &answer.journey {
            let people = Cell::maybe(origin.people, Cell::Count);
            sheet.push(vec![
                Cell::text(origin.id),
                Cell::text(origin.name),
                people,
                Cell::text(why.words(ways.within)),
            ]);
        }
    }
    sheet
}

fn band(minutes: Option<f64>) -> Cell {
    Cell::maybe(minutes.and_then(|m| WITHIN.iter().find(|w| m <= **w)), |w| Cell::Count(*w as u64))
}

/// The land of each origin with its time: isochrones by commune, for a map.
pub fn isochrones_sheet(ways: &Ways<'_>, answers: &[Answer]) -> Sheet {
    let columns = ["origin_id", "origin", "minutes", "band", "population", "no_way_because"];
    let mut sheet =
        Sheet::new("isochrones", "Isochrones by commune: the time from its office, for all its land", &columns);
    for (origin, answer) in ways.origins.iter().zip(answers) {
        let cost = answer.journey.as_ref().ok().map(|j| j.cost);
        let cells = vec![
            Cell::text(origin.id),
            Cell::text(origin.name),
            minutes(cost),
            band(cost.map(|c| c.minutes())),
            Cell::maybe(origin.people, Cell::Count),
            Cell::maybe(answer.journey.as_ref().err(), |why| Cell::text(why.words(ways.within))),
        ];
        let land = origin.land.filter(|_| ways.geometry).map(|l| Geometry::MultiPolygon(l.clone()));
        sheet.push_at(cells, land);
    }
    sheet
}

/// Every piece of every way: which road, from which chainage to which, at what speed.
pub fn ways_sheet(ways: &Ways<'_>, answers: &[Answer]) -> Sheet {
    let columns = [
        "origin_id",
        "origin",
        "seq",
        "piece",
        "road",
        "from_m",
        "to_m",
        "length_m",
        "speed_kmh",
        "minutes",
        "from_place",
        "to_place",
    ];
    let mut sheet = Sheet::new("ways", "The ways in their pieces", &columns).hide(&["origin_id", "piece"]);
    if ways.origins.len() == 1 {
        sheet = sheet.hide(&["origin"]);
    }
    for (origin, answer) in ways.origins.iter().zip(answers) {
        let Ok(journey) = answer.journey.as_ref() else { continue };
        for (i, piece) in journey.pieces.iter().enumerate() {
            let (word, road, kmh) = match piece.kind {
                LinkKind::Road { road, .. } => {
                    let road = &ways.network.roads[road];
                    ("road", road.alignment.id().to_string(), Some(road.kmh))
                }
                LinkKind::Interchange { road, .. } => {
                    ("interchange", format!("link to {}", ways.network.roads[road].id()), Some(ways.kmh.1))
                }
                LinkKind::Connector => ("connector", "off road, straight".into(), Some(ways.kmh.0)),
                LinkKind::Join => ("join", "join".into(), None),
                LinkKind::Inside => ("inside", "inside".into(), None),
            };
            let cells = vec![
                Cell::text(origin.id),
                Cell::text(origin.name),
                Cell::Count(i as u64 + 1),
                Cell::text(word),
                Cell::text(road),
                Cell::maybe(piece.chainage, |c| Cell::Chainage(c.0)),
                Cell::maybe(piece.chainage, |c| Cell::Chainage(c.1)),
                Cell::Length(Metres::of(piece.cost.metres)),
                Cell::maybe(kmh, |k| Cell::Number(k, 0)),
                Cell::Number(piece.cost.minutes(), 1),
                ways.name_of(piece.from),
                ways.name_of(piece.to),
            ];
            sheet.push(cells);
        }
    }
    sheet
}

/// What a change of the roads does to each origin; for reading, where it does something, the most minutes saved first.
pub fn by_road_sheet(ways: &Ways<'_>, answers: &[Answer], changes: &[Change], reading: bool) -> Sheet {
    let columns = [
        "origin_id",
        "origin",
        "population",
        "minutes_before",
        "minutes_after",
        "minutes_saved",
        "saved_m",
        "newly_within_60",
        "by_what",
        "no_way_because",
    ];
    let mut sheet =
        Sheet::new("changes", "Before and after", &columns).hide(&["no_way_because", "newly_within_60", "population"]);
    let mut rows: Vec<(&Origin<'_>, &Answer, &Change)> =
        ways.origins.iter().zip(answers).zip(changes).map(|((o, a), c)| (o, a, c)).collect();
    if reading {
        let all = rows.len();
        rows.retain(|r| r.2.cause.is_some());
        let saved = |c: &Change| c.saved.map_or(f64::INFINITY, |s| s.seconds);
        rows.sort_by(|a, b| saved(b.2).total_cmp(&saved(a.2)));
        if rows.len() < all {
            sheet.notes.push(format!("{} more are as before, or reached neither before nor after.", all - rows.len()));
        }
    }
    for (origin, answer, change) in rows {
        let line = || answer.journey.as_ref().ok().and_then(|j| ways.line(j));
        let cells = vec![
            Cell::text(origin.id),
            Cell::text(origin.name),
            Cell::maybe(origin.people, Cell::Count),
            minutes(change.before),
            minutes(change.after),
            Cell::maybe(change.saved, |s| Cell::Number(s.minutes(), 1)),
            Cell::maybe(change.saved, |s| Cell::Length(Metres::of(s.metres))),
            Cell::Flag(change.newly_within(60.0)),
            Cell::maybe(change.cause.as_ref(), |c| Cell::text(c.words())),
            Cell::maybe(answer.journey.as_ref().err(), |why| Cell::text(why.words(ways.within))),
        ];
        sheet.push_at(cells, if ways.geometry { line() } else { None });
    }
    sheet
}

/// Who reaches a destination within how long: of which communes, minutes, before, and after where a change is asked for.
pub fn reach_sheet(rows: &[(String, f64, People, Option<People>)]) -> Sheet {
    let columns = [
        "scope_of",
        "within_min",
        "communes",
        "people",
        "people_counted",
        "communes_unknown",
        "communes_after",
        "people_after",
    ];
    let mut sheet = Sheet::new("people", "Who reaches a destination within how long", &columns)
        .hide(&["people_counted", "communes_unknown"])
        .note("People of whole communes, counted where the commune's office is: a proxy.");
    for (of, within, before, after) in rows {
        sheet.push(vec![
            Cell::text(of),
            Cell::Count(*within as u64),
            Cell::Count(before.communes as u64),
            Cell::text(before.to_string()),
            Cell::Count(before.counted),
            Cell::Count(before.unknown as u64),
            Cell::maybe(*after, |p| Cell::Count(p.communes as u64)),
            Cell::maybe(*after, |p| Cell::text(p.to_string())),
        ]);
    }
    sheet
}

/// People by what became of their commune.
pub fn gains_sheet(gains: &[Gain]) -> Sheet {
    let columns = ["outcome", "communes", "people", "people_counted", "communes_unknown"];
    let mut sheet =
        Sheet::new("gains", "People by minutes saved", &columns).hide(&["people_counted", "communes_unknown"]);
    for gain in gains.iter().filter(|g| g.people.communes > 0) {
        sheet.push(vec![
            Cell::text(&gain.what),
            Cell::Count(gain.people.communes as u64),
            Cell::text(gain.people.to_string()),
            Cell::Count(gain.people.counted),
            Cell::Count(gain.people.unknown as u64),
        ]);
    }
    sheet
}

/// The values that the times rest on, each with its source.
pub fn speeds_sheet(speeds: &Speeds) -> Sheet {
    let columns = ["key", "figure_now", "unit", "citation", "verified"];
    let mut sheet = Sheet::new("speeds", "What the times rest on", &columns);
    for (key, unit, cited) in speeds.values() {
        sheet.push(vec![
            Cell::text(key),
            Cell::Number(cited.value, 1),
            Cell::text(unit),
            Cell::text(&cited.citation),
            Cell::Flag(cited.verified),
        ]);
    }
    sheet
}

/// What the nodes of the network are called: the junctions and road points of the study, by their exact place.
pub fn node_names(study: &Study) -> BTreeMap<[u64; 2], String> {
    let points = study.places.iter().filter(|p| p.network_node.is_some());
    let roads = study.alignments.iter().flat_map(|a| &a.access_points);
    let access = roads.map(|p| (p.place, p.name.clone()));
    access
        .chain(points.filter_map(|p| match p.site.geometry {
            crate::model::SiteGeometry::Point(at) => Some((at, p.site.name.local.clone())),
            _ => None,
        }))
        .map(|(at, name)| ([at.x.to_bits(), at.y.to_bits()], name))
        .collect()
}
