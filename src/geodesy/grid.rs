//! A second way to a length: the VN-2000 grid, through PROJ, with its scale taken off again.
//!
//! Nothing here shares a formula with [`super::Edge`] or [`super::inverse`]: PROJ carries the places to VN-2000 / TM-3
//! 103-00 (EPSG:9205), the plane gives metres, and the grid's scale and the change of datum are divided out. That the
//! two agree is evidence for both.

use super::ellipsoid::{E2, EQUATORIAL_RADIUS};
use super::{LonLat, earth_centred};
use crate::error::{Fault, Result};

/// The VN-2000 / TM-3 103-00 grid.
pub struct Grid {
    proj: ::proj::Proj,
}

/// A place in the grid, metres, with what it takes to come back to metres on the WGS 84 ellipsoid.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GridPlace {
    east: f64,
    north: f64,
    /// Grid metres per metre on WGS 84.
    scale: f64,
}

/// Scale on the central meridian.
const K0: f64 = 0.9999;
/// VN-2000 to WGS 84, EPSG:6960: metres, and parts of one.
const SHIFT: [f64; 3] = [-191.904_414_29, -39.303_182_79, -111.450_328_35];
const SCALE: f64 = 0.252_906_278e-6;
/// Longer edges are cut, so that they stay straight in longitude and latitude: to 0.4 mm.
const LONGEST: f64 = 0.002;

impl Grid {
    /// The grid, where it holds: within three degrees of its meridian and in the latitudes of Vietnam.
    ///
    /// # Errors
    /// PROJ does not know the grid.
    pub fn new() -> Result<Grid> {
        let proj = ::proj::Proj::new_known_crs("OGC:CRS84", "EPSG:9205", None).map_err(|error| {
            Fault::new("crs", "VN-2000 / TM-3 103-00 (EPSG:9205) in PROJ", error.to_string())
                .remedy("build the tool with its bundled PROJ")
        })?;
        Ok(Grid { proj })
    }

    /// Whether the grid may be used there.
    pub fn holds(place: LonLat) -> bool {
        (100.0..=106.0).contains(&place.x) && (8.0..=24.0).contains(&place.y)
    }

    /// Where is a place in the grid?
    ///
    /// # Method
    /// PROJ's pipeline to EPSG:9205. The point scale of the transverse Mercator projection is
    /// k0 (1 + E²/2R² + E⁴/24R⁴) (Snyder 1987, p. 61); that of the change of datum is 1 − ds − h/R, h being the height of
    /// the WGS 84 ellipsoid over that of VN-2000 (36 m here).
    ///
    /// # Errors
    /// The grid does not hold there.
    pub fn place(&self, place: LonLat) -> Result<GridPlace> {
        let refused = |found: String| -> crate::error::Error {
            Fault::new("crs-range", "a place within VN-2000 / TM-3 103-00", found)
                .remedy("leave the second method out: it is for Vietnam's north-west")
                .into()
        };
        if !Grid::holds(place) {
            return Err(refused(format!("({}, {})", place.x, place.y)));
        }
        let (east, north) = self.proj.convert((place.x, place.y)).map_err(|e| refused(e.to_string()))?;
        let (sin, cos) = place.y.to_radians().sin_cos();
        let w2 = 1.0 - E2 * sin * sin;
        // The square of the mean radius: that along the meridian times that across it.
        let r2 = EQUATORIAL_RADIUS * EQUATORIAL_RADIUS * (1.0 - E2) / (w2 * w2);
        let away = ((east - 500_000.0) / K0).powi(2);
        let projection = K0 * (1.0 + away / (2.0 * r2) + away * away / (24.0 * r2 * r2));
        let (sin_lon, cos_lon) = place.x.to_radians().sin_cos();
        let up = [cos * cos_lon, cos * sin_lon, sin];
        let centred = earth_centred(place);
        let height: f64 = (0..3).map(|i| up[i] * (-SHIFT[i] - SCALE * centred[i])).sum();
        Ok(GridPlace { east, north, scale: projection * (1.0 - SCALE - height / r2.sqrt()) })
    }

