//! In which CRS would these numbers be a place?

use super::{CrsKind, Transformer};
use crate::geodesy::LonLat;

/// A CRS in which the numbers are a place where that CRS is used.
#[derive(Debug, Clone, PartialEq)]
pub struct Fit {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Where the numbers would then be.
    pub place: LonLat,
    /// Whether easting and northing must be swapped first, as where X is the northing.
    pub swapped: bool,
}

/// What planners of Việt Nam use: longitude and latitude, then VN-2000 with every TM-3 meridian and UTM zone, then
/// WGS 84 UTM. (EPSG Geodetic Parameter Dataset; Circular 973/2001/TT-TCĐC and 25/2014/TT-BTNMT name the meridians.)
const KNOWN: [&str; 25] = [
    "EPSG:4326",
    "EPSG:9205",
    "EPSG:9206",
    "EPSG:9207",
    "EPSG:9208",
    "EPSG:9209",
    "EPSG:9210",
    "EPSG:9211",
    "EPSG:9212",
    "EPSG:9213",
    "EPSG:9214",
    "EPSG:9215",
    "EPSG:9216",
    "EPSG:9217",
    "EPSG:9218",
    "EPSG:5896",
    "EPSG:5897",
    "EPSG:5898",
    "EPSG:5899",
    "EPSG:3405",
    "EPSG:3406",
    "EPSG:4756",
    "EPSG:32647",
    "EPSG:32648",
    "EPSG:32649",
];

/// Numbers further than this outside the area of use of a CRS, in degrees, are not in it. Provinces are drawn somewhat
/// beyond their zone; a wrong meridian puts them at least half a degree off, most a whole one.
pub const OUTSIDE_AREA: f64 = 0.5;

/// In which of the CRS used in Việt Nam would these numbers be a place, within the CRS's own area of use?
///
/// Many can fit at once, because TM-3 zones all count from 500,000 m. With a place that the numbers should be near,
/// the nearest comes first, and only those within about 200 km of it are given; without one, the order is that of the
/// list above.
///
/// # Units
/// `x`, `y` in the units of the file; `near` longitude and latitude.
pub fn fitting(x: f64, y: f64, near: Option<LonLat>) -> Vec<Fit> {
    let mut fits: Vec<(f64, Fit)> = Vec::new();
    for swapped in [false, true] {
        let (x, y) = if swapped { (y, x) } else { (x, y) };
        let degrees = x.abs() <= 180.0 && y.abs() <= 90.0;
        for transformer in KNOWN.iter().filter_map(|code| Transformer::from_crs(code).ok()) {
            let about = transformer.about();
            if degrees != (about.kind == CrsKind::Geographic) {
                continue;
            }
            let Ok(place) = transformer.lon_lat(x, y) else { continue };
            if !about.area.is_some_and(|area| area.stretched(OUTSIDE_AREA).covers(place)) {
                continue;
            }
            let far = near.map_or(0.0, |n| ((place.x - n.x).powi(2) + (place.y - n.y).powi(2)).sqrt());
            if far < 2.0 {
                let code = about.code.clone().unwrap_or_default();
                fits.push((far, Fit { code, name: about.name.clone(), place, swapped }));
            }
        }
        // Where the numbers fit as they stand, nobody swapped them.
        if !fits.is_empty() {
            break;
        }
    }
    fits.sort_by(|a, b| a.0.total_cmp(&b.0));
    fits.into_iter().map(|(_, fit)| fit).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_meridian_is_one_of_viet_nam() {
        for code in &KNOWN[1..22] {
            let transformer = Transformer::from_crs(code).unwrap();
            assert!(transformer.about().name.starts_with("VN-2000"), "{code} is {}", transformer.about().name);
        }
    }

    #[test]
    fn numbers_say_which_crs_they_may_be_in() {
        // Điện Biên Phủ in TM-3 103-00.
        let near = Some(LonLat { x: 103.016, y: 21.386 });
        let fits = fitting(501_500.0, 2_365_500.0, near);
        assert_eq!(fits.first().map(|f| (f.code.as_str(), f.swapped)), Some(("EPSG:9205", false)), "{fits:?}");
        let fits = fitting(2_365_500.0, 501_500.0, near);
        assert_eq!(fits.first().map(|f| (f.code.as_str(), f.swapped)), Some(("EPSG:9205", true)), "{fits:?}");
        assert!(fitting(501_500.0, 2_365_500.0, None).iter().any(|f| f.code == "EPSG:9205"));
        assert!(fitting(1e300, 5.0, None).is_empty());
    }
}
