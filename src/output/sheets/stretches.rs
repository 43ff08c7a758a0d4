//! Alternatives, stretches and rural access by road.

use super::super::document::{Cell, Sheet};
use super::{between, lines};
use crate::geodesy::LonLat;
use crate::measure::People;
use crate::model::{CommuneCode, Study};
use crate::network::{Critical, LinkKind, Network, RuralAccess, Soundness, Tally};
use crate::units::{ChainageRange, Metres};
use geo::{Geometry, Point};

fn counted(people: &People) -> Cell {
    Cell::text(people.to_string())
}

/// What each of several roads would change: a row a road.
pub fn alternatives_by_road_sheet(rows: &[(String, Tally)]) -> Sheet {
    let columns = [
        "alignment_id",
        "people_minutes_saved",
        "communes_nearer",
        "people_nearer",
        "people_newly_60",
        "most_saved_min",
    ];
    let mut sheet = Sheet::new("alternatives", "What each would change, alone", &columns);
    for (id, tally) in rows {
        sheet.push(vec![
            Cell::text(id),
            match tally.nearer.communes > 0 && tally.nearer.unknown == tally.nearer.communes {
                true => Cell::Empty,
                false => Cell::Count(tally.people_minutes.max(0.0).round() as u64),
            },
            Cell::Count(tally.nearer.communes as u64),
            counted(&tally.nearer),
            counted(&tally.newly_60),
            Cell::maybe(tally.most, |m| Cell::Number(m, 1)),
        ]);
    }
    sheet
}

/// The stretches whose closure cuts off or delays most.
pub fn critical_sheet(found: &[Critical], network: &Network<'_>, most: usize, geometry: bool) -> Sheet {
    let columns = [
        "rank",
        "road",
        "from_m",
        "to_m",
        "concurrent_with",
        "cut_off",
        "cut_off_people",
        "delayed",
        "delay_people_min",
    ];
    let mut sheet = Sheet::new("critical", "Stretches by whom a slide anywhere on them cuts off or delays", &columns);
    if found.len() > most {
        sheet.notes.push(format!("{} more stretches cut somebody off or delay them.", found.len() - most));
    }
    for (i, c) in found.iter().take(most).enumerate() {
        let cells = vec![
            Cell::Count(i as u64 + 1),
            Cell::text(&c.closed.road),
            Cell::Chainage(c.closed.range.from()),
            Cell::Chainage(c.closed.range.to()),
            Cell::text(c.also.join(", ")),
            Cell::Count(c.tally.cut_off.communes as u64),
            counted(&c.tally.cut_off),
            Cell::Count(c.tally.farther.communes as u64),
            Cell::Count((-c.tally.people_minutes).max(0.0).round() as u64),
        ];
        let road = network.roads.iter().find(|r| r.id() == c.closed.road).filter(|_| geometry);
        sheet.push_at(cells, road.and_then(|r| lines(r.alignment.stretch(c.closed.range))));
    }
    sheet
}

/// The Rural Access Index, commune by commune; the last row is all of them.
pub fn rural_sheet(rural: &RuralAccess, state: &str, study: &Study, geometry: bool) -> Sheet {
    let columns = ["commune_id", "commune", "rai_share", "population", "rai_people"];
    let name = if state == "now" { "rural_access" } else { "rural_access_after" };
    let share = rural.people.counted as f64 / (rural.all.counted.max(1)) as f64;
    let title = match rural.all.counted {
        0 => format!("Rural access, {state}: no population is known"),
        _ => format!("Rural access, {state}: {:.1} % of {} rural people", share * 100.0, rural.all),
    };
    let mut sheet = Sheet::new(name, title, &columns)
        .note("SDG 9.1.1 as far as the data allow: people within 2 km of a road of all seasons. A proxy: people are spread evenly over the land of their commune.")
        .note("Only roads of the layers count: provincial and rural roads are in none here, so it is a lower bound. An expressway does not serve those beside it.");
    if rural.urban > 0 {
        sheet.notes.push(format!("{} wards count as urban and are left out.", rural.urban));
    }
    if !rural.unknown.is_empty() {
        sheet.notes.push(format!(
            "Left out, since nobody says whether they are passable in every season: {}.",
            rural.unknown.join(", ")
        ));
    }
    let find = |code: &CommuneCode| study.communes.iter().find(|c| c.code == *code);
    for (code, share) in &rural.communes {
        let commune = find(code);
        let people = commune.and_then(|c| c.population.counted());
        let cells = vec![
            Cell::text(code.as_str()),
            Cell::maybe(commune, |c| Cell::text(&c.name.local)),
            Cell::Share(*share),
            Cell::maybe(people, Cell::Count),
            Cell::maybe(people, |n| Cell::Count((n as f64 * share).round() as u64)),
        ];
        sheet.push_at(cells, commune.filter(|_| geometry).map(|c| c.land.geometry()));
    }
    sheet
}

