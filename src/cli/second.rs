//! Lengths and distances by a second, independent method beside the first.

use crate::error::Result;
use crate::geodesy::{Grid, LonLat};
use crate::model::{Alignment, SiteGeometry, Study};
use crate::output::ids::{figure_id, row_ids};
use crate::output::{Cell, Document, Sheet};
use crate::units::{ChainageRange, Metres};

/// The two agree when they are no farther apart than a part in five million, and 2 mm of cutting and rounding.
fn bound(metres: f64) -> f64 {
    2e-7 * metres + 2e-3
}

/// Every length along an alignment and every distance to a point in a document, by both methods; the agreement in
/// words, and how many disagree. None where there are none, or the grid does not hold there.
pub fn second_sheet(study: &Study, made: &Document) -> Result<Option<(Sheet, String, usize)>> {
    let grid = Grid::new()?;
    let columns = ["figure_id", "first_m", "second_m", "difference_m", "bound_m", "agree"];
    let mut sheet = Sheet::new("second_method", "Two independent methods side by side", &columns);
    let (mut worst, mut share, mut disagree) = (0.0f64, 0.0f64, 0);
    for table in &made.sheets {
        for (row, id) in table.rows.iter().zip(row_ids(table, made.recipe.as_ref())) {
            let cell = |name: &str| table.columns.iter().position(|c| c.name == name).map(|i| &row.cells[i]);
            let Some(Cell::Text(subject)) = cell("alignment_id") else { continue };
            let Some(alignment) = study.alignments.iter().find(|a| a.id() == subject) else { continue };
            if !alignment.vertices().iter().all(|p| Grid::holds(*p)) {
                continue;
            }
            let found = match (table.name, cell("length_m"), cell("distance_m"), cell("target_id")) {
                ("communes", ..) => None,
                (_, Some(Cell::Length(first)), ..) => {
                    let range = match (cell("from_m"), cell("to_m")) {
                        (Some(Cell::Chainage(a)), Some(Cell::Chainage(b))) => ChainageRange::new(*a, *b).ok(),
                        _ => None,
                    };
                    let second = length(&grid, alignment, range)?;
                    Some(("length", first.metres(), second))
                }
                (_, _, Some(Cell::Distance(first)), Some(Cell::Text(target))) if *first > Metres::ZERO => {
                    point(study, target)
                        .map(|at| distance(&grid, alignment, at))
                        .transpose()?
                        .map(|second| ("distance", first.metres(), second))
                }
                _ => None,
            };
            let Some((what, first, second)) = found else { continue };
            let apart = (first - second).abs();
            let agree = apart <= bound(first);
            disagree += usize::from(!agree);
            worst = worst.max(apart);
            share = share.max(apart / first.max(1.0));
            sheet.push(vec![
                Cell::text(figure_id(&id, what)),
                Cell::Number(first, 3),
                Cell::Number(second, 3),
                Cell::Number(second - first, 4),
                Cell::Number(bound(first), 4),
                Cell::Flag(agree),
            ]);
        }
    }
    if sheet.rows.is_empty() {
        return Ok(None);
    }
    let words = format!(
        "Karney's geodesics on WGS 84, and VN-2000 / TM-3 103-00 through PROJ with scale and datum divided out: {} lengths and \
         distances, farthest apart {:.1} mm, or {:.3} parts in a million; {} beyond the bound.",
        sheet.rows.len(),
        worst * 1e3,
        share * 1e6,
        disagree
    );
    Ok(Some((sheet, words, disagree)))
}

fn point(study: &Study, id: &str) -> Option<LonLat> {
    match study.sites().find(|s| s.id == id)?.geometry {
        SiteGeometry::Point(place) => Some(place).filter(|p| Grid::holds(*p)),
        _ => None,
    }
}

fn length(grid: &Grid, alignment: &Alignment, range: Option<ChainageRange>) -> Result<f64> {
    match range {
        Some(range) => alignment.stretch(range).iter().map(|part| grid.length(part)).sum(),
        None => alignment.parts().map(|(_, part)| grid.length(part)).sum(),
    }
}

fn distance(grid: &Grid, alignment: &Alignment, place: LonLat) -> Result<f64> {
    let mut best = f64::INFINITY;
    for (_, part) in alignment.parts() {
        best = best.min(grid.distance(place, part)?);
    }
    Ok(best)
}
