//! The coordinate reference systems that a GeoPackage can be given out in, with their definitions.

use crate::error::{Fault, Result};

/// A coordinate reference system by its number in the EPSG register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Crs {
    /// Its number.
    pub epsg: i32,
    /// Its name in the register.
    pub name: String,
    /// Its definition as well-known text (OGC 01-009).
    pub definition: String,
    /// Whether it is in metres.
    pub is_projected: bool,
}

const WGS84: &str = r#"GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],AUTHORITY["EPSG","6326"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],AXIS["Latitude",NORTH],AXIS["Longitude",EAST],AUTHORITY["EPSG","4326"]]"#;
const VN2000: &str = r#"GEOGCS["VN-2000",DATUM["Vietnam_2000",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],AUTHORITY["EPSG","6756"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],AUTHORITY["EPSG","4756"]]"#;

/// Number, name, central meridian of the zones of VN-2000 / TM-3 that provinces use.
const TM3: [(i32, &str, f64); 18] = [
    (5896, "zone 481", 102.0),
    (5897, "zone 482", 105.0),
    (5898, "zone 491", 108.0),
    (9205, "103-00", 103.0),
    (9206, "104-00", 104.0),
    (9207, "104-30", 104.5),
    (9208, "104-45", 104.75),
    (9209, "105-30", 105.5),
    (9210, "105-45", 105.75),
    (9211, "106-00", 106.0),
    (9212, "106-15", 106.25),
    (9213, "106-30", 106.5),
    (9214, "107-00", 107.0),
    (9215, "107-15", 107.25),
    (9216, "107-30", 107.5),
    (9217, "108-15", 108.25),
    (9218, "108-30", 108.5),
    (5899, "107-45", 107.75),
];

fn transverse(name: &str, base: &str, meridian: f64, scale: f64, epsg: i32) -> String {
    format!(
        r#"PROJCS["{name}",{base},PROJECTION["Transverse_Mercator"],PARAMETER["latitude_of_origin",0],PARAMETER["central_meridian",{meridian}],PARAMETER["scale_factor",{scale}],PARAMETER["false_easting",500000],PARAMETER["false_northing",0],UNIT["metre",1,AUTHORITY["EPSG","9001"]],AXIS["Easting",EAST],AXIS["Northing",NORTH],AUTHORITY["EPSG","{epsg}"]]"#
    )
}

impl Crs {
    /// By its name, such as `EPSG:9205`.
    ///
    /// # Errors
    /// It is none of WGS 84, VN-2000 / TM-3, VN-2000 / UTM and WGS 84 / UTM.
    pub fn named(name: &str) -> Result<Crs> {
        let number = name.trim().to_ascii_uppercase().strip_prefix("EPSG:").and_then(|n| n.parse::<i32>().ok());
        let projected = |epsg, name: String, base, meridian, scale| Crs {
            epsg,
            definition: transverse(&name, base, meridian, scale, epsg),
            name,
            is_projected: true,
        };
        let zone = TM3.iter().find(|z| Some(z.0) == number);
        match (number, zone) {
            (Some(4326), _) => Ok(Crs { epsg: 4326, name: "WGS 84".into(), definition: WGS84.into(), is_projected: false }),
            (_, Some((epsg, zone, meridian))) => {
                Ok(projected(*epsg, format!("VN-2000 / TM-3 {zone}"), VN2000, *meridian, 0.9999))
            }
            (Some(n @ (3405 | 3406)), _) => {
                let zone = 48 + n - 3405;
                Ok(projected(n, format!("VN-2000 / UTM zone {zone}N"), VN2000, f64::from(zone * 6 - 183), 0.9996))
            }
            (Some(n @ 32601..=32660), _) => {
                let zone = n - 32600;
                Ok(projected(n, format!("WGS 84 / UTM zone {zone}N"), WGS84, f64::from(zone * 6 - 183), 0.9996))
            }
            _ => Err(Fault::new(
                "export-crs",
                "EPSG:4326, a zone of VN-2000 / TM-3 (EPSG:9205 to 9218), EPSG:3405, 3406 or WGS 84 / UTM north (EPSG:32601 to 32660)",
                format!("\"{name}\""),
            )
            .remedy("use EPSG:4326, or EPSG:9205 for Điện Biên")
            .into()),
        }
    }
}