    /// How long is a line through these places, its edges straight in longitude and latitude?
    ///
    /// # Units
    /// Metres on WGS 84.
    ///
    /// # Errors
    /// The grid does not hold there.
    pub fn length(&self, places: &[LonLat]) -> Result<f64> {
        let mut sum = 0.0;
        for pair in self.cut(places)?.windows(2) {
            sum += pair[0].distance(&pair[1]);
        }
        Ok(sum)
    }

    /// How far is a place from a line?
    ///
    /// # Errors
    /// The grid does not hold there.
    pub fn distance(&self, place: LonLat, line: &[LonLat]) -> Result<f64> {
        let from = self.place(place)?;
        let places = self.cut(line)?;
        let mut best = f64::INFINITY;
        for pair in places.windows(2) {
            let (a, b) = (&pair[0], &pair[1]);
            let (dx, dy) = (b.east - a.east, b.north - a.north);
            let dd = dx * dx + dy * dy;
            let t = if dd > 0.0 { ((from.east - a.east) * dx + (from.north - a.north) * dy) / dd } else { 0.0 };
            let t = t.clamp(0.0, 1.0);
            let foot =
                GridPlace { east: a.east + t * dx, north: a.north + t * dy, scale: a.scale + t * (b.scale - a.scale) };
            best = best.min(foot.distance(&from));
        }
        Ok(best)
    }

    fn cut(&self, places: &[LonLat]) -> Result<Vec<GridPlace>> {
        let mut out = Vec::with_capacity(places.len());
        out.extend(places.first().map(|p| self.place(*p)).transpose()?);
        for pair in places.windows(2) {
            let (a, b) = (pair[0], pair[1]);
            let pieces = ((b.x - a.x).abs().max((b.y - a.y).abs()) / LONGEST).ceil().max(1.0);
            let mut i = 1.0;
            while i <= pieces {
                let t = i / pieces;
                out.push(self.place(LonLat { x: a.x + (b.x - a.x) * t, y: a.y + (b.y - a.y) * t })?);
                i += 1.0;
            }
        }
        Ok(out)
    }
}

impl GridPlace {
    /// Metres on WGS 84 between two places: the chord in the plane over the mean scale, by Simpson's rule.
    fn distance(&self, other: &GridPlace) -> f64 {
        let chord = (self.east - other.east).hypot(self.north - other.north);
        // The scale is a square of the distance from the meridian: half way it is less than midway by (Δ/2)²/2R².
        let quarter = (self.east - other.east) / 2.0;
        let middle = (self.scale + other.scale) / 2.0 - quarter * quarter / (2.0 * 6_371_000f64.powi(2));
        chord * (1.0 / self.scale + 4.0 / middle + 1.0 / other.scale) / 6.0
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Edge, inverse};
    use super::*;

    #[test]
    fn two_ways_agree_to_a_part_in_ten_million() {
        let grid = Grid::new().unwrap();
        for (a, b) in
            [((103.0166, 21.3860), (103.02, 21.39)), ((102.2, 22.4), (102.9, 22.1)), ((103.4, 21.2), (104.4, 21.9))]
        {
            let (a, b): (LonLat, LonLat) = (a.into(), b.into());
            let (first, second) = (Edge::new(a, b).length(), grid.length(&[a, b]).unwrap());
            assert!((first - second).abs() < 1e-7 * first + 1e-3, "{first} {second} {}", second / first - 1.0);
            let far: LonLat = (103.1, 21.0).into();
            let (first, second) = (inverse(a, far).distance, grid.distance(far, &[a, a]).unwrap_or(f64::INFINITY));
            let second = if second.is_finite() { second } else { grid.distance(far, &[a, b]).unwrap() };
            assert!(second <= first * (1.0 + 2e-7) + 1e-3, "{first} {second}");
        }
    }

    #[test]
    fn elsewhere_it_refuses() {
        assert!(Grid::new().unwrap().length(&[(2.0, 48.0).into(), (2.1, 48.0).into()]).is_err());
    }
}