/// The parts of a network that no road joins.
pub fn parts_sheet(found: &Soundness) -> Sheet {
    let mut sheet = Sheet::new("parts", "Parts of the network", &["part", "length_m", "roads_of"]);
    for (i, (length, roads)) in found.parts.iter().enumerate() {
        sheet.push(vec![Cell::Count(i as u64 + 1), Cell::Length(*length), Cell::text(roads.join(", "))]);
    }
    if found.shared > Metres::ZERO {
        sheet.notes.push(format!("Two routes run on one road for {}; that is counted once.", found.shared));
    }
    sheet
}

/// What is doubtful about a network.
pub fn doubts_sheet(found: &Soundness, network: &Network<'_>, geometry: bool) -> Sheet {
    let columns = ["doubt", "road", "chainage_m", "with_road", "with_m", "distance_m", "lon", "lat"];
    let mut sheet = Sheet::new(
        "doubts",
        "Crossings without a junction, ends that nearly meet, access points without a road",
        &columns,
    );
    let mut push = |what: &str, first: (&str, Cell), second: (Cell, Cell), distance: Cell, at: LonLat| {
        let cells = vec![
            Cell::text(what),
            Cell::text(first.0),
            first.1,
            second.0,
            second.1,
            distance,
            Cell::Number(at.x, 6),
            Cell::Number(at.y, 6),
        ];
        sheet.push_at(cells, geometry.then_some(Geometry::Point(Point(at))));
    };
    for c in &found.crossings {
        let second = (Cell::text(&c.second.0), Cell::Chainage(c.second.1));
        push("crossing, not joined", (&c.first.0, Cell::Chainage(c.first.1)), second, Cell::Empty, c.place);
    }
    for m in &found.near_misses {
        push(
            "end, not joined",
            (&m.road, Cell::Empty),
            (Cell::text(&m.passes), Cell::Empty),
            Cell::Distance(m.distance),
            m.place,
        );
    }
    for (number, road) in network.roads.iter().enumerate() {
        for &(node, point) in network.access_nodes[number].iter().filter(|(n, _)| !network.is_linked(*n, number)) {
            let name = road.alignment.access_points.get(point).map(|p| p.name.clone()).unwrap_or_default();
            push(
                "access point, not joined",
                (road.id(), Cell::Empty),
                (Cell::text(name), Cell::Empty),
                Cell::Empty,
                network.nodes[node].place,
            );
        }
    }
    sheet
}

/// Every link of a network: for another program, and for a map.
pub fn links_sheet(network: &Network<'_>, geometry: bool) -> Sheet {
    let columns = [
        "link",
        "from_node",
        "to_node",
        "piece",
        "road",
        "class",
        "from_m",
        "to_m",
        "length_m",
        "seconds",
        "speed_kmh",
        "one_way",
    ];
    let mut sheet = Sheet::new("links", "Links of the network", &columns);
    for (number, link) in network.links.iter().enumerate() {
        let road = match link.kind {
            LinkKind::Road { road, .. } | LinkKind::Interchange { road, .. } => Some(&network.roads[road]),
            _ => None,
        };
        let (word, range) = match link.kind {
            LinkKind::Road { from, to, .. } => ("road", ChainageRange::ordered(from, to).into()),
            LinkKind::Interchange { .. } => ("interchange", None),
            _ => ("join", None),
        };
        let cells = vec![
            Cell::Count(number as u64),
            Cell::Count(link.from as u64),
            Cell::Count(link.to as u64),
            Cell::text(word),
            Cell::maybe(road, |r| Cell::text(r.id())),
            Cell::maybe(road.and_then(|r| r.alignment.about.class.as_deref()), Cell::text),
            Cell::maybe(range, |r: ChainageRange| Cell::Chainage(r.from())),
            Cell::maybe(range, |r: ChainageRange| Cell::Chainage(r.to())),
            Cell::Length(Metres::of(link.cost.metres)),
            Cell::Number(link.cost.seconds, 6),
            Cell::maybe(road.filter(|_| word == "road"), |r| Cell::Number(r.kmh, 1)),
            Cell::maybe(link.one_way, |w| {
                Cell::text(if w == crate::model::OneWay::Rising { "rising" } else { "falling" })
            }),
        ];
        let shape = match (road, range) {
            (Some(road), Some(range)) if geometry => lines(road.alignment.stretch(range)),
            _ if geometry => Some(between(network.nodes[link.from].place, network.nodes[link.to].place)),
            _ => None,
        };
        sheet.push_at(cells, shape);
    }
    sheet
}
