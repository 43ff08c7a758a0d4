//! Other coordinate reference systems, by PROJ.

use super::LonLat;
use crate::error::{Fault, Result};

/// Turns coordinates of a declared CRS into WGS 84 longitude and latitude.
///
/// Making one costs milliseconds and it belongs to one thread: make it once a file.
pub struct Transformer {
    name: String,
    proj: ::proj::Proj,
}

impl Transformer {
    /// From the CRS of this name, such as `EPSG:9205` (VN-2000 / TM-3 103-00).
    ///
    /// # Method
    /// PROJ's best operation for the pair, with its datum shift (for VN-2000 the seven-parameter,
    /// coordinate-frame one of about 200 m).
    ///
    /// # Errors
    /// PROJ does not know the name.
    pub fn from_crs(name: &str) -> Result<Transformer> {
        let proj = ::proj::Proj::new_known_crs(name, "OGC:CRS84", None).map_err(|error| {
            Fault::new(
                "crs",
                "a coordinate reference system that PROJ knows, such as EPSG:9205",
                format!("\"{name}\" ({error})"),
            )
            .remedy("use an EPSG code: EPSG:4326 is WGS 84, EPSG:9205 VN-2000 / TM-3 103-00, EPSG:32648 UTM 48N")
        })?;
        Ok(Transformer { name: name.to_string(), proj })
    }

    /// Where is this, on WGS 84?
    ///
    /// # Errors
    /// The coordinates lie outside what the CRS can express.
    pub fn lon_lat(&self, x: f64, y: f64) -> Result<LonLat> {
        match self.proj.convert((x, y)) {
            Ok((x, y)) if x.is_finite() && y.is_finite() => Ok(LonLat { x, y }),
            _ => Err(Fault::new(
                "crs-range",
                format!("coordinates that {} can express", self.name),
                format!("({x}, {y})"),
            )
            .remedy("check that the file is in this CRS")
            .into()),
        }
    }
}

/// Turns WGS 84 longitude and latitude into the coordinates of another CRS: for drawing and for other programs, never
/// for measuring.
pub struct Projector {
    name: String,
    proj: ::proj::Proj,
}

impl Projector {
    /// Into the CRS of this name, such as `EPSG:9205`, or of a PROJ string.
    ///
    /// # Errors
    /// PROJ does not know the name.
    pub fn into_crs(name: &str) -> Result<Projector> {
        let proj = ::proj::Proj::new_known_crs("OGC:CRS84", name, None).map_err(|error| {
            Fault::new(
                "crs",
                "a coordinate reference system that PROJ knows, such as EPSG:9205",
                format!("\"{name}\" ({error})"),
            )
            .remedy("use an EPSG code: EPSG:4326 is WGS 84, EPSG:9205 VN-2000 / TM-3 103-00")
        })?;
        Ok(Projector { name: name.to_string(), proj })
    }

    /// The plane that a map of these places is drawn in: VN-2000 / TM-3 103-00 where its zone holds them, else a
    /// transverse Mercator in their middle.
    pub fn name_for(bounds: &super::LonLatBox) -> String {
        let middle = bounds.centre();
        let in_zone = (101.5..104.5).contains(&middle.x) && (8.0..23.6).contains(&middle.y);
        if in_zone {
            "EPSG:9205".into()
        } else {
            let meridian = (middle.x * 4.0).round() / 4.0;
            format!(
                "+proj=tmerc +lat_0=0 +lon_0={meridian} +k=0.9999 +x_0=500000 +y_0=0 +datum=WGS84 +units=m +no_defs +type=crs"
            )
        }
    }

    /// Where is this place in the other CRS?
    ///
    /// # Errors
    /// The CRS cannot express it.
    pub fn project(&self, place: LonLat) -> Result<geo::Coord<f64>> {
        match self.proj.convert((place.x, place.y)) {
            Ok((x, y)) if x.is_finite() && y.is_finite() => Ok(geo::Coord { x, y }),
            _ => Err(Fault::new(
                "crs-range",
                format!("places that {} can express", self.name),
                format!("({}, {})", place.x, place.y),
            )
            .remedy("choose another CRS with --crs")
            .into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_comes_back_from_the_plane() -> Result<()> {
        let place = LonLat { x: 103.016, y: 21.386 };
        let there = Projector::into_crs("EPSG:9205")?.project(place)?;
        // The datum shift is about 200 m; TM-3 has its false easting of 500 km at 103° E.
        assert!((there.x - 501_700.0).abs() < 400.0, "{there:?}");
        let back = Transformer::from_crs("EPSG:9205")?.lon_lat(there.x, there.y)?;
        // A seven-parameter shift and its inverse agree to centimetres, not to the last digit.
        assert!((back.x - place.x).abs() < 1e-6 && (back.y - place.y).abs() < 1e-6, "{back:?}");
        Ok(())
    }
}
