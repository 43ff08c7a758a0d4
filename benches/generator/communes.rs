//! Communes: a coverage of irregular hexagons.

use super::{CELL, Features, Km, Micro, Rng, Size};
use std::io::{self, Write};

/// How far a corner may be from its place in the regular pattern, in km, each way in x and y.
const JITTER: f64 = 1.3;
/// How far a border may turn off the straight line between its corners, in radians, on each side.
const LEEWAY: f64 = 0.36;

/// Adds the vertices after `a` up to and including `b`, in `n` segments.
///
/// The line keeps to the kite made by turning off `a`–`b` by `left` radians to one side and by
/// `right` to the other, at both ends. The middle is displaced by an angle `turn` within these,
/// and the halves keep to the kites (`left - turn`, `right + turn`), which lie inside this one, one
/// on each side of its middle (true while `left + right` is below π/4). So no line meets itself;
/// and as two borders leave a corner at more than twice `LEEWAY`, no two borders meet elsewhere.
fn border(rng: &mut Rng, out: &mut Vec<Km>, a: Km, b: Km, n: usize, left: f64, right: f64) {
    if n <= 1 {
        out.push(b);
        return;
    }
    let turn = 0.95 * rng.between(-right, left);
    let (dx, dy) = ((b.0 - a.0) / 2.0, (b.1 - a.1) / 2.0);
    let middle = (a.0 + dx - turn.tan() * dy, a.1 + dy + turn.tan() * dx);
    border(rng, out, a, middle, n / 2, left - turn, right + turn);
    border(rng, out, middle, b, n - n / 2, left - turn, right + turn);
}

/// Writes the communes: `code`, `name`, `population`, a Polygon.
pub fn write_communes(size: &Size, out: &mut impl Write) -> io::Result<()> {
    // Bricks, each row half a brick along from the one below. A row line has a corner every half
    // brick: those that carry an upright border above are raised and the others lowered, which
    // makes hexagons of the bricks.
    let (columns, rows) = size.grid();
    let mut rng = Rng::stream(1, 0);
    let corners: Vec<Vec<Km>> = (0..=rows)
        .map(|r| {
            let corner = |k: usize| {
                let rise = if k % 2 == r % 2 { CELL / 6.0 } else { -CELL / 6.0 };
                let (x, y) = (k as f64 * CELL / 2.0, r as f64 * CELL + rise);
                (x + rng.between(-JITTER, JITTER), y + rng.between(-JITTER, JITTER))
            };
            (0..2 * columns + 2).map(corner).collect()
        })
        .collect();
    // Six borders a commune: four lie along row lines, two are upright and take what is over.
    let along = (size.commune_vertices / 6).max(1);
    let upright = (size.commune_vertices.saturating_sub(4 * along) / 2).max(1);
    let mut line = |a: Km, b: Km, n: usize| -> Vec<Micro> {
        let mut points = vec![a];
        border(&mut rng, &mut points, a, b, n, LEEWAY, LEEWAY);
        points.into_iter().map(|p| size.place(p)).collect()
    };
    let level: Vec<Vec<Vec<Micro>>> =
        corners.iter().map(|row| row.windows(2).map(|w| line(w[0], w[1], along)).collect()).collect();
    let walls: Vec<Vec<Vec<Micro>>> = (0..rows)
        .map(|r| {
            let wall = |c: usize| line(corners[r][2 * c + r % 2], corners[r + 1][2 * c + r % 2], upright);
            (0..=columns).map(wall).collect()
        })
        .collect();

    let first = ["Mường", "Nà", "Chiềng", "Pú", "Thanh", "Sín", "Hua", "Tân", "Phìn", "Xá"];
    let second = ["Pồn", "Nhạn", "Tấu", "Lói", "Phăng", "Thầu", "Sơn", "Nhung", "Ngam", "Mùn", "Luông"];
    let mut rng = Rng::stream(2, 0);
    let mut features = Features::begin(out)?;
    let mut ring = Vec::new();
    for i in 0..size.communes {
        let (r, c) = (i / columns, i % columns);
        let k = 2 * c + r % 2;
        ring.clear();
        let forward = [&level[r][k], &level[r][k + 1], &walls[r][c + 1]];
        let back = [&level[r + 1][k + 1], &level[r + 1][k], &walls[r][c]];
        forward.iter().for_each(|l| ring.extend(&l[..l.len() - 1]));
        back.iter().for_each(|l| ring.extend(l[1..].iter().rev()));
        ring.push(ring[0]);
        let name = format!("{} {}", first[rng.below(first.len())], second[rng.below(second.len())]);
        let population = 1_500 + rng.below(12_000);
        let code = 3_001 + i;
        let properties = format!(r#""code":"{code:05}","name":"{name}","population":{population}"#);
        features.add(&properties, "Polygon", &ring)?;
    }
    features.end()
}
