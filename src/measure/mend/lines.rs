//! Lines turned round, led to another line, and given a vertex where they cross.

use super::Outcome;
use crate::geodesy::{Edge, LonLat, foot};
use crate::layers::{Drawn, Feature, Properties};
use geo::{Geometry, LineString, MultiLineString};

/// A vertex goes into an edge that runs this near to it, in metres.
const ON_IT: f64 = 0.02;

fn is_leg_of(drawn: &Drawn, alignment: &str) -> bool {
    let properties = &drawn.feature.properties;
    let named = properties.text("alignment").or_else(|| properties.identifier(None).ok());
    drawn.role == "alignments" && !drawn.left_out && named.as_deref() == Some(alignment)
}

/// Turns an alignment round: every leg, and their order.
pub fn turn(outcome: &mut Outcome, alignment: &str) -> Result<Vec<usize>, String> {
    let legs: Vec<usize> = (0..outcome.drawn.len()).filter(|&i| is_leg_of(&outcome.drawn[i], alignment)).collect();
    let said =
        |f: &Feature| f.properties.text("oneway").or(f.properties.flag("oneway").ok().flatten().map(|b| b.to_string()));
    if legs
        .iter()
        .any(|&i| said(&outcome.drawn[i].feature).is_some_and(|o| !["no", "false", "0"].contains(&o.as_str())))
    {
        return Err(format!("{alignment} is one-way: whoever drew it says which way it runs"));
    }
    let seqs: Vec<Option<u64>> =
        legs.iter().map(|&i| outcome.drawn[i].feature.properties.count("seq").ok().flatten()).collect();
    if legs.len() > 1 && seqs.iter().any(Option::is_none) {
        return Err(format!("the legs of {alignment} have no seq to be put in order by"));
    }
    let sum = seqs.iter().flatten().min().zip(seqs.iter().flatten().max()).map(|(a, b)| a + b);
    for (&i, seq) in legs.iter().zip(&seqs) {
        let feature = &mut outcome.drawn[i].feature;
        match &mut feature.geometry {
            Some(Geometry::LineString(line)) => line.0.reverse(),
            Some(Geometry::MultiLineString(lines)) => {
                lines.0.reverse();
                lines.0.iter_mut().for_each(|l| l.0.reverse());
            }
            _ => {}
        }
        if let (Some(seq), Some(sum), true) = (seq, sum, legs.len() > 1) {
            outcome.numbers.entry(i).or_default().push(("seq".into(), sum - seq));
            let mut map = feature.properties.map().clone();
            map.insert("seq".into(), (sum - seq).into());
            feature.properties = Properties::new(map, feature.properties.own_id().map(str::to_string));
        }
    }
    Ok(legs)
}

fn lines_mut(geometry: &mut Geometry<f64>) -> Vec<&mut LineString<f64>> {
    match geometry {
        Geometry::LineString(line) => vec![line],
        Geometry::MultiLineString(MultiLineString(lines)) => lines.iter_mut().collect(),
        _ => Vec::new(),
    }
}

/// Leads every line that ends at a place on to another place, which the lines through it get as a vertex.
pub fn lead(drawn: &mut [Drawn], end: LonLat, to: LonLat) -> Result<Vec<usize>, String> {
    let mut touched = node(drawn, to)?;
    let mut led = false;
    for (i, d) in drawn.iter_mut().enumerate().filter(|(_, d)| d.role == "alignments" && !d.left_out) {
        for line in d.feature.geometry.as_mut().map(lines_mut).unwrap_or_default() {
            let at_end = line.0.last() == Some(&end);
            if led || !(at_end || line.0.first() == Some(&end)) {
                continue;
            }
            if at_end {
                line.0.push(to)
            } else {
                line.0.insert(0, to)
            }
            led = true;
            if !touched.contains(&i) {
                touched.push(i);
            }
        }
    }
    if led { Ok(touched) } else { Err("no line of the layer ends there any more".into()) }
}

/// Gives every line that runs through a place a vertex there.
pub fn node(drawn: &mut [Drawn], place: LonLat) -> Result<Vec<usize>, String> {
    let mut touched = Vec::new();
    for (i, d) in drawn.iter_mut().enumerate().filter(|(_, d)| d.role == "alignments" && !d.left_out) {
        for line in d.feature.geometry.as_mut().map(lines_mut).unwrap_or_default() {
            let through = |w: &[LonLat]| {
                let (low, high) = (w[0].x.min(w[1].x) - 1e-6, w[0].x.max(w[1].x) + 1e-6);
                place.x >= low && place.x <= high && foot(place, &Edge::new(w[0], w[1]), 0.5).distance < ON_IT
            };
            if line.0.contains(&place) {
                continue;
            }
            if let Some(at) = line.0.windows(2).position(through) {
                line.0.insert(at + 1, place);
                touched.push(i);
            }
        }
    }
    touched.dedup();
    if touched.is_empty() { Err("no line of the layer runs through it any more".into()) } else { Ok(touched) }
}
