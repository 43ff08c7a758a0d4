//! Communes: a coverage of irregular hexagons.

use super::{Features, Km, Micro, Rng, Size};
use std::io::{self, Write};

/// How far a corner may be from its place in the regular pattern, of a commune's width, each way in x and y.
const JITTER: f64 = 0.13;
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

/// The borders, each made when it is asked for.
///
/// Bricks, each row half a brick along from the one below. A row line has a corner every half
/// brick: those that carry an upright border above are raised and the others lowered, which makes
/// hexagons of the bricks. The corners, the borders along row lines and the upright ones take
/// their random numbers from one stream, one after another; as the numbers of each are known, a
/// row can be made without those before it.
struct Lattice<'a> {
    size: &'a Size,
    columns: usize,
    /// Where each of the three begins in the stream.
    corners: Rng,
    levels: Rng,
    uprights: Rng,
    /// Segments of a border. Six borders a commune: four lie along row lines, two are upright and
    /// take what is over.
    along: usize,
    upright: usize,
}

type Border = Vec<Micro>;

impl<'a> Lattice<'a> {
    fn new(size: &'a Size) -> Lattice<'a> {
        let (columns, rows) = size.grid();
        let along = (size.commune_vertices / 6).max(1);
        let upright = (size.commune_vertices.saturating_sub(4 * along) / 2).max(1);
        // Two numbers a corner, and one for each vertex within a border.
        let corners = Rng::stream(1, 0);
        let levels = corners.after((rows + 1) * (2 * columns + 2) * 2);
        let uprights = levels.after((rows + 1) * (2 * columns + 1) * (along - 1));
        Lattice { size, columns, corners, levels, uprights, along, upright }
    }

    /// The corners of a row line, from west to east.
    fn corners(&self, r: usize) -> Vec<Km> {
        let count = 2 * self.columns + 2;
        let mut rng = self.corners.after(r * count * 2);
        let cell = self.size.cell();
        let mut jitter = || cell * rng.between(-JITTER, JITTER);
        let corner = |k: usize| {
            let rise = if k % 2 == r % 2 { cell / 6.0 } else { -cell / 6.0 };
            (k as f64 * cell / 2.0 + jitter(), r as f64 * cell + rise + jitter())
        };
        (0..count).map(corner).collect()
    }

    /// The borders along a row line, from west to east.
    fn level(&self, r: usize) -> Vec<Border> {
        let corners = self.corners(r);
        let mut rng = self.levels.after(r * (corners.len() - 1) * (self.along - 1));
        corners.windows(2).map(|w| self.border(&mut rng, w[0], w[1], self.along)).collect()
    }

    /// The upright borders from a row line to the next, from west to east.
    fn walls(&self, r: usize) -> Vec<Border> {
        let (low, high) = (self.corners(r), self.corners(r + 1));
        let mut rng = self.uprights.after(r * (self.columns + 1) * (self.upright - 1));
        let mut wall = |k: usize| self.border(&mut rng, low[k], high[k], self.upright);
        (0..=self.columns).map(|c| wall(2 * c + r % 2)).collect()
    }

    fn border(&self, rng: &mut Rng, a: Km, b: Km, n: usize) -> Border {
        let mut points = vec![a];
        border(rng, &mut points, a, b, n, LEEWAY, LEEWAY);
        points.into_iter().map(|p| self.size.place(p)).collect()
    }
}

/// Writes the communes: `code`, `name`, `population`, a Polygon.
pub fn write_communes(size: &Size, out: &mut impl Write) -> io::Result<()> {
    let (columns, _) = size.grid();
    let lattice = Lattice::new(size);
    let first = ["Mường", "Nà", "Chiềng", "Pú", "Thanh", "Sín", "Hua", "Tân", "Phìn", "Xá"];
    let second = ["Pồn", "Nhạn", "Tấu", "Lói", "Phăng", "Thầu", "Sơn", "Nhung", "Ngam", "Mùn", "Luông"];
    let mut rng = Rng::stream(2, 0);
    let mut features = Features::begin(out)?;
    let mut ring = Vec::new();
    // South of the row of communes in hand, north of it, and between them: no more is kept.
    let mut low = Vec::new();
    let mut high = lattice.level(0);
    let mut walls = Vec::new();
    for i in 0..size.communes {
        let (r, c) = (i / columns, i % columns);
        if c == 0 {
            low = std::mem::replace(&mut high, lattice.level(r + 1));
            walls = lattice.walls(r);
        }
        let k = 2 * c + r % 2;
        ring.clear();
        let forward = [&low[k], &low[k + 1], &walls[c + 1]];
        let back = [&high[k + 1], &high[k], &walls[c]];
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
