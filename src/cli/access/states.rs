//! Sets of roads: those that are there, and those that would be.

use super::ends::is_file;
use crate::cli::locate::calibrations;
use crate::error::{Error, Fault, Result};
use crate::index::Indexed;
use crate::layers::{LayerOptions, read_alignments};
use crate::model::{Alignment, Study, fold, nearest_names};
use crate::network::Closure;
use crate::units::Chainage;
use std::path::Path;

/// The roads of a file.
pub fn read(path: &Path) -> Result<Vec<Alignment>> {
    read_alignments(path, &LayerOptions::default())
}

/// The roads of each file among these.
pub fn files<'n>(names: impl Iterator<Item = &'n String>) -> Result<Vec<(String, Vec<Alignment>)>> {
    let files = names.filter(|name| is_file(Path::new(name)));
    files.map(|name| Ok((name.clone(), read(Path::new(name))?))).collect()
}

/// What a name or file adds to the roads that are there.
///
/// # Errors
/// The name is unknown, or one of its roads is there already.
pub fn planned<'a>(
    name: &str,
    files: &'a [(String, Vec<Alignment>)],
    all: &[&'a Alignment],
    base: &[&Alignment],
    study: &'a Study,
) -> Result<Vec<&'a Alignment>> {
    let added: Vec<&Alignment> = match files.iter().find(|f| f.0 == name) {
        Some((_, roads)) => roads.iter().collect(),
        None => vec![named(name, all, study)?],
    };
    match added.iter().find(|road| base.iter().any(|b| b.id() == road.id())) {
        None => Ok(added),
        Some(there) => Err(Fault::new("already-there", "a road that is not there yet", format!("\"{}\"", there.id()))
            .remedy("leave it out, give it another id, or take the other away with --without")
            .into()),
    }
}

/// The roads that are there: existing, of no stated status, or open by the date.
pub fn base<'a>(all: &[&'a Alignment], open_by: Option<&str>) -> Vec<&'a Alignment> {
    let there = |a: &&&Alignment| {
        let opens = a.about.opening.as_deref().zip(open_by);
        let by_then = opens.is_some_and(|(opens, by)| opens.get(..by.len().min(opens.len())).is_some_and(|o| o <= by));
        matches!(a.about.status.as_deref(), None | Some("existing" | "open" | "in use")) || by_then
    };
    all.iter().filter(there).copied().collect()
}

/// The road of this name among these.
pub fn named<'a>(name: &str, all: &[&'a Alignment], study: &'a Study) -> Result<&'a Alignment> {
    let wanted = fold(name);
    if let Some(found) = all.iter().find(|a| fold(a.id()) == wanted) {
        return Ok(found);
    }
    let of_study = study.alignment(name);
    if let Ok(found) = &of_study
        && (all.iter().any(|a| std::ptr::eq(*a, *found)) || !all.iter().any(|a| a.id() == found.id()))
    {
        return Ok(found);
    }
    let near = nearest_names(name, all.iter().map(|a| a.id()));
    let unknown = || -> Error {
        Fault::new("unknown-alignment", "the name of a road", format!("\"{name}\""))
            .remedy(
                near.first()
                    .map_or("`corridor list` shows every road of the study".into(), |n| format!("did you mean {n}?")),
            )
            .into()
    };
    of_study.map_err(|_| unknown())
}

/// A closed stretch as it is written: the road, and two chainages.
///
/// Who writes a km-post means the official one: where the road has one series that can be placed, the chainages are of
/// it, and the note says so.
pub fn closure(text: &str, all: &[&Alignment], study: &Study, index: &Indexed<'_>) -> Result<(Closure, String)> {
    let refused = || -> Error {
        Fault::new("closure", "a road and two chainages, such as \"nh12 Km119 - Km122+200\"", format!("\"{text}\""))
            .remedy("write the road, Km of the start, -, Km of the end")
            .into()
    };
    let lower = text.to_lowercase();
    let at =
        lower.match_indices(" km").map(|(i, _)| i).next().filter(|i| text.is_char_boundary(*i)).ok_or_else(refused)?;
    let (name, range) = text.split_at(at);
    let (from, to) = range.split_once(['-', '–', '—']).ok_or_else(refused)?;
    let (from, to): (Chainage, Chainage) = (from.trim().parse()?, to.trim().parse()?);
    let road = all
        .iter()
        .find(|a| fold(a.id()) == fold(name))
        .copied()
        .or_else(|| {
            study.alignment(name.trim()).ok().and_then(|found| all.iter().find(|a| a.id() == found.id()).copied())
        })
        .ok_or_else(|| {
            Fault::new("unknown-alignment", "a road that is there", format!("\"{}\"", name.trim()))
                .remedy("`corridor network` shows the roads")
        })?;
    let tied = calibrations(study, road, index)?;
    let official = match tied.as_slice() {
        [one] => one.geometric(from).zip(one.geometric(to)).map(|(a, b)| (one, a.chainage, b.chainage)),
        _ => None,
    };
    match official {
        Some((one, a, b)) => {
            let closed = Closure::new(road, a, b)?;
            let note = format!(
                "Closed: {} {from} – {to} by official chainage ({}), which is {} – {} along the line.",
                road.id(),
                one.series.id,
                closed.range.from(),
                closed.range.to()
            );
            Ok((closed, note))
        }
        None => {
            let closed = Closure::new(road, from, to)?;
            Ok((closed, format!("Closed: {} {from} – {to}, counted along the line from its first vertex.", road.id())))
        }
    }
}
