//! Other coordinate reference systems, by PROJ.

mod described;
mod fitting;

pub use described::{CrsAbout, CrsKind, WellKnownText};
pub use fitting::{Fit, OUTSIDE_AREA, fitting};

use super::LonLat;
use crate::error::{Fault, Result, shown};

/// Turns coordinates of a declared CRS into WGS 84 longitude and latitude.
///
/// Making one costs milliseconds and it belongs to one thread: make it once a file.
pub struct Transformer {
    about: CrsAbout,
    proj: ::proj::Proj,
}

impl Transformer {
    /// From the CRS of this name, such as `EPSG:9205` (VN-2000 / TM-3 103-00), or from its definition as WKT, as a
    /// `.prj` file holds it.
    ///
    /// # Method
    /// PROJ's best operation for the pair, with its datum shift (for VN-2000 the seven-parameter,
    /// coordinate-frame one of about 200 m). A definition that is one of EPSG's in other words is taken as that one,
    /// so that its shift is not lost with its number. In PostGIS this is `ST_Transform`.
    ///
    /// # Errors
    /// PROJ does not know the name, or it does not say where on the Earth something is (a height, a place on a sheet).
    pub fn from_crs(name: &str) -> Result<Transformer> {
        let about = CrsAbout::of(name)?;
        if let CrsKind::Unfit(kind) = about.kind {
            return Err(Fault::new(
                "crs",
                "a CRS in which two numbers are a place: geographic or projected",
                format!("{}, which is {kind}", about.label()),
            )
            .remedy(REMEDY)
            .into());
        }
        let proj = ::proj::Proj::new_known_crs(about.definition(), "OGC:CRS84", None)
            .map_err(|error| unknown(name, &error.to_string()))?;
        Ok(Transformer { about, proj })
    }

    /// What is known of the CRS.
    pub fn about(&self) -> &CrsAbout {
        &self.about
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
                format!("coordinates that {} can express", self.about.label()),
                format!("({}, {})", shown(x), shown(y)),
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
                "a coordinate reference system of the Earth that PROJ knows, such as EPSG:9205",
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
            .remedy("choose a CRS that is used where these places are")
            .into()),
        }
    }
}

const REMEDY: &str = "use an EPSG code: EPSG:4326 is WGS 84, EPSG:9205 VN-2000 / TM-3 103-00, EPSG:3405 VN-2000 / UTM 48N, EPSG:32648 UTM 48N";

fn unknown(name: &str, said: &str) -> crate::error::Error {
    Fault::new(
        "crs",
        "a coordinate reference system that PROJ knows, such as EPSG:9205",
        match said {
            "" => format!("\"{name}\""),
            said => format!("\"{name}\" ({said})"),
        },
    )
    .remedy(REMEDY)
    .into()
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

    use crate::geodesy::inverse;

    fn refused(name: &str) -> String {
        Transformer::from_crs(name).err().unwrap().to_string()
    }

    #[test]
    fn what_says_no_place_on_the_earth_is_refused() {
        assert!(refused("EPSG:5773").contains("vertical"), "{}", refused("EPSG:5773"));
        assert!(refused("EPSG:4978").contains("geocentric"), "{}", refused("EPSG:4978"));
        assert!(refused("EPSG:999999").contains("EPSG:9205"));
        assert!(refused("").contains("EPSG:9205"));
        assert!(refused("a\0b").contains("EPSG:9205"));
    }

    #[test]
    fn coordinates_out_of_range_are_told_in_few_digits() {
        let transformer = Transformer::from_crs("EPSG:9205").unwrap();
        let message = transformer.lon_lat(1e300, 1e300).unwrap_err().to_string();
        assert!(message.contains("(1e300, 1e300)") && message.len() < 300, "{message}");
    }

    /// As a GIS writes it beside a shapefile: no code, and another spelling of the names.
    const ESRI: &str = r#"PROJCS["VN_2000_UTM_Zone_48N",GEOGCS["GCS_VN_2000",DATUM["D_Vietnam_2000",SPHEROID["WGS_1984",6378137.0,298.257223563]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Transverse_Mercator"],PARAMETER["False_Easting",500000.0],PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",105.0],PARAMETER["Scale_Factor",0.9996],PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]"#;

    #[test]
    fn the_datum_shift_is_not_lost_with_the_code() {
        let (known, told) = (Transformer::from_crs("EPSG:3405").unwrap(), Transformer::from_crs(ESRI).unwrap());
        let (one, other) =
            (known.lon_lat(300_000.0, 2_370_000.0).unwrap(), told.lon_lat(300_000.0, 2_370_000.0).unwrap());
        assert!(inverse(one, other).distance < 0.01, "{one:?} {other:?}");
        let unshifted = Transformer::from_crs("EPSG:32648").unwrap().lon_lat(300_000.0, 2_370_000.0).unwrap();
        assert!(inverse(one, unshifted).distance > 100.0);
    }

    #[test]
    fn a_meridian_that_no_code_has_keeps_its_shift() {
        let own = ESRI.replace("105.0", "103.25").replace("0.9996", "0.9999");
        let told = Transformer::from_crs(&own).unwrap().lon_lat(500_000.0, 2_370_000.0).unwrap();
        assert!((told.x - 103.25).abs() > 5e-4, "the shift was skipped: {told:?}");
    }
}
