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
