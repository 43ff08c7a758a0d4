//! How alike the alternatives are, how the ranking was made, and how sure it is.

use super::super::document::{Cell, Sheet};
use super::between;
use crate::compare::ranking::ShareMethod;
use crate::compare::similarity::Likeness;
use crate::compare::{Certainty, Comparison, Ranked};
use crate::model::CommuneCode;
use std::collections::BTreeMap;

/// How alike the alternatives are, in pairs.
pub fn similarity_sheet(comparison: &Comparison<'_>, geometry: bool) -> Sheet {
    let columns = [
        "alignment_id",
        "other_id",
        "shared_length_m",
        "shared_share",
        "hausdorff_m",
        "hausdorff_at_m",
        "frechet_m",
        "between_km2",
        "likeness",
    ];
    let mut sheet = Sheet::new("similarity", "How alike they are", &columns);
    for pair in &comparison.pairs {
        let s = &pair.similarity;
        let far = if s.hausdorff.first.distance >= s.hausdorff.second.distance {
            &s.hausdorff.first
        } else {
            &s.hausdorff.second
        };
        let likeness = match s.likeness() {
            Likeness::Same => "same",
            Likeness::NearDuplicate => "near-duplicate",
            Likeness::Distinct => "distinct",
        };
        let cells = vec![
            Cell::text(&pair.first),
            Cell::text(&pair.second),
            Cell::Length(s.shared.length),
            Cell::Share(s.shared.share),
            Cell::Length(s.hausdorff.distance()),
            Cell::Chainage(far.from.chainage),
            Cell::maybe(s.frechet.as_ref(), |f| Cell::Length(f.distance)),
            Cell::Number(s.between.area.square_kilometres(), 3),
            Cell::text(likeness),
        ];
        sheet.push_at(cells, geometry.then(|| between(far.from.place, far.to.place)));
    }
    sheet.note(
        "Distances continuous along both lines, not from vertex to vertex. Shared: within the tolerance of the other.",
    )
}

/// The weights, and the interval of each in which the first stays first.
pub fn weights_sheet(ranked: &Ranked) -> Sheet {
    let r = &ranked.ranking;
    let names = r.matrix.alternatives();
    let mut sheet = Sheet::new(
        "weights",
        "Weights, and how far each may move before the first changes",
        &["criterion", "weight", "weight_from", "weight_to", "taken_over"],
    );
    for interval in &r.weight_intervals {
        let mut then = Vec::new();
        then.extend(interval.below.map(|i| format!("below: {}", names[i])));
        then.extend(interval.above.map(|i| format!("above: {}", names[i])));
        let id = &r.matrix.criteria()[interval.criterion].id;
        sheet.push(vec![
            Cell::text(id),
            Cell::Share(interval.weight),
            Cell::Share(interval.from),
            Cell::Share(interval.to),
            Cell::text(then.join(", ")),
        ]);
    }
    sheet = sheet.note(format!("Weights {}.", ranked.weights_from));
    let agree = if r.agreement.same_winner { "name the same first" } else { "do not name the same first" };
    sheet.note(format!("Weighted sum and TOPSIS {agree}."))
}

/// With what share of all weights each alternative is first.
pub fn win_shares_sheet(ranked: &Ranked) -> Sheet {
    let r = &ranked.ranking;
    let method = match r.win_shares.method {
        ShareMethod::Exact => "exact".to_string(),
        ShareMethod::Sampled { samples, seed } => format!("{samples} draws, seed {seed}"),
    };
    let mut sheet = Sheet::new(
        "win_shares",
        "Of all ways to weigh these criteria, each is first with",
        &["alignment_id", "win_share", "win_low", "win_high", "method"],
    );
    for (name, share) in r.matrix.alternatives().iter().zip(&r.win_shares.shares) {
        let (low, high) = share.interval.unzip();
        sheet.push(vec![
            Cell::text(name),
            Cell::Share(share.share),
            Cell::maybe(low, Cell::Share),
            Cell::maybe(high, Cell::Share),
            Cell::text(&method),
        ]);
    }
    sheet
}

/// Which single figure would have to be how far off for another to be first.
pub fn flips_sheet(ranked: &Ranked) -> Sheet {
    let r = &ranked.ranking;
    let names = r.matrix.alternatives();
    let mut sheet = Sheet::new(
        "flips",
        "Which single figure would change the first, the relatively smallest change first",
        &["alignment_id", "criterion", "figure_now", "figure_then", "of_range", "taken_over"],
    );
    for change in &r.smallest_change.changes {
        let id = &r.matrix.criteria()[change.criterion].id;
        sheet.push(vec![
            Cell::text(&names[change.alternative]),
            Cell::text(id),
            Cell::Number(change.from, 1),
            Cell::Number(change.to, 1),
            Cell::Number(change.of_range, 3),
            Cell::text(&names[change.winner]),
        ]);
    }
    sheet
}

/// Which communes a sketch certainly or possibly crosses.
pub fn certainty_sheet(comparison: &Comparison<'_>, names: &BTreeMap<&CommuneCode, &str>) -> Sheet {
    let mut sheet = Sheet::new(
        "certainty",
        "Communes that a sketch certainly or possibly crosses",
        &["alignment_id", "commune_id", "commune", "certainty"],
    );
    for a in &comparison.alternatives {
        for (code, certainty) in a.sketch.iter().flat_map(|s| &s.crossed) {
            let word = match certainty {
                Certainty::Certain => "certain",
                Certainty::Possible => "possible",
            };
            sheet.push(vec![
                Cell::text(a.id()),
                Cell::text(code.as_str()),
                Cell::text(names.get(code).copied().unwrap_or_default()),
                Cell::text(word),
            ]);
        }
    }
    sheet
}
